// From a line of an application's log to time, severity, trace and span: OTTL statements.
//
// They read `log.cache`: `log` is the line, `app` the line's JSON where the shipper parsed it already. The line itself
// stays the body, so nothing that it said is lost and LogQL's `| json` works on it. They run for every record of every
// file, so each key is looked up once, the table of levels is built at start, and a regular expression runs only where
// the line is no JSON.
import { conventions } from "../../../conventions/names";
import {
  type JsonPath,
  levelPaths,
  logfmtKeys,
  logfmtLevel,
  longestCustomer,
  severities,
  severityNumbers,
  severitySpellings,
  spanIdPaths,
  traceIdPaths,
} from "../../../conventions/severity";

const cached = (...path: readonly string[]) => `log.cache${path.map((key) => `["${key}"]`).join("")}`;

/** The value of the first of these places that the line has. */
const firstOf = (paths: readonly JsonPath[]) => `Coalesce([${paths.map((path) => cached("app", ...path)).join(", ")}])`;

/** Where a JSON line says when: zap; logrus, zerolog, pino and slog; ECS and Logstash; others. */
const timePaths: readonly JsonPath[] = [["ts"], ["time"], ["@timestamp"], ["timestamp"]];

/**
 * How far a line's own time may lie from the shipper's to be believed. Behind: a file is read late after an outage of
 * the shipper or of what it sends to. Ahead: clocks of containers are their node's. Anything else that is called `time`
 * is a duration, a date of the business, or a clock that is wrong.
 */
export const believedHours = 24;
const believedAheadMinutes = 5;

const at = cached("at");
const epoch = cached("epoch");

/**
 * Epoch numbers of the years 2001 to 2286 by their digits, and their nanoseconds: rounded to microseconds, which a
 * double still tells apart.
 */
const epochs: readonly [least: string, nanoseconds: string][] = [
  ["1000000000", `Int(${epoch} * 1000000.0 + 0.5) * 1000`],
  ["1000000000000", `Int(${epoch} * 1000.0 + 0.5) * 1000`],
  ["1000000000000000", `Int(${epoch}) * 1000`],
  ["1000000000000000000", `Int(${epoch} / 1000.0 + 0.5) * 1000`],
];
/** The last of them ends where nanoseconds no longer fit into 64 bits. */
const latestEpoch = "9000000000000000000";

const rfc3339 = "%Y-%m-%dT%H:%M:%S%z";
const ahead = `Duration("${believedAheadMinutes}m")`;

/** Spellings by the number of their severity. ParseSeverity reads the table once, when the Collector starts. */
const levels = severities
  .map((severity) => `"${severityNumbers[severity]}": [{"equals": ${JSON.stringify(severitySpellings[severity])}}]`)
  .join(", ");

/** The attribute that names the customer, if there is one: a text, cut to that length. */
const customer = `log.attributes["${conventions.customerKey}"]`;
const written = cached("app", conventions.customerKey);
export const customerStatements: readonly string[] = [
  `set(${customer}, Substring(${customer}, 0, ${longestCustomer}, true)) where ${customer} != nil and IsString(${customer}) ` +
    `and Len(${customer}) > ${longestCustomer}`,
];

/** Bytes of a severity that is no word that we know. */
const longestSeverity = 64;

/** When the shipper read the line, as it says in `@timestamp` of its record; a clock far ahead is not believed. */
export const shippedTimeStatements: readonly string[] = [
  // Years of this century only: others do not fit into 64 bits of nanoseconds, or are clocks that were never set.
  `set(log.observed_time, Time(${cached("@timestamp")}, "${rfc3339}")) where HasPrefix(${cached("@timestamp")}, "20")`,
];

/**
 * @param oldestHours Loki refuses what is older: a line whose shipper is younger than that is stored under the
 * shipper's
 *   time.
 */
export function parseStatements(oldestHours: number): string[] {
  return [
    `set(${cached("app")}, ParseJSON(${cached("log")})) where ${cached("app")} == nil and ` +
      `HasPrefix(${cached("log")}, "{")`,

    `set(log.observed_time, Now()) where log.observed_time > Now() + ${ahead}`,
    "set(log.time, log.observed_time)",
    `set(${at}, ${firstOf(timePaths)})`,
    `set(log.time, Time(${at}, "${rfc3339}")) where IsString(${at}) and HasPrefix(${at}, "20")`,
    `set(${epoch}, Double(${at})) where log.time == log.observed_time and ${at} != nil`,
    ...epochs.map(
      ([least, nanoseconds], index) =>
        `set(log.time_unix_nano, ${nanoseconds}) where ${epoch} >= ${least} and ${epoch} < ` +
        `${index === epochs.length - 1 ? latestEpoch : `${least}0`}`,
    ),
    `set(log.time, log.observed_time) where log.time > log.observed_time + ${ahead} or log.time < ` +
      "log.observed_time - " +
      `Duration("${believedHours}h") or log.time < Now() - Duration("${oldestHours}h")`,

    `set(${cached("level")}, ${firstOf(levelPaths)})`,
    `merge_maps(log.cache, ExtractPatterns(${cached("log")}, ${JSON.stringify(logfmtLevel)}), "upsert") where ` +
      `${cached("app")} == nil and ` +
      `(${logfmtKeys.map((key) => `Index(${cached("log")}, "${key}=") >= 0`).join(" or ")})`,
    // A text first: to find out that it is no map costs more.
    `set(log.severity_text, Trim(ConvertCase(String(${cached("level")}), "upper"))) where ` +
      `IsString(${cached("level")}) or (${cached("level")} != nil and not IsMap(${cached("level")}))`,
    `set(log.severity_number, Int(ParseSeverity(log.severity_text, {${levels}}))) where log.severity_text != ""`,
    // A line of 256 KiB that is all level would be twice as large, and no batch takes it.
    `set(log.severity_text, Substring(log.severity_text, 0, ${longestSeverity}, true)) where ` +
      `Len(log.severity_text) > ${longestSeverity}`,

    `set(${customer}, String(${written})) where ${written} != nil and ${written} != ""`,
    ...customerStatements,

    // What is no id of so many hexadecimal digits is refused by the field itself.
    `set(log.trace_id.string, ${firstOf(traceIdPaths)})`,
    `set(log.span_id.string, ${firstOf(spanIdPaths)})`,
  ];
}
