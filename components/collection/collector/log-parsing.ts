// From a line of an application's log to time, severity, trace and span: OTTL statements.
//
// They read the line where `Reading` says, and `log.cache["app"]`, its JSON, where the shipper parsed it already. The
// line itself stays the body, so nothing that it said is lost and LogQL's `| json` works on it. They run for every
// record of every file, so each key is looked up once, the table of levels is built at start, and a regular expression
// runs only where the line is no JSON.

import {
  colour,
  type IdPaths,
  idAmong,
  instantPaths,
  type JsonPath,
  jsonAlone,
  levelPaths,
  levelsBeside,
  logfmtLevel,
  logfmtSigns,
  longestCustomer,
  severityNumberPaths,
  spanIdPaths,
  timePaths,
  traceIdPaths,
  unsaidLevel,
} from "../../../conventions/line-keys";
import { conventions } from "../../../conventions/names";
import { severities, severityNumbers, severitySpellings, spelled } from "../../../conventions/severity";

const cached = (...path: readonly (string | number)[]) =>
  `log.cache${path.map((key) => `[${JSON.stringify(key)}]`).join("")}`;
const places = (paths: readonly JsonPath[]) => paths.map((path) => cached("app", ...path)).join(", ");

/** The value of the first of these places that the line has. */
const firstOf = (paths: readonly JsonPath[]) => `Coalesce([${places(paths)}])`;
/**
 * What the group of an expression finds among the values of all these places, one a line: of what is nothing, a map or
 * a list Concat makes `<nil>`, `{...}` and `[...]`.
 */
const amongAll = (paths: readonly JsonPath[], expression: string, group: string) =>
  `ExtractPatterns(Concat([${places(paths)}], "\\n"), ${JSON.stringify(expression)})["${group}"]`;

const hasJson = `${cached("app")} != nil`;

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
const epochs: readonly [least: string, nanoseconds: (of: string) => string][] = [
  ["1000000000", (of) => `Int(${of} * 1000000.0 + 0.5) * 1000`],
  ["1000000000000", (of) => `Int(${of} * 1000.0 + 0.5) * 1000`],
  ["1000000000000000", (of) => `Int(${of}) * 1000`],
  ["1000000000000000000", (of) => `Int(${of} / 1000.0 + 0.5) * 1000`],
];
/** The last of them ends where nanoseconds no longer fit into 64 bits. */
const latestEpoch = "9000000000000000000";

/** Sets a time in nanoseconds from a number, whatever its unit; of a number that is none it sets nothing. */
const epochStatements = (time: string, number: string): string[] =>
  epochs.map(
    ([least, nanoseconds], index) =>
      `set(${time}, ${nanoseconds(number)}) where ${number} >= ${least} and ${number} < ` +
      `${index === epochs.length - 1 ? latestEpoch : `${least}0`}`,
  );

/** Not `20ms`, a day alone, or a time of nobody knows which zone: the shortest that can be read ends in a Z. */
const isDateIn = (text: string) =>
  `IsString(${text}) and HasPrefix(${text}, "20") and Len(${text}) >= ${"2026-11-27T10:00:00Z".length}`;
/**
 * Sets a time from a date of this century: others do not fit into 64 bits of nanoseconds, or are clocks that were never
 * set. Also as databases and Python write it: with a blank for the T, or the zone's name.
 */
const dateStatements = (time: string, text: string, isUnset: string): string[] => [
  `set(${time}, Time(${text}, "%Y-%m-%dT%H:%M:%S%z")) where ${isDateIn(text)}`,
  `set(${time}, Time(${text}, "%Y-%m-%d %H:%M:%S%z")) where ${isDateIn(text)} and ${isUnset}`,
  `set(${time}, Time(Substring(${text}, 0, Len(${text}) - 4), "%Y-%m-%d %H:%M:%S", "UTC")) where ` +
    `${isDateIn(text)} and ${isUnset} and (HasSuffix(${text}, " UTC") or HasSuffix(${text}, " GMT"))`,
];

const isDate = isDateIn(at);
/** What has the form of a time; what has not hides no key behind it. */
const timeLike =
  "(?m)^(?P<at>20\\d\\d-\\d\\d-\\d\\d[T ]\\S+(?:Z| UTC| GMT| ?[+-]\\d\\d:?\\d\\d)|[1-9]\\d{9,18}(?:\\.\\d+)?|[1-9]\\.\\d+[eE]\\+(?:09|1\\d))$";
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

const shippedAt = cached("@timestamp");
const shippedEpoch = cached("shipped_epoch");
const observed = "log.observed_time_unix_nano";
/**
 * When the shipper read the line, as it says in `@timestamp` of its record: a date, or a number of any unit, which is
 * believed only where the record would be stored under it. A record that says nothing of the kind has no such time.
 */
export const shippedTimeStatements = (oldestHours: number): readonly string[] => [
  ...dateStatements("log.observed_time", shippedAt, `${observed} == 0`),
  `set(${shippedEpoch}, Double(${shippedAt})) where ${shippedAt} != nil and not (${isDateIn(shippedAt)})`,
  ...epochStatements(observed, shippedEpoch),
  `set(${observed}, 0) where ${shippedEpoch} != nil and log.observed_time < Now() - Duration("${oldestHours}h")`,
];

