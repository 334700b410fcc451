#!/usr/bin/env bash
# github.com/prometheus/prometheus v0.316.0 (Prometheus 3.16.0), storage/remote: a reload that changes the relabelling of a remote write
# throws away what waits for an address that is away, and no counter tells.
#
# Input:    an agent that appends a sample each 100 ms, an address that answers 503, and after 5 s a reload whose remote write has one
#           rule of relabelling more, which concerns no series. Then the address is well.
# Expected: the samples of the first 5 s are sent, as they would be without the reload: they are in the write-ahead log, from which
#           the queue reads; or they count as failed or dropped.
# Seen:     the queue is made anew: its reader begins at the time of the reload. Nothing of before arrives. Its counters begin
#           anew, too, so that samples_failed_total and samples_dropped_total say 0. The reload lasts as long as the deadline for
#           flushing (60 s in Prometheus, 2 s here).
# Here:     docs/reliability.md and docs/runbooks/RemoteWriteBehind.md: a changed list of tenants is such a rule.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	config_util "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/storage/remote"
	"github.com/prometheus/prometheus/tsdb/agent"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	var well atomic.Bool
	var lock sync.Mutex
	arrived := map[int64]bool{}
	address := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if !well.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		written, err := remote.DecodeWriteRequest(request.Body)
		must(err)
		lock.Lock()
		defer lock.Unlock()
		for _, series := range written.Timeseries {
			for _, sample := range series.Samples {
				arrived[sample.Timestamp] = true
			}
		}
	}))
	where, err := url.Parse(address.URL)
	must(err)
	logger, registry, folder := promslog.NewNopLogger(), prometheus.NewRegistry(), os.Args[1]
	writes := remote.NewStorage(logger, registry, func() (int64, error) { return 0, nil }, folder, 2*time.Second, nil, false)
	apply := func(rules ...*relabel.Config) {
		write := config.DefaultRemoteWriteConfig
		write.Name, write.URL, write.WriteRelabelConfigs = "store", &config_util.URL{URL: where}, rules
		write.QueueConfig.BatchSendDeadline = model.Duration(time.Second)
		must(writes.ApplyConfig(&config.Config{RemoteWriteConfigs: []*config.RemoteWriteConfig{&write}}))
	}
	apply()
	one, err := agent.Open(logger, registry, writes, folder, agent.DefaultOptions())
	must(err)
	one.SetWriteNotified(writes)
	all := storage.NewFanout(logger, one, writes)
	appended := func(seconds int) (times []int64) {
		for range seconds * 10 {
			at := time.Now().UnixMilli()
			appender := all.Appender(context.Background())
			_, err := appender.Append(0, labels.FromStrings(labels.MetricName, "one"), at, 1)
			must(err)
			must(appender.Commit())
			times = append(times, at)
			time.Sleep(100 * time.Millisecond)
		}
		return times
	}
	before := appended(5)
	began := time.Now()
	rule := relabel.DefaultRelabelConfig
	rule.SourceLabels, rule.Regex, rule.Action = model.LabelNames{"none"}, relabel.MustNewRegexp("such"), relabel.Drop
	rule.NameValidationScheme = model.UTF8Validation
	apply(&rule)
	fmt.Println("the reload lasts as long as the deadline:", time.Since(began) >= 2*time.Second)
	well.Store(true)
	after := appended(5)
	time.Sleep(5 * time.Second)
	lock.Lock()
	count := func(times []int64) (n int) {
		for _, at := range times {
			if arrived[at] {
				n++
			}
		}
		return n
	}
	fmt.Printf("of %d samples before it arrive %d; of those after it most do: %t\n", len(before), count(before), count(after) > len(after)/2)
	families, err := registry.Gather()
	must(err)
	lost := 0.0
	for _, family := range families {
		switch family.GetName() {
		case "prometheus_remote_storage_samples_failed_total", "prometheus_remote_storage_samples_dropped_total":
			for _, metric := range family.GetMetric() {
				lost += metric.GetCounter().GetValue()
			}
		}
	}
	fmt.Println("counted as failed or dropped:", lost)
	os.Exit(0)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/prometheus@v0.316.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run . "$folder")
expected='the reload lasts as long as the deadline: true
of 50 samples before it arrive 0; of those after it most do: true
counted as failed or dropped: 0'
echo "prometheus v0.316.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
