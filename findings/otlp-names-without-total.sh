#!/usr/bin/env bash
# github.com/prometheus/otlptranslator v1.0.0 (Prometheus 3.16, the Collector's remote write): the word `total` is taken out of
# the middle of a counter's name, so two counters of one service become one series.
#
# Input:    the monotonic counters `cache.total.hits` and `cache.hits`, `total.bytes` and `bytes`; the gauge
#           `ratio.of.hits` with unit 1.
# Expected: "_total" behind each name that does not end with it, as OpenTelemetry's page on Prometheus' names has it:
#           cache_total_hits_total beside cache_hits_total.
# Seen:     both are cache_hits_total, and both of the other two bytes_total; of the gauge's name the first word goes,
#           "of_hits_ratio". Where labels are equal too, the values of two instruments stand under one name. With names in
#           UTF-8 none of it happens.
# Here:     components/collection/collector/metric-store.ts names series so; what is lost is told in batch-with-two-values.sh.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/prometheus/otlptranslator"
)

func main() {
	escaped := otlptranslator.MetricNamer{WithMetricSuffixes: true}
	utf8 := otlptranslator.MetricNamer{WithMetricSuffixes: true, UTF8Allowed: true}
	for _, name := range []string{"cache.total.hits", "cache.hits", "total.bytes", "bytes"} {
		show(escaped, utf8, otlptranslator.Metric{Name: name, Type: otlptranslator.MetricTypeMonotonicCounter})
	}
	show(escaped, utf8, otlptranslator.Metric{Name: "ratio.of.hits", Unit: "1", Type: otlptranslator.MetricTypeGauge})
}

func show(escaped, utf8 otlptranslator.MetricNamer, metric otlptranslator.Metric) {
	short, err := escaped.Build(metric)
	if err != nil {
		panic(err)
	}
	long, err := utf8.Build(metric)
	if err != nil {
		panic(err)
	}
	fmt.Println(metric.Name, short, long)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/otlptranslator@v1.0.0 2> /dev/null
seen=$(go run .)
expected='cache.total.hits cache_hits_total cache.total.hits_total
cache.hits cache_hits_total cache.hits_total
total.bytes bytes_total total.bytes_total
bytes bytes_total bytes_total
ratio.of.hits of_hits_ratio ratio.of.hits_ratio'
echo "prometheus/otlptranslator v1.0.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