/** Where a line is, and what is asked of its times. */
export interface Reading {
  line: string;
  /** Condition: the shipper said no time, or its clock was never set, or is far ahead. Then the line is read now. */
  unread: string;
  /**
   * Condition: Loki refuses the record for its age. A line whose shipper is younger is stored under the shipper's time.
   */
  isOld: string;
}

/** Before the first of the numbers that are read as times. */
const neverSet = `${observed} < 1000000000000000000`;

/** A line in `log.cache`, asked by itself. */
export const cachedLine = (oldestHours: number): Reading => ({
  line: cached("log"),
  unread: `${neverSet} or log.observed_time > Now() + ${ahead}`,
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
  unread: `${neverSet} or ${observed} > ${latest}`,
  isOld: `log.time_unix_nano < ${oldest}`,
  before: [
    `set(${latest}, UnixNano(Now()) + ${(believedAheadMinutes * hourNanos) / 60})`,
    `set(${oldest}, UnixNano(Now()) - ${oldestHours * hourNanos})`,
  ],
  after: ['delete_key(resource.attributes, "read.latest")', 'delete_key(resource.attributes, "read.oldest")'],
});

/** White space around JSON and in a level, as RE2 has it: container logs are read with that. */
const trimmed = (text: string) => `Trim(${text}, ${JSON.stringify(" \t\r\n\f")})`;

const numberOf = (text: string) => `Int(ParseSeverity(${text}, {${levels}}))`;
const isUnknown = "log.severity_number == SEVERITY_NUMBER_UNSPECIFIED";

/** A record that says its severity in words alone, as an SDK may send it. */
export const severityStatement =
  `set(log.severity_number, ${numberOf(trimmed('ConvertCase(log.severity_text, "upper")'))}) where ${isUnknown} and ` +
  'log.severity_text != ""';

const level = cached("level");
/** Of a key that holds nothing, or a map, the next one is asked. A text first: to find out that it is no map costs. */
const isHidden =
  `${level} == "" or ` + `(${level} != nil and not IsString(${level}) and (IsMap(${level}) or IsList(${level})))`;
const [flatLevels, nestedLevels] = [levelPaths.filter(isFlat), levelPaths.filter((path) => !isFlat(path))];

function isFlat({ length }: JsonPath): boolean {
  return length === 1;
}

/** The first level in any place, those in maps by the map. */
const otherLevels = [
  { text: amongAll(flatLevels, spelled(severities, "level"), "level"), where: `${level} != nil` },
  ...byMap(levelPaths).map(([map, of]) => ({
    text: amongAll(of, spelled(severities, "level"), "level"),
    where: `IsMap(${map})`,
  })),
];
const firstScalar = amongAll(flatLevels, "(?m)^\\s*(?P<level>[^\\s{\\[<].*)$", "level");
const isUnsaid = `${hasJson} and (${level} == nil or ${isHidden})`;

/** Puts the level of a line of logfmt aside. */
const logfmtStatement = (line: string, where: string) =>
  `merge_maps(log.cache, ExtractPatterns(${line}, ${JSON.stringify(logfmtLevel.replaceAll("$", "$$$$"))}), "upsert") where ${where} and ` +
  `(${logfmtSigns.map((sign) => `Index(${line}, ${JSON.stringify(sign)}) >= 0`).join(" or ")})`;

/** The number alone of such a line. @param where Condition. */
export const logfmtStatements = (line: string, where: string): string[] => [
  logfmtStatement(line, where),
  `set(log.severity_number, ${numberOf(`ConvertCase(${level}, "upper")`)}) where ${level} != nil and ${where}`,
];

/** The level: text and number. */
function severityStatements(line: string, isJson: string): string[] {
  const number = `Int(${firstOf(severityNumberPaths)})`;
  return [
    `set(${level}, ${firstOf(flatLevels)}) where ${hasJson}`,
    `set(${level}, ${firstScalar}) where ${isHidden}`,
    // One by one: to look for a key in a text fails, and the rest of the statement with it.
    ...nestedLevels.map((path) => `set(${level}, ${cached("app", ...path)}) where ${isUnsaid}`),
    logfmtStatement(line, `${cached("app")} == nil and not ${isJson}`),
    `set(log.severity_text, ${trimmed(`ConvertCase(String(${level}), "upper")`)}) where ` +
      `IsString(${level}) or (${level} != nil and not IsMap(${level}) and not IsList(${level}))`,
    `replace_pattern(log.severity_text, ${JSON.stringify(`(?i)\\s*${colour}\\s*`)}, "") where ` +
      'Index(log.severity_text, "\\u001b") >= 0',
    `set(log.severity_number, ${numberOf("log.severity_text")}) where log.severity_text != ""`,
    // What the first place holds may be no level: a game's 7, a word of its own. Then another place may have one.
    ...[
      ...otherLevels,
      ...levelsBeside.map(({ level: path, beside }) => ({
        text: `String(${cached("app", ...path)})`,
        where: `${cached("app", ...beside)} != nil`,
      })),
      {
        text: `"${unsaidLevel.means}"`,
        where: `${cached("app", ...unsaidLevel.beside)} != nil and ${cached("app", ...unsaidLevel.unless)} == nil`,
      },
    ].flatMap(({ text, where }) => [
      `set(log.severity_text, ${trimmed(`ConvertCase(${text}, "upper")`)}) where ${isUnknown} and ${hasJson} and ${where}`,
      `set(log.severity_number, ${numberOf("log.severity_text")}) where ${isUnknown} and ${hasJson} and ${where}`,
    ]),
    `set(log.severity_number, ${number}) where ${isUnknown} and ${hasJson} and ${number} >= 1 and ${number} <= 24`,
    // A line of 256 KiB that is all level would be twice as large, and no batch takes it.
    `set(log.severity_text, Substring(log.severity_text, 0, ${longestSeverity}, true)) where ` +
      `Len(log.severity_text) > ${longestSeverity}`,
  ];
}

