// Expressions by which the stages of Alloy and Promtail find level, trace and span in a line.
import {
  type JsonPath,
  type Severity,
  severities,
  severityNumbers,
  severitySpellings,
} from "../../../conventions/severity";

/** The first of several places of a JSON line that is there, in JMESPath, which both shippers' `json` stages read. */
export function firstOf(paths: readonly JsonPath[]): string {
  return `not_null(${paths.map((path) => path.map((key) => `"${key}"`).join(".")).join(", ")})`;
}

/** RE2 expression whose one group holds a level that is written as one of these severities are. */
export function spelled(of: readonly Severity[], group?: string): string {
  const spellings = of.flatMap((severity) => severitySpellings[severity]).map((text) => text.replace(/[()+]/g, "\\$&"));
  return `(?i)^\\s*(${group === undefined ? "" : `?P<${group}>`}${spellings.join("|")})\\s*$`;
}

/** RE2 expression for the severity numbers below `minimum`; undefined where nothing is below. */
export function numbersBelow(minimum: Severity): string | undefined {
  const below = severities.slice(0, severities.indexOf(minimum)).map((severity) => severityNumbers[severity]);
  return below.length === 0 ? undefined : `^(?:${below.join("|")})$`;
}

/** RE2 expression of an id of so many hexadecimal digits. */
export const hexadecimal = (group: string, digits: number) => `^(?P<${group}>[0-9A-Fa-f]{${digits}})$`;
