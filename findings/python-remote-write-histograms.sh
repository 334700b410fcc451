#!/usr/bin/env bash
# opentelemetry-exporter-prometheus-remote-write 0.66b1 (PyPI): a histogram arrives in Prometheus without a name that a query for
# buckets asks for, with counts that are not added up.
#
# Input:    a histogram `d` of seconds with the bounds 0, 1 and 5, in which 0, 0.5, 3 and 10 were measured, and a counter `jobs`, as the
#           exporter sends them to an address of remote write, read with the package's own message.
# Expected: what Prometheus has for a histogram: d_seconds_bucket with le 0, 1, 5 and +Inf, each the number of all up to it (1, 2, 3,
#           4), beside _sum and _count; and jobs_total. So OpenTelemetry's page on Prometheus has it, and the Collector sends it.
# Seen:     d_s with le 1, 5 and +Inf, each the number of its own bucket alone (1, 1, 1); the bound 0 has no `le` at all, and
#           so a gauge's name. A quantile finds no buckets, and by this name it would be wrong. The counter is `jobs`. Nothing
#           says so: a receiver takes it all.
# Here:     services send OTLP (docs/applications.md); Prometheus admits the platform's own pods alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check \
  opentelemetry-sdk==1.45.1 opentelemetry-exporter-prometheus-remote-write==0.66b1
cat > send.py <<'PY'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import snappy
from opentelemetry.exporter.prometheus_remote_write import PrometheusRemoteWriteMetricsExporter
from opentelemetry.exporter.prometheus_remote_write.gen.remote_pb2 import WriteRequest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        message = WriteRequest()
        message.ParseFromString(snappy.uncompress(self.rfile.read(int(self.headers["Content-Length"]))))
        for series in message.timeseries:
            labels = {label.name: label.value for label in series.labels}
            name = labels.pop("__name__")
            print(name + (f'{{le="{labels["le"]}"}}' if "le" in labels else ""), series.samples[0].value)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
exporter = PrometheusRemoteWriteMetricsExporter(endpoint=f"http://127.0.0.1:{server.server_port}/api/v1/write")
provider = MeterProvider(
    [PeriodicExportingMetricReader(exporter)],
    resource=Resource({}),
    views=[View(instrument_name="d", aggregation=ExplicitBucketHistogramAggregation((0, 1, 5)))],
)
meter = provider.get_meter("x")
histogram = meter.create_histogram("d", unit="s")
for value in (0, 0.5, 3, 10):
    histogram.record(value)
meter.create_counter("jobs").add(1)
provider.shutdown()
PY
seen=$(python/bin/python send.py)
expected='d_s 1.0
d_s{le="1"} 1.0
d_s{le="5"} 1.0
d_s{le="+Inf"} 1.0
d_s_sum 13.5
d_s_count 4.0
jobs 1.0'
echo "opentelemetry-exporter-prometheus-remote-write 0.66b1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
