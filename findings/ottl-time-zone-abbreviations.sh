#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/transformprocessor v0.161.0: of the abbreviations of time zones, Time knows
# those alone that are also names of places, so its own example fails.
#
# Input:    noon in UTC, EST, CST, PST, EDT and CEST with `%Z`, "Timezone name or abbreviation", for which OTTL's page has
#           the examples UTC, EST and CST. The whole IANA database is compiled in.
# Expected: six times; or an error for each abbreviation, as more than one zone may use it.
# Seen:     UTC and EST are read. CST, PST, EDT and CEST are "unknown time zone", for the abbreviation is looked up as the
#           name of a location, of which the database has an old one called EST. With the right location as argument all are.
# Here:     components/collection/collector/lines/time.ts reads the name UTC alone, and without `%Z`.
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
	_ "time/tzdata"

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
	for _, zone := range []string{"UTC", "EST", "CST", "PST", "EDT", "CEST"} {
		fmt.Println(zone, short(value(`UnixSeconds(Time(log.body, "%Y-%m-%d %H:%M:%S %Z"))`, "2026-01-27 12:00:00 "+zone)))
	}
	for _, of := range [][2]string{{"CST", "America/Chicago"}, {"PST", "America/Los_Angeles"}} {
		expression := `UnixSeconds(Time(log.body, "%Y-%m-%d %H:%M:%S %Z", "` + of[1] + `"))`
		fmt.Println(of[0], "in", of[1], short(value(expression, "2026-01-27 12:00:00 "+of[0])))
	}
}

func short(value any) any {
	if err, failed := value.(error); failed && strings.Contains(err.Error(), "unknown time zone") {
		return "unknown time zone"
	}
	return value
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor@v0.161.0 2> /dev/null
seen=$(go run . 2> /dev/null)
expected='UTC 1769515200
EST 1769533200
CST unknown time zone
PST unknown time zone
EDT unknown time zone
CEST unknown time zone
CST in America/Chicago 1769536800
PST in America/Los_Angeles 1769544000'
echo "processor/transformprocessor v0.161.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
