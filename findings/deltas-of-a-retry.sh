#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/cumulativetodeltaprocessor v0.165.1: of a request that is tried once more a delta is 0.
#
# Input:    a counter at 10, 15 and 20, a request each. Behind the processor the exporter fails once, at the second; the sender
#           tries the same request again, as every OTLP exporter does that is told Unavailable.
# Expected: the deltas that arrive add up to what the counter grew by, 10; or the request is refused again.
# Seen:     the second try of 15 is a delta of 0 and succeeds; what arrives adds up to 5. The processor has remembered 15
#           with the first try, whatever became of it.
# Here:     components/collection/copies makes deltas before the queue of a copy, whose requests are tried again, not behind it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/cumulativetodeltaprocessor"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/processor/processortest"
)

func main() {
	ctx := context.Background()
	failed := false
	arrived := int64(0)
	exporter, err := consumer.NewMetrics(func(_ context.Context, md pmetric.Metrics) error {
		// Of the first point there is no delta yet.
		if md.DataPointCount() == 0 {
			return nil
		}
		if !failed {
			failed = true
			return errors.New("unavailable")
		}
		point := md.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).Sum().DataPoints().At(0)
		fmt.Println("arrived: delta", point.IntValue())
		arrived += point.IntValue()
		return nil
	})
	if err != nil {
		panic(err)
	}
	factory := cumulativetodeltaprocessor.NewFactory()
	processor, err := factory.CreateMetrics(ctx, processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), exporter)
	if err != nil {
		panic(err)
	}
	if err := processor.Start(ctx, componenttest.NewNopHost()); err != nil {
		panic(err)
	}
	start := time.Now().Add(-time.Hour)
	at := func(minute int) pcommon.Timestamp {
		return pcommon.NewTimestampFromTime(start.Add(time.Duration(minute) * time.Minute))
	}
	// A new copy for each try, as it comes over the wire.
	request := func(minute int, value int64) pmetric.Metrics {
		md := pmetric.NewMetrics()
		metric := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
		metric.SetName("counter")
		sum := metric.SetEmptySum()
		sum.SetIsMonotonic(true)
		sum.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
		point := sum.DataPoints().AppendEmpty()
		point.SetStartTimestamp(at(0))
		point.SetTimestamp(at(minute))
		point.SetIntValue(value)
		return md
	}
	for minute, value := range []int64{10, 15, 20} {
		for try := 1; ; try++ {
			err := processor.ConsumeMetrics(ctx, request(minute+1, value))
			fmt.Printf("counter at %d, try %d: %v\n", value, try, err)
			if err == nil {
				break
			}
		}
	}
	fmt.Println("grew by 10, arrived", arrived)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/cumulativetodeltaprocessor@v0.165.1 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
echo "cumulativetodeltaprocessor v0.165.1"
echo "$seen"
[ "$(tail -n 1 <<< "$seen")" = "grew by 10, arrived 5" ] || { echo "this has changed" >&2; exit 1; }
