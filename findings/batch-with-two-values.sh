#!/usr/bin/env bash
# prometheus/prometheus v0.316.0 (Prometheus 3.16): two values of one series for one time are refused in two batches, and
# in one batch the second goes without a word.
#
# Input:    samples 1 and 2 of a series for the same millisecond, once in one batch, once in two.
# Expected: the same answer: "duplicate sample for timestamp", or a count of what went.
# Seen:     in two batches the second is refused with that error. In one batch both are taken and the commit succeeds;
#           the first value is stored, and no counter of refused samples rises.
# Here:     docs/reliability.md says that such values are lost unseen: there is nothing that an alert could ask for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

func main() {
	directory, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(directory)
	registry := prometheus.NewRegistry()
	db, err := tsdb.Open(directory, nil, registry, tsdb.DefaultOptions(), nil)
	if err != nil {
		panic(err)
	}
	defer db.Close()
	ctx := context.Background()

	together := labels.FromStrings("__name__", "together")
	appender := db.Appender(ctx)
	_, first := appender.Append(0, together, 1_000, 1)
	_, second := appender.Append(0, together, 1_000, 2)
	fmt.Println("one batch:", first, second, appender.Commit())

	apart := labels.FromStrings("__name__", "apart")
	appender = db.Appender(ctx)
	_, first = appender.Append(0, apart, 1_000, 1)
	fmt.Println("first batch:", first, appender.Commit())
	appender = db.Appender(ctx)
	_, second = appender.Append(0, apart, 1_000, 2)
	fmt.Println("second batch:", second, appender.Rollback())

	querier, _ := db.Querier(math.MinInt64, math.MaxInt64)
	defer querier.Close()
	set := querier.Select(ctx, true, nil, labels.MustNewMatcher(labels.MatchRegexp, "__name__", ".+"))
	for set.Next() {
		iterator := set.At().Iterator(nil)
		for iterator.Next() == chunkenc.ValFloat {
			at, value := iterator.At()
			fmt.Println(set.At().Labels().Get("__name__"), at, value)
		}
	}
	families, _ := registry.Gather()
	for _, family := range families {
		name := family.GetName()
		if strings.Contains(name, "_samples_") {
			for _, metric := range family.GetMetric() {
				for _, label := range metric.GetLabel() {
					fmt.Println(name, label.GetValue(), metric.GetCounter().GetValue())
				}
			}
		}
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/prometheus@v0.316.0 2> /dev/null
seen=$(go run . 2> /dev/null)
expected='one batch: <nil> <nil> <nil>
first batch: <nil> <nil>
second batch: duplicate sample for timestamp 1000; overrides not allowed: existing 1, new value 2 <nil>
apart 1000 1
together 1000 1
prometheus_tsdb_head_out_of_order_samples_appended_total float 0
prometheus_tsdb_head_out_of_order_samples_appended_total histogram 0
prometheus_tsdb_head_samples_appended_total float 2
prometheus_tsdb_head_samples_appended_total histogram 0
prometheus_tsdb_out_of_bound_samples_total float 0
prometheus_tsdb_out_of_order_samples_total float 0
prometheus_tsdb_out_of_order_samples_total histogram 0
prometheus_tsdb_too_old_samples_total float 0'
echo "prometheus/prometheus v0.316.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
