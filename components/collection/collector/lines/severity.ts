// How severe a line is: OTTL statements.
import {
  colour,
  levelPaths,
  levelsBeside,
  logfmtLevel,
  logfmtSigns,
  severityNumberPaths,
  syslogLevel,
  syslogNumbers,
  unsaidLevel,
} from "../../../../conventions/line-keys";
import {
  type Severity,
  severities,
  severityForms,
  severityNumbers,
  severitySpellings,
  spelled,
} from "../../../../conventions/severity";
import { added, cached, firstOf, found, gathered, hasJson, trimmed } from "./places";

/** Spellings by the number of their severity. ParseSeverity reads the table once, when the Collector starts. */
const table = (of: readonly { severity: Severity; spellings: readonly string[] }[]) =>
  of
    .map(({ severity, spellings }) => `"${severityNumbers[severity]}": [{"equals": ${JSON.stringify(spellings)}}]`)
    .join(", ");
const levels = table(severities.map((severity) => ({ severity, spellings: severitySpellings[severity] })));
const syslogLevels = table(syslogNumbers.map(({ severity, numbers }) => ({ severity, spellings: numbers })));

/** Bytes of a severity that is no word that we know. */
const longestSeverity = 64;

const numberOf = (text: string) => `Int(ParseSeverity(${text}, {${levels}}))`;
const isUnknown = "log.severity_number == SEVERITY_NUMBER_UNSPECIFIED";

/** Of a text that is in no table. */
const formStatements = (text: string, where: string): string[] =>
  severityForms.map(
    ({ severity, form }) =>
      `set(log.severity_number, ${severityNumbers[severity]}) where ${isUnknown} and ${where} and ` +
      `IsMatch(${text}, ${JSON.stringify(`^(?:${form})$`)})`,
  );

const said = 'log.severity_text != ""';
const saidText = trimmed('ConvertCase(log.severity_text, "upper")');
/** A record that says its severity in words alone, as an SDK may send it. */
export const saidSeverityStatements: readonly string[] = [
  `set(log.severity_number, ${numberOf(saidText)}) where ${isUnknown} and ${said}`,
  ...formStatements(saidText, said),
];

const level = cached("level");
const levelsOf = cached("levels");
/** The first of them that is no map and no list, nor nothing. */
const firstScalar = found(levelsOf, "(?m)^\\s*(?P<level>[^\\s{\\[<].*)$", "level");

/** Puts the level of a line of logfmt aside. */
const logfmtStatement = (line: string, where: string) =>
  `merge_maps(log.cache, ExtractPatterns(${line}, ${JSON.stringify(logfmtLevel.replaceAll("$", "$$$$"))}), "upsert") where ${where} and ` +
  `(${logfmtSigns.map((sign) => `Index(${line}, ${JSON.stringify(sign)}) >= 0`).join(" or ")})`;

/** The number alone of such a line. @param where Condition. */
export const logfmtStatements = (line: string, where: string): string[] => [
  logfmtStatement(line, where),
  `set(log.severity_number, ${numberOf(`ConvertCase(${level}, "upper")`)}) where ${level} != nil and ${where}`,
  ...formStatements(`ConvertCase(${level}, "upper")`, `${level} != nil and ${where}`),
];

const setText = (text: string, where: string) =>
  `set(log.severity_text, ${trimmed(`ConvertCase(${text}, "upper")`)}) where ${where}`;
const numberStatements = (where: string): string[] => [
  `set(log.severity_number, ${numberOf("log.severity_text")}) where ${where}`,
  ...formStatements("log.severity_text", where),
];

/** The level: text and number. */
export function severityStatements(line: string, isJson: string): string[] {
  const number = `Int(${firstOf(severityNumberPaths)})`;
  const isLooked = `${levelsOf} != nil`;
  return [
    `set(${level}, ${firstOf(levelPaths)}) where ${hasJson}`,
    logfmtStatement(line, `${cached("app")} == nil and not ${isJson}`),
    // A text first: to find out that it is no map costs.
    setText(
      `String(${level})`,
      `IsString(${level}) or (${level} != nil and not IsMap(${level}) and not IsList(${level}))`,
    ),
    ...numberStatements(said),

    // What the first place holds may be no level: nothing, a map, a game's 7, a word of its own, one in colour. Then
    // another place may have one.
    ...gathered(levelsOf, levelPaths, `${hasJson} and ${isUnknown}`),
    ...levelsBeside.map(({ level: path, beside }) =>
      added(levelsOf, cached("app", ...path), `${cached("app", ...beside)} != nil`),
    ),
    added(
      levelsOf,
      JSON.stringify(unsaidLevel.means),
      `${cached("app", ...unsaidLevel.beside)} != nil and ${cached("app", ...unsaidLevel.unless)} == nil`,
    ),
    setText(found(levelsOf, spelled(severities, "level"), "level"), isLooked),
    setText(firstScalar, `${isLooked} and not (${said})`),
    `replace_pattern(log.severity_text, ${JSON.stringify(`(?i)\\s*${colour}\\s*`)}, "") where ` +
      `${isLooked} and Index(log.severity_text, "\\u001b") >= 0`,
    ...numberStatements(isLooked),
    `set(log.severity_number, Int(ParseSeverity(String(${cached("app", ...syslogLevel.level)}), {${syslogLevels}}))) where ` +
      `${isLooked} and ${isUnknown} and ${cached("app", ...syslogLevel.beside)} != nil`,
    `set(log.severity_number, ${number}) where ${isLooked} and ${isUnknown} and ${number} >= 1 and ${number} <= 24`,

    // A line of 256 KiB that is all level would be twice as large, and no batch takes it.
    `set(log.severity_text, Substring(log.severity_text, 0, ${longestSeverity}, true)) where ` +
      `Len(log.severity_text) > ${longestSeverity}`,
  ];
}
