// Turns zod's issues into problems a user can act on. It knows no key by its name.
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { mayBeShown, yamlDate } from "../secrets/disclosure";
import {
  accepts,
  bare,
  holdsCredential,
  isCredential,
  isScalar,
  knownKeys,
  optionsAt,
  type Schema,
  schemaAt,
  valueAt,
} from "../shape";
import type { Written } from "../stack-file/stack-file";
import { belongsElsewhere } from "./belongs-elsewhere";
import { isAnotherSetting, isOfAnotherUnit, isSpeltAlike, keyBySpelling, wordsOf } from "./key-names";
import { mendOf } from "./mends";
import { isFar, nearest } from "./nearest";
import {
  askCommand,
  editByHand,
  type Path,
  type Problem,
  removeCommand,
  setCommand,
  setSecretCommand,
} from "./problem";
import { meansOff, offAt, switchedOff } from "./switched-off";

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

function allowed(issue: z.core.$ZodIssue, value: unknown, schema: Schema | undefined): string {
  switch (issue.code) {
    case "invalid_type": {
      const unwritten = issue.expected === "string" && isScalar(value) && typeof value !== "string";
      return `must be ${typeNames[issue.expected] ?? issue.expected}${unwritten ? `, so quote it${asText(schema)}` : ""}`;
    }
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return (
        `must ${issue.origin === "string" || issue.origin === "array" ? "have" : "be"} ` +
        `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`
      );
    case "too_big":
      // A date as the engine hands it over has 29 characters.
      if (typeof value === "string" && yamlDate(value) !== undefined) return "must be text, so quote it";
      return (
        `must ${issue.origin === "string" || issue.origin === "array" ? "have" : "be"} at most ` +
        `${issue.maximum}${unitOf(issue.origin, issue.maximum)}`
      );
    case "invalid_key":
      return `must have a key that is ${issue.issues[0]?.message ?? "valid"}`;
    default:
      return (
        "must be " +
        `${issue.message}${typeof value === "string" && yamlDate(value) !== undefined ? ", so quote it" : ""}`
      );
  }
}

/** What a text must look like, where its form is told. */
function asText(schema: Schema | undefined): string {
  const form = schema && bare(schema).map((option) => z.safeParse(option, "\n \n"))[0]?.error?.issues[0];
  return form?.code === "invalid_format" ? ` (${form.message})` : "";
}

function unitOf(origin: string, count: number | bigint): string {
  const one = Number(count) === 1;
  return origin === "string"
    ? one
      ? " character"
      : " characters"
    : origin === "array"
      ? one
        ? " entry"
        : " entries"
      : "";
}

/** Unknown keys have a message each: the nearest known key, and the command that moves or removes the value. */
function unknownKeys(parent: Path, keys: readonly string[], { raw, written }: Source): Problem[] {
  const known = knownKeys(parent, valueAt(raw, parent));
  return keys.map((key) => {
    const path = [...parent, key];
    const place = [...parent, ...key.split(".")];
    if (place.length > path.length && schemaAt(place) !== undefined) {
      return {
        path,
        value: valueAt(raw, path),
        allowed: `unknown key: a dot separates nothing here, it is ${place.slice(parent.length).join(", then ")}`,
        command: moveTo(path, place, raw, written),
      };
    }
    if (/^\d+$/.test(key) && isNothing(valueAt(raw, path)))
      return {
        path,
        value: valueAt(raw, path),
        allowed: `unknown key; known: ${known.join(", ")}`,
        command: editByHand("write a fraction with a dot: a comma begins another key, here this one"),
      };
    const off = switchedOff(parent, key, raw);
    if (off !== undefined) return off;
    const spelt = keyBySpelling(key, known);
    const elsewhere = spelt === undefined ? belongsElsewhere(parent, key, raw) : undefined;
    if (elsewhere !== undefined) return elsewhere;
    const near = spelt ?? keyOfOption(parent, known, valueAt(raw, path)) ?? nearest(key.toLowerCase(), known);
    return {
      path,
      value: valueAt(raw, path),
      allowed: `unknown key${near ? `, nearest is ${near}` : ""}; known: ${known.join(", ")}`,
      command: near === undefined ? removeCommand(path) : move(path, [...parent, near], known, raw, written),
    };
  });
}

/** Of `type: none` it is clear that `mode` is meant, where that alone knows such a word. */
function keyOfOption(parent: Path, known: readonly string[], value: unknown): string | undefined {
  const [key, ...more] = known.filter((each) => optionsAt([...parent, each]).some((option) => option === value));
  return more.length === 0 ? key : undefined;
}

/**
 * A misspelt key's value goes to the right key; what may be secret is asked for; what holds more is edited by hand. Of
 * a key that is some words of others, as `retentionDays` is, nobody knows which was meant, and without it the default
 * holds.
 */
