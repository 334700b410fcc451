#!/usr/bin/env bash
# go.opentelemetry.io/collector/pdata v1.71.0 (Collector 0.165): a map with a NaN or an infinite number in it is an empty text.
#
# Input:    a log body `{"line": "disk is full", "ratio": NaN}`, a map of OTLP, whose doubles may be NaN or infinite by protobuf.
# Expected: `AsString` gives a value "of any type" its text, as its page says; for a map its JSON, with some stand-in for
#           the number that JSON does not know, as the same call says "NaN" and "Infinity" of the values alone.
# Seen:     "" for the whole map, and for a list likewise. Whatever is made of the text (a cut, a pattern, a line for a store
#           of texts) sees a value without anything in it.
# Here:     components/collection/gateway/storable.ts cuts such a body by its flat form.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

func main() {
	for _, ratio := range []float64{0.97, math.NaN(), math.Inf(1)} {
		body := pcommon.NewValueMap()
		body.Map().PutStr("line", "disk is full")
		body.Map().PutDouble("ratio", ratio)
		list := pcommon.NewValueSlice()
		list.Slice().AppendEmpty().SetDouble(ratio)
		fmt.Printf("%v: alone %q, in a map %q, in a list %q\n", ratio, pcommon.NewValueDouble(ratio).AsString(), body.AsString(), list.AsString())
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.25.0

require go.opentelemetry.io/collector/pdata v1.71.0
MOD
go mod tidy > /dev/null 2>&1
seen=$(go run .)
expected='0.97: alone "0.97", in a map "{\"line\":\"disk is full\",\"ratio\":0.97}", in a list "[0.97]"
NaN: alone "NaN", in a map "", in a list ""
+Inf: alone "Infinity", in a map "", in a list ""'
echo "go.opentelemetry.io/collector/pdata v1.71.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
