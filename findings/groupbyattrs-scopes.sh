#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/groupbyattrsprocessor v0.165.1: what is brought together takes over attributes of a
# scope, and a temporality, that are not its own.
#
# Input:    compaction (no keys), as the processor's page recommends it behind a batch. Log records of two scopes of one name, that
#           differ in their attributes; two counters of one name in one resource and scope, the first of deltas, the second
#           cumulative.
# Expected: both scopes, and both counters: attributes belong to a scope's identity in OpenTelemetry's data model, temporality to
#           a metric stream's; the page speaks of records that "share the same Resource and InstrumentationLibrary attributes".
# Seen:     scopes match by name and version alone: all records are under the first one's attributes, those of the second are
#           gone. Metrics match by name and type: the total of 100 stands among deltas as one more, so that who adds deltas up
#           counts it whole, again at each export.
# Here:     components/collection/log-consumer/config.ts brings records of files together, which have no scope, and nothing else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/groupbyattrsprocessor"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/processor/processortest"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func counter(scope pmetric.ScopeMetrics, temporality pmetric.AggregationTemporality, value int64) {
	metric := scope.Metrics().AppendEmpty()
	metric.SetName("requests")
	sum := metric.SetEmptySum()
	sum.SetIsMonotonic(true)
	sum.SetAggregationTemporality(temporality)
	sum.DataPoints().AppendEmpty().SetIntValue(value)
}

func main() {
	ctx := context.Background()
	factory := groupbyattrsprocessor.NewFactory()
	settings := processortest.NewNopSettings(factory.Type())

	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	for _, plugin := range []string{"checkout", "search"} {
		scope := resource.ScopeLogs().AppendEmpty()
		scope.Scope().SetName("plugins")
		scope.Scope().Attributes().PutStr("plugin", plugin)
		scope.LogRecords().AppendEmpty().Body().SetStr("line of " + plugin)
	}
	logSink := new(consumertest.LogsSink)
	logProcessor, err := factory.CreateLogs(ctx, settings, factory.CreateDefaultConfig(), logSink)
	must(err)
	must(logProcessor.ConsumeLogs(ctx, logs))
	for _, each := range logSink.AllLogs()[0].ResourceLogs().At(0).ScopeLogs().All() {
		for _, record := range each.LogRecords().All() {
			plugin, _ := each.Scope().Attributes().Get("plugin")
			fmt.Printf("%s: under plugin=%s\n", record.Body().AsString(), plugin.AsString())
		}
	}

	metrics := pmetric.NewMetrics()
	scope := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty()
	counter(scope, pmetric.AggregationTemporalityDelta, 1)
	counter(scope, pmetric.AggregationTemporalityCumulative, 100)
	metricSink := new(consumertest.MetricsSink)
	metricProcessor, err := factory.CreateMetrics(ctx, settings, factory.CreateDefaultConfig(), metricSink)
	must(err)
	must(metricProcessor.ConsumeMetrics(ctx, metrics))
	for _, each := range metricSink.AllMetrics()[0].ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().All() {
		for _, point := range each.Sum().DataPoints().All() {
			fmt.Printf("%s: %d, %s\n", each.Name(), point.IntValue(), each.Sum().AggregationTemporality())
		}
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/groupbyattrsprocessor@v0.165.1 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
expected='line of checkout: under plugin=checkout
line of search: under plugin=checkout
requests: 1, Delta
requests: 100, Delta'
echo "groupbyattrsprocessor v0.165.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
