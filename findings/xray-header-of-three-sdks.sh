#!/usr/bin/env bash
# OpenTelemetry's X-Ray propagators for JavaScript 2.2.0 (npm), Python 1.0.2 (PyPI) and Go v1.47.0: the header of AWS's own example
# is read by none of them, and one that asks for a decision by two in two ways.
#
# Input:    `X-Amzn-Trace-Id` as X-Ray's page shows it of the first of AWS' services that a request hits, "Root=1-...;Sampled=1": the
#           header "can also contain a parent" where the caller is instrumented. The same with a parent and without a decision; with
#           a parent and `Sampled=?`, by which X-Ray's SDKs ask for one; with all three. The receiver is an SDK with its default.
# Expected: the root's trace, kept, for all four.
# Seen:     without a parent each begins a trace of its own, so that a load balancer's id, which stands in its access log, leads
#           nowhere. Without a decision JavaScript begins its own, and Python and Go go on with the root's and keep nothing;
#           with `?` Go does so, and the others begin their own. So services of three languages behind one caller are in two
#           traces, or in none.
# Here:     components/collection/instrumentation/values.ts has W3C's header, of which the three make the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > requests.json <<'JSON'
[
  "Root=1-67891233-abcdef012345678912345678;Sampled=1",
  "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8",
  "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=?",
  "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1"
]
JSON
npm init -y > /dev/null
npm install --silent --no-audit --no-fund \
  @opentelemetry/api@1.9.1 @opentelemetry/propagator-aws-xray@2.2.0 @opentelemetry/sdk-trace-base@2.12.0
cat > receive.cjs <<'JS'
const { ROOT_CONTEXT } = require("@opentelemetry/api");
const { AWSXRayPropagator } = require("@opentelemetry/propagator-aws-xray");
const { BasicTracerProvider } = require("@opentelemetry/sdk-trace-base");

const getter = { get: (headers) => headers, keys: () => ["x-amzn-trace-id"] };
const tracer = new BasicTracerProvider().getTracer("x");
for (const header of require("./requests.json")) {
  const span = tracer.startSpan("request", {}, new AWSXRayPropagator().extract(ROOT_CONTEXT, header, getter));
  const same = span.spanContext().traceId === "67891233abcdef012345678912345678";
  console.log(`JavaScript: ${same ? "the root's trace" : "a trace of its own"}, ${span.isRecording() ? "kept" : "not kept"}`);
}
JS
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.45.1 opentelemetry-propagator-aws-xray==1.0.2
cat > receive.py <<'PY'
import json

from opentelemetry.context import Context
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.sdk.trace import TracerProvider

tracer = TracerProvider().get_tracer("x")
for header in json.load(open("requests.json")):
    span = tracer.start_span("request", context=AwsXRayPropagator().extract({"X-Amzn-Trace-Id": header}, context=Context()))
    same = span.get_span_context().trace_id == 0x67891233ABCDEF012345678912345678
    print(f"Python: {'the root' + chr(39) + 's trace' if same else 'a trace of its own'}, {'kept' if span.is_recording() else 'not kept'}")
PY
cat > main.go <<'GO'
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"go.opentelemetry.io/contrib/propagators/aws/xray"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	text, err := os.ReadFile("requests.json")
	if err != nil {
		panic(err)
	}
	var headers []string
	if err := json.Unmarshal(text, &headers); err != nil {
		panic(err)
	}
	tracer := trace.NewTracerProvider().Tracer("x")
	for _, header := range headers {
		ctx := xray.Propagator{}.Extract(context.Background(), propagation.MapCarrier{"X-Amzn-Trace-Id": header})
		_, span := tracer.Start(ctx, "request")
		where, kept := "a trace of its own", "not kept"
		if span.SpanContext().TraceID().String() == "67891233abcdef012345678912345678" {
			where = "the root's trace"
		}
		if span.IsRecording() {
			kept = "kept"
		}
		fmt.Printf("Go: %s, %s\n", where, kept)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get go.opentelemetry.io/contrib/propagators/aws@v1.47.0 go.opentelemetry.io/otel/sdk@v1.47.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(node receive.cjs && python/bin/python receive.py && go run .)
expected="JavaScript: a trace of its own, kept
JavaScript: a trace of its own, kept
JavaScript: a trace of its own, kept
JavaScript: the root's trace, kept
Python: a trace of its own, kept
Python: the root's trace, not kept
Python: a trace of its own, kept
Python: the root's trace, kept
Go: a trace of its own, kept
Go: the root's trace, not kept
Go: the root's trace, not kept
Go: the root's trace, kept"
echo "@opentelemetry/propagator-aws-xray 2.2.0, opentelemetry-propagator-aws-xray 1.0.2, contrib/propagators/aws v1.47.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
