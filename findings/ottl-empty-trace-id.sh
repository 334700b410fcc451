#!/usr/bin/env bash
# opentelemetry-collector-contrib/pkg/ottl v0.158.0: `log.trace_id.string` of a record without a trace id is 32 zeros.
#
# Input:    a log record without trace and span id.
# Expected: `log.trace_id.string == ""`, as pdata's TraceID().String() of the same record says; or `log.trace_id == nil`.
# Seen:     both are false; the text is 32 zeros (and the span id's 16).
# Here:     components/collection/gateway/identity.ts asks for the zeros.
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

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottllog"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/plog"
)

func main() {
	functions := map[string]ottl.Factory[*ottllog.TransformContext]{}
	parser, err := ottllog.NewParser(functions, componenttest.NewNopTelemetrySettings())
	if err != nil {
		panic(err)
	}
	resource := plog.NewLogs().ResourceLogs().AppendEmpty()
	scope := resource.ScopeLogs().AppendEmpty()
	record := scope.LogRecords().AppendEmpty()
	fmt.Printf("pdata says %q\n", record.TraceID().String())
	for _, condition := range []string{
		`log.trace_id.string == ""`,
		`log.trace_id == nil`,
		`log.trace_id.string == "` + strings.Repeat("0", 32) + `"`,
		`log.span_id.string == "` + strings.Repeat("0", 16) + `"`,
	} {
		parsed, err := parser.ParseCondition(condition)
		if err != nil {
			panic(err)
		}
		holds, err := parsed.Eval(context.Background(), ottllog.NewTransformContextPtr(resource, scope, record))
		fmt.Println(condition, holds, err)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl@v0.158.0 2> /dev/null
seen=$(go run .)
expected='pdata says ""
log.trace_id.string == "" false <nil>
log.trace_id == nil false <nil>
log.trace_id.string == "00000000000000000000000000000000" true <nil>
log.span_id.string == "0000000000000000" true <nil>'
echo "pkg/ottl v0.158.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
