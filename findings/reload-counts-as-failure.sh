#!/usr/bin/env bash
# github.com/prometheus/alertmanager v0.35.0: a notification that a reload interrupts counts as failed.
#
# Input:    Alertmanager with one webhook, which answers with 200 after four seconds; while it is being told of an alert,
#           the configuration is read again, unchanged.
# Expected: alertmanager_notifications_failed_total ("the total number of failed notifications") stays at 0: the receiver
#           answers every request well, and is told of the alert. Usual alerts page on any increase of it.
# Seen:     it is 1, with the reason `contextCanceled`, and its line is in the log at level debug alone. The alert is sent
#           anew after the reload, so that the receiver has it twice.
# Here:     dashboards/alerts/alerting.ts leaves that reason out.
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

cat > receiver.py <<'PY'
import http.server, time

class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        with open("told", "a") as told:
            told.write("told\n")
        time.sleep(4)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
with open("port", "w") as port:
    port.write(str(server.server_address[1]))
server.serve_forever()
PY
python3 receiver.py 2> /dev/null &
pids+=($!)
until [ -s port ]; do sleep 0.2; done
cat > alertmanager.yml <<YAML
route: {receiver: hook, group_wait: 1s}
receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:$(cat port)/"}]}]
YAML
own=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
./alertmanager --config.file=alertmanager.yml --storage.path=data --cluster.listen-address= \
  --web.listen-address="127.0.0.1:$own" > log 2>&1 &
pids+=($!)
address="http://127.0.0.1:$own"
until curl -sf "$address/-/ready" > /dev/null; do sleep 0.2; done

curl -sf -X POST -H 'Content-Type: application/json' -d '[{"labels": {"alertname": "Any"}}]' "$address/api/v2/alerts"
until [ -s told ]; do sleep 0.2; done
curl -sf -X POST "$address/-/reload"
for _ in $(seq 60); do
  [ "$(wc -l < told)" = 2 ] && break
  sleep 0.5
done
sleep 5
seen="told $(wc -l < told) times, answered each time with 200
$(curl -sf "$address/metrics" | grep -E '^alertmanager_notifications_failed_total.*[^ ] [1-9]' || echo 'no failure')
lines of the log about it: $(grep -c 'Notify' log || true)"
echo "alertmanager v0.35.0"
echo "$seen"
[ "$seen" = 'told 2 times, answered each time with 200
alertmanager_notifications_failed_total{integration="webhook",reason="contextCanceled"} 1
lines of the log about it: 0' ] || { echo "this has changed" >&2; exit 1; }
