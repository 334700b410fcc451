// Where a line says its level, trace, span and time: the one list for every path. Keys are told apart by case, as JSON
// does: to compare them without would cost each line a search of all its keys.
import type { Severity } from "./severity";

/** JSON on the first line of a record, to which others were joined that are none, as the group `first_line`. */
export const jsonAlone = "^\\s*(?P<first_line>\\{.*\\})\\s*\\n";

/** A place in a JSON line: keys from the outside in, of a list the number of an element. */
export type JsonPath = readonly [string, ...(string | number)[]];

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** A key of two words in the spellings of the languages: `log_level`, `logLevel`, `LogLevel`, `loglevel`. */
const spelled = (first: string, second: string): JsonPath[] => [
  [`${first}_${second}`],
  [`${first}${capital(second)}`],
  [`${capital(first)}${capital(second)}`],
  [`${first}${second}`],
];

const distinct = (paths: readonly JsonPath[]): JsonPath[] =>
  paths.filter((path, index) => paths.findIndex((other) => other.join("\n") === path.join("\n")) === index);

/**
 * A level's name beside a number that means something else: Monolog writes `level` 400 for what its `level_name` calls
 * ERROR, GELF `level` 3 for the `_level_name` ERROR.
 */
export const levelNamePaths: readonly JsonPath[] = [["level_name"], ["levelname"], ["_level_name"]];

/** What most loggers write. */
export const usualLevel: JsonPath = ["level"];

/**
 * Where a JSON line says its level: the first that holds one, as severity.ts knows it. Serilog writes `@l`, hclog (Vault, Consul,
 * Nomad) `@level`, PostgreSQL `error_severity`. ECS writes `log.level`, flat or nested; OpenTelemetry the text of the
 * severity; loguru the record; log4js a map; tslog its `_meta`.
 */
export const levelPaths: readonly JsonPath[] = distinct([
  ...levelNamePaths,
  usualLevel,
  ["severity"],
  ["lvl"],
  ["log.level"],
  ["Level"],
  ["LEVEL"],
  ["Severity"],
  ["SEVERITY"],
  ...spelled("log", "level"),
  ...spelled("level", "name"),
  ...spelled("severity", "text"),
  ["@l"],
  ["@level"],
  ["error_severity"],
  ["log", "level"],
  ["record", "level", "name"],
  ["level", "levelStr"],
  ["_meta", "logLevelName"],
]);

/**
 * Levels under a key that means anything elsewhere, read where no other place has one and another key stands beside it:
 * MongoDB's letter beside its time, and that of zap's development configuration beside its message.
 */
export const levelsBeside: readonly { level: JsonPath; beside: JsonPath }[] = [
  { level: ["s"], beside: ["t", "$date"] },
  { level: ["L"], beside: ["M"] },
];

/** Serilog's compact format leaves out the level of what is information. */
export const unsaidLevel: { means: string; beside: JsonPath; unless: JsonPath } = {
  means: "Information",
  beside: ["@t"],
  unless: ["@l"],
};

/** GELF's level is a number of syslog, which others mean otherwise; so it counts beside GELF's message alone. */
export const syslogLevel: { level: JsonPath; beside: JsonPath } = { level: usualLevel, beside: ["short_message"] };
/** The numbers of syslog. */
export const syslogNumbers: readonly { severity: Severity; numbers: readonly string[] }[] = [
  { severity: "fatal", numbers: ["0", "1", "2"] },
  { severity: "error", numbers: ["3"] },
  { severity: "warn", numbers: ["4"] },
  { severity: "info", numbers: ["5", "6"] },
  { severity: "debug", numbers: ["7"] },
];

/** OpenTelemetry's number of the severity, 1 to 24, where no name is known: others call syslog's so. */
export const severityNumberPaths: readonly JsonPath[] = [["severity_number"], ["severityNumber"], ["SeverityNumber"]];

/**
 * Maps that hold what a logger knows of the thread or the request: Logback and JBoss, Log4j, Monolog, semantic_logger,
 * LoggerJSON. loguru has `extra` inside its record.
 */
const contexts = ["mdc", "contextMap", "context", "extra", "named_tags", "metadata"] as const;

/** Where a JSON line names a trace or a span: the first that is an id. */
export interface IdPaths {
  usual: readonly JsonPath[];
  /** In maps. */
  rare: readonly JsonPath[];
  /** Text of every line that has one. */
  sign: string;
}

