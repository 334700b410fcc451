// Lines of applications and what they mean, whichever way they come: one table for container logs and file logs.

export interface LineCase {
  line: string;
  /** OpenTelemetry's number; 0 is a line that says none. */
  severity?: number;
  traceId?: string;
  spanId?: string;
  /** Customer inside the tenant. */
  customer?: string;
  /** Milliseconds since 1970; absent where the shipper's time stands. */
  time?: number;
}

const json = (line: object) => JSON.stringify(line);

const written: Readonly<Record<number, readonly (string | number)[]>> = {
  0: [
    "",
    "none",
    "banana",
    "information-rich",
    "infos",
    "DEFAULT",
    0,
    3,
    6,
    7,
    15,
    35,
    99,
    1_000,
    -4,
    "1e1",
    ...["INFO!", "12", "ERROR+", "DEBUG-", "LEVEL(-)", "LEVEL(-2", "LEVEL(x)", "ERROR-1", "xDEBUG-9", "DEBUG-9x"],
  ],
  1: [
    "trace",
    "TRACE",
    "Trace",
    "trce",
    "FINEST",
    "silly",
    10,
    "10",
    ...["Level(-2)", "LEVEL(-11)", "Level(-127)", "DEBUG-4", "DEBUG-8", "DEBUG-12"],
    "TRC",
    ...["TRAC", "TRACE2", "trace4"],
  ],
  5: [
    "debug",
    "Debug",
    "DBG",
    "dbug",
    "verbose",
    "Verbose",
    "FINE",
    "FINER",
    "config",
    20,
    "20",
    100,
    "debug1",
    ...["DEBU", "DEBUG+2", "VRB"],
  ],
  9: [
    ...["info", "INFO", "Info", " info ", "INFO ", "Information", "informational", "notice", "Notice", "success"],
    ...["LOG", 30, "30", 200, 300, "INFO+2", "INF", "INFO2", "info4"],
  ],
  13: ["warn", "WARN", "Warning", "WARNING", 40, "40", 400, "WARN+1", "WRN", "WARN3"],
  17: ["error", "ERROR", "Error", "err", "ERR", "fail", "SEVERE", 50, "50", 500, "ERROR+2", "eror", "ERROR3"],
  21: [
    ...["fatal", "FATAL", "panic", "dpanic", "DPANIC", "critical", "CRITICAL", "Critical", "crit", "alert", "ALERT"],
    ...[
      "emerg",
      "Emergency",
      "EMERGENCY",
      60,
      "60",
      600,
      700,
      800,
      "ERROR+4",
      ...["ERROR+5", "ERROR+12", "ERROR+20", "FATA", "PANI"],
      "FATAL2",
      "FTL",
      "PNC",
    ],
  ],
};

