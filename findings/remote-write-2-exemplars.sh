#!/usr/bin/env bash
# opentelemetry-collector-contrib/pkg/translator/prometheusremotewrite v0.165.1: with remote write 2 the exemplars of a
# histogram with explicit buckets are gone.
#
# Input:    a cumulative histogram with explicit buckets, and an exponential one, each with one exemplar with a trace id.
# Expected: the exemplar is in both messages; remote write 2.0 has a field for exemplars as 1.0 does.
# Seen:     remote write 1 carries both; remote write 2 carries the exponential histogram's and drops the other one,
#           without an error.
# Here:     components/collection/collector/metric-store.ts sends exemplars a second way, by remote write 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/prometheusremotewrite"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

func withExemplar(exemplars pmetric.ExemplarSlice) {
	exemplar := exemplars.AppendEmpty()
	exemplar.SetDoubleValue(0.3)
	exemplar.SetTimestamp(1_000_000_000)
	exemplar.SetTraceID([16]byte{1})
}

func explicit(metric pmetric.Metric) {
	histogram := metric.SetEmptyHistogram()
	histogram.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := histogram.DataPoints().AppendEmpty()
	point.SetTimestamp(1_000_000_000)
	point.SetCount(1)
	point.SetSum(0.3)
	point.ExplicitBounds().FromRaw([]float64{1})
	point.BucketCounts().FromRaw([]uint64{1, 0})
	withExemplar(point.Exemplars())
}

func exponential(metric pmetric.Metric) {
	histogram := metric.SetEmptyExponentialHistogram()
	histogram.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := histogram.DataPoints().AppendEmpty()
	point.SetTimestamp(1_000_000_000)
	point.SetCount(1)
	point.SetSum(0.3)
	point.Positive().BucketCounts().FromRaw([]uint64{1})
	withExemplar(point.Exemplars())
}

func main() {
	forms := []struct {
		name string
		fill func(pmetric.Metric)
	}{{"explicit", explicit}, {"exponential", exponential}}
	for _, form := range forms {
		metrics := pmetric.NewMetrics()
		metric := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
		metric.SetName("latency")
		form.fill(metric)
		first, err1 := prometheusremotewrite.FromMetrics(metrics, prometheusremotewrite.Settings{})
		second, _, err2 := prometheusremotewrite.FromMetricsV2(metrics, prometheusremotewrite.Settings{})
		in1, in2 := 0, 0
		for _, series := range first {
			in1 += len(series.Exemplars)
		}
		for _, series := range second {
			in2 += len(series.Exemplars)
		}
		fmt.Println(form.name, "remote write 1:", in1, err1, "remote write 2:", in2, err2)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/prometheusremotewrite@v0.165.1 2> /dev/null
seen=$(go run .)
expected='explicit remote write 1: 1 <nil> remote write 2: 0 <nil>
exponential remote write 1: 1 <nil> remote write 2: 1 <nil>'
echo "pkg/translator/prometheusremotewrite v0.165.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
