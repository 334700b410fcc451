#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/transformprocessor v0.161.0: ParseKeyValue keeps the escapes that
# ToKeyValueString writes.
#
# Input:    `msg="say \"hi\"" id=7`, as logfmt has it and as ToKeyValueString writes such a map ("any double quotes ...
#           will be escaped").
# Expected: the value `say "hi"`: a quoted value is read as it was written, and a map that is written and read is the same.
# Seen:     `say \"hi\"`, with the backslashes. Written and read once more it is `say \\hi\\`: twice the backslashes, and
#           without the quotes.
# Here:     components/collection/gateway/storable.ts makes such texts for people, and nothing reads them back.
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
	line := `msg="say \"hi\"" id=7`
	fmt.Println("once:", value("ParseKeyValue(log.body)", line))
	fmt.Println("twice:", value("ParseKeyValue(ToKeyValueString(ParseKeyValue(log.body)))", line))
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor@v0.161.0 2> /dev/null
seen=$(go run . 2> /dev/null)
expected='once: map[id:7 msg:say \"hi\"]
twice: map[id:7 msg:say \\hi\\]'
echo "processor/transformprocessor v0.161.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
