// Reading inputs whose shape is not known.
import { jsonOf } from "../conventions/json";
import { isMap } from "../conventions/maps";
import { shownKey } from "./shown";

/** The value as an object; an empty one where it is something else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

/** The value as a list: itself, nothing where absent, or the only item. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

export interface Entry {
  /** `image.tag`, `containers[0].resources`; to be shown. */
  path: string;
  /** Last key of the path; empty for an item of a list. */
  key: string;
  value: unknown;
}

/** Every entry of a value, at every depth, parents before children. */
export function* entriesOf(value: unknown, path = ""): Generator<Entry> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as unknown[]).entries()) {
      yield { path: `${path}[${index}]`, key: "", value: item };
      yield* entriesOf(item, `${path}[${index}]`);
    }
    return;
  }
  for (const [key, item] of Object.entries(asObject(value))) {
    const at = path === "" ? shownKey(key) : `${path}.${shownKey(key)}`;
    yield { path: at, key, value: item };
    yield* entriesOf(item, at);
  }
}

export interface Statement {
  effect: unknown;
  actions: readonly unknown[];
  resources: readonly unknown[];
  principals: readonly unknown[];
  /** Elements that grant everything but what they name. */
  negated: readonly string[];
  /** Whether a condition says who calls, or from where. */
  bound: boolean;
}

/** What names a caller or a place; AWS calls a policy public that is bound by nothing of the kind. */
const callers =
  /^(aws:(Principal(Arn|Account|OrgID|OrgPaths|ServiceName)|Source(Account|Arn|Vpc|Vpce|OrgID|OrgPaths|Ip|Owner)|userid)|s3:(DataAccessPointArn|DataAccessPointAccount))$/i;
/** None that holds for what is absent, or for all but what is named. */
const positive = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|IpAddress)$/i;

function boundBy(condition: unknown): boolean {
  return Object.entries(asObject(condition)).some(
    ([operator, keys]) =>
      positive.test(operator) &&
      Object.entries(asObject(keys)).some(
        ([key, values]) =>
          callers.test(key) && asList(values).every((value) => !/^([*?:]+|arn:\*.*|[^/]*\/0)$/.test(String(value))),
      ),
  );
}

/** Whether text is an AWS policy document; one that is absent, or no text, is. The parser's own error would quote it. */
export function isDocument(document: unknown): boolean {
  return typeof document !== "string" || document === "" || parsed(document) !== undefined;
}

/** Statements of an AWS policy document, given as text or as an object; none where there is no document. */
export function statementsOf(document: unknown): Statement[] {
  return asList(asObject(parsed(document)).Statement)
    .map(asObject)
    .map((statement) => ({
      effect: statement.Effect,
      actions: asList(statement.Action),
      resources: asList(statement.Resource),
      principals: asList(statement.Principal).flatMap((principal) =>
        typeof principal === "string" ? [principal] : asList(asObject(principal).AWS),
      ),
      negated: ["NotAction", "NotResource", "NotPrincipal"].filter((key) => key in statement),
      bound: boundBy(statement.Condition),
    }));
}

const parsed = (document: unknown) => (typeof document === "string" ? jsonOf(document) : document);
