// Turns zod's issues into problems a user can act on. It knows no key by its name.
import { z } from "zod";
import { yamlDate } from "../secrets/disclosure";
import { bare, bareAt, isCredential, isScalar, knownKeys, type Schema, valueAt } from "../shape";
import type { Written } from "../stack-file/stack-file";
import { commentAt, mendOf } from "./mends";
import { isFar, nearest } from "./nearest";
import { askCommand, editByHand, type Path, type Problem, removeCommand, setCommand } from "./problem";
import { meansOff, offAt, switchedOff } from "./switched-off";
import { otherKey, unknownKeys } from "./unknown-keys";

/** What the mapper looks up beside the issue: the values, and how they are written. */
export interface Source {
  raw: unknown;
  written(path: Path): Written | undefined;
}

const typeNames: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map of keys",
  array: "a list",
  record: "a map of keys",
};

function allowed(issue: z.core.$ZodIssue, value: unknown, path: Path): string {
  switch (issue.code) {
    case "invalid_type": {
      const unwritten = issue.expected === "string" && isScalar(value) && typeof value !== "string";
      return `must be ${typeNames[issue.expected] ?? issue.expected}${unwritten ? `, so quote it${asText(path)}` : ""}`;
    }
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return bound(issue.inclusive ? "at least" : "more than", issue, issue.minimum);
    case "too_big":
      // A date as the engine hands it over has 29 characters.
      if (typeof value === "string" && yamlDate(value) !== undefined) return "must be text, so quote it";
      return bound("at most", issue, issue.maximum);
    case "invalid_key":
      return `must have a key that is ${issue.issues[0]?.message ?? "valid"}`;
    default:
      return `must be ${issue.message}${typeof value === "string" && yamlDate(value) !== undefined ? ", so quote it" : ""}`;
  }
}

/** What a text must look like, where its form is told. */
function asText(path: Path): string {
  const form = bareAt(path).map((option) => z.safeParse(option, "\n \n"))[0]?.error?.issues[0];
  return form?.code === "invalid_format" ? ` (${form.message})` : "";
}

/** What is counted, of a text and of a list: one of it, and several. */
const counted: Readonly<Record<string, readonly [string, string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
};

function bound(words: string, { origin }: { origin: string }, limit: number | bigint): string {
  const [one, several] = counted[origin] ?? [];
  return one === undefined
    ? `must be ${words} ${limit}`
    : `must have ${words} ${limit} ${Number(limit) === 1 ? one : several}`;
}

/** Names that the entries of a list have: two with one name would be told apart by nobody. */
function taken(raw: unknown, path: Path): ReadonlySet<unknown> {
  const [index, key] = [path.at(-2), path.at(-1)];
  if (typeof index !== "number" || (key !== "id" && key !== "name")) return new Set();
  const list = valueAt(raw, path.slice(0, -2));
  if (!Array.isArray(list)) return new Set();
  const known = namesOf.get(list) ?? new Set(list.map((entry: unknown) => valueAt(entry, [key])));
  namesOf.set(list, known);
  return known;
}

/** Each list has either ids or names, and thousands of them may be malformed. */
const namesOf = new WeakMap<object, ReadonlySet<unknown>>();

/** The problems behind one zod issue. */
export function problemsOfIssue(issue: z.core.$ZodIssue, source: Source): Problem[] {
  const { raw, written } = source;
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") return unknownKeys(path, issue.keys, source);
  const value = valueAt(raw, path);
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) return [unknownKind(issue, path, raw)];
  if (issue.code === "invalid_key") {
    // Of `"Authorization: Bearer ..."` as a key nothing is shown: a command would hold all of it.
    if (isCredential(path)) {
      const holder = path.slice(0, -1);
      const command = editByHand("write each as `key: value`, the value encrypted");
      return [{ path: holder, value: valueAt(raw, holder), allowed: allowed(issue, value, path), command }];
    }
    const command = editByHand(otherKey);
    return [{ path, value, allowed: allowed(issue, value, path), command }];
  }
  const missing = value === undefined ? "is required and " : "";
  return [
    {
      path,
      value,
      allowed:
        missing +
        allowed(issue, value, path) +
        (commentAt(value, written(path)) === undefined ? "" : "; without quotes # begins a comment"),
      command: mendOf(path, value, written(path), taken(raw, path), valueAt(raw, path.slice(0, -1))),
    },
  ];
}

