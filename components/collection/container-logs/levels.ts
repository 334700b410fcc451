// Expressions by which the stages of Alloy and Promtail find level, trace and span in a line.
import {
  type JsonPath,
  levelNamePaths,
  levelPaths,
  levelsBeside,
  syslogLevel,
  syslogNumbers,
  unsaidLevel,
  usualLevel,
} from "../../../conventions/line-keys";
import { type Severity, severities, severityNumbers } from "../../../conventions/severity";

// JMESPath, which both shippers' `json` stages read. It ends an `||` and an `&&` as soon as the result is known.
const place = ([first, ...rest]: JsonPath) =>
  `"${first}"${rest.map((key) => (typeof key === "number" ? `[${key}]` : `."${key}"`)).join("")}`;
const places = (paths: readonly JsonPath[]) => paths.map(place).join(", ");

/** The first of several places of a JSON line that is there. */
export const firstOf = (paths: readonly JsonPath[]): string => `not_null(${places(paths)})`;

/** The texts in all these places, if one of them is there. */
export const textsOf = (paths: readonly JsonPath[]): string =>
  `type(${firstOf(paths)}) != 'null' && join(',', [${places(paths)}][?type(@) == 'string'])`;

const besides = [
  ...syslogNumbers.map(
    ({ severity, numbers }) =>
      `(${place(syslogLevel.beside)} && contains([${numbers.map((number) => `'${number}'`).join(", ")}], ` +
      `to_string(${place(syslogLevel.level)})) && '${severity}')`,
  ),
  ...levelsBeside.map(({ level, beside }) => `(${place(beside)} && ${place(level)})`),
  `(${place(unsaidLevel.beside)} && !${place(unsaidLevel.unless)} && '${unsaidLevel.means}')`,
].join(", ");
/** How nearly every line writes its level: no other place is asked then. */
const usualTexts = [...severities, "warning"]
  .flatMap((word) => [word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`])
  .map((word) => `'${word}'`)
  .join(", ");
/**
 * The level: of most lines a text under the usual key. Else what stands in all places, each on a line of its own, the
 * first of which that `spelled` knows is the level: none is hidden by an empty one, a map, or a game's level 7.
 */
export const levelOf =
  `${levelNamePaths.map((path) => `!${place(path)}`).join(" && ")} && ` +
  `contains([${usualTexts}], ${place(usualLevel)}) && ${place(usualLevel)} || ` +
  `join('\n', [${places(levelPaths)}, ${besides}][?type(@) == 'string' || type(@) == 'number'].to_string(@))`;

/** RE2 expression for the severity numbers below `minimum`; undefined where nothing is below. */
export function numbersBelow(minimum: Severity): string | undefined {
  const below = allBelow(minimum);
  return below.length === 0 ? undefined : `^(?:${below.join("|")})$`;
}

const allBelow = (minimum: Severity) => Array.from({ length: severityNumbers[minimum] - 1 }, (_, index) => index + 1);

/** RE2 expression of OpenTelemetry's numbers, in the group `severity_number`. */
export const severityNumber = "^(?P<severity_number>[1-9]|1[0-9]|2[0-4])$";

/**
 * What is beyond a share of the lines below `info`, by severity number, trace id and time of the container runtime,
 * joined with ";". A line with a trace goes by the trace's last four digits, so that a request's lines stay or go
 * together; any other by the last two digits of its nanosecond.
 */
export function beyondShare(percent: number): string {
  const trace = Math.round((percent / 100) * 0xff_ff)
    .toString(16)
    .padStart(4, "0");
  const time = String(percent).padStart(2, "0");
  return (
    `^(?:${allBelow("info").join("|")});(?:[0-9a-f]{28}${atLeast(trace, "0123456789abcdef")};.*|` +
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
