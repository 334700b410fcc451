#!/usr/bin/env bash
# go.opentelemetry.io/collector/pdata v1.71.0 (Collector 0.165): of OTLP as JSON a request is refused whole for a null, for a
# whole number with a point, or for bytes in the alphabet of URLs.
#
# Input:    log records with `"traceId": null`, `"timeUnixNano": null`, `"severityNumber": null`, `"eventName": null`, an
#           intValue `1e3`, and a bytesValue `-_8`; each valid by protobuf's JSON mapping, which OTLP adopts but for ids,
#           enums, names and unknown fields (null is "accepted for all field types", exponents and both alphabets are too).
# Expected: a record with a field less, 1000, and two bytes.
# Seen:     null is taken for names, bodies and attributes, and an error for ids, times and severities; the other two are
#           errors as well. An error is the request's: its other records go with it.
# Here:     components/collection/gateway/ takes OTLP as its receiver reads it; the sender has the 400 and keeps the records.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/plog"
)

func main() {
	for _, field := range []string{
		`"eventName": null`, `"body": null`, `"attributes": null`,
		`"traceId": null`, `"timeUnixNano": null`, `"severityNumber": null`,
		`"body": {"intValue": "1000"}`, `"body": {"intValue": 1e3}`,
		`"body": {"bytesValue": "+/8="}`, `"body": {"bytesValue": "-_8"}`,
	} {
		request := `{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "before"}}, {` + field + `}]}]}]}`
		unmarshaler := plog.JSONUnmarshaler{}
		logs, err := unmarshaler.UnmarshalLogs([]byte(request))
		if err != nil {
			fmt.Println(field, "refused")
			continue
		}
		fmt.Println(field, logs.LogRecordCount(), "records")
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get go.opentelemetry.io/collector/pdata@v1.71.0 2> /dev/null
seen=$(go run .)
expected='"eventName": null 2 records
"body": null 2 records
"attributes": null 2 records
"traceId": null refused
"timeUnixNano": null refused
"severityNumber": null refused
"body": {"intValue": "1000"} 2 records
"body": {"intValue": 1e3} refused
"body": {"bytesValue": "+/8="} 2 records
"body": {"bytesValue": "-_8"} refused'
echo "collector/pdata v1.71.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
