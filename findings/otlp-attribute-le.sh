#!/usr/bin/env bash
# opentelemetry-collector-contrib/pkg/translator/prometheusremotewrite v0.165.1 and the OTLP endpoint of Prometheus
# (prometheus/prometheus v0.316.0): an attribute `le` of a histogram costs its buckets by the one way and is lost by the other.
#
# Input:    a histogram whose point has the attribute `le`, and a summary with `quantile`, which OTLP leaves free to whoever
#           measures; a gauge with both.
# Expected: one answer from two translators with one origin: such a name is put aside, as Prometheus does with a scraped target's
#           `job` (`exported_job`), or joined to the other with a semicolon, as both do with names that become equal.
# Seen:     the Collector's puts both into one series, `le="own", le="1"`, in remote write 1 and 2, without an error: a message in
#           which a label stands twice, which remote write forbids and Prometheus refuses, buckets and quantiles alone; sum and
#           count keep the attribute. Prometheus' own keeps the buckets and leaves the attribute out there, so that buckets
#           of two points become one series. The gauge has both labels by either.
# Here:     components/collection/gateway/storable.ts calls them exported_le and exported_quantile.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir collector prometheus
cat > collector/input.go <<'GO'
package main

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func input() pmetric.Metrics {
	md := pmetric.NewMetrics()
	metrics := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics()
	now := pcommon.NewTimestampFromTime(time.Now())

	histogram := metrics.AppendEmpty()
	histogram.SetName("limits")
	histogram.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := histogram.Histogram().DataPoints().AppendEmpty()
	point.SetTimestamp(now)
	point.SetCount(1)
	point.SetSum(0.3)
	point.ExplicitBounds().FromRaw([]float64{1})
	point.BucketCounts().FromRaw([]uint64{1, 0})
	point.Attributes().PutStr("le", "own")

	summary := metrics.AppendEmpty()
	summary.SetName("shares")
	share := summary.SetEmptySummary().DataPoints().AppendEmpty()
	share.SetTimestamp(now)
	share.SetCount(1)
	share.SetSum(0.3)
	share.QuantileValues().AppendEmpty().SetQuantile(0.5)
	share.Attributes().PutStr("quantile", "own")

	gauge := metrics.AppendEmpty()
	gauge.SetName("by_hand")
	by := gauge.SetEmptyGauge().DataPoints().AppendEmpty()
	by.SetTimestamp(now)
	by.SetDoubleValue(1)
	by.Attributes().PutStr("le", "own")
	by.Attributes().PutStr("quantile", "own")
	return md
}

func show(title string, series []string) {
	sort.Strings(series)
	fmt.Println(title)
	for _, one := range series {
		fmt.Println(" ", one)
	}
}

func text(name string, pairs []string) string { return name + "{" + strings.Join(pairs, ", ") + "}" }
GO
cp collector/input.go prometheus
cat > collector/main.go <<'GO'
package main

import "github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/prometheusremotewrite"

func main() {
	first := []string{}
	for _, series := range must(prometheusremotewrite.FromMetrics(input(), prometheusremotewrite.Settings{AddMetricSuffixes: true})) {
		name, pairs := "", []string{}
		for _, label := range series.Labels {
			if label.Name == "__name__" {
				name = label.Value
			} else {
				pairs = append(pairs, label.Name+"="+label.Value)
			}
		}
		first = append(first, text(name, pairs))
	}
	show("Collector, remote write 1", first)

	written, symbols, err := prometheusremotewrite.FromMetricsV2(input(), prometheusremotewrite.Settings{AddMetricSuffixes: true})
	if err != nil {
		panic(err)
	}
	all := symbols.Symbols()
	second := []string{}
	for _, series := range written {
		name, pairs := "", []string{}
		for index := 0; index < len(series.LabelsRefs); index += 2 {
			label, value := all[series.LabelsRefs[index]], all[series.LabelsRefs[index+1]]
			if label == "__name__" {
				name = value
			} else {
				pairs = append(pairs, label+"="+value)
			}
		}
		second = append(second, text(name, pairs))
	}
	show("Collector, remote write 2", second)
}
GO
cat > prometheus/main.go <<'GO'
package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http/httptest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage/remote"
	"github.com/prometheus/prometheus/tsdb"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
)

func main() {
	db := must(tsdb.Open("tsdb", nil, nil, tsdb.DefaultOptions(), nil))
	handler := remote.NewOTLPWriteHandler(promslog.NewNopLogger(), prometheus.NewRegistry(), db,
		func() config.Config { return config.DefaultConfig }, remote.OTLPOptions{LookbackDelta: 5 * time.Minute})
	body := must(pmetricotlp.NewExportRequestFromMetrics(input()).MarshalProto())
	request := httptest.NewRequest("POST", "/api/v1/otlp/v1/metrics", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/x-protobuf")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	querier := must(db.Querier(math.MinInt64, math.MaxInt64))
	found := querier.Select(context.Background(), true, nil, labels.MustNewMatcher(labels.MatchNotEqual, "__name__", ""))
	own := []string{}
	for found.Next() {
		pairs := []string{}
		found.At().Labels().Range(func(label labels.Label) {
			if label.Name != "__name__" {
				pairs = append(pairs, label.Name+"="+label.Value)
			}
		})
		own = append(own, text(found.At().Labels().Get("__name__"), pairs))
	}
	show(fmt.Sprint("Prometheus, OTLP: ", answer.Code), own)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
run() {
  (
    cd "$1"
    go mod init finding 2> /dev/null
    go get "$2" 2> /dev/null
    go mod tidy 2> /dev/null
    go run .
  )
}
seen=$(
  run collector github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/prometheusremotewrite@v0.165.1
  run prometheus github.com/prometheus/prometheus@v0.316.0
)
echo "pkg/translator/prometheusremotewrite v0.165.1, prometheus v0.316.0"
echo "$seen"
expected='Collector, remote write 1
  by_hand{le=own, quantile=own}
  limits_bucket{le=own, le=+Inf}
  limits_bucket{le=own, le=1}
  limits_count{le=own}
  limits_sum{le=own}
  shares_count{quantile=own}
  shares_sum{quantile=own}
  shares{quantile=own, quantile=0.5}
Collector, remote write 2
  by_hand{le=own, quantile=own}
  limits_bucket{le=own, le=+Inf}
  limits_bucket{le=own, le=1}
  limits_count{le=own}
  limits_sum{le=own}
  shares_count{quantile=own}
  shares_sum{quantile=own}
  shares{quantile=own, quantile=0.5}
Prometheus, OTLP: 200
  by_hand{le=own, quantile=own}
  limits_bucket{le=+Inf}
  limits_bucket{le=1}
  limits_count{le=own}
  limits_sum{le=own}
  shares_count{quantile=own}
  shares_sum{quantile=own}
  shares{quantile=0.5}'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
