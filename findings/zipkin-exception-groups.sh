#!/usr/bin/env bash
# opentelemetry-exporter-zipkin-json 1.45.1 (PyPI) and opentelemetry-collector-contrib/pkg/translator/zipkin v0.165.1 (the Collector's
# Zipkin receiver): a group of exceptions in one span costs all spans that were sent with it.
#
# Input:    what OpenTelemetry's exporter for Python sends of three spans: one with the event `cache.miss`, which has an attribute,
#           one without, and one whose ExceptionGroup was recorded. And spans of Zipkin's JSON with the annotations "cache|miss" and
#           "cache|miss|users": an annotation is free text.
# Expected: three spans with two events of those names, for which OpenTelemetry's page on Zipkin has the form "name": {...};
#           where a text cannot be read, an event of that text, or at least the other spans.
# Seen:     that form is not read: the event's name is its whole JSON. A text with two strokes is taken for a form of the
#           translator's own, `name|attributes|number`, and what is no JSON between them refuses the request. Python draws
#           the stack trace of a group with strokes. Of "cache|miss" the event is "cache".
# Here:     the gateway takes OTLP alone (docs/applications.md): a Collector of a team's own, which speaks Zipkin, does this before it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.45.1 opentelemetry-exporter-zipkin-json==1.45.1
cat > send.py <<'PY'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from opentelemetry.exporter.zipkin.json import ZipkinExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"]))
        with open("all.json", "wb") as file:
            file.write(text)
        with open("without-group.json", "w") as file:
            json.dump([span for span in json.loads(text) if span["name"] != "group"], file)
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(ZipkinExporter(endpoint=f"http://127.0.0.1:{server.server_port}/api/v2/spans")))
tracer = provider.get_tracer("x")
with tracer.start_as_current_span("missed") as span:
    span.add_event("cache.miss", {"key": "a"})
tracer.start_span("plain").end()
with tracer.start_as_current_span("group") as span:
    try:
        raise ExceptionGroup("two", [ValueError("one"), KeyError("two")])
    except ExceptionGroup as group:
        span.record_exception(group)
provider.shutdown()
PY
python/bin/python send.py
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/zipkin/zipkinv2"
)

func read(title string, text []byte) {
	traces, err := zipkinv2.NewJSONTracesUnmarshaler(false).UnmarshalTraces(text)
	if err != nil {
		fmt.Printf("%s: refused, %v\n", title, err)
		return
	}
	fmt.Printf("%s: %d spans", title, traces.SpanCount())
	for index := range traces.ResourceSpans().Len() {
		scopes := traces.ResourceSpans().At(index).ScopeSpans()
		for index := range scopes.Len() {
			spans := scopes.At(index).Spans()
			for index := range spans.Len() {
				events := spans.At(index).Events()
				for index := range events.Len() {
					fmt.Printf(", event %s with %d attributes", events.At(index).Name(), events.At(index).Attributes().Len())
				}
			}
		}
	}
	fmt.Println()
}

func annotated(text string) []byte {
	return []byte(`[{"traceId": "463ac35c9f6413ad48485a3953bb6124", "id": "a2fb4a1d1a96d312", "name": "get", "duration": 1000,
		"timestamp": 1800000000000000, "annotations": [{"timestamp": 1800000000000500, "value": "` + text + `"}]}]`)
}

func main() {
	for _, name := range []string{"without-group", "all"} {
		text, err := os.ReadFile(name + ".json")
		if err != nil {
			panic(err)
		}
		read(name, text)
	}
	for _, text := range []string{"cache miss", "cache|miss", "cache|miss|users"} {
		read(text, annotated(text))
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/zipkin@v0.165.1 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
expected='without-group: 2 spans, event {"cache.miss": {"key": "a"}} with 0 attributes
all: refused, invalid character '"'F'"' looking for beginning of value
cache miss: 1 spans, event cache miss with 0 attributes
cache|miss: 1 spans, event cache with 0 attributes
cache|miss|users: refused, invalid character '"'m'"' looking for beginning of value'
echo "opentelemetry-exporter-zipkin-json 1.45.1, pkg/translator/zipkin v0.165.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
