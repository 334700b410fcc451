#!/usr/bin/env bash
# OpenTelemetry's instrumentation of Flask 0.64b0, node:http 0.220.0 and net/http v0.72.0: one request is measured under two names
# and in two units.
#
# Input:    one request to a server, instrumented as each package's page begins, without an option.
# Expected: `http.server.request.duration` in seconds, as the semantic conventions have it, stable since 2023.
# Seen:     Go measures that. Python and Node.js measure `http.server.duration` in milliseconds, which was the draft, until
#           `OTEL_SEMCONV_STABILITY_OPT_IN=http` is set: a rule or a dashboard for one finds nothing of the other.
# Here:     components/collection/instrumentation/values.ts sets it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip --quiet install flask==3.1.2 opentelemetry-sdk==1.43.0 opentelemetry-instrumentation-flask==0.64b0
cat > server.py <<'PY'
from flask import Flask
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

reader = InMemoryMetricReader()
app = Flask("app")
app.add_url_rule("/", view_func=lambda: "ok")
FlaskInstrumentor().instrument_app(app, meter_provider=MeterProvider(metric_readers=[reader]))
app.test_client().get("/")
for resource in reader.get_metrics_data().resource_metrics:
    for scope in resource.scope_metrics:
        for metric in scope.metrics:
            if "duration" in metric.name:
                print("python", metric.name, metric.unit)
PY
npm init --yes > npm.log
npm install --silent @opentelemetry/api@1.9.1 @opentelemetry/instrumentation-http@0.220.0 @opentelemetry/sdk-metrics@2.9.0 >> npm.log
cat > server.js <<'JS'
const { HttpInstrumentation } = require("@opentelemetry/instrumentation-http");
const sdk = require("@opentelemetry/sdk-metrics");
const exporter = new sdk.InMemoryMetricExporter(sdk.AggregationTemporality.CUMULATIVE);
const provider = new sdk.MeterProvider({ readers: [new sdk.PeriodicExportingMetricReader({ exporter })] });
new HttpInstrumentation().setMeterProvider(provider);
const http = require("node:http");
const server = http.createServer((_, response) => response.end("ok")).listen(0, async () => {
  await new Promise((end) => http.get({ port: server.address().port }, (response) => response.resume().on("end", end)));
  server.close();
  await provider.forceFlush();
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  for (const { descriptor } of metrics)
    if (descriptor.name.includes("server")) console.log("node", descriptor.name, descriptor.unit);
  await provider.shutdown();
});
JS
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

func main() {
	reader := metric.NewManualReader()
	provider := metric.NewMeterProvider(metric.WithReader(reader))
	ok := http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) { fmt.Fprint(response, "ok") })
	handler := otelhttp.NewHandler(ok, "server", otelhttp.WithMeterProvider(provider))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	seen := metricdata.ResourceMetrics{}
	if err := reader.Collect(context.Background(), &seen); err != nil {
		panic(err)
	}
	for _, scope := range seen.ScopeMetrics {
		for _, metric := range scope.Metrics {
			if strings.Contains(metric.Name, "duration") {
				fmt.Println("go", metric.Name, metric.Unit)
			}
		}
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp@v0.72.0 go.opentelemetry.io/otel/sdk/metric@v1.47.0 2> /dev/null
go mod tidy 2> /dev/null
unset OTEL_SEMCONV_STABILITY_OPT_IN
seen=$(
  go run .
  python/bin/python server.py
  OTEL_SEMCONV_STABILITY_OPT_IN=http python/bin/python server.py
  node server.js
  OTEL_SEMCONV_STABILITY_OPT_IN=http node server.js
)
expected='go http.server.request.duration s
python http.server.duration ms
python http.server.request.duration s
node http.server.duration ms
node http.server.request.duration s'
echo "instrumentation of Flask 0.64b0, node:http 0.220.0, net/http v0.72.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