/** Every spelling under `level`, then every key. */
export const severityLines: readonly LineCase[] = [
  ...Object.entries(written).flatMap(([severity, levels]) =>
    levels.map((level) => ({ line: json({ level, msg: "m" }), severity: Number(severity) })),
  ),
  { line: json({ severity: "ERROR", message: "m" }), severity: 17 },
  { line: json({ severity: 500 }), severity: 17 },
  { line: json({ lvl: "warn" }), severity: 13 },
  { line: json({ "log.level": "error", "@timestamp": "x" }), severity: 17 },
  { line: json({ log: { level: "error" } }), severity: 17 },
  { line: json({ log: "text", msg: "m" }), severity: 0 },
  { line: json({ Level: "Information" }), severity: 9 },
  { line: json({ LogLevel: "Critical" }), severity: 21 },
  { line: json({ "@l": "Fatal" }), severity: 21 },
  { line: json({ levelname: "CRITICAL", levelno: 50 }), severity: 21 },
  { line: json({ level_name: "ERROR", level: 400 }), severity: 17 },
  { line: json({ level: "info", severity: "ERROR" }), severity: 9 },
  { line: json({ level: null, severity: "err" }), severity: 17 },
  // A key that holds no level hides none.
  ...["gold", "banana", "L3", 0, 7, 12, 99, -1, 1.5, "12"].flatMap((other) => [
    { line: json({ level: other, severity: "ERROR" }), severity: 17 },
    { line: json({ level_name: other, level: "warn" }), severity: 13 },
    { line: json({ severity: other, lvl: 40 }), severity: 13 },
    { line: json({ level: other, log: { level: "error" } }), severity: 17 },
    { line: json({ level: other, record: { level: { name: "ERROR" } }, log: "text" }), severity: 17 },
    { line: json({ level: other, t: { $date: "x" }, s: "E" }), severity: 17 },
    { line: json({ level: other, L: "ERROR", M: "m" }), severity: 17 },
    { line: json({ level: other, "@t": "x" }), severity: 9 },
    { line: json({ level: other, severity_number: 18 }), severity: 18 },
    { line: json({ level: "error", severity: other }), severity: 17 },
  ]),
  // A key's spellings in the languages.
  ...["Severity", "SEVERITY", "Level", "LEVEL", "logLevel", "log_level", "LogLevel", "loglevel"]
    .concat("levelName", "LevelName", "levelname", "severity_text", "severityText", "_level_name")
    .map((key) => ({ line: json({ [key]: "error", msg: "m" }), severity: 17 })),
  // OpenTelemetry's number, alone or beside a name of the language.
  ...["severityNumber", "severity_number", "SeverityNumber"].flatMap((key) => [
    ...[1, 4, 5, 8, 9, 10, 13, 17, 20, 21, 24].map((number) => ({ line: json({ [key]: number }), severity: number })),
    { line: json({ [key]: "17" }), severity: 17 },
    { line: json({ [key]: 17, severityText: "Schwerwiegend" }), severity: 17 },
    { line: json({ [key]: 3, level: "error" }), severity: 17 },
    ...[0, 25, -1, 30, 500, "", "high", null, {}, [17], true].map((number) => ({
      line: json({ [key]: number, level: "info" }),
      severity: 9,
    })),
  ]),
  // Colours of a terminal.
  ...["\u001b[32minfo\u001b[0m", "\u001b[1;34mINFO\u001b[0m", "\u001b[36m INFO \u001b[39m\u001b[0m"].flatMap(
    (level) => [
      { line: json({ level }), severity: 9 },
      { line: json({ level: null, severity: level }), severity: 9 },
      { line: `time=1 level=${level.replaceAll(" ", "")} msg=x`, severity: 9 },
    ],
  ),
  { line: "\u001b[36mINFO\u001b[0m[0000] started \u001b[36mlevel\u001b[0m=warn", severity: 13 },
  { line: "\u001b[36mlevel=\u001b[0merror msg=x", severity: 17 },
  { line: json({ level: "\u001b[32mbanana\u001b[0m" }), severity: 0 },
  // A letter is a level where MongoDB's time stands beside it.
  { line: json({ t: { $date: "x" }, s: "E", msg: "m" }), severity: 17 },
  { line: json({ t: { $date: "x" }, s: "D2", msg: "m" }), severity: 5 },
  { line: json({ s: "E", msg: "m" }), severity: 0 },
  { line: json({ t: "x", s: "E" }), severity: 0 },
  { line: json({ level: { level: 40_000, levelStr: "ERROR", colour: "red" } }), severity: 17 },
  { line: json({ level: { name: "error" } }), severity: 0 },
  { line: json({ level: ["error"] }), severity: 0 },
  { line: json({ level: true }), severity: 0 },
  ...["", {}, { name: "info" }, [], ["info"], null].flatMap((level) => [
    { line: json({ level, severity: "ERROR" }), severity: 17 },
    { line: json({ level_name: level, levelname: level, level, lvl: 40 }), severity: 13 },
    { line: json({ level, log: { level: "error" } }), severity: 17 },
    { line: json({ severity: level, record: { level: { name: "ERROR", no: 40 } } }), severity: 17 },
    { line: json({ level, log: "text", msg: "m" }), severity: 0 },
    { line: json({ level, "@l": "\nFatal", log: "text" }), severity: 21 },
  ]),
  // White space around a line's JSON, also the rest of a line end of Windows, and in the level.
  ...[" ", "\t", " \t  "].map((before) => ({ line: before + json({ level: "error" }), severity: 17 })),
  ...["\r", " ", "\n", " \t\r\n"].flatMap((after) => [
    { line: json({ level: "error" }) + after, severity: 17 },
    { line: json({ level: `error${after}` }), severity: 17 },
    { line: json({ level: `${after}ERROR${after}` }), severity: 17 },
    { line: `level=error${after}`, severity: 17 },
  ]),
  { line: ' {"a":"b level=error c", broken', severity: 0 },
  // Lines that were joined to JSON.
  { line: `${json({ level: "error", a: { b: 1 } })}\n    at a (/app/a.js:1:2)\n}`, severity: 17 },
  { line: ` ${json({ level: "error" })}\r\n  level=info\n`, severity: 17 },
  { line: '{\n  "level": "error",\n  "a": {"b": 1}\n}', severity: 17 },
  { line: '{\n  "level": "error"\n}\n  and more', severity: 0 },
  { line: json({ "@level": "warn", "@message": "m", "@timestamp": "x" }), severity: 13 },
  { line: json({ msg: "level=error happened" }), severity: 0 },
  { line: '{"level":30.0}', severity: 9 },
  { line: '{"level":3e1}', severity: 9 },
  { line: '{"level":"error","level":"info"}', severity: 9 },
  { line: '{"msg":"a level=error b", broken', severity: 0 },
  { line: '{"a":1} level=error', severity: 0 },
  { line: 'level=error {"a":1}', severity: 17 },
  { line: "level=info msg=x\nlevel=error", severity: 9 },
  { line: "time=1 level=ERROR+2 msg=x", severity: 17 },
  ...["DEBUG-4", "DEBUG-12", "LEVEL(-11)", "TRACE2"].map((level) => ({
    line: `time=1 level=${level} msg=x`,
    severity: 1,
  })),
  { line: "time=1 level=INFO2 msg=x", severity: 9 },
  { line: "time=1 level=ERROR+20 msg=x", severity: 21 },
  // A form that is known hides no other, nor is it hidden by what is none.
  { line: json({ level: "Level(-11)", severity: "ERROR" }), severity: 1 },
  { line: json({ level: "gold", severity: "ERROR+20" }), severity: 21 },
  { line: json({ level: 7, log: { level: "DEBUG-12" } }), severity: 1 },
  { line: json({ level: 7, error_severity: "ERROR+11", "@t": "x" }), severity: 21 },
  // GELF: syslog's number, where no name is known.
  ...[21, 21, 21, 17, 13, 9, 9, 5].flatMap((severity, level) => [
    { line: json({ version: "1.1", host: "a", short_message: "m", level }), severity },
    { line: json({ short_message: "m", level: String(level) }), severity },
    { line: json({ short_message: "m", level, _level_name: "WARN" }), severity: 13 },
    { line: json({ message: "m", level }), severity: 0 },
  ]),
  ...[8, -1, "", null, {}, 3.5].map((level) => ({ line: json({ short_message: "m", level }), severity: 0 })),
  { line: json({ short_message: "m", level: "error" }), severity: 17 },
  { line: json({ timeMillis: 1, level: "WARN", loggerFqcn: "x" }), severity: 13 },
  { line: json({ severityNumber: 17, severityText: "ERROR" }), severity: 17 },
  { line: json({ SeverityText: "ERROR", SeverityNumber: 17 }), severity: 17 },
  { line: json({ severity_text: "WARN", severity_number: 13 }), severity: 13 },
  { line: json({ text: "m", record: { level: { name: "ERROR", no: 40 } } }), severity: 17 },
  { line: json({ record: "text", msg: "m" }), severity: 0 },
  { line: json({ log: "text", level: { levelStr: "ERROR" } }), severity: 17 },
  { line: json({ log: 1, record: "text", _meta: { logLevelName: "ERROR" } }), severity: 17 },
  // Of zap's development configuration, and of Serilog's compact format, which leaves out what is information.
  { line: json({ L: "ERROR", M: "m" }), severity: 17 },
  { line: json({ L: "ERROR", size: "m" }), severity: 0 },
  { line: json({ "@t": "x", "@m": "m" }), severity: 9 },
  { line: json({ "@t": "x", "@l": "Error" }), severity: 17 },
  { line: json({ "@t": "x", "@l": "banana" }), severity: 0 },
  { line: 'ts=2026-11-27T10:00:00Z level=err msg="no disk"', severity: 17 },
  { line: 'level="warning" msg=x', severity: 13 },
  { line: "lvl=crit t=1", severity: 21 },
  { line: "starting with --log-level=debug", severity: 0 },
  // What is in quotes says nothing of the line.
  { line: 'msg="retry with level=error" level=info', severity: 9 },
  { line: 'msg="retry with level=error"', severity: 0 },
  { line: 'msg="said \\"no level=error\\" twice" level=warn', severity: 13 },
  { line: '"retry with level=error again" level=info', severity: 9 },
  { line: 'msg="" err="level=error level=fatal " level=info', severity: 9 },
  { line: 'level=info msg="retry with level=error"', severity: 9 },
  { line: 'level=info msg="cut off with level=error', severity: 9 },
  { line: 'msg="cut off with level=error ', severity: 0 },
  { line: 'size=5" level=error', severity: 17 },
  { line: "a = b level=error", severity: 17 },
  { line: "a= level=error, b", severity: 17 },
  ...["Level", "logLevel", "log_level", "log.level", "Severity", "severity"].map((key) => ({
    line: `ts=1 ${key}=error msg=x`,
    severity: 17,
  })),
  { line: "plain text, an ERROR among others", severity: 0 },
  { line: '{"level":"error", broken', severity: 0 },
];

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

