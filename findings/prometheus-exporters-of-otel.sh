#!/usr/bin/env bash
# @opentelemetry/exporter-prometheus 0.223.0 (npm) and opentelemetry-exporter-prometheus 0.66b2 (PyPI): one instrument has two
# names, and two attributes can make the whole page of a service unreadable, or leave one of them.
#
# Input:    a histogram `http.server.request.duration` in seconds and a counter `jobs` with the attributes `http.route` = "a" and
#           `http_route` = "b", in each language; the pages read by prometheus/common v0.70.1.
# Expected: http_server_request_duration_seconds from both, and http_route="a;b", as OpenTelemetry's page on Prometheus has units
#           (a suffix) and attributes whose names become one ("the values MUST be concatenated ... separated by ;").
# Seen:     JavaScript: no unit in the name, and the label twice, for which a parser refuses the page, so the service is down to
#           whoever scrapes it. Python: the unit, and "b" alone.
# Here:     services push OTLP (contract/workload-manifests.ts); names are made in one place, by the collector.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @opentelemetry/api@1.9.1 @opentelemetry/sdk-metrics@2.12.1 @opentelemetry/exporter-prometheus@0.223.0
cat > page.cjs <<'JS'
const { PrometheusExporter, PrometheusSerializer } = require("@opentelemetry/exporter-prometheus");
const { MeterProvider } = require("@opentelemetry/sdk-metrics");

const exporter = new PrometheusExporter({ preventServerStart: true });
const meter = new MeterProvider({ readers: [exporter] }).getMeter("x");
meter.createHistogram("http.server.request.duration", { unit: "s" }).record(1);
meter.createCounter("jobs").add(1, { "http.route": "a", http_route: "b" });
exporter.collect().then(({ resourceMetrics }) => console.log(new PrometheusSerializer().serialize(resourceMetrics)));
JS
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check \
  opentelemetry-api==1.45.2 opentelemetry-sdk==1.45.2 opentelemetry-exporter-prometheus==0.66b2 prometheus-client==0.26.0
cat > page.py <<'PY'
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from prometheus_client import REGISTRY, generate_latest

meter = MeterProvider(metric_readers=[PrometheusMetricReader()]).get_meter("x")
meter.create_histogram("http.server.request.duration", unit="s").record(1)
meter.create_counter("jobs").add(1, {"http.route": "a", "http_route": "b"})
print(generate_latest(REGISTRY).decode())
PY
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

func main() {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	if _, err := parser.TextToMetricFamilies(os.Stdin); err != nil {
		fmt.Println("the page has a", err)
		return
	}
	fmt.Println("the page is read")
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/common@v0.70.1 2> /dev/null
go build -o read .
node page.cjs > javascript.txt
python/bin/python page.py > python.txt
seen=$(for language in javascript python; do
  echo "$language: $(grep -o '^http_server[a-z_]*_count' "$language.txt")"
  echo "$language: $(grep '^jobs_total' "$language.txt" | grep -o 'http_route="[^"]*"' | paste -sd ' ')"
  echo "$language: $(./read < "$language.txt")"
done)
expected='javascript: http_server_request_duration_count
javascript: http_route="a" http_route="b"
javascript: the page has a text format parsing error in line 27: duplicate label names for metric "jobs_total"
python: http_server_request_duration_seconds_count
python: http_route="b"
python: the page is read'
echo "@opentelemetry/exporter-prometheus 0.223.0, opentelemetry-exporter-prometheus 0.66b2"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
