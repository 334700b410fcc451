#!/usr/bin/env bash
# opentelemetry-sdk 1.45.2 (PyPI) and opentelemetry-collector-contrib/processor/deltatocumulativeprocessor v0.165.1: a counter that
# grows by 5, 5 and 0.5 ends at 0.5.
#
# Input:    a counter of the SDK for Python with temporality delta, which grows by 5, 5, 0.5, 0.25, 7 and 1, a delta each; the
#           OTLP of its own encoder, and the processor with its defaults. The same beside it with fractions alone.
# Expected: 18.75 at the end, and no reset: OTLP has a point's value as a whole number or as a double, "a value" either way, and
#           cumulative points of the same SDK are one series, whatever their type.
# Seen:     the SDK sends what was added as it is, 5 as a whole number and 0.5 as a double. The processor adds up within one type
#           and begins at zero where the type changes: 5, 10, 0.5, 0.75, 7, 8. No error, nothing counted; a rate takes the
#           falls for restarts, and of the rises what is above the other type's sum. Fractions alone add up.
# Here:     components/collection/gateway/storable.ts makes every delta of a counter a double before they are added up.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip --quiet install opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-common==1.45.2
cat > deltas.py <<'PY'
import time

from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.sdk.metrics import Counter, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader

reader = InMemoryMetricReader(preferred_temporality={Counter: AggregationTemporality.DELTA})
meter = MeterProvider(metric_readers=[reader], shutdown_on_exit=False).get_meter("finding")
as_written, fractions = meter.create_counter("as_written"), meter.create_counter("fractions_alone")
for index, amount in enumerate([5, 5, 0.5, 0.25, 7, 1]):
    as_written.add(amount)
    fractions.add(amount + 0.125)
    with open(f"{index}.otlp", "wb") as file:
        file.write(encode_metrics(reader.get_metrics_data()).SerializeToString())
    time.sleep(0.01)
PY
python/bin/python deltas.py
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/deltatocumulativeprocessor"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/processor/processortest"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	ctx := context.Background()
	sink := new(consumertest.MetricsSink)
	factory := deltatocumulativeprocessor.NewFactory()
	settings := processortest.NewNopSettings(factory.Type())
	processor := must(factory.CreateMetrics(ctx, settings, factory.CreateDefaultConfig(), sink))
	if err := processor.Start(ctx, componenttest.NewNopHost()); err != nil {
		panic(err)
	}
	said, summed := map[string]string{}, map[string]string{}
	each := func(md pmetric.Metrics, into map[string]string) {
		metrics := md.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics()
		for index := range metrics.Len() {
			metric := metrics.At(index)
			point := metric.Sum().DataPoints().At(0)
			if point.ValueType() == pmetric.NumberDataPointValueTypeInt {
				into[metric.Name()] += fmt.Sprint(" ", point.IntValue())
			} else {
				into[metric.Name()] += fmt.Sprint(" ", point.DoubleValue())
			}
		}
	}
	for index := range 6 {
		md := must((&pmetric.ProtoUnmarshaler{}).UnmarshalMetrics(must(os.ReadFile(fmt.Sprint(index, ".otlp")))))
		each(md, said)
		if err := processor.ConsumeMetrics(ctx, md); err != nil {
			panic(err)
		}
	}
	for _, md := range sink.AllMetrics() {
		each(md, summed)
	}
	for _, name := range []string{"as_written", "fractions_alone"} {
		fmt.Printf("%s: added%s; summed up%s\n", name, said[name], summed[name])
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/deltatocumulativeprocessor@v0.165.1 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
echo "opentelemetry-sdk 1.45.2, deltatocumulativeprocessor v0.165.1"
echo "$seen"
expected='as_written: added 5 5 0.5 0.25 7 1; summed up 5 10 0.5 0.75 7 8
fractions_alone: added 5.125 5.125 0.625 0.375 7.125 1.125; summed up 5.125 10.25 10.875 11.25 18.375 19.5'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