/** Lines that are read now. */
export function timeLines(now: number): readonly LineCase[] {
  const at = now - 60_000;
  const iso = new Date(at).toISOString();
  const seconds = at / 1_000;
  const day = 86_400_000;
  const dated = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  return [
    ...[
      { ts: seconds },
      { ts: String(seconds) },
      { ts: at },
      { time: at },
      { time: String(at) },
      { time: iso },
      { time: iso.replace("Z", "+00:00") },
      { time: iso.replace("Z", "+0000") },
      { time: new Date(at + 2 * 3_600_000).toISOString().replace("Z", "+02:00") },
      { time: iso.replace("Z", "000000Z") },
      { "@timestamp": iso },
      { timestamp: iso },
      { ts: seconds, time: 0.0123 },
      // A key that holds no time hides none.
      ...[
        ...["", null, 0, -1, 0.0123, 42, "12ms", "soon", "10:00:00", true, {}, [], "0", "0001-01-01T00:00:00Z"],
        // What begins as this century does.
        ...["20ms", "20:15:00", "20", "2026-11-27", "2026-11-27 10:00:00", "2026-11-27T10:00"],
        ...["2026-11-27 10:00:00.1234", "2026-11-27T10:00:00.123456", "2026-11-27 10:00:00,123", "20 of 100 are done."],
      ].flatMap((other) => [
        { ts: other, time: iso },
        { time: other, timestamp: at },
        { time: other, "@timestamp": seconds },
        { timestamp: other, "@t": iso },
        { ts: other, time: other, datetime: iso },
        { ts: other, t: "a text", record: "a text", _meta: { date: iso } },
        { ts: other, t: other, record: { time: { timestamp: seconds } } },
        { timestamp: other, instant: { epochSecond: Math.floor(seconds), nanoOfSecond: (at % 1_000) * 1_000_000 } },
      ]),
      { time: iso.replace("T", " ") },
      { time: iso.replace("T", " ").replace("Z", "+00:00") },
      { time: iso.replace("T", " ").replace("Z", " +0000") },
      { time: iso.replace("T", " ").replace("Z", " UTC") },
      { time: iso.replace(".", ",") },
      ...["@t", "Timestamp", "Time", "datetime", "date_time", "asctime", "t"].map((key) => ({ [key]: iso })),
      { timeMillis: at },
      { timeUnixNano: `${at}000000` },
      { t: { $date: iso } },
    ].map((line) => ({ line: json(line), time: at })),
    { line: `{"ts":${at}000}`, time: at },
    { line: ` {"ts":${at}}\r`, time: at },
    { line: `{"ts":${at}000000}`, time: at },
    { line: `{"time":"${at}000000"}`, time: at },
    { line: json({ time: dated(-20 * 3_600_000) }), time: now - 20 * 3_600_000 },
    // Durations, dates, clocks that are wrong, and what is no time at all.
    ...[
      ...[0, -1, 0.25, 42, 1_500, 86_400, 20_261_127, 1e300, -1e300, 1e19, 253_402_300_800],
      ...[now * 10, now / 10, now + 3_600_000, now - 30 * day, (now - 30 * day) / 1_000, (now + day) * 1_000],
      ...[dated(3_600_000), dated(-30 * day), dated(-2 * day), dated(365 * day), "0001-01-01T00:00:00Z"],
      ...["1970-01-01T00:00:00Z", "1677-09-21T00:12:44Z", "2611-06-12T00:00:00Z", "9999-12-31T23:59:59Z"],
      ...["2026-11-27", "2026-11-27 10:00:00", "10:00:00", "12ms", "PT5M", "soon", "", "NaN", "Infinity", "1e999"],
      ...[true, null, [], {}, [at], { seconds: 1 }],
    ].flatMap((value) => [{ line: json({ ts: value }) }, { line: json({ time: value }) }]),
    { line: '{"ts":1e999}' },
    { line: '{"ts":9223372036854775807}' },
    { line: `{"ts":${"9".repeat(400)}}` },
    { line: "no JSON at all" },
  ];
}

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

/** Lines that name a customer, or seem to. */
export const customerLines: readonly LineCase[] = [
  { line: json({ msg: "paid", tenant_id: "acme" }), customer: "acme" },
  { line: json({ msg: "paid", tenant_id: 42 }), customer: "42" },
  { line: ` ${json({ tenant_id: "acme" })}\r`, customer: "acme" },
  { line: json({ msg: "paid", tenant_id: "c".repeat(200) }), customer: "c".repeat(64) },
  { line: json({ msg: "paid", tenant_id: "" }) },
  { line: json({ msg: "paid", tenant_id: null }) },
  { line: json({ msg: "paid", tenant: "acme", order: { tenant_id: "acme" } }) },
  { line: "paid tenant_id=acme" },
];
