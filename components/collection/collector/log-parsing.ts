// From a line of an application's log to time, severity, trace and span: OTTL statements.
//
// They read the line where `Reading` says, and `log.cache["app"]`, its JSON, where the shipper parsed it already. The
// line itself stays the body, so nothing that it said is lost and LogQL's `| json` works on it. They run for every
// record of every file, so each key is looked up once, the table of levels is built at start, and a regular expression
// runs only where the line is no JSON.
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
  `set(${customer}, Substring(${customer}, 0, ${longestCustomer}, true)) where ${customer} != nil and ` +
    `IsString(${customer}) and Len(${customer}) > ${longestCustomer}`,
];

/** Bytes of a severity that is no word that we know. */
const longestSeverity = 64;

/** When the shipper read the line, as it says in `@timestamp` of its record; a clock far ahead is not believed. */
export const shippedTimeStatements: readonly string[] = [
  // Years of this century only: others do not fit into 64 bits of nanoseconds, or are clocks that were never set.
  `set(log.observed_time, Time(${cached("@timestamp")}, "${rfc3339}")) where HasPrefix(${cached("@timestamp")}, "20")`,
];

/** Where a line is, and what is asked of its times. */
export interface Reading {
  line: string;
  /** Condition: the shipper's clock is far ahead. */
  readAhead: string;
  /**
   * Condition: Loki refuses the record for its age. A line whose shipper is younger is stored under the shipper's time.
   */
  isOld: string;
}

/** A line in `log.cache`, asked by itself. */
export const cachedLine = (oldestHours: number): Reading => ({
  line: cached("log"),
  readAhead: `log.observed_time > Now() + ${ahead}`,
  isOld: `log.time < Now() - Duration("${oldestHours}h")`,
});

const hourNanos = 3_600_000_000_000;
const [latest, oldest] = ["read.latest", "read.oldest"].map((key) => `resource.attributes["${key}"]`);

/**
 * Lines that are bodies, many of them in one resource: between which times they are believed is worked out once for all
 * of them. `before` and `after` are statements of the context `resource`.
 */
export const bodies = (oldestHours: number): Reading & { before: string[]; after: string[] } => ({
  line: "log.body",
  readAhead: `log.observed_time_unix_nano > ${latest}`,
  isOld: `log.time_unix_nano < ${oldest}`,
  before: [
    `set(${latest}, UnixNano(Now()) + ${(believedAheadMinutes * hourNanos) / 60})`,
    `set(${oldest}, UnixNano(Now()) - ${oldestHours * hourNanos})`,
  ],
  after: ['delete_key(resource.attributes, "read.latest")', 'delete_key(resource.attributes, "read.oldest")'],
});

/** White space around JSON and in a level, as RE2 has it: container logs are read with that. */
const trimmed = (text: string) => `Trim(${text}, ${JSON.stringify(" \t\r\n\f")})`;

const level = cached("level");
/** Of a key that holds nothing, or a map, the next one is asked. A text first: to find out that it is no map costs more. */
const isHidden = `${level} == "" or (${level} != nil and not IsString(${level}) and (IsMap(${level}) or IsList(${level})))`;
const [flatLevels, nestedLevels] = [levelPaths.filter(isFlat), levelPaths.filter((path) => !isFlat(path))];

function isFlat({ length }: JsonPath): boolean {
  return length === 1;
}

/** Values as lines; of what is nothing, a map or a list Concat makes `<nil>`, `{...}` and `[...]`. */
const firstScalar =
  `ExtractPatterns(Concat([${flatLevels.map((path) => cached("app", ...path)).join(", ")}], "\\n"), ` +
  `${JSON.stringify("(?m)^\\s*(?P<level>[^\\s{\\[<].*)$")})["level"]`;

export function parseStatements({ line, readAhead, isOld }: Reading): string[] {
  const isJson = `HasPrefix(${trimmed(line)}, "{")`;
  return [
    `set(${cached("app")}, ParseJSON(${line})) where ${cached("app")} == nil and ${isJson}`,

    `set(log.observed_time, Now()) where ${readAhead}`,
    "set(log.time_unix_nano, log.observed_time_unix_nano)",
    `set(${at}, ${firstOf(timePaths)})`,
    `set(log.time, Time(${at}, "${rfc3339}")) where IsString(${at}) and HasPrefix(${at}, "20")`,
    `set(${epoch}, Double(${at})) where ${at} != nil and log.time_unix_nano == log.observed_time_unix_nano`,
    ...epochs.map(
      ([least, nanoseconds], index) =>
        `set(log.time_unix_nano, ${nanoseconds}) where ${epoch} >= ${least} and ${epoch} < ` +
        `${index === epochs.length - 1 ? latestEpoch : `${least}0`}`,
    ),
    // Of a line that says no time this is not asked: it has the shipper's.
    "set(log.time, log.observed_time) where log.time_unix_nano != log.observed_time_unix_nano and " +
      `(log.time > log.observed_time + ${ahead} or log.time < log.observed_time - Duration("${believedHours}h") or ` +
      `${isOld})`,

    `set(${level}, ${firstOf(levelPaths)})`,
    `set(${level}, ${firstScalar}) where ${isHidden}`,
    `set(${level}, ${firstOf(nestedLevels)}) where ${isHidden}`,
    `merge_maps(log.cache, ExtractPatterns(${line}, ${JSON.stringify(logfmtLevel)}), "upsert") where ` +
      `${cached("app")} == nil and not ${isJson} and ` +
      `(${logfmtKeys.map((key) => `Index(${line}, "${key}=") >= 0`).join(" or ")})`,
    `set(log.severity_text, ${trimmed(`ConvertCase(String(${level}), "upper")`)}) where ` +
      `IsString(${level}) or (${level} != nil and not IsMap(${level}) and not IsList(${level}))`,
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
