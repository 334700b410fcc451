// The table of settings, made from the schema: docs/settings.md and the README's short form.
import { z } from "zod";
import { documentationOf } from "./documented";
import { settingsSchema } from "./schema";
import { sizes } from "./sizes";
import { sizeNames, sizingSchema } from "./sizing";

interface Row {
  path: string;
  type: string;
  default: string;
  unit: string;
  effect: string;
  means: string;
}

type Schema = z.core.$ZodType;

function unwrapped(schema: Schema): { inner: Schema; default: string } {
  if (schema instanceof z.ZodOptional) return { ...unwrapped(schema.def.innerType), default: "" };
  if (schema instanceof z.ZodDefault) {
    return { inner: unwrapped(schema.def.innerType).inner, default: `\`${JSON.stringify(schema.def.defaultValue)}\`` };
  }
  if (schema instanceof z.ZodPrefault) return { inner: unwrapped(schema.def.innerType).inner, default: "" };
  return { inner: schema, default: "**required**" };
}

function typeText(schema: Schema): string {
  const { inner } = unwrapped(schema);
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `\`${String(option)}\``).join(", ");
  if (inner instanceof z.ZodLiteral) return [...inner.values].map((value) => `\`${String(value)}\``).join(", ");
  if (inner instanceof z.ZodNumber) {
    const whole = inner.format === "safeint" ? "whole number" : "number";
    return `${whole}, ${inner.minValue ?? 0} to ${inner.maxValue ?? ""}`;
  }
  if (inner instanceof z.ZodBoolean) return "`true`, `false`";
  if (inner instanceof z.ZodArray) return `list of ${listed(inner.element)}`;
  if (inner instanceof z.ZodRecord) return `map of ${typeText(inner.valueType)}`;
  if (inner instanceof z.ZodPipe) return "secret text";
  return isMap(inner) ? "map" : "text";
}

/** Unions are of maps, told apart by `type`. */
const isMap = (inner: Schema) => inner instanceof z.ZodObject || inner instanceof z.ZodUnion;

function listed(element: Schema): string {
  const { inner } = unwrapped(element);
  return isMap(inner) ? "maps" : typeText(element).replace("number", "numbers");
}

function rowsOf(schema: Schema, path: string): Row[] {
  const { inner, default: fallback } = unwrapped(schema);
  const { means, unit, effect } = documentationOf(schema);
  const own: Row[] =
    means === undefined
      ? []
      : [{ path, type: typeText(schema), default: fallback, unit: unit ?? "", effect: effect ?? "", means }];
  if (path === "sizing") return own;
  return [...own, ...childRows(inner, path)];
}

function childRows(inner: Schema, path: string): Row[] {
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape as Record<string, Schema>).flatMap(([key, child]) =>
      rowsOf(child, path === "" ? key : `${path}.${key}`),
    );
  }
  if (inner instanceof z.ZodArray) return childRows(unwrapped(inner.element).inner, `${path}[]`);
  return inner instanceof z.ZodUnion ? unionRows(inner.options as readonly Schema[], path) : [];
}

/** Each setting of the alternatives once; one that not all of them have says which do, by their `type`. */
function unionRows(options: readonly Schema[], path: string): Row[] {
  const alternatives = options.map((option) => {
    const rows = childRows(option, path);
    return { rows, type: rows.find((row) => row.path === `${path}.type`)?.type ?? "" };
  });
  const merged = new Map<string, Row>();
  for (const { rows } of alternatives) {
    for (const row of rows) {
      const having = alternatives.filter((other) => other.rows.some((its) => its.path === row.path));
      const types = having.map(({ type }) => type).join(", ");
      const only = having.length < options.length;
      if (row.path === `${path}.type`) merged.set(row.path, { ...row, type: types });
      else merged.set(row.path, only ? { ...row, default: `${row.default} with ${types}`.trim() } : row);
    }
  }
  return [...merged.values()];
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Documented effect of a change, by path of the setting. */
export function documentedEffects(): Record<string, string> {
  return Object.fromEntries(rowsOf(settingsSchema, "").map(({ path, effect }) => [path, effect]));
}

/** Every setting with type, default, unit and effect of a change. */
export function settingsTable(): string {
  return markdownTable(
    ["Setting", "Value", "Default", "Unit", "A change is", "Meaning"],
    rowsOf(settingsSchema, "").map((row) => [
      `\`${row.path}\``,
      row.type,
      row.default,
      row.unit,
      row.effect,
      row.means,
    ]),
  );
}

/** The top-level keys, for the README. */
export function shortSettingsTable(): string {
  const rows = Object.entries(settingsSchema.shape).map(([key, schema]) => {
    const { means } = documentationOf(schema);
    return [`\`${key}\``, unwrapped(schema).default || "see docs/settings.md", means ?? ""];
  });
  return markdownTable(["Key under `observability:`", "Default", "Meaning"], rows);
}

/** The numbers of the three sizes, side by side. */
export function sizesTable(): string {
  const rows = Object.keys(sizingSchema.shape).flatMap((row) => {
    const key = row as keyof typeof sizes.small;
    return Object.keys(sizes.small[key]).map((number) => [
      `\`${row}.${number}\``,
      ...sizeNames.map((size) => String((sizes[size][key] as Record<string, number>)[number])),
    ]);
  });
  return markdownTable(["Number", ...sizeNames], rows);
}