function move(from: Path, to: Path, known: readonly string[], raw: unknown, written: Source["written"]): string {
  const [key, near] = [String(from.at(-1)), String(to.at(-1))];
  const alike = known.filter((each) => wordsOf(each).some((word) => wordsOf(key).includes(word)));
  // `activeStreams` is as near to `activeSeries` as to `maxStreams`.
  const beginning = known.filter((each) => each.toLowerCase().startsWith(key.toLowerCase()));
  const isBeginning = beginning.length === 1 && beginning[0] === near;
  const isClear = alike.length < 2 || isBeginning || distance(key.toLowerCase(), near.toLowerCase()) < 3;
  if (isSpeltAlike(key, near)) return moveTo(from, to, raw, written);
  if (isOfAnotherUnit(key, near))
    return editByHand("write the value in that unit, under the key that has it in its name");
  if (isAnotherSetting(key, near)) return editByHand(otherKey);
  if ((isClear && isMisspelt(key, near)) || optionsAt(to).some((option) => option === valueAt(raw, from)))
    return moveTo(from, to, raw, written);
  return alike.length === 0 && !holdsAnything(valueAt(raw, from)) ? removeCommand(from) : editByHand(otherKey);
}

const otherKey = "write the key that was meant in place of that one, or take it away";

/** Lists and maps with something in them: of one value under a key that is like none nothing is lost. */
function holdsAnything(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function moveTo(from: Path, to: Path, raw: unknown, written: Source["written"]): string {
  const value = valueAt(raw, from);
  const there = valueAt(raw, to);
  if (there !== undefined) return holdsAnything(value) ? editByHand(otherKey) : removeCommand(from);
  if (holdsAnything(value)) return editByHand(`write ${String(to.at(-1))} in place of ${JSON.stringify(from.at(-1))}`);
  if (isCredential(to)) return `${removeCommand(from)} && ${setSecretCommand(to)}`;
  if (!isScalar(value)) return removeCommand(from);
  if (holdsCredential(to)) return editByHand(otherKey);
  const readable = written(from)?.kind !== "encrypted" && (mayBeShown(from, value) || isPlainlyMeant(to, value));
  if (readable && accepts(to, value)) return `${removeCommand(from)} && ${setCommand(to, value)}`;
  if (scalarPlace(to)) return `${removeCommand(from)} && ${askCommand(to)}`;
  // `namespace: a` for `namespaces: [a]`.
  if (accepts([...to, 0], value)) return `${removeCommand(from)} && ${askCommand([...to, 0])}`;
  return isNothing(value) ? removeCommand(from) : editByHand(otherKey);
}

const isNothing = (value: unknown) =>
  value === "" || value === null || (typeof value === "object" && Object.keys(value as object).length === 0);

/** Within a third of its letters, or its beginning: `logs` for `logsDays`. */
function isMisspelt(key: string, known: string): boolean {
  if (key.length > 3 && known.toLowerCase().startsWith(key.toLowerCase())) return true;
  return distance(key.toLowerCase(), known.toLowerCase()) <= Math.max(1, Math.floor(known.length / 3));
}

/** Numbers, yes and no, and texts of a place where a value may be shown and which no credential has for a sibling. */
function isPlainlyMeant(to: Path, value: unknown): boolean {
  return typeof value !== "string" && mayBeShown(to, value);
}

function scalarPlace(path: Path): boolean {
  const schema = schemaAt(path);
  return !(schema ? bare(schema) : []).some(
    (option) => option instanceof z.ZodObject || option instanceof z.ZodArray || option instanceof z.ZodRecord,
  );
}

/** Names that the other entries of a list have: two with one name would be told apart by nobody. */
function taken(raw: unknown, path: Path): unknown[] {
  const [index, key] = [path.at(-2), path.at(-1)];
  if (typeof index !== "number" || (key !== "id" && key !== "name")) return [];
  const list = valueAt(raw, path.slice(0, -2));
  return Array.isArray(list)
    ? list.flatMap((entry: unknown, other) => (other === index ? [] : [valueAt(entry, [key])]))
    : [];
}

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
      return [{ path: holder, value: valueAt(raw, holder), allowed: allowed(issue, value, undefined), command }];
    }
    const command = editByHand(otherKey);
    return [{ path, value, allowed: allowed(issue, value, undefined), command }];
  }
  const missing = value === undefined ? "is required and " : "";
  return [
    {
      path,
      value,
      allowed: missing + allowed(issue, value, schemaAt(path)),
      command: mendOf(path, value, written(path), taken(raw, path)),
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
  const schema = schemaAt(holder);
  const kinds = (schema ? bare(schema) : [])
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
  return isTied ? undefined : first?.kind;
}
