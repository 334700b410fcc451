// Secrets are masked before a record is stored: where Collectors look for them. What they look like and how they are
// named stands in conventions/redaction.ts. Plain data.
import { conventions } from "../../../conventions/names";
import { plainNames } from "../../../conventions/plain-names";
import {
  inText,
  keyed,
  keyedValue,
  listOrMap,
  mask,
  type Sought,
  scheme,
  secretNames,
  secretValues,
  soughtNames,
  soughtValues,
  textValues,
} from "../../../conventions/redaction";
import type { HelmValues } from "../../helm-values";

/** Values, but not what is masked already: to mask it again would take the name along. */
const unmaskedText = '(?:[^"*\\\\]|\\\\.|\\*{1,3}[^"*])(?:[^"\\\\]|\\\\.)*';
const unmaskedBare = `${scheme}[^"'*\\\\\\s,;&{}\\[\\]][^"\\\\\\s,;&{}\\[\\]]*`;
const unmaskedKeyed = `${keyed}(?:"${unmaskedText}"|${listOrMap}|${unmaskedBare})`;
const unmaskedInText = `${inText}(?:\\\\*"[^"*\\\\\\s,}\\]][^"\\\\]*|'[^'"*\\\\][^'"\\\\]*|${listOrMap}|${unmaskedBare})`;

/** Whatever an attribute's type is, it is searched as text, and is left alone where nothing is found. */
const everywhere: HelmValues = { allow_all_keys: true, redact_all_types: true, summary: "silent" };
const blockedValues = [...secretValues, ...secretNames.map((name) => `${name}(?:${unmaskedKeyed}|${unmaskedInText})`)];

/**
 * Masks secrets in attributes of resources, scopes and records, and in bodies, maps and lists included. An attribute
 * that is a map or a list is searched as JSON, and is the text of it when a secret is found, masked with its name. What
 * the processor does not look at: `exemplarStatements`. Labels of metrics are searched by nothing: it would be a search of
 * each label of each point.
 */
export const logRedaction: HelmValues = {
  ...everywhere,
  blocked_key_patterns: secretNames,
  blocked_values: blockedValues,
  // A line that was put aside (`lineTexts`).
  allowed_values: ["^\\x01aside\\x01\\z"],
};

/**
 * The same in spans and their events, in two turns, so that names which are no secret's are looked up instead of
 * searched: half of the cost. One turn would leave out their values. Elsewhere: `spanTexts`. Attributes of links
 * between spans are searched by nothing (Collector 0.165: no processor reaches them).
 */
export const spanNameRedaction: HelmValues = {
  ...everywhere,
  blocked_key_patterns: secretNames,
  ignored_keys: plainNames,
};
export const spanValueRedaction: HelmValues = { ...everywhere, blocked_values: blockedValues };

const customer = `log.attributes["${conventions.customerKey}"]`;

/** A regular expression as a literal of OTTL in a Collector's configuration. */
const literal = (pattern: string) => JSON.stringify(pattern.replaceAll("$", "$$$$"));

const holds = (text: string, letters: string) => `Index(${text}, ${JSON.stringify(letters)}) >= 0`;

/**
 * Replaces in a line what a pattern finds. A line without its letters is not searched: the engine clears its memory for
 * the whole line before it looks for them.
 */
function replaced(sought: Sought, by: string): string {
  return `replace_pattern(log.body, ${literal(sought.pattern)}, ${by}) where ${hasLetters(sought)}`;
}

function hasLetters({ letters, moreLetters }: Sought): string {
  return [letters, ...(moreLetters === undefined ? [] : [moreLetters])]
    .map((some) => holds("log.body", some))
    .join(" and ");
}

/** Masks named values in a line so that JSON stays JSON; before `redaction`, which would leave half of it. */
const inTexts = textValues.map(({ opening, value }) => `(${opening})(?:${value})`).join("|");
const openings = textValues.map((_, index) => `$$${index + 2}`).join("");
const namedStatements = soughtNames.flatMap((name) => [
  replaced({ ...name, pattern: `(${name.pattern}${keyed})(?:${keyedValue})` }, `"$$1\\"${mask}\\""`),
  replaced({ ...name, pattern: `(${name.pattern}${inText})(?:${inTexts})` }, `"$$1${openings}${mask}"`),
]);
const formStatements = soughtValues.map((form) => replaced(form, `"${mask}"`));