/** An entry whose kind is none of those known: the kind that its other keys fit best is proposed. */
function unknownKind(issue: z.core.$ZodIssueInvalidUnion, path: Path, raw: unknown): Problem {
  const discriminator = String(issue.discriminator);
  const holder = path.at(-1) === discriminator ? path.slice(0, -1) : path;
  const place = [...holder, discriminator];
  const value = valueAt(raw, place);
  const off = Object.keys((valueAt(raw, holder) as object | null) ?? {})
    .map((key) => switchedOff(holder, key, raw))
    .find((problem) => problem !== undefined);
  if (off !== undefined) return off;
  const kinds = bareAt(holder)
    .filter((option): option is z.ZodObject => option instanceof z.ZodObject)
    .flatMap((option) => kindsOf(option, discriminator).map((kind) => ({ kind, keys: Object.keys(option.shape) })));
  const present = Object.keys((valueAt(raw, holder) as object | null) ?? {});
  const fitting = fittingKind(present, kinds);
  const named = kinds.map(({ kind }) => kind);
  const underOther = value === undefined ? kindUnderOtherKey(holder, named, raw) : undefined;
  if (underOther !== undefined) {
    const from = [...holder, underOther.key];
    const allowed = `unknown key, nearest is ${discriminator}`;
    const command = `${removeCommand(from)} && ${setCommand(place, underOther.kind)}`;
    return { path: from, value: valueAt(raw, from), allowed, command };
  }
  const near = typeof value === "string" ? nearest(value.toLowerCase(), named) : fitting;
  const isClear = near !== undefined && (typeof value !== "string" || !isFar(value.toLowerCase(), near.toLowerCase()));
  return {
    path: place,
    value,
    allowed:
      `must be of ${discriminator} ${named.slice(0, -1).join(", ")} or ${named.at(-1)}, with the keys of that ` +
      `${discriminator}`,
    command: (meansOff(value) ? offAt(holder) : undefined) ?? (isClear ? setCommand(place, near) : askCommand(place)),
  };
}

/** `Type: slack`, `kind: slack`: what names a kind, under a key that no kind has. */
function kindUnderOtherKey(holder: Path, named: readonly string[], raw: unknown) {
  const known = knownKeys(holder);
  const found = Object.entries((valueAt(raw, holder) as object | null) ?? {}).flatMap(([key, value]) => {
    const kind = named.find((each) => typeof value === "string" && each.toLowerCase() === value.toLowerCase());
    return kind === undefined || known.includes(key) ? [] : [{ key, kind }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The values of the key by which an entry's kind is told. */
function kindsOf(option: z.ZodObject, discriminator: string): string[] {
  const schema = (option.shape as Record<string, Schema>)[discriminator];
  return (schema === undefined ? [] : bare(schema)).flatMap((kind) =>
    kind instanceof z.ZodLiteral
      ? [...kind.values].map(String)
      : kind instanceof z.ZodEnum
        ? kind.options.map(String)
        : [],
  );
}

/** The kind that has all of the keys, or most of them, and fewest besides; undefined where two fit alike. */
function fittingKind(
  present: readonly string[],
  kinds: readonly { kind: string; keys: readonly string[] }[],
): string | undefined {
  const [first, second] = kinds
    .map(({ kind, keys }) => ({
      kind,
      strangers: present.filter((key) => !keys.includes(key)).length,
      absent: keys.filter((key) => !present.includes(key)).length,
    }))
    .sort((a, b) => a.strangers - b.strangers || a.absent - b.absent);
  const isTied = first?.strangers === second?.strangers && first?.absent === second?.absent;
  // An empty map does not say its kind, however few keys one of them has.
  return isTied || present.length === 0 ? undefined : first?.kind;
}
