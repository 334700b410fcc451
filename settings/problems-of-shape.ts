// Turns zod's issues into problems a user can act on.
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { documentationOf } from "./documented";
import { type Path, type Problem, removeCommand, setCommand, setSecretCommand } from "./problem";
import { settingsSchema } from "./schema";

type Schema = z.core.$ZodType;

/** The schema that governs a path, wrappers kept, or undefined where the schema has no such place. */
export function schemaAt(path: Path, schema: Schema = settingsSchema): Schema | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const options = bare(schema);
  for (const option of options) {
    const next =
      option instanceof z.ZodObject
        ? ownProperty(option.shape as Record<string, Schema>, step)
        : option instanceof z.ZodArray
          ? option.element
          : option instanceof z.ZodRecord
            ? option.valueType
            : undefined;
    const found = next && schemaAt(rest, next);
    if (found) return found;
  }
  return undefined;
}

function ownProperty<T>(record: Record<string, T>, key: string | number): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The schemas inside defaults, optionals, transforms and unions. */
function bare(schema: Schema): Schema[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return bare(schema.def.innerType);
  }
  if (schema instanceof z.ZodPipe) return bare(schema.def.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => bare(option as Schema));
  return [schema];
}

/** Whether the schema has a credential there. */
export function isCredential(path: Path): boolean {
  const schema = schemaAt(path);
  if (!schema) return false;
  const inner = schema instanceof z.ZodOptional ? schema.def.innerType : schema;
  return inner instanceof z.ZodPipe;
}

function nearest(word: string, words: readonly string[]): string | undefined {
  return [...words].sort((a, b) => distance(word, a) - distance(word, b))[0];
}

/** The value that an error message proposes: the documented example, else a bound, else nothing. */
function example(path: Path, issue: z.core.$ZodIssue): unknown {
  const schema = schemaAt(path);
  const documented = schema && documentationOf(schema).example;
  if (issue.code === "too_small") return withinBounds(documented, Number(issue.minimum), Infinity);
  if (issue.code === "too_big") return withinBounds(documented, -Infinity, Number(issue.maximum));
  if (documented !== undefined) return documented;
  const numeric = schema && bare(schema).find((option): option is z.ZodNumber => option instanceof z.ZodNumber);
  return numeric ? Math.max(numeric.minValue ?? 1, 1) : undefined;
}

function withinBounds(documented: unknown, least: number, most: number): unknown {
  if (Array.isArray(documented)) return documented;
  if (typeof documented === "number" && documented >= least && documented <= most) return documented;
  return Number.isFinite(least) ? least : most;
}

/** A map or list cannot be written over a scalar, so what is there goes first. */
function mend(path: Path, present: unknown, proposed: unknown): string {
  if (isCredential(path)) return setSecretCommand(path);
  const set = proposed === undefined ? "" : setCommand(path, proposed);
  if (set === "") return removeCommand(path);
  return present !== undefined && !isScalar(proposed) ? `${removeCommand(path)} && ${set}` : set;
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

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return (
        `must ${issue.origin === "string" || issue.origin === "array" ? "have" : "be"} ` +
        `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unitOf(issue.origin)}`
      );
    case "too_big":
      return (
        `must ${issue.origin === "string" || issue.origin === "array" ? "have" : "be"} at most ` +
        `${issue.maximum}${unitOf(issue.origin)}`
      );
    case "invalid_union":
      return "must be of type slack, pagerduty or webhook, with the keys of that type";
    default:
      return `must be ${issue.message}`;
  }
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

/** Unknown keys have a message each: the nearest known key, and the command that moves or removes the value. */
function unknownKeys(parent: Path, keys: readonly string[], raw: unknown): Problem[] {
  const schema = schemaAt(parent);
  const objects = schema ? bare(schema).filter((option): option is z.ZodObject => option instanceof z.ZodObject) : [];
  const known = [...new Set(objects.flatMap((object) => Object.keys(object.shape)))];
  return keys.map((key) => {
    const path = [...parent, key];
    const near = nearest(key, known);
    const value = valueAt(raw, path);
    const expected = near && schemaAt([...parent, near]);
    const rename =
      near !== undefined &&
      isScalar(value) &&
      !isCredential([...parent, near]) &&
      valueAt(raw, [...parent, near]) === undefined &&
      expected !== undefined &&
      expected !== "" &&
      z.safeParse(expected, value).success;
    return {
      path,
      value,
      allowed: `unknown key${near ? `, nearest is ${near}` : ""}; known: ${known.join(", ")}`,
      command: rename ? `${removeCommand(path)} && ${setCommand([...parent, near], value)}` : removeCommand(path),
    };
  });
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** What the user wrote at a path; own properties only. */
export function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    raw,
  );
}

/** The problems behind one zod issue. */
export function problemsOfIssue(issue: z.core.$ZodIssue, raw: unknown): Problem[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") return unknownKeys(path, issue.keys, raw);
  const value = valueAt(raw, path);
  const missing = value === undefined ? "is required and " : "";
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    const type = [
      ...path.slice(0, -1),
      ...(path.at(-1) === issue.discriminator ? [] : path.slice(-1)),
      issue.discriminator,
    ];
    return [{ path: type, value: valueAt(raw, type), allowed: allowed(issue), command: setCommand(type, "slack") }];
  }
  if (issue.code === "invalid_key") {
    return [{ path, value, allowed: "must have a key of 1 to 317 characters", command: removeCommand(path) }];
  }
  const shown = isCredential(path) && value !== undefined ? "[secret]" : value;
  return [
    {
      path,
      value: shown,
      allowed: missing + allowed(issue),
      command: mend(path, value, suggestion(path, issue, value)),
    },
  ];
}

function suggestion(path: Path, issue: z.core.$ZodIssue, value: unknown): unknown {
  if (issue.code === "invalid_value") {
    const options = issue.values.map(String);
    const near = typeof value === "string" ? nearest(value.toLowerCase(), options) : undefined;
    return near ?? example(path, issue) ?? issue.values[0];
  }
  return example(path, issue);
}
