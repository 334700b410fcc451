#!/usr/bin/env bash
# OpenTelemetry's B3 propagators for JavaScript 2.12.0 (npm) and Python 1.45.1 (PyPI): who leaves the decision to the receiver has
# decided against the trace, by one of two forms of the header or by both; who decides against it has decided nothing.
#
# Input:    requests with B3 as its page has it: ids without a decision ("Absent means defer the decision to the receiver"), as a
#           proxy sends that makes ids and keeps no spans; and a decision without ids, "b3: 0" ("a deny decision may omit
#           identifiers"). Each in one header and in several. The receiver is an SDK with its default, which keeps all.
# Expected: a span that is kept below the ids, and one that is not kept for the denial; the two forms say the same.
# Seen:     JavaScript keeps nothing of who left it open, in either form. Python keeps it where it came in one header, and not where
#           it came in several. Of a denial both know nothing: the trace that its caller does not want begins here.
# Here:     components/collection/instrumentation/values.ts has W3C's header alone, which always tells a decision.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > requests.json <<'JSON'
{
  "open, one header": { "b3": "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1" },
  "open, several": { "x-b3-traceid": "80f198ee56343ba864fe8b2a57d3eff7", "x-b3-spanid": "e457b5a2e4d86bd1" },
  "denied, one header": { "b3": "0" },
  "denied, several": { "x-b3-sampled": "0" }
}
JSON
npm init -y > /dev/null
npm install --silent --no-audit --no-fund \
  @opentelemetry/api@1.9.1 @opentelemetry/propagator-b3@2.12.0 @opentelemetry/sdk-trace-base@2.12.0
cat > receive.cjs <<'JS'
const { ROOT_CONTEXT, defaultTextMapGetter, trace } = require("@opentelemetry/api");
const { B3Propagator } = require("@opentelemetry/propagator-b3");
const { BasicTracerProvider } = require("@opentelemetry/sdk-trace-base");

const tracer = new BasicTracerProvider().getTracer("x");
for (const [title, headers] of Object.entries(require("./requests.json"))) {
  const context = new B3Propagator().extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  const span = tracer.startSpan("request", {}, context);
  const below = trace.getSpanContext(context)?.traceId === span.spanContext().traceId;
  console.log(`JavaScript: ${title}: ${below ? "below the ids" : "a trace of its own"}, ${span.isRecording() ? "kept" : "not kept"}`);
}
JS
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.45.1 opentelemetry-propagator-b3==1.45.1
cat > receive.py <<'PY'
import json

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.propagators.b3 import B3MultiFormat
from opentelemetry.sdk.trace import TracerProvider

tracer = TracerProvider().get_tracer("x")
for title, headers in json.load(open("requests.json")).items():
    context = B3MultiFormat().extract(headers, context=Context())
    span = tracer.start_span("request", context=context)
    below = trace.get_current_span(context).get_span_context().trace_id == span.get_span_context().trace_id
    print(f"Python: {title}: {'below the ids' if below else 'a trace of its own'}, {'kept' if span.is_recording() else 'not kept'}")
PY
seen=$(node receive.cjs && python/bin/python receive.py)
expected='JavaScript: open, one header: below the ids, not kept
JavaScript: open, several: below the ids, not kept
JavaScript: denied, one header: a trace of its own, kept
JavaScript: denied, several: a trace of its own, kept
Python: open, one header: below the ids, kept
Python: open, several: below the ids, not kept
Python: denied, one header: a trace of its own, kept
Python: denied, several: a trace of its own, kept'
echo "@opentelemetry/propagator-b3 2.12.0, opentelemetry-propagator-b3 1.45.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
