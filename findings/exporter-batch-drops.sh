#!/usr/bin/env bash
# go.opentelemetry.io/collector/exporter/exporterhelper v0.165.0: what is larger than a batch is dropped, and not counted.
#
# Input:    three metric points, and three log records, in one request; the second of each is larger than the
#           exporter's `sending_queue.batch.max_size`.
# Expected: the others are exported, and what is dropped is counted as `otelcol_exporter_send_failed_*`, or as
#           `..._enqueue_failed_*`, as everything else that an exporter gives up.
# Seen:     of the points the one behind the large one is dropped too; of either signal nothing is counted. A warning
#           in the log is all that there is.
# Here:     components/collection/gateway/storable.ts cuts what may be cut; batches of spans and points are larger (parts.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

var texts = []string{"before", strings.Repeat("x", 5_000), "behind"}

func main() {
	ctx := context.Background()
	telemetry := componenttest.NewTelemetry()
	kind := exportertest.NopType
	set := exportertest.NewNopSettings(kind)
	set.TelemetrySettings = telemetry.NewTelemetrySettings()
	queue := exporterhelper.NewDefaultQueueConfig()
	queue.Sizer = exporterhelper.RequestSizerTypeBytes
	queue.QueueSize = 1_000_000
	queue.Batch = configoptional.Some(exporterhelper.BatchConfig{
		FlushTimeout: 100 * time.Millisecond, Sizer: exporterhelper.RequestSizerTypeBytes, MinSize: 500, MaxSize: 1_000,
	})
	option := exporterhelper.WithQueue(configoptional.Some(queue))
	exported := map[string]int{}

	metrics, err := exporterhelper.NewMetrics(ctx, set, struct{}{}, func(_ context.Context, md pmetric.Metrics) error {
		exported["points"] += md.DataPointCount()
		return nil
	}, option)
	if err != nil {
		panic(err)
	}
	logs, err := exporterhelper.NewLogs(ctx, set, struct{}{}, func(_ context.Context, ld plog.Logs) error {
		exported["records"] += ld.LogRecordCount()
		return nil
	}, option)
	if err != nil {
		panic(err)
	}
	md := pmetric.NewMetrics()
	scope := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty()
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty()
	for _, text := range texts {
		metric := scope.Metrics().AppendEmpty()
		metric.SetName("gauge")
		metric.SetEmptyGauge().DataPoints().AppendEmpty().Attributes().PutStr("text", text)
		records.LogRecords().AppendEmpty().Body().SetStr(text)
	}
	host := componenttest.NewNopHost()
	for _, err := range []error{
		metrics.Start(ctx, host), logs.Start(ctx, host), metrics.ConsumeMetrics(ctx, md), logs.ConsumeLogs(ctx, ld),
		metrics.Shutdown(ctx), logs.Shutdown(ctx),
	} {
		if err != nil {
			panic(err)
		}
	}
	failed := int64(0)
	for _, unit := range []string{"metric_points", "log_records"} {
		for _, name := range []string{"send_failed", "enqueue_failed"} {
			metric, err := telemetry.GetMetric("otelcol_exporter_" + name + "_" + unit)
			if err != nil {
				continue
			}
			for _, point := range metric.Data.(metricdata.Sum[int64]).DataPoints {
				failed += point.Value
			}
		}
	}
	fmt.Println("of 3 points exported", exported["points"], "of 3 records exported", exported["records"], "counted as failed", failed)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
for module in exporter/exporterhelper exporter/exportertest component/componenttest; do
  go get "go.opentelemetry.io/collector/$module@v0.165.0" 2> /dev/null
done
go mod tidy 2> /dev/null
seen=$(go run .)
expected="of 3 points exported 1 of 3 records exported 2 counted as failed 0"
echo "exporter/exporterhelper v0.165.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
