#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/transformprocessor v0.161.0: the documented path `spanevent.event_index` has no
# value in any statement.
#
# Input:    a span with three events, and a statement that keeps `spanevent.event_index` of each as an attribute.
# Expected: 0, 1 and 2, as the context's documentation says: index of the event within the span, an int64.
# Seen:     the statement fails at the first event, for nobody has set the index; no event has the attribute.
# Here:     components/collection/gateway/storable.ts, which keeps the last events of a span, counts those it has dropped.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"
)

func main() {
	factory := transformprocessor.NewFactory()
	config := factory.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(map[string]any{
		"error_mode": "propagate",
		"trace_statements": []any{map[string]any{
			"context":    "spanevent",
			"statements": []any{`set(spanevent.attributes["index"], spanevent.event_index)`},
		}},
	}).Unmarshal(config); err != nil {
		panic(err)
	}
	sink := new(consumertest.TracesSink)
	processor, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()), config, sink)
	if err != nil {
		panic(err)
	}
	traces := ptrace.NewTraces()
	span := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	for _, name := range []string{"first", "second", "third"} {
		span.Events().AppendEmpty().SetName(name)
	}
	if err := processor.ConsumeTraces(context.Background(), traces); err != nil {
		fmt.Println("error:", err)
	}
	for _, event := range span.Events().All() {
		fmt.Println(event.Name(), event.Attributes().AsRaw())
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor@v0.161.0 2> /dev/null
seen=$(go run . 2> /dev/null)
expected='error: failed to execute statement: set(spanevent.attributes["index"], spanevent.event_index), no '"'"'event_index'"'"' property has been set
first map[]
second map[]
third map[]'
echo "processor/transformprocessor v0.161.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
