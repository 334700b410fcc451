#!/usr/bin/env bash
# github.com/prometheus/prometheus v0.316.0 (Prometheus 3.16.0), storage/remote: how far a remote write is behind is not told by the
# metric that is said to tell it.
#
# Input:    an agent that appends 2,000 samples a second, and an address that takes them for 5 s and then answers 503.
# Expected: prometheus_remote_storage_queue_highest_timestamp_seconds - ..._queue_highest_sent_timestamp_seconds is how late the
#           address is, more than half a minute at the end: upstream's alert PrometheusRemoteWriteBehind (> 120 s) subtracts so, and
#           its changelog asks for this metric in place of the deprecated highest_timestamp_in_seconds (#17065).
# Seen:     a few seconds, for ever: the first is of what was put into the queue, whose reader waits while it is full
#           (10,000 samples). Above some hundred samples a second the alert never fires. The deprecated metric tells the truth.
# Here:     dashboards/alerts/remote-write.ts subtracts from the deprecated one.
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
	"time"

	"github.com/prometheus/client_golang/prometheus"
	config_util "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/labels"
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
	began := time.Now()
	address := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if time.Since(began) > 5*time.Second {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	where, err := url.Parse(address.URL)
	must(err)
	logger, registry, folder := promslog.NewNopLogger(), prometheus.NewRegistry(), os.Args[1]
	writes := remote.NewStorage(logger, registry, func() (int64, error) { return 0, nil }, folder, 0, nil, false)
	write := config.DefaultRemoteWriteConfig
	write.Name, write.URL = "store", &config_util.URL{URL: where}
	write.QueueConfig.BatchSendDeadline = model.Duration(time.Second)
	must(writes.ApplyConfig(&config.Config{RemoteWriteConfigs: []*config.RemoteWriteConfig{&write}}))
	one, err := agent.Open(logger, registry, writes, folder, agent.DefaultOptions())
	must(err)
	one.SetWriteNotified(writes)
	all := storage.NewFanout(logger, one, writes)
	for time.Since(began) < 40*time.Second {
		appender := all.Appender(context.Background())
		for series := range 1_000 {
			_, err := appender.Append(0, labels.FromStrings(labels.MetricName, "one", "n", fmt.Sprint(series)), time.Now().UnixMilli(), 1)
			must(err)
		}
		must(appender.Commit())
		time.Sleep(500 * time.Millisecond)
	}
	families, err := registry.Gather()
	must(err)
	value := map[string]float64{}
	for _, family := range families {
		value[family.GetName()] = family.GetMetric()[0].GetGauge().GetValue()
	}
	const of = "prometheus_remote_storage_"
	sent := value[of+"queue_highest_sent_timestamp_seconds"]
	fmt.Println("by what is held, more than 25 s behind:", value[of+"highest_timestamp_in_seconds"]-sent > 25)
	fmt.Println("by the queue, more than 15 s behind:", value[of+"queue_highest_timestamp_seconds"]-sent > 15)
	os.Exit(0)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/prometheus@v0.316.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run . "$folder")
expected='by what is held, more than 25 s behind: true
by the queue, more than 15 s behind: false'
echo "prometheus v0.316.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