const ids = (of: "trace" | "span"): IdPaths => ({
  usual: [
    ...spelled(of, "id"),
    [`${of}.id`],
    [`${of}ID`],
    [`${capital(of)}ID`],
    [`otel${capital(of)}ID`],
    // Serilog.
    [`@${of === "trace" ? "tr" : "sp"}`],
    [of, "id"],
  ],
  rare: [
    ...[...contexts.map((context) => [context] as const), ["record", "extra"] as const].flatMap((context) =>
      [`${of}_id`, `${of}Id`, `${of}.id`, `otel${capital(of)}ID`].map((key): JsonPath => [...context, key]),
    ),
    // Serilog's JSON that is not compact; .NET's console, which writes the request's scope where it was begun.
    ["Properties", `${capital(of)}Id`],
    ...[0, 1, 2].map((scope): JsonPath => ["Scopes", scope, `${capital(of)}Id`]),
  ],
  sign: of.slice(1),
});

export const traceIdPaths: IdPaths = ids("trace");
export const spanIdPaths: IdPaths = ids("span");

/** Expression whose group is the first id among several texts, each on a line or between commas: not all of it is 0. */
export function idAmong(group: string, digits: number): string {
  const hex = "[0-9A-Fa-f]";
  const some = Array.from({ length: digits }, (_, zeros) => zeros).reduceRight(
    (rest, zeros) => `(?:[1-9A-Fa-f]${hex}{${digits - 1 - zeros}}${rest === "" ? "" : `|0${rest}`})`,
    "",
  );
  return `(?:^|[,\\n])(?P<${group}>${some})(?:[,\\n]|$)`;
}

/**
 * Where a JSON line says when: the first that may be a time. zap; logrus, zerolog, pino and slog; ECS and Logstash;
 * Serilog and .NET; Monolog and ClickHouse; Log4j and Logstash itself; Python; OTLP; log15; zap's development configuration; MongoDB, loguru, tslog.
 */
export const timePaths: readonly JsonPath[] = [
  ["ts"],
  ["time"],
  ["@timestamp"],
  ["timestamp"],
  ["@t"],
  ["Timestamp"],
  ["Time"],
  ["datetime"],
  ["date_time"],
  ["timeMillis"],
  ["asctime"],
  ["timeUnixNano"],
  ["t"],
  ["T"],
  ["t", "$date"],
  ["record", "time", "timestamp"],
  ["_meta", "date"],
];

/** Log4j's JSON layout writes the time in two numbers. */
export const instantPaths = { seconds: ["instant", "epochSecond"], nanos: ["instant", "nanoOfSecond"] } as const;

/** Keys of the level in a line of logfmt: Prometheus, Grafana's own programs, logrus and go-kit write so. */
const logfmtKeys = [
  ...["level", "Level", "lvl", "severity", "Severity", "loglevel", "log_level", "log.level", "logLevel", "LogLevel"],
] as const;

/** A colour of a terminal, as loggers for developers write it around a level; in RE2. */
export const colour = "\\x1b\\[[0-9;]*m";
const colours = `(?:${colour})*`;

/** Text in quotes, in which `level=` says nothing. */
const quoted = '"(?:[^"\\\\]|\\\\.)*"\\S*';
/** What is before the level: words, of which a value may be quoted. */
const word = `(?:[^\\s="][^\\s=]*)?(?:=${quoted}|=(?:[^\\s"]\\S*)?)?|${quoted}`;

/** The level of a line of logfmt is the group `level`. */
export const logfmtLevel =
  `^\\s*(?:(?:${word})\\s+)*?${colours}(?:${logfmtKeys.join("|").replaceAll(".", "\\.")})${colours}=${colours}"?` +
  `${colours}(?P<level>[A-Za-z]+\\d?(?:[+-]\\d+)?(?:\\(-\\d+\\))?)${colours}"?${colours}(?:[\\s,]|$)`;

/**
 * Texts of which a line has one where it has such a key. To look for them costs next to nothing; the expression takes
 * 100 us of a line of 300 bytes that has no level.
 */
export const logfmtSigns = ["evel=", "evel\u001b", "lvl=", "everity="] as const;

/** Longest name of a customer (conventions.customerKey): an id, not a text. What is beyond is cut off. */
export const longestCustomer = 64;
