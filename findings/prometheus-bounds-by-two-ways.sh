#!/usr/bin/env bash
# github.com/prometheus/prometheus v0.316.0 (Prometheus 3.16.0): the bound 1 of a histogram is `le="1.0"` where it is scraped, and
# `le="1"` where it is pushed by OTLP, in one server.
#
# Input:    a histogram with the bounds 0.5 and 1, and a summary with the quantile 1, once as text that a target shows, read as a
#           scrape reads it, once by the server's own OTLP endpoint, into its own storage.
# Expected: one form: "In Prometheus v3, the values of the `le` label of classic histograms and the `quantile` label of summaries
#           are normalized upon ingestion [...] no matter via which protocol", says the page on migration.
# Seen:     the scrape's parser writes whole numbers with ".0", the OTLP endpoint without. Of a service of which some pods are
#           scraped and some push, a rule for `le="1"` counts the one half; for `le="0.5"` both.
# Here:     dashboards/alerts/slo.ts and platform-slo.ts ask for both forms.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http/httptest"
	"sort"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/prometheus/prometheus/storage/remote"
	"github.com/prometheus/prometheus/tsdb"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

const page = `# TYPE d histogram
d_bucket{le="0.5"} 1
d_bucket{le="1"} 1
d_bucket{le="+Inf"} 1
d_sum 0.3
d_count 1
# TYPE s summary
s{quantile="1"} 0.3
s_sum 0.3
s_count 1
`

func scraped() []string {
	parser := must(textparse.New([]byte(page), "text/plain; version=0.0.4", labels.NewSymbolTable(), textparse.ParserOptions{}))
	series := []string{}
	for {
		entry, err := parser.Next()
		if errors.Is(err, io.EOF) {
			return series
		}
		if err != nil {
			panic(err)
		}
		if entry == textparse.EntrySeries {
			var of labels.Labels
			parser.Labels(&of)
			series = append(series, of.String())
		}
	}
}

func pushed() []string {
	md := pmetric.NewMetrics()
	metrics := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics()
	now := pcommon.NewTimestampFromTime(time.Now())
	histogram := metrics.AppendEmpty()
	histogram.SetName("d")
	histogram.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := histogram.Histogram().DataPoints().AppendEmpty()
	point.SetTimestamp(now)
	point.SetCount(1)
	point.SetSum(0.3)
	point.ExplicitBounds().FromRaw([]float64{0.5, 1})
	point.BucketCounts().FromRaw([]uint64{1, 0, 0})
	summary := metrics.AppendEmpty()
	summary.SetName("s")
	share := summary.SetEmptySummary().DataPoints().AppendEmpty()
	share.SetTimestamp(now)
	share.SetCount(1)
	share.SetSum(0.3)
	share.QuantileValues().AppendEmpty().SetQuantile(1)

	db := must(tsdb.Open("tsdb", nil, nil, tsdb.DefaultOptions(), nil))
	handler := remote.NewOTLPWriteHandler(promslog.NewNopLogger(), prometheus.NewRegistry(), db,
		func() config.Config { return config.DefaultConfig }, remote.OTLPOptions{LookbackDelta: 5 * time.Minute})
	body := must(pmetricotlp.NewExportRequestFromMetrics(md).MarshalProto())
	request := httptest.NewRequest("POST", "/api/v1/otlp/v1/metrics", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/x-protobuf")
	handler.ServeHTTP(httptest.NewRecorder(), request)
	querier := must(db.Querier(math.MinInt64, math.MaxInt64))
	found := querier.Select(context.Background(), true, nil, labels.MustNewMatcher(labels.MatchNotEqual, "__name__", ""))
	series := []string{}
	for found.Next() {
		series = append(series, found.At().Labels().String())
	}
	return series
}

func main() {
	for title, series := range map[string][]string{"scraped": scraped(), "pushed": pushed()} {
		sort.Strings(series)
		for _, one := range series {
			fmt.Println(title, one)
		}
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/prometheus@v0.316.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run . | grep -E 'le=|quantile=' | sort)
expected='pushed {__name__="d_bucket", le="+Inf"}
pushed {__name__="d_bucket", le="0.5"}
pushed {__name__="d_bucket", le="1"}
pushed {__name__="s", quantile="1"}
scraped {__name__="d_bucket", le="+Inf"}
scraped {__name__="d_bucket", le="0.5"}
scraped {__name__="d_bucket", le="1.0"}
scraped {__name__="s", quantile="1.0"}'
echo "prometheus/prometheus v0.316.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
