// From a line of an application's log to time, severity, trace and span: OTTL statements. Pure.
//
// They read `log.cache`: `log` is the line, `app` the line's JSON where the shipper parsed it already, `@timestamp`
// when the shipper read it. zap writes level, ts, msg; logrus level, time, msg; zerolog level, time, message. The line
// itself stays the body, so nothing that it said is lost and LogQL's `| json` works on it.
import { conventions } from "../../../conventions/names";

/** Epoch numbers of 12 digits and more are milliseconds: in seconds they would lie beyond the year 5000. */
const firstMilliseconds = 100_000_000_000;

const app = (key: string) => `log.cache["app"]["${key}"]`;
const at = 'log.cache["at"]';

/** Names of levels as the three libraries write them, in upper case. */
const levels: readonly [names: readonly string[], severity: string][] = [
  [["TRACE"], "TRACE"],
  [["DEBUG"], "DEBUG"],
  [["INFO"], "INFO"],
  [["WARN", "WARNING"], "WARN"],
  [["ERROR", "DPANIC"], "ERROR"],
  [["FATAL", "PANIC"], "FATAL"],
];

/** A clock that runs ahead would make Loki refuse the record; the shipper's time is used instead. */
const toleratedFuture = "5m";

export const parseStatements: readonly string[] = [
  'set(log.cache["app"], ParseJSON(log.cache["log"])) where log.cache["app"] == nil and ' +
    'HasPrefix(log.cache["log"], "{")',

  'set(log.observed_time, Time(log.cache["@timestamp"], "%Y-%m-%dT%H:%M:%SZ")) where IsString(log.cache["@timestamp"])',
  "set(log.time, log.observed_time)",
  `set(${at}, ${app("ts")}) where ${app("ts")} != nil`,
  `set(${at}, ${app("time")}) where ${app("time")} != nil`,
  `set(log.time, Time(${at}, "%Y-%m-%dT%H:%M:%SZ")) where IsString(${at}) and HasSuffix(${at}, "Z")`,
  `set(log.time, Time(${at}, "%Y-%m-%dT%H:%M:%S%j")) where IsMatch(${at}, "T.*[+-][0-9]{2}:[0-9]{2}$")`,
  `set(log.time, Time(${at}, "%Y-%m-%dT%H:%M:%S%z")) where IsMatch(${at}, "T.*[+-][0-9]{4}$")`,
  `set(log.time_unix_nano, Int(${at} * 1000000000.0)) where (IsDouble(${at}) or IsInt(${at})) and ${at} < ` +
    `${firstMilliseconds}`,
  `set(log.time_unix_nano, Int(${at} * 1000000.0)) where (IsDouble(${at}) or IsInt(${at})) and ${at} >= ` +
    `${firstMilliseconds}`,
  `set(log.time, log.observed_time) where log.time > Now() + Duration("${toleratedFuture}")`,

  `set(log.severity_text, ConvertCase(${app("level")}, "upper")) where IsString(${app("level")})`,
  ...levels.map(
    ([names, severity]) =>
      `set(log.severity_number, SEVERITY_NUMBER_${severity}) where ` +
      `${names.map((name) => `log.severity_text == "${name}"`).join(" or ")}`,
  ),

  `set(log.trace_id.string, ${app(conventions.traceIdKey)}) where IsMatch(${app(conventions.traceIdKey)}, ` +
    `"^[0-9a-f]{32}$")`,
  `set(log.span_id.string, ${app(conventions.spanIdKey)}) where IsMatch(${app(conventions.spanIdKey)}, ` +
    `"^[0-9a-f]{16}$")`,
];
