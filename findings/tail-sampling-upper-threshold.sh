#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/tailsamplingprocessor v0.165.1: whether a trace is too long for a policy of latency is
# told by the order in which its spans came.
#
# Input:    one policy, `latency` with threshold_ms 1000 and upper_threshold_ms 5000; two traces of ten seconds, each with a span of
#           ten seconds and one of two within it. In the first the long one came before, in the second the short one, as it does
#           in any program that sends a span when it has ended.
# Expected: neither is kept. "The duration is determined by looking at the earliest start time and latest end time", and that is ten
#           seconds.
# Seen:     the second is kept: the bounds are asked after each span, of what has been seen so far, and the first time that
#           they hold counts. So a policy for the middle of the range keeps nearly every longer trace too.
# Here:     components/collection/sampler has a lower threshold alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/tailsamplingprocessor"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func trace(id byte, names ...string) ptrace.Traces {
	begin := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	seconds := map[string]int{"ten seconds": 10, "two seconds": 2}
	traces := ptrace.NewTraces()
	spans := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i, name := range names {
		span := spans.AppendEmpty()
		span.SetName(name)
		span.SetTraceID([16]byte{id})
		span.SetSpanID([8]byte{byte(i + 1)})
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(begin))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(begin.Add(time.Duration(seconds[name]) * time.Second)))
	}
	return traces
}

func main() {
	ctx := context.Background()
	factory := tailsamplingprocessor.NewFactory()
	config := factory.CreateDefaultConfig()
	must(confmap.NewFromStringMap(map[string]any{
		"decision_wait": "1s",
		"policies": []any{map[string]any{
			"name": "middle", "type": "latency",
			"latency": map[string]any{"threshold_ms": 1000, "upper_threshold_ms": 5000},
		}},
	}).Unmarshal(config))
	sink := new(consumertest.TracesSink)
	processor, err := factory.CreateTraces(ctx, processortest.NewNopSettings(factory.Type()), config, sink)
	must(err)
	must(processor.Start(ctx, componenttest.NewNopHost()))
	must(processor.ConsumeTraces(ctx, trace(1, "ten seconds", "two seconds")))
	must(processor.ConsumeTraces(ctx, trace(2, "two seconds", "ten seconds")))
	time.Sleep(5 * time.Second)
	must(processor.Shutdown(ctx))
	kept := map[byte]bool{}
	for _, traces := range sink.AllTraces() {
		id := traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).TraceID()
		kept[id[0]] = true
	}
	fmt.Println("ten seconds, the long span first: kept =", kept[1])
	fmt.Println("ten seconds, the short span first: kept =", kept[2])
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/tailsamplingprocessor@v0.165.1 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
expected='ten seconds, the long span first: kept = false
ten seconds, the short span first: kept = true'
echo "tailsamplingprocessor v0.165.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
