// Severities as loggers write them, and the expression that finds those below a minimum. Pure.
import { type Severity, severities } from "../../../settings/schema/logs";

/**
 * How zap, zerolog, logrus, Log4j, Logback, Python's logging and pino's formatters spell each severity, in lower case.
 */
const spellings: Readonly<Record<Severity, readonly string[]>> = {
  trace: ["trace"],
  debug: ["debug"],
  info: ["info", "notice"],
  warn: ["warn", "warning"],
  error: ["error", "err"],
  fatal: ["fatal", "panic", "dpanic", "critical"],
};

/** RE2 expression for the levels below `minimum`; undefined where nothing is below. What it does not know is kept. */
export function levelsBelow(minimum: Severity): string | undefined {
  const below = severities.slice(0, severities.indexOf(minimum)).flatMap((severity) => spellings[severity]);
  return below.length === 0 ? undefined : `(?i)^(?:${below.join("|")})$`;
}
