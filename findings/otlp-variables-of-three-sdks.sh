#!/usr/bin/env bash
# OpenTelemetry's exporters of spans by OTLP/HTTP for Python 1.45.2, JavaScript 0.223.0 and Go v1.47.0: one set of the variables that
# OTLP names is two sets of headers, and a wait of three seconds or of fifty minutes.
#
# Input:    one span by each, told by variables alone: OTEL_EXPORTER_OTLP_HEADERS has a token, OTEL_EXPORTER_OTLP_TRACES_HEADERS
#           another header, and OTEL_EXPORTER_OTLP_TIMEOUT is 3000; to a server that answers after eight seconds.
# Expected: one request. The protocol's own page says of the variables that a signal's "take precedence", and has the timeout in
#           milliseconds (10000 by default): no token, and three seconds.
# Seen:     JavaScript adds both variables up, and sends the token; Python and Go send what stands in the signal's alone, so that
#           requests that had the token are refused once a header is added for spans. Python takes the number for seconds: it
#           waits where the others give up.
# Here:     docs/applications.md has the token of the address for machines outside in such a variable.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > server.js <<'JS'
// Paths: /<client>/v1/traces. When its input ends, it says what each client did at its first request.
const seen = new Map();
const server = require("node:http").createServer((request, response) => {
  const [, client] = request.url.split("/");
  const first = !seen.has(client);
  const token = request.headers.authorization === "Bearer secret" ? "token" : "no token";
  const region = request.headers["x-region"] === "here" ? "region" : "no region";
  if (first) seen.set(client, `${token}, ${region}, gave up`);
  request.resume();
  const answer = () => {
    if (first && !response.destroyed) seen.set(client, `${token}, ${region}, waited`);
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  };
  setTimeout(answer, first ? 8_000 : 0);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => {
  for (const [client, what] of [...seen].sort()) console.log(`${client}: ${what}`);
  process.exit();
});
JS
python3 -m venv python
python/bin/pip --quiet install opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2
cat > send.py <<'PY'
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
provider.get_tracer("finding").start_span("one").end()
PY
npm init --yes > npm.log
npm install --silent @opentelemetry/api@1.9.1 @opentelemetry/exporter-trace-otlp-proto@0.223.0 \
  @opentelemetry/sdk-trace-base@2.12.1 >> npm.log
cat > send.js <<'JS'
const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-proto");
const { BasicTracerProvider, SimpleSpanProcessor } = require("@opentelemetry/sdk-trace-base");
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())] });
provider.getTracer("finding").startSpan("one").end();
JS
cat > main.go <<'GO'
package main

import (
	"context"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx)
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
export OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20secret OTEL_EXPORTER_OTLP_TRACES_HEADERS=x-region=here
export OTEL_EXPORTER_OTLP_TIMEOUT=3000
senders=()
OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$port/go" ./send 2>> log & senders+=($!)
OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$port/javascript" node send.js 2>> log & senders+=($!)
OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$port/python" python/bin/python send.py 2>> log & senders+=($!)
for sender in "${senders[@]}"; do wait "$sender" || true; done
# The answer that nobody waits for is still to come.
sleep 9
exec {said}<&"${server[0]}"
eval "exec ${server[1]}>&-"
seen=$(cat <&"$said")
echo "exporters by OTLP/HTTP of Python 1.45.2, JavaScript 0.223.0 and Go v1.47.0"
echo "$seen"
expected='go: no token, region, gave up
javascript: token, region, gave up
python: no token, region, waited'
[ "$seen" = "$expected" ] || { cat log >&2; echo "this has changed" >&2; exit 1; }
