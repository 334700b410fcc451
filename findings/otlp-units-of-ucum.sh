#!/usr/bin/env bash
# github.com/prometheus/otlptranslator v1.0.0 (Prometheus 3.16, the Collector's remote write): of UCUM's units, kilobytes are not
# known, and below a stroke neither are minutes, while metres are taken for them.
#
# Input:    gauges with the units kBy, By/min, {request}/min and g/m, each as UCUM writes it (OpenTelemetry's units are UCUM's,
#           case-sensitive: k is kilo, min is the minute, m the metre).
# Expected: names with words, as `By` gives "bytes" and `min` alone gives "minutes": kilobytes, bytes_per_minute,
#           per_minute, grams_per_meter.
# Seen:     `_kBy`, `_bytes_per_min`, `_per_min`, and "grams_per_minute", which is another quantity. The table of units has
#           kilo as KBy, and reads units behind the stroke by a second table of its own, whose m is the minute.
# Here:     components/collection/collector/metric-store.ts names series so; an alert asks for the name that is seen.
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
	namer := otlptranslator.MetricNamer{WithMetricSuffixes: true}
	for _, unit := range []string{"By", "MiBy", "kBy", "min", "By/s", "By/min", "{request}/min", "m", "g/m"} {
		name, err := namer.Build(otlptranslator.Metric{Name: "x", Unit: unit, Type: otlptranslator.MetricTypeGauge})
		if err != nil {
			panic(err)
		}
		fmt.Println(unit, name)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/prometheus/otlptranslator@v1.0.0 2> /dev/null
seen=$(go run .)
expected='By x_bytes
MiBy x_mebibytes
kBy x_kBy
min x_minutes
By/s x_bytes_per_second
By/min x_bytes_per_min
{request}/min x_per_min
m x_meters
g/m x_grams_per_minute'
echo "prometheus/otlptranslator v1.0.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
