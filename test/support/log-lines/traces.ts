// Lines that name a trace, or seem to, and traces of which a share is kept.
import { json, type LineCase } from "./case";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const span = "00f067aa0ba902b7";

export const traceLines: readonly LineCase[] = [
  ...["trace_id", "traceId", "trace.id", "traceID", "TraceId", "traceid", "otelTraceID"].map((key) => ({
    line: json({ [key]: trace }),
    traceId: trace,
  })),
  ...["span_id", "spanId", "span.id", "spanID", "SpanId", "spanid", "otelSpanID"].map((key) => ({
    line: json({ trace_id: trace, [key]: span }),
    traceId: trace,
    spanId: span,
  })),
  { line: json({ trace: { id: trace }, span: { id: span } }), traceId: trace, spanId: span },
  { line: json({ trace_id: trace.toUpperCase(), span_id: span.toUpperCase() }), traceId: trace, spanId: span },
  ...["TraceID", "@tr"].map((key) => ({ line: json({ [key]: trace }), traceId: trace })),
  // A key that holds no id hides none.
  ...[null, "", " ", "0", "-", "none", trace.slice(1), "0".repeat(32), 0, 12, true, {}, [trace]].flatMap((id) => [
    { line: json({ trace_id: id, traceId: trace }), traceId: trace },
    { line: json({ traceId: id, span_id: id, trace: { id: trace }, spanId: span }), traceId: trace, spanId: span },
    { line: json({ trace_id: trace, spanId: id, span: { id: span } }), traceId: trace, spanId: span },
    { line: json({ trace_id: id, otelTraceID: id, span_id: id }) },
  ]),
  ...["mdc", "contextMap", "context", "extra", "named_tags", "metadata"].flatMap((context) => [
    ...["trace.id", "otelTraceID"].map((key) => ({
      line: json({ [context]: { [key]: trace, [key.replace("trace", "span").replace("Trace", "Span")]: span } }),
      traceId: trace,
      spanId: span,
    })),
    { line: json({ [context]: { traceId: trace, span_id: span } }), traceId: trace, spanId: span },
    // Beside what is a map elsewhere.
    ...["a text", 1, null, [], [trace]].map((other) => ({
      line: json({
        trace: other,
        mdc: other,
        context: other,
        record: other,
        [context]: { trace_id: trace, spanId: span },
      }),
      traceId: trace,
      spanId: span,
    })),
  ]),
  ...["trace_id", "traceId", "trace.id", "otelTraceID"].map((key) => ({
    line: json({ text: "m", record: { extra: { [key]: trace } } }),
    traceId: trace,
  })),
  // .NET's console: a scope that was begun before the request's, or none at all.
  ...[[{ Message: "a" }], [{ Message: "a" }, "b"], ["a"], [], "a"].map((before) => ({
    line: json({ Scopes: [...before, ...(before === "a" ? [] : [{ TraceId: trace, SpanId: span }])] }),
    ...(before === "a" ? {} : { traceId: trace, spanId: span }),
  })),
  ...["0", trace.slice(1), `${trace}0`, trace.replace("4", "g"), "", 12].map((id) => ({
    line: json({ trace_id: id }),
  })),
  { line: json({ trace_id: trace, span_id: "0" }), traceId: trace },
  { line: json({ trace: "a text" }) },
  { line: `\t${json({ trace_id: trace, span_id: span })}\r`, traceId: trace, spanId: span },
];

/** Traces of which the lines below `info` stay at a share of 10 percent, and others: on every path the same. */
export const sharedTraces: readonly { traceId: string; kept: boolean }[] = [
  ...["0000", "00ff", "0a0a", "1000", "1199", "1998", "1999"].map((end) => ({ end, kept: true })),
  ...["199a", "19a0", "1a00", "2000", "9999", "a000", "ffff"].map((end) => ({ end, kept: false })),
].flatMap(({ end, kept }) =>
  ["4bf92f3577b34da6a3ce929d0e0e", "0000000000000000000000000001"].map((begin) => ({
    traceId: begin + end,
    kept,
  })),
);
