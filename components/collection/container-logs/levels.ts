// Expressions by which the stages of Alloy and Promtail find level, trace and span in a line.
import {
  type JsonPath,
  type Severity,
  severities,
  severityNumbers,
  severitySpellings,
} from "../../../conventions/severity";

const places = (paths: readonly JsonPath[]) => paths.map((path) => path.map((key) => `"${key}"`).join(".")).join(", ");

/** The first of several places of a JSON line that is there, in JMESPath, which both shippers' `json` stages read. */
export const firstOf = (paths: readonly JsonPath[]): string => `not_null(${places(paths)})`;

/** What stays of several places once those are left out that hold nothing, or a map or a list: the first of it. */
export const scalars = "[*] | [?type(@) != 'object' && type(@) != 'array' && @ != ''] | [0]";
export const firstScalarOf = (paths: readonly JsonPath[]): string => `[${places(paths)}]${scalars}`;

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

/**
 * What is beyond a share of the lines below `info`, by severity number, trace id and time of the container runtime,
 * joined with ";". A line with a trace goes by the trace's last four digits, so that a request's lines stay or go
 * together; any other by the last two digits of its nanosecond.
 */
export function beyondShare(percent: number): string {
  const below = severities.slice(0, severities.indexOf("info")).map((severity) => severityNumbers[severity]);
  const trace = Math.round((percent / 100) * 0xff_ff)
    .toString(16)
    .padStart(4, "0");
  const time = String(percent).padStart(2, "0");
  return (
    `^(?:${below.join("|")});(?:[0-9a-f]{28}${atLeast(trace, "0123456789abcdef")};.*|` +
    `[^;]*${atLeast(time, "0123456789")}(?:Z|[+-][0-9:]*))$`
  );
}

/** Expression of as many digits that make no smaller number than these. */
function atLeast(digits: string, alphabet: string): string {
  const any = `[${alphabet}]`;
  const larger = [...digits].flatMap((digit, index) => {
    const after = alphabet.slice(alphabet.indexOf(digit) + 1);
    return after === "" ? [] : [`${digits.slice(0, index)}[${after}]${any.repeat(digits.length - index - 1)}`];
  });
  return `(?:${[digits, ...larger].join("|")})`;
}
