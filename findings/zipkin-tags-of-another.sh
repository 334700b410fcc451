#!/usr/bin/env bash
# opentelemetry-collector-contrib/pkg/translator/zipkin v0.165.1 (the Collector's Zipkin receiver and exporter): a span has the
# host of another instance by the one, and version and attributes of another scope by the other.
#
# Input:    Zipkin's JSON of two spans of one service with the tags `host.name` node-1 and node-2, as whoever sends on from a topic has
#           them together. And OTLP of a span of the scope `http` with a version and an attribute, and one of the scope `own`,
#           which has neither, as a tracer that a program makes for itself beside an instrumentation.
# Expected: each span with what was sent of it: two resources, for a host is one's; and tags of `http` with its span alone.
# Seen:     one resource for both spans, with the host of one; that of the other is nowhere. The span of `own` has its own name
#           with version and attribute of `http`, since tags of scopes go into one map, which is not emptied; where the scopes
#           come in the other order it has neither. So what a span says depends on what was sent with it.
# Here:     the gateway takes OTLP alone, and no copy speaks Zipkin (components/collection/copies/targets/jaeger.ts: OTLP).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/zipkin/zipkinv2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func http(scope pcommon.InstrumentationScope) {
	scope.SetName("http")
	scope.SetVersion("0.61.0")
	scope.Attributes().PutStr("side", "server")
}

func own(scope pcommon.InstrumentationScope) { scope.SetName("own") }

func send(scopes ...func(pcommon.InstrumentationScope)) {
	traces := ptrace.NewTraces()
	resource := traces.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	for index, of := range scopes {
		spans := resource.ScopeSpans().AppendEmpty()
		of(spans.Scope())
		span := spans.Spans().AppendEmpty()
		span.SetTraceID(pcommon.TraceID{1})
		span.SetSpanID(pcommon.SpanID{byte(index + 1)})
	}
	translated, err := zipkinv2.FromTranslator{}.FromTraces(traces)
	if err != nil {
		panic(err)
	}
	for _, span := range translated {
		tags, err := json.Marshal(span.Tags)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(tags))
	}
}

func receive() {
	span := func(id, host string) string {
		return `{"traceId": "463ac35c9f6413ad48485a3953bb6124", "id": "` + id + `", "name": "get", "timestamp": 1800000000000000,
			"duration": 1000, "localEndpoint": {"serviceName": "shop"}, "tags": {"host.name": "` + host + `"}}`
	}
	text := "[" + span("a2fb4a1d1a96d312", "node-1") + "," + span("1111111111111111", "node-2") + "]"
	traces, err := zipkinv2.NewJSONTracesUnmarshaler(false).UnmarshalTraces([]byte(text))
	if err != nil {
		panic(err)
	}
	for index := range traces.ResourceSpans().Len() {
		one := traces.ResourceSpans().At(index)
		fmt.Println("resource", one.Resource().Attributes().AsRaw()["host.name"])
		spans := one.ScopeSpans().At(0).Spans()
		for index := range spans.Len() {
			fmt.Println("span", spans.At(index).SpanID(), spans.At(index).Attributes().AsRaw())
		}
	}
}

func main() {
	receive()
	send(http, own)
	fmt.Println("in the other order")
	send(own, http)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/zipkin@v0.165.1 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
expected='resource node-2
span 1111111111111111 map[]
span a2fb4a1d1a96d312 map[]
{"otel.scope.name":"http","otel.scope.version":"0.61.0","side":"server"}
{"otel.scope.name":"own","otel.scope.version":"0.61.0","side":"server"}
in the other order
{"otel.scope.name":"own"}
{"otel.scope.name":"http","otel.scope.version":"0.61.0","side":"server"}'
echo "pkg/translator/zipkin v0.165.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
