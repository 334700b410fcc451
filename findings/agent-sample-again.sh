#!/usr/bin/env bash
# github.com/prometheus/prometheus v0.316.0 (Prometheus 3.16.0): a sample that an endpoint shows twice is none for the server, and out
# of order for the agent.
#
# Input:    one sample, appended twice, as a scrape does with an endpoint that tells the time of what it shows and has nothing newer
#           (cAdvisor, exporters of clouds): to the server's storage and to the agent's.
# Expected: one answer: the scraping, its metrics and the rules that watch them are the same for both.
# Seen:     the server takes it in silence. The agent refuses it as out of order, as it does an older one: a healthy target counts
#           in prometheus_agent_out_of_order_samples_total with each scrape, and in a warning. So an alert on what comes
#           out of order, which is right for a server, never ends beside an agent.
# Here:     components/backends/prometheus asks for containers every 30 s, and no alert reads that count of the agents.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/storage/remote"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/agent"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	ctx := context.Background()
	folder := os.Args[1]
	logger := promslog.NewNopLogger()
	server, err := tsdb.Open(filepath.Join(folder, "server"), logger, prometheus.NewRegistry(), tsdb.DefaultOptions(), nil)
	must(err)
	registry := prometheus.NewRegistry()
	writes := remote.NewStorage(logger, registry, server.StartTime, folder, 0, nil, false)
	one, err := agent.Open(logger, registry, writes, filepath.Join(folder, "agent"), agent.DefaultOptions())
	must(err)
	series := labels.FromStrings(labels.MetricName, "container_cpu_usage_seconds_total", "pod", "one")
	for _, each := range []struct {
		name    string
		storage interface {
			Appender(context.Context) storage.Appender
		}
	}{{"server", server}, {"agent", one}} {
		for _, time := range []string{"first", "again"} {
			appender := each.storage.Appender(ctx)
			_, err := appender.Append(0, series, 1_000, 1)
			must(appender.Commit())
			fmt.Printf("%s, %s: %v\n", each.name, time, err)
		}
	}
	families, err := registry.Gather()
	must(err)
	for _, family := range families {
		if family.GetName() == "prometheus_agent_out_of_order_samples_total" {
			fmt.Println(family.GetName(), family.GetMetric()[0].GetCounter().GetValue())
		}
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/prometheus@v0.316.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run . "$folder")
expected='server, first: <nil>
server, again: <nil>
agent, first: <nil>
agent, again: out of order sample
prometheus_agent_out_of_order_samples_total 1'
echo "prometheus v0.316.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
