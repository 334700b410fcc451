#!/usr/bin/env bash
# opentelemetry-collector-contrib/processor/transformprocessor v0.161.0: the extension of an address is whatever follows
# the last point of its path, over slashes.
#
# Input:    `https://shop.example.com/v1.2/orders/17`, `/releases/2.0/` and `/a/b.tar.gz`, split by OTTL's URL function.
# Expected: no url.extension for the first two, whose last segments have no point (semantic conventions: "the file
#           extension extracted from the url.full"), and `gz` for the third.
# Seen:     `2/orders/17` and `0/`. As a label or a span metric's dimension it has as many values as there are orders.
# Here:     components/collection/gateway/: addresses of spans are kept whole; nothing is made of their parts.
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
	for _, path := range []string{"/v1.2/orders/17", "/releases/2.0/", "/a/b.tar.gz", "/orders"} {
		address := "https://shop.example.com" + path
		of, found := value("URL(log.body)", address).(map[string]any)["url.extension"]
		if !found {
			of = "none"
		}
		fmt.Println(address, of)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor@v0.161.0 2> /dev/null
seen=$(go run . 2> /dev/null)
expected='https://shop.example.com/v1.2/orders/17 2/orders/17
https://shop.example.com/releases/2.0/ 0/
https://shop.example.com/a/b.tar.gz gz
https://shop.example.com/orders none'
echo "processor/transformprocessor v0.161.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
