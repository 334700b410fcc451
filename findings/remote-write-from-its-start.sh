#!/usr/bin/env bash
# github.com/prometheus/prometheus v0.316.0 (Prometheus 3.16.0), tsdb and storage/remote: a sample that comes late is stored, and
# never sent on, when it is dated before the process.
#
# Input:    a TSDB with an out-of-order window of an hour, and remote write to one address; a sample of now, one that is a second
#           late, and two of ten minutes ago, as a sender that had to wait for Prometheus hands over.
# Expected: whatever the TSDB takes is written to the address ("remote_write" reads the write-ahead log); what is left out is
#           counted as dropped.
# Seen:     the TSDB has all four; the address gets the first two. The others are in no counter: neither dropped, nor failed,
#           nor pending. After each restart the store outside has a gap that Prometheus itself has not.
# Here:     docs/operations/change.md and docs/runbooks/LongTermMetricsBehind.md say so of `longTermMetrics`; of a pair of
#           Prometheus the other one sends them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gogo/protobuf/proto"
	"github.com/golang/snappy"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/prompb"
	"github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/storage/remote"
	"github.com/prometheus/prometheus/tsdb"
)

type noScrapes struct{}

func (noScrapes) Get() (*scrape.Manager, error) { return nil, fmt.Errorf("none") }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	silent := slog.New(slog.NewTextHandler(io.Discard, nil))
	var received atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		packed, err := io.ReadAll(request.Body)
		must(err)
		body, err := snappy.Decode(nil, packed)
		must(err)
		var write prompb.WriteRequest
		must(proto.Unmarshal(body, &write))
		for _, series := range write.Timeseries {
			received.Add(int64(len(series.Samples)))
		}
	}))
	defer server.Close()

	directory, err := os.MkdirTemp("", "")
	must(err)
	options := tsdb.DefaultOptions()
	options.OutOfOrderTimeWindow = time.Hour.Milliseconds()
	db, err := tsdb.Open(directory, silent, nil, options, nil)
	must(err)
	registry := client.NewRegistry()
	started := func() (int64, error) { return db.StartTime() }
	outside := remote.NewStorage(silent, registry, started, directory, time.Second, noScrapes{}, false)
	db.SetWriteNotified(outside)
	loaded, err := config.Load("remote_write: [{url: '"+server.URL+"'}]", silent)
	must(err)
	must(outside.ApplyConfig(loaded))
	time.Sleep(2 * time.Second)

	all := storage.NewFanout(silent, db, outside)
	append := func(at time.Time, value float64) {
		appender := all.Appender(context.Background())
		_, err := appender.Append(0, labels.FromStrings("__name__", "queue_length"), at.UnixMilli(), value)
		must(err)
		must(appender.Commit())
	}
	append(time.Now(), 4)
	append(time.Now().Add(-time.Second), 3)
	append(time.Now().Add(-10*time.Minute), 1)
	append(time.Now().Add(-9*time.Minute), 2)
	for range 100 {
		if received.Load() > 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(10 * time.Second)

	querier, err := db.Querier(0, math.MaxInt64)
	must(err)
	stored := 0
	matcher := labels.MustNewMatcher(labels.MatchEqual, "__name__", "queue_length")
	for found := querier.Select(context.Background(), false, nil, matcher); found.Next(); {
		for samples := found.At().Iterator(nil); samples.Next() != 0; {
			stored++
		}
	}
	families, err := registry.Gather()
	must(err)
	told := 0.0
	for _, family := range families {
		name := strings.TrimPrefix(family.GetName(), "prometheus_remote_storage_samples_")
		if name == "dropped_total" || name == "failed_total" || name == "pending" {
			for _, metric := range family.GetMetric() {
				told += metric.GetCounter().GetValue() + metric.GetGauge().GetValue()
			}
		}
	}
	fmt.Printf("stored %d, sent %d, told of %g\n", stored, received.Load(), told)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/prometheus@v0.316.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
echo "prometheus v0.316.0"
echo "$seen"
[ "$seen" = "stored 4, sent 2, told of 0" ] || { echo "this has changed" >&2; exit 1; }
