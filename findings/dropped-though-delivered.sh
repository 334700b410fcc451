#!/usr/bin/env bash
# github.com/prometheus/prometheus v0.316.0 (Prometheus 3.16.0), package notifier: an alert that was delivered counts as dropped.
#
# Input:    two Alertmanagers of one cluster; one takes an alert, the other answers 500, as one that is replaced would.
# Expected: prometheus_notifications_dropped_total ("alerts dropped due to errors when sending to Alertmanager") stays at 0:
#           the alert arrived, and Alertmanagers tell each other whom they have notified. So it was in Prometheus 2, where
#           the series has no label and rises where none took the alert; a usual alert on it says that nobody is told.
# Seen:     it is 1, with the label `alertmanager` of the one that failed. Whether anybody took an alert is in no counter:
#           what is lost looks like what one of three missed.
# Here:     dashboards/alerts/alerting.ts does not alert on it; the chart's PrometheusErrorSendingAlertsToAnyAlertmanager
#           compares shares of errors.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sort"
	"strings"
	"time"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/notifier"
)

func main() {
	names := map[string]string{}
	group := &targetgroup.Group{}
	for name, status := range map[string]int{"sound": http.StatusOK, "replaced": http.StatusInternalServerError} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		defer server.Close()
		address := strings.TrimPrefix(server.URL, "http://")
		names[address] = name
		group.Targets = append(group.Targets, model.LabelSet{model.AddressLabel: model.LabelValue(address)})
	}
	loaded, err := config.Load("alerting: {alertmanagers: [{static_configs: [{targets: []}]}]}", slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		panic(err)
	}
	registry := client.NewRegistry()
	options := &notifier.Options{QueueCapacity: 100, Registerer: registry}
	manager := notifier.NewManager(options, model.UTF8Validation, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err := manager.ApplyConfig(loaded); err != nil {
		panic(err)
	}
	groups := make(chan map[string][]*targetgroup.Group, 1)
	go manager.Run(groups)
	groups <- map[string][]*targetgroup.Group{"config-0": {group}}
	for range 100 {
		if len(manager.Alertmanagers()) == 2 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	manager.Send(&notifier.Alert{Labels: labels.FromStrings("alertname", "Any"), StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour)})
	time.Sleep(3 * time.Second)

	families, err := registry.Gather()
	if err != nil {
		panic(err)
	}
	var seen []string
	for _, family := range families {
		for _, counter := range []string{"sent", "dropped"} {
			if family.GetName() != "prometheus_notifications_"+counter+"_total" {
				continue
			}
			for _, metric := range family.GetMetric() {
				for address, name := range names {
					if strings.Contains(metric.GetLabel()[0].GetValue(), address) {
						seen = append(seen, fmt.Sprintf("%s %s %g", name, counter, metric.GetCounter().GetValue()))
					}
				}
			}
		}
	}
	sort.Strings(seen)
	fmt.Println(strings.Join(seen, "\n"))
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/prometheus@v0.316.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
echo "prometheus v0.316.0"
echo "$seen"
[ "$seen" = "replaced dropped 1
replaced sent 0
sound dropped 0
sound sent 1" ] || { echo "this has changed" >&2; exit 1; }
