#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/transformprocessor v0.161.0: FormatTime pads no fraction, and writes two of its
# documented substitutes otherwise.
#
# Input:    times, and the formats `%S.%L`, `%S.%f`, `%S.%s`, `%o` and `%D` of the page on OTTL's functions.
# Expected: what that page's table says: milliseconds, microseconds and nanoseconds "zero-padded" (000 to 999), the month
#           padded with a space, and MM/DD/YY, "equivalent to %m/%d/%y".
# Seen:     120 ms are `.12` in each of the three, and a whole second has neither digits nor point, so texts differ in
#           length and no longer sort by time. `%o` is the text "_1", `%D` has four digits of the year.
# Here:     components/collection/log-consumer/statements.ts writes times with `%f`; what reads them takes any fraction.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor/processortest"
)

// value is what one expression gives for a record with this body.
func value(expression, body string) any {
	factory := transformprocessor.NewFactory()
	config := factory.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(map[string]any{
		"error_mode": "propagate",
		"log_statements": []any{map[string]any{
			"context":    "log",
			"statements": []any{`set(log.attributes["value"], ` + expression + `)`},
		}},
	}).Unmarshal(config); err != nil {
		panic(err)
	}
	settings := processortest.NewNopSettings(factory.Type())
	processor, err := factory.CreateLogs(context.Background(), settings, config, new(consumertest.LogsSink))
	if err != nil {
		panic(err)
	}
	logs := plog.NewLogs()
	record := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.Body().SetStr(body)
	if err := processor.ConsumeLogs(context.Background(), logs); err != nil {
		return err
	}
	return record.Attributes().AsRaw()["value"]
}

func main() {
	for _, at := range []string{"2026-01-07T10:00:00.120Z", "2026-01-07T10:00:00.000Z"} {
		format := "[%S.%L] [%S.%f] [%S.%s] [%o] [%D] [%m/%d/%y]"
		fmt.Println(at, value(`FormatTime(Time(log.body, "%Y-%m-%dT%H:%M:%S.%LZ"), "`+format+`")`, at))
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor@v0.161.0 2> /dev/null
seen=$(go run . 2> /dev/null)
expected='2026-01-07T10:00:00.120Z [00.12] [00.12] [00.12] [_1] [01/07/2026] [01/07/26]
2026-01-07T10:00:00.000Z [00] [00] [00] [_1] [01/07/2026] [01/07/26]'
echo "processor/transformprocessor v0.161.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
