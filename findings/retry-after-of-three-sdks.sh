#!/usr/bin/env bash
# OpenTelemetry's exporters of spans by OTLP/HTTP for Python 1.45.2, JavaScript 0.223.0 and Go v1.47.0: a server that says how long
# to wait is asked less often than one that says nothing.
#
# Input:    one span by each, with defaults, to a server that answers the first request with 503 and takes every later one; once
#           without Retry-After, once with `Retry-After: 15`. And to one that answers 503 for twenty seconds.
# Expected: the span arrives: OTLP has 503 as an answer to be tried again, where a client "SHOULD" wait for as long as the header
#           says; and all three wait alike, as the same document asks for "exponential backoff".
# Seen:     without the header all three try again after a second or more. With it Python and JavaScript drop the span at once, as
#           fifteen seconds are more than they have left of the ten that all tries of a batch may take; Go waits, and delivers.
#           Of a server that is away for twenty seconds Go alone hears, which tries for a minute.
# Here:     docs/reliability.md says how long SDKs try while a single gateway starts anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > server.js <<'JS'
// Paths: /<client>/<way>/v1/traces. When its input ends, it says what each client did.
const tries = new Map();
const server = require("node:http").createServer((request, response) => {
  const [, client, way] = request.url.split("/");
  const one = tries.get(`${way} ${client}`) ?? { since: Date.now(), refused: 0, taken: 0 };
  tries.set(`${way} ${client}`, one);
  const away = way === "away" ? Date.now() - one.since < 20_000 : one.refused === 0;
  one[away ? "refused" : "taken"] += 1;
  const told = away && way === "told" ? { "Retry-After": "15" } : {};
  response.writeHead(away ? 503 : 200, { "content-type": "application/x-protobuf", ...told });
  request.resume().on("end", () => response.end());
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => {
  for (const [name, { refused, taken }] of [...tries].sort())
    console.log(name, refused + taken === 1 ? "asked once" : "asked again", taken > 0 ? "delivered" : "dropped");
  process.exit();
});
JS
python3 -m venv python
python/bin/pip --quiet install opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2
cat > send.py <<'PY'
import sys

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=sys.argv[1] + "/v1/traces")))
provider.get_tracer("finding").start_span("one").end()
PY
npm init --yes > npm.log
npm install --silent @opentelemetry/api@1.9.1 @opentelemetry/exporter-trace-otlp-proto@0.223.0 \
  @opentelemetry/sdk-trace-base@2.12.1 >> npm.log
cat > send.js <<'JS'
const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-proto");
const { BasicTracerProvider, SimpleSpanProcessor } = require("@opentelemetry/sdk-trace-base");
const exporter = new OTLPTraceExporter({ url: `${process.argv[2]}/v1/traces` });
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.getTracer("finding").startSpan("one").end();
JS
cat > main.go <<'GO'
package main

import (
	"context"
	"os"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(os.Args[1]+"/v1/traces"))
	if err != nil {
		panic(err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	_, span := provider.Tracer("finding").Start(ctx, "one")
	span.End()
	_ = provider.ForceFlush(ctx)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp@v1.47.0 go.opentelemetry.io/otel/sdk@v1.47.0 2> /dev/null
go mod tidy 2> /dev/null
go build -o send .
coproc server { node server.js; }
read -r port <&"${server[0]}"
senders=()
for way in told untold away; do
  ./send "http://127.0.0.1:$port/go/$way" 2>> log & senders+=($!)
  node send.js "http://127.0.0.1:$port/javascript/$way" 2>> log & senders+=($!)
  python/bin/python send.py "http://127.0.0.1:$port/python/$way" 2>> log & senders+=($!)
done
for sender in "${senders[@]}"; do wait "$sender" || true; done
exec {said}<&"${server[0]}"
eval "exec ${server[1]}>&-"
seen=$(cat <&"$said")
echo "exporters by OTLP/HTTP of Python 1.45.2, JavaScript 0.223.0 and Go v1.47.0"
echo "$seen"
expected='away go asked again delivered
away javascript asked again dropped
away python asked again dropped
told go asked again delivered
told javascript asked once dropped
told python asked once dropped
untold go asked again delivered
untold javascript asked again delivered
untold python asked again delivered'
[ "$seen" = "$expected" ] || { cat log >&2; echo "this has changed" >&2; exit 1; }
