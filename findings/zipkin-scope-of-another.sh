#!/usr/bin/env bash
# opentelemetry-collector-contrib/pkg/translator/zipkin v0.165.1 (the Collector's Zipkin exporter): a span has version and attributes
# of the scope before its own.
#
# Input:    OTLP of one service: a span of the scope `http` with a version and an attribute, and one of the scope `own`, which has
#           neither, as a tracer that a program makes for itself beside an instrumentation.
# Expected: tags of the scope `http` with the first span, and `otel.scope.name: own` alone with the second.
# Seen:     the second has its own name with the version and the attribute of the first: tags of scopes are put into one map of the
#           resource, which is not emptied. In another order of the scopes it has neither, so a span's tags depend on what
#           was sent with it.
# Here:     no copy speaks Zipkin; that to Jaeger goes by OTLP (components/collection/copies/targets/jaeger.ts), which has scopes.
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

func main() {
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
expected='{"otel.scope.name":"http","otel.scope.version":"0.61.0","side":"server"}
{"otel.scope.name":"own","otel.scope.version":"0.61.0","side":"server"}
in the other order
{"otel.scope.name":"own"}
{"otel.scope.name":"http","otel.scope.version":"0.61.0","side":"server"}'
echo "pkg/translator/zipkin v0.165.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
