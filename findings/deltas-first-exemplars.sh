#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/deltatocumulativeprocessor v0.165.1: a series keeps the exemplars of its first point.
#
# Input:    three delta points of one counter, and of one histogram, each with an exemplar of its own.
# Expected: each cumulative point has the exemplar of the delta that was added to it (or all that came since): an exemplar
#           is a recent example, by which one finds a trace.
# Seen:     all cumulative points of the counter and of the histogram carry the exemplar of the first delta, for as long as
#           the series lives; the later ones are dropped, uncounted.
# Here:     components/collection/gateway makes cumulative series of deltas; SDKs that send cumulative points
#           keep their exemplars.
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

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/deltatocumulativeprocessor"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/processor/processortest"
)

func main() {
	ctx := context.Background()
	sink := new(consumertest.MetricsSink)
	factory := deltatocumulativeprocessor.NewFactory()
	processor, err := factory.CreateMetrics(ctx, processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), sink)
	if err != nil {
		panic(err)
	}
	if err := processor.Start(ctx, componenttest.NewNopHost()); err != nil {
		panic(err)
	}
	begin := time.Unix(1_800_000_000, 0)
	at := func(second int) pcommon.Timestamp {
		return pcommon.NewTimestampFromTime(begin.Add(time.Duration(second) * time.Second))
	}
	for second := 1; second <= 3; second++ {
		md := pmetric.NewMetrics()
		metrics := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics()

		counter := metrics.AppendEmpty()
		counter.SetName("counter")
		sum := counter.SetEmptySum()
		sum.SetIsMonotonic(true)
		sum.SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
		point := sum.DataPoints().AppendEmpty()
		point.SetStartTimestamp(at(second - 1))
		point.SetTimestamp(at(second))
		point.SetIntValue(1)
		point.Exemplars().AppendEmpty().SetIntValue(int64(second))

		histogram := metrics.AppendEmpty()
		histogram.SetName("histogram")
		buckets := histogram.SetEmptyHistogram()
		buckets.SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
		bucket := buckets.DataPoints().AppendEmpty()
		bucket.SetStartTimestamp(at(second - 1))
		bucket.SetTimestamp(at(second))
		bucket.ExplicitBounds().FromRaw([]float64{10})
		bucket.BucketCounts().FromRaw([]uint64{1, 0})
		bucket.SetCount(1)
		bucket.SetSum(1)
		bucket.Exemplars().AppendEmpty().SetIntValue(int64(second))

		if err := processor.ConsumeMetrics(ctx, md); err != nil {
			panic(err)
		}
	}
	for _, md := range sink.AllMetrics() {
		metrics := md.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics()
		for index := range metrics.Len() {
			metric := metrics.At(index)
			value, exemplars := int64(0), pmetric.NewExemplarSlice()
			if metric.Name() == "counter" {
				point := metric.Sum().DataPoints().At(0)
				value, exemplars = point.IntValue(), point.Exemplars()
			} else {
				point := metric.Histogram().DataPoints().At(0)
				value, exemplars = int64(point.Count()), point.Exemplars()
			}
			fmt.Print(metric.Name(), " ", value, ", exemplars of second")
			for index := range exemplars.Len() {
				fmt.Print(" ", exemplars.At(index).IntValue())
			}
			fmt.Println()
		}
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/deltatocumulativeprocessor@v0.165.1 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
echo "deltatocumulativeprocessor v0.165.1"
echo "$seen"
expected=""
for value in 1 2 3; do
  expected+="counter $value, exemplars of second 1"$'\n'"histogram $value, exemplars of second 1"$'\n'
done
[ "$seen" = "${expected%$'\n'}" ] || { echo "this has changed" >&2; exit 1; }
