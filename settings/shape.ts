// What the schema says of a path: its own schema, whether a credential stands there, whether it may be left out.
import { z } from "zod";
import { documentationOf } from "./documented";
import type { Path } from "./refusals/problem";
import { settingsSchema } from "./schema";

export type Schema = z.core.$ZodType;

/** The schema that governs a path, wrappers kept, or undefined where the schema has no such place. */
export function schemaAt(path: Path): Schema | undefined {
  return schemasAt(path)[0];
}

/** Every schema that may govern a path: entries of several kinds have one each. */
function schemasAt(path: Path, schema: Schema = settingsSchema): Schema[] {
  const [step, ...rest] = path;
  if (step === undefined) return [schema];
  return bare(schema).flatMap((option) => {
    const next =
      option instanceof z.ZodObject
        ? ownProperty(option.shape as Record<string, Schema>, step)
        : option instanceof z.ZodArray
          ? typeof step === "number"
            ? option.element
            : undefined
          : option instanceof z.ZodRecord
            ? option.valueType
            : undefined;
    return next === undefined ? [] : schemasAt(rest, next);
  });
}

function ownProperty<T>(record: Record<string, T>, key: string | number): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The schemas inside defaults, optionals, transforms and unions. */
export function bare(schema: Schema): Schema[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return bare(schema.def.innerType);
  }
  if (schema instanceof z.ZodPipe) return bare(schema.def.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => bare(option as Schema));
  return [schema];
}

/** The same of a path; none where the schema has no such place. */
export function bareAt(path: Path): Schema[] {
  const schema = schemaAt(path);
  return schema === undefined ? [] : bare(schema);
}

/** The documentation of a path; empty where the schema has none there. */
export function documentationAt(path: Path): ReturnType<typeof documentationOf> {
  const schema = schemaAt(path);
  return schema === undefined ? {} : documentationOf(schema);
}

/** The keys that the schema knows below a path; of entries of several kinds those of the kind that `holder` is. */
export function knownKeys(path: Path, holder?: unknown): string[] {
  const objects = schemasAt(path)
    .flatMap(bare)
    .filter((option): option is z.ZodObject => option instanceof z.ZodObject);
  const fitting = objects.filter((object) => objects.length === 1 || isOfKind(object, holder));
  return [...new Set((fitting.length > 0 ? fitting : objects).flatMap((object) => Object.keys(object.shape)))];
}

/** The place of an entry of a list that a key spells, as `tenants[0].id` does where `--path` was left out. */
export function entrySpelt(holder: Path, key: string): Path | undefined {
  if (!/^\w+(\.\w+|\[\d{1,4}\])*$/.test(key) || !key.includes("[")) return undefined;
  const path = (key.match(/\w+/g) ?? []).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const isKnown = path.every((step, depth) => {
    const before = [...holder, ...path.slice(0, depth)];
    return typeof step === "number" ? schemaAt([...before, step]) !== undefined : knownKeys(before).includes(step);
  });
  return isKnown ? [...holder, ...path] : undefined;
}

/** Every place of the schema that has a key of its own, any entry of a list as `[]`. */
export function allPlaces(schema: Schema = settingsSchema, holder = ""): string[] {
  const places = bare(schema).flatMap((option) => {
    if (option instanceof z.ZodArray) return allPlaces(option.element, `${holder}[]`);
    if (!(option instanceof z.ZodObject)) return [];
    return Object.entries(option.shape as Record<string, Schema>).flatMap(([key, each]) => {
      const place = holder === "" ? key : `${holder}.${key}`;
      return [place, ...allPlaces(each, place)];
    });
  });
  return [...new Set(places)];
}

/** Every key of the schema, wherever it stands. */
export function allKeys(): ReadonlySet<string> {
  known ??= new Set(allPlaces().map((place) => place.split(".").at(-1) ?? place));
  return known;
}

let known: ReadonlySet<string> | undefined;

/** Whether the key that tells kinds of entries apart, `type`, has a value of this kind. */
function isOfKind(object: z.ZodObject, holder: unknown): boolean {
  const kind = (object.shape as Record<string, Schema>).type;
  const options = kind === undefined ? [] : bare(kind);
  return options.length === 0 || options.some((option) => z.safeParse(option, valueAt(holder, ["type"])).success);
}

/** Whether the schema has a credential there: the only values that it transforms. */
export function isCredential(path: Path): boolean {
  return schemasAt(path).some(isCredentialSchema);
}

function isCredentialSchema(schema: Schema): boolean {
  const inner = schema instanceof z.ZodOptional ? schema.def.innerType : schema;
  return inner instanceof z.ZodPipe;
}

/** Whether a credential may stand at the path or anywhere below it. */
export function holdsCredential(path: Path): boolean {
  return schemasAt(path).some(reachesCredential);
}

function reachesCredential(schema: Schema): boolean {
  if (isCredentialSchema(schema)) return true;
  return bare(schema).some((option) => {
    if (option instanceof z.ZodObject)
      return Object.values(option.shape as Record<string, Schema>).some(reachesCredential);
    if (option instanceof z.ZodArray) return reachesCredential(option.element);
    return option instanceof z.ZodRecord && reachesCredential(option.valueType);
  });
}

/**
 * Whether the key may be left out: an optional one, or one with a default. Elements of lists and maps may go as well.
 */
export function mayBeAbsent(path: Path): boolean {
  const schema = schemaAt(path);
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    bareAt(path.slice(0, -1)).some((holder) => holder instanceof z.ZodRecord)
  );
}

/** The options of a place that has a fixed list of them. */
export function optionsAt(path: Path): readonly (string | number | boolean)[] {
  const places = schemasAt(path).flatMap(bare);
  return places.flatMap((option) =>
    option instanceof z.ZodEnum
      ? option.options
      : option instanceof z.ZodLiteral
        ? [...option.values].filter((value): value is string | number | boolean => isScalar(value))
        : [],
  );
}

/** Whether the schema accepts a value there, other keys aside. */
export function accepts(path: Path, value: unknown): boolean {
  const schema = schemaAt(path);
  return schema !== undefined && z.safeParse(schema, value).success;
}

export function isScalar(value: unknown): value is string | number | boolean {
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

/** Every scalar below a value, with its path. */
export function leavesOf(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