/** Letters of any name: most lines have none, and are asked for each once, not twice. */
const hasName = soughtNames.map(hasLetters).join(" or ");

/** What no line lacks that names a value (`keyed`, `inText`): a plain message is asked for these two instead of each name. */
const namesValue = `${holds("log.body", "=")} or ${holds("log.body", '"')}`;

/** Stands in a line's place while `redaction` runs: nothing that a service would write. */
const aside = '"\\u0001aside\\u0001"';

/**
 * Lines, before `redaction`, which tries each pattern on all of them: more than twice the cost. A line in which nothing
 * was found is put aside where that processor doesn't look, in the name of an event, which no line has.
 */
export const lineTexts: HelmValues = {
  error_mode: "silent",
  log_statements: [
    {
      context: "log",
      conditions: [`IsString(log.body) and (${namesValue}) and (${hasName})`],
      statements: namedStatements,
    },
    { context: "log", conditions: ["IsString(log.body)"], statements: formStatements },
    {
      context: "log",
      // The name of an event Loki 3.7 drops; the next version keeps it as structured metadata of this name, as it does an
      // attribute `event.name`. Before `redaction`, which masks a secret in it.
      conditions: ['log.event_name != "" and log.attributes["event.name"] == nil'],
      statements: ['set(log.attributes["event_name"], log.event_name)'],
    },
    {
      context: "log",
      conditions: [`IsString(log.body) and log.event_name == "" and not (${holds("log.body", mask)})`],
      statements: ["set(log.event_name, log.body)", `set(log.body, ${aside})`],
    },
  ],
};

/** Lines that were put aside, after `redaction`. */
export const linesBack: HelmValues = {
  error_mode: "silent",
  log_statements: [
    {
      context: "log",
      conditions: [`log.body == ${aside}`],
      statements: ["set(log.body, log.event_name)", 'set(log.event_name, "")'],
    },
  ],
};

/** Short texts are searched for all forms at once. */
const anyForm = literal(secretValues.join("|"));

/**
 * All secrets of a record whose attributes are the platform's own, but for the customer's name: what counts is the
 * line. In the place of `redaction`, which looks at every attribute too.
 */
export const lineSecrets: HelmValues = {
  error_mode: "silent",
  log_statements: [
    { context: "log", conditions: [`IsString(log.body) and (${hasName})`], statements: namedStatements },
    {
      context: "log",
      conditions: ["IsString(log.body)"],
      statements: [...formStatements, `replace_pattern(${customer}, ${anyForm}, "${mask}") where ${customer} != nil`],
    },
  ],
};

const maskedForms = (text: string) => `replace_pattern(${text}, ${anyForm}, "${mask}")`;
const holdsAny = (text: string) => soughtValues.map(({ letters }) => holds(text, letters)).join(" or ");

/** Names of spans and of their events, and status messages, which most spans don't have. */
export const spanTexts: HelmValues = {
  error_mode: "ignore",
  trace_statements: [
    {
      context: "span",
      statements: [`${maskedForms("span.name")} where ${holdsAny("span.name")}`, maskedForms("span.status.message")],
    },
    { context: "spanevent", statements: [`${maskedForms("spanevent.name")} where ${holdsAny("spanevent.name")}`] },
  ],
};

/**
 * Attributes of exemplars: what a metric's view left out of its labels. Statements of the context `exemplar`. Beside the
 * trace itself none is called as it: of two equal labels Prometheus takes neither.
 */
export const exemplarStatements: readonly string[] = [
  `delete_matching_keys(exemplar.filtered_attributes, "^(trace|span)_id$$") where exemplar.trace_id.string != "${"0".repeat(32)}"`,
  `delete_matching_keys(exemplar.filtered_attributes, ${literal(secretNames.join("|"))})`,
  `replace_all_patterns(exemplar.filtered_attributes, "value", ${anyForm}, "${mask}")`,
];
