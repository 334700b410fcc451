// Lines that say when they were written.
import { json, type LineCase } from "./case";

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
