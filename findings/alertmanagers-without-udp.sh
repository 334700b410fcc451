#!/usr/bin/env bash
# github.com/prometheus/alertmanager v0.35.0: a cluster whose members reach each other by TCP alone is well by everything
# that it says of itself, and tells everything once for each member.
#
# Input:    two Alertmanagers in a cluster, the way between them open for TCP and closed for UDP, as in a security group
#           that knows no more than port and TCP; each alert is sent to both, as Prometheus does.
# Expected: one notification of each alert; or, as UDP is asked for, members that are not ready, failed, or counted as
#           unhealthy: memberlist tries UDP first.
# Seen:     both are ready, know two members and no failed one, score 0 (healthy): probes go by TCP where UDP fails.
#           What one of them has told goes by UDP alone, so both tell: two notifications of each alert.
# Here:     components/backends/prometheus/values.ts has the members exchange all that they know, by TCP, every five seconds.
set -euo pipefail
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/alertmanager/cmd/alertmanager@v0.35.0 2> /dev/null
# The module comes without the pages that the program embeds.
cp -r "$(go list -m -f '{{.Dir}}' github.com/prometheus/alertmanager)" module
chmod -R u+w module
mkdir -p module/ui/app/dist
touch module/ui/app/dist/index.html
go mod edit -replace github.com/prometheus/alertmanager=./module
go build -o alertmanager github.com/prometheus/alertmanager/cmd/alertmanager

# A receiver, and a way by TCP to each member: the port that it advertises leads to the one on which it listens.
cat > around.py <<'PY'
import asyncio, sys

async def receive(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    await reader.readexactly(int(head.split("content-length:")[1].split()[0]))
    with open("told", "a") as told:
        told.write("told\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    writer.close()

async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()

def way(port):
    async def lead(reader, writer):
        try:
            behind, before = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return writer.close()
        await asyncio.gather(copy(reader, before), copy(behind, writer), return_exceptions=True)
    return lead

async def main():
    hook, first, second = map(int, sys.argv[1:4])
    from_first, from_second = map(int, sys.argv[4:6])
    for handler, port in ((receive, hook), (way(first), from_first), (way(second), from_second)):
        await asyncio.start_server(handler, "127.0.0.1", port)
    await asyncio.Event().wait()

asyncio.run(main())
PY
read -r hook first second before_first before_second api_first api_second <<< "$(python3 - << 'PY'
import socket
taken = [socket.socket() for _ in range(7)]
for one in taken:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in taken))
PY
)"
python3 around.py "$hook" "$first" "$second" "$before_first" "$before_second" 2> /dev/null &
pids+=($!)
cat > alertmanager.yml <<YAML
route: {receiver: hook, group_wait: 1s, group_by: [alertname]}
receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:$hook/"}]}]
YAML
member() { # its API's port, where it listens, what it advertises, the other's advertised port
  ./alertmanager --config.file=alertmanager.yml --storage.path="data-$1" --web.listen-address="127.0.0.1:$1" \
    --cluster.listen-address="127.0.0.1:$2" --cluster.advertise-address="127.0.0.1:$3" --cluster.peer="127.0.0.1:$4" \
    --cluster.settle-timeout=20s > "log-$1" 2>&1 &
  pids+=($!)
}
member "$api_first" "$first" "$before_first" "$before_second"
member "$api_second" "$second" "$before_second" "$before_first"
for port in "$api_first" "$api_second"; do
  until curl -sf "http://127.0.0.1:$port/api/v2/status" | grep -q '"status":"ready"'; do sleep 0.5; done
done
for alert in $(seq 5); do
  for port in "$api_first" "$api_second"; do
    curl -sf -X POST -H 'Content-Type: application/json' -d "[{\"labels\": {\"alertname\": \"Alert$alert\"}}]" \
      "http://127.0.0.1:$port/api/v2/alerts"
  done
done
# The second member gives the first 15 s, the peers' timeout.
sleep 40
seen="told of 5 alerts in $(wc -l < told) notifications"
for port in "$api_first" "$api_second"; do
  seen+=$'\n'$(curl -sf "http://127.0.0.1:$port/metrics" |
    grep -E '^alertmanager_cluster_(members|failed_peers|health_score) ' | sort | tr '\n' ';')
done
echo "alertmanager v0.35.0"
echo "$seen"
good='alertmanager_cluster_failed_peers 0;alertmanager_cluster_health_score 0;alertmanager_cluster_members 2;'
[ "$seen" = "told of 5 alerts in 10 notifications
$good
$good" ] || { echo "this has changed" >&2; exit 1; }
