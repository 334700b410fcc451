#!/usr/bin/env bash
# opentelemetry-collector-contrib/pkg/translator/zipkin v0.165.1 (the Collector's Zipkin receiver): two strokes in an annotation cost
# the whole request, and of two instances of a service one has sent all.
#
# Input:    spans of Zipkin's JSON with the annotations "cache|miss" and "cache|miss|users", which are free text; beside the latter
#           another span in the request. And two spans of one service with the tags `host.name` node-1 and node-2, as whoever
#           sends on from a topic has them together.
# Expected: events of these names; where one cannot be, at least the other span; and each host with its own span.
# Seen:     of "cache|miss" the event is "cache". With two strokes the text is taken for OpenTelemetry's own form of an event,
#           `name|attributes|number`, and its middle for broken JSON; that error is the request's, and nothing of it is left.
#           Of two instances one's host is the resource of both spans, and the other's is nowhere.
# Here:     the gateway takes OTLP alone (docs/applications.md): a Collector of a team's own, which speaks Zipkin, does this before it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/zipkin/zipkinv2"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func span(id, rest string) string {
	return `{"traceId": "463ac35c9f6413ad48485a3953bb6124", "id": "` + id + `", "name": "get", "timestamp": 1800000000000000,
		"duration": 1000, "localEndpoint": {"serviceName": "shop"}, ` + rest + `}`
}

func annotated(text string) string {
	return span("a2fb4a1d1a96d312", `"annotations": [{"timestamp": 1800000000000500, "value": "`+text+`"}]`)
}

func host(attributes pcommon.Map) string {
	if value, ok := attributes.Get("host.name"); ok {
		return value.Str()
	}
	return "none"
}

func read(title string, spans ...string) {
	traces, err := zipkinv2.NewJSONTracesUnmarshaler(false).UnmarshalTraces([]byte("[" + strings.Join(spans, ",") + "]"))
	if err != nil {
		fmt.Println(title, "error:", err)
		return
	}
	fmt.Println(title, traces.SpanCount(), "spans")
	for index := range traces.ResourceSpans().Len() {
		one := traces.ResourceSpans().At(index)
		for index := range one.ScopeSpans().Len() {
			spans := one.ScopeSpans().At(index).Spans()
			for index := range spans.Len() {
				span := spans.At(index)
				fmt.Printf("  %s: host of the resource %s, of the span %s", span.SpanID(), host(one.Resource().Attributes()), host(span.Attributes()))
				for index := range span.Events().Len() {
					fmt.Printf(", event %q", span.Events().At(index).Name())
				}
				fmt.Println()
			}
		}
	}
}

func main() {
	other := span("1111111111111111", `"kind": "SERVER"`)
	read("no stroke:", annotated("cache miss"))
	read("one stroke:", annotated("cache|miss"))
	read("two strokes, and another span:", annotated("cache|miss|users"), other)
	read("two instances:", span("a2fb4a1d1a96d312", `"tags": {"host.name": "node-1"}`), span("1111111111111111", `"tags": {"host.name": "node-2"}`))
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/zipkin@v0.165.1 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
expected='no stroke: 1 spans
  a2fb4a1d1a96d312: host of the resource none, of the span none, event "cache miss"
one stroke: 1 spans
  a2fb4a1d1a96d312: host of the resource none, of the span none, event "cache"
two strokes, and another span: error: invalid character '"'m'"' looking for beginning of value
two instances: 2 spans
  1111111111111111: host of the resource node-2, of the span none
  a2fb4a1d1a96d312: host of the resource node-2, of the span none'
echo "pkg/translator/zipkin v0.165.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