/**
 * The id of a trace or a span: of the first key, and where that holds none, of the first place that holds one. What is
 * no id of so many hexadecimal digits is refused by the field itself, which then reads as zeros.
 */
function idStatements(line: string, of: "trace" | "span", { usual, rare, sign }: IdPaths, digits: number): string[] {
  const field = `log.${of}_id.string`;
  const isUnfound = `${field} == "${"0".repeat(digits)}"`;
  const among = (paths: readonly JsonPath[]) => amongAll(paths, idAmong(of, digits), of);
  const sought = cached(`${of}_sought`);
  return [
    `set(${field}, ${firstOf(usual.filter(isFlat))}) where ${hasJson}`,
    `set(${sought}, true) where ${hasJson} and ${isUnfound} and Index(${line}, "${sign}") >= 0`,
    `set(${field}, ${among(usual.filter(isFlat))}) where ${sought} != nil`,
    ...byMap([...usual, ...rare]).map(
      ([map, paths]) => `set(${field}, ${among(paths)}) where ${sought} != nil and IsMap(${map}) and ${isUnfound}`,
    ),
  ];
}

/** Places in maps, by the map: to look for a key in a text fails, and the rest of the statement with it. */
function byMap(paths: readonly JsonPath[]): [map: string, paths: JsonPath[]][] {
  const maps = new Map<string, JsonPath[]>();
  for (const path of paths.filter((each) => !isFlat(each))) {
    const map = cached("app", ...path.slice(0, -1));
    maps.set(map, [...(maps.get(map) ?? []), path]);
  }
  return [...maps];
}

const flatTimes = timePaths.filter(isFlat);
const isNoTime = `not (${isDate}) and not (${at} >= ${epochs[0]?.[0]})`;
/** The time of the line, as a date or as a number in `epoch`. */
const timeStatements: readonly string[] = [
  `set(${at}, ${firstOf(flatTimes)}) where ${hasJson}`,
  `set(${at}, ${amongAll(flatTimes, timeLike, "at")}) where ${at} != nil and ${isNoTime}`,
  ...byMap(timePaths).map(
    ([map, paths]) => `set(${at}, ${amongAll(paths, timeLike, "at")}) where IsMap(${map}) and ${isNoTime}`,
  ),
  `set(${epoch}, Double(${at})) where ${at} != nil and not (${isDate})`,
  `set(${epoch}, Double(${cached("app", ...instantPaths.seconds)}) + ` +
    `Double(${cached("app", ...instantPaths.nanos)}) / 1000000000.0) where ` +
    `${at} == nil and ${cached("app", ...instantPaths.seconds)} != nil`,
  ...dateStatements("log.time", at, `log.time_unix_nano == ${observed}`),
  ...epochStatements("log.time_unix_nano", epoch),
];

export function parseStatements({ line, unread, isOld }: Reading): string[] {
  const isJson = `HasPrefix(${trimmed(line)}, "{")`;
  return [
    `set(${cached("app")}, ParseJSON(${line})) where ${cached("app")} == nil and ${isJson}`,
    `set(${cached("app")}, ParseJSON(ExtractPatterns(${line}, ${JSON.stringify(jsonAlone)})["first_line"])) where ` +
      `${cached("app")} == nil and Index(${line}, "\\n") >= 0 and ${isJson}`,

    `set(log.observed_time, Now()) where ${unread}`,
    "set(log.time_unix_nano, log.observed_time_unix_nano)",
    ...timeStatements,
    // Of a line that says no time this is not asked: it has the shipper's.
    "set(log.time, log.observed_time) where log.time_unix_nano != log.observed_time_unix_nano and " +
      `(log.time > log.observed_time + ${ahead} or log.time < log.observed_time - Duration("${believedHours}h") or ` +
      `${isOld})`,

    ...severityStatements(line, isJson),

    `set(${customer}, String(${written})) where ${written} != nil and ${written} != ""`,
    ...customerStatements,

    ...idStatements(line, "trace", traceIdPaths, 32),
    ...idStatements(line, "span", spanIdPaths, 16),
  ];
}
