// What loggers write as level, and what it means: the one table from which file logs, container logs and the filters by
// minimum severity are made. Where a line says it stands in line-keys.ts. A spelling that is not here has no severity,
// and such a record is kept.

import { colour } from "./line-keys";

/** From the least to the most severe; the names that OpenTelemetry uses. */
export const severities = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Severity = (typeof severities)[number];

/** OpenTelemetry's number of the lowest level of each severity. */
export const severityNumbers: Readonly<Record<Severity, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
};

/** slog writes a level between two names as the lower name and what is added to it. */
const offsets = (name: string) => [1, 2, 3].map((by) => `${name}+${by}`);
/** OpenTelemetry's short names of the finer levels of a severity. */
const finer = (name: string) => [2, 3, 4].map((number) => `${name}${number}`);

/**
 * How each severity is written, in upper case. Go: zap, zerolog, logrus, slog, log15, hclog. Java: Log4j, Logback,
 * java.util.logging. Python's logging and loguru. JavaScript: pino and bunyan (10 to 60), winston and npm. .NET:
 * Microsoft's, Serilog, NLog. syslog, PostgreSQL, Google Cloud (names, and 100 to 800). MongoDB's letters. Rust's slog.
 * Ruby and PHP write names that are among these. Digits are left out: 6 is informational to syslog and fatal to others.
 */
export const severitySpellings: Readonly<Record<Severity, readonly string[]>> = {
  trace: [...["TRACE", "TRCE", "TRC", "TRAC", "FINEST", "SILLY", "10"], ...finer("TRACE")],
  debug: [
    ...["DEBUG", "DBUG", "DBG", "DEBG", "DEBU", "FINE", "FINER", "CONFIG", "VERBOSE", "VRB", "HTTP", "20", "100"],
    ...["DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5", "D", "D1", "D2", "D3", "D4", "D5"],
    ...offsets("DEBUG"),
  ],
  info: [
    ...["INFO", "INF", "INFORMATION", "INFORMATIONAL", "NOTICE", "NOTE", "SUCCESS", "LOG", "I", "30", "200", "300"],
    ...finer("INFO"),
    ...offsets("INFO"),
  ],
  warn: [...["WARN", "WRN", "WARNING", "W", "40", "400"], ...finer("WARN"), ...offsets("WARN")],
  error: [
    ...["ERROR", "ERR", "EROR", "ERRO", "FAIL", "SEVERE", "E", "50", "500"],
    ...finer("ERROR"),
    ...offsets("ERROR"),
  ],
  fatal: [
    ...[
      "FATAL",
      "FATA",
      "FTL",
      "CRITICAL",
      "CRIT",
      "PANIC",
      "PANI",
      "PNC",
      "DPANIC",
      "ALERT",
      "EMERGENCY",
      "EMERG",
      "F",
      "60",
      "600",
      "700",
      "800",
    ],
    ...finer("FATAL"),
  ],
};

/**
 * Levels with a number of any size, in RE2: what slog calls less than debug, or far above an error, and zap's below
 * debug.
 */
export const severityForms: readonly { severity: Severity; form: string }[] = [
  { severity: "trace", form: "DEBUG-\\d+|LEVEL\\(-\\d+\\)" },
  { severity: "fatal", form: "ERROR\\+(?:[4-9]|[1-9]\\d+)" },
];

/** RE2 expression whose one group holds the first line that is written as one of these severities are. */
export function spelled(of: readonly Severity[], group?: string): string {
  const spellings = of.flatMap((severity) => [
    ...severitySpellings[severity].map((text) => text.replace("+", "\\+")),
    ...severityForms.filter((each) => each.severity === severity).map(({ form }) => form),
  ]);
  const around = `(?:\\s|${colour})*`;
  return `(?im)^${around}(${group === undefined ? "" : `?P<${group}>`}${spellings.join("|")})${around}$`;
}

/** The letter with which Kubernetes' own programs begin a line, for its severity (kubernetes.io, "Klog output"). */
export const klogLetters = { I: "info", W: "warn", E: "error", F: "fatal" } as const satisfies Record<string, Severity>;
/** RE2 expression of such a line: the letter, month and day, and a blank. @param letters A letter, or a class of them. */
export const klog = (letters: string): string => `^${letters}[0-9]{4} `;
