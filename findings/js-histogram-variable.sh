#!/usr/bin/env bash
# @opentelemetry/sdk-node 0.223.0 (npm) and opentelemetry-sdk 1.45.2 (PyPI): the variable that chooses exponential histograms does
# nothing in Node.js, which reads its neighbour for deltas.
#
# Input:    one histogram by each, with OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION set to
#           base2_exponential_bucket_histogram and OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE to delta.
# Expected: exponential histograms of deltas, twice: OpenTelemetry's page of the OTLP exporter for metrics names both variables, and
#           the packages that sdk-node installs hold a reader of both.
# Seen:     Python sends exponential histograms; Node.js the fixed bounds it has by default, without a word. Both send deltas.
# Here:     docs/choosing.md asks for exponential histograms where CloudWatch is to have percentiles.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip --quiet install opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2
npm init --yes > npm.log
npm install --silent @opentelemetry/api@1.9.1 @opentelemetry/sdk-node@0.223.0 >> npm.log
cat > server.js <<'JS'
// Paths: /<client>/v1/metrics. Writes the first request of each client into a file of its name.
const { existsSync, writeFileSync } = require("node:fs");
const server = require("node:http").createServer((request, response) => {
  const [, client] = request.url.split("/");
  const parts = [];
  request.on("data", (part) => parts.push(part)).on("end", () => {
    const gzip = request.headers["content-encoding"] === "gzip";
    const body = Buffer.concat(parts);
    if (!existsSync(client)) writeFileSync(client, gzip ? require("node:zlib").gunzipSync(body) : body);
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit());
JS
cat > read.py <<'PY'
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

for client in ("javascript", "python"):
    with open(client, "rb") as file:
        request = ExportMetricsServiceRequest.FromString(file.read())
    for resource in request.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                if metric.name == "finding":
                    kind = metric.WhichOneof("data")
                    print(client, kind, {1: "delta", 2: "cumulative"}[getattr(metric, kind).aggregation_temporality])
PY
cat > send.py <<'PY'
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

provider = MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter())])
provider.get_meter("finding").create_histogram("finding").record(3)
provider.shutdown()
PY
cat > send.js <<'JS'
const { metrics } = require("@opentelemetry/api");
const { NodeSDK } = require("@opentelemetry/sdk-node");
const sdk = new NodeSDK();
sdk.start();
metrics.getMeter("finding").createHistogram("finding").record(3);
sdk.shutdown();
JS
coproc server { node server.js; }
read -r port <&"${server[0]}"
export OTEL_METRICS_EXPORTER=otlp OTEL_TRACES_EXPORTER=none OTEL_LOGS_EXPORTER=none
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta
export OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION=base2_exponential_bucket_histogram
OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$port/javascript" node send.js
OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$port/python" venv/bin/python send.py
eval "exec ${server[1]}>&-"
seen=$(venv/bin/python read.py)
echo "@opentelemetry/sdk-node 0.223.0 and opentelemetry-sdk 1.45.2"
echo "$seen"
expected='javascript histogram delta
python exponential_histogram delta'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
