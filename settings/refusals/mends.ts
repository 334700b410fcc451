// The command that mends a malformed value, or the words where no command can be right.
//
// What was written decides, never an example: text in numbers is quoted, a near option is taken, an impossible entry
// leaves its list. What cannot be guessed is asked for; what holds other settings is edited by hand, not removed.
import { z } from "zod";
import { documentationOf } from "../documented";
import { mayBeShown, unquoted, yamlDate } from "../secrets/disclosure";
import { accepts, bare, isCredential, isScalar, leavesOf, mayBeAbsent, optionsAt, schemaAt } from "../shape";
import { misread } from "../stack-file/engine-yaml";
import type { Written } from "../stack-file/stack-file";
import { nearestOption } from "./nearest";
import {
  askCommand,
  askFractionCommand,
  askTextCommand,
  editByHand,
  type Path,
  quoteCommand,
  removeCommand,
  setCommand,
  setSecretCommand,
} from "./problem";
import { meansOff, offAt, switchIn } from "./switched-off";

/** Mends the value at a path that zod refused. @param taken Values of its kind that the list has already. */
export function mendOf(path: Path, value: unknown, written?: Written, taken: readonly unknown[] = []): string {
  if (isCredential(path)) return setSecretCommand(path);
  if (value === undefined) return missing(path);
  const off = meansOff(value) ? offAt(path) : undefined;
  if (off !== undefined) return off;
  const kinds = kindsAt(path);
  const isEmpty = typeof value === "object" && (value === null || Object.keys(value).length === 0);
  if (value === "" || (isEmpty && (value === null || kinds.container === undefined))) return absent(path);
  if (kinds.container !== undefined) return container(path, value, kinds.container);
  if (!isScalar(value)) {
    const on = kinds.boolean ? switchIn(value) : undefined;
    if (on !== undefined) return `${removeCommand(path)} && ${setCommand(path, on)}`;
    return editByHand("write one value there in place of a list or map");
  }
  return scalar(path, value, written, kinds, taken);
}

interface Kinds {
  container?: "list" | "map";
  number: boolean;
  boolean: boolean;
  text: boolean;
}

function kindsAt(path: Path): Kinds {
  const schema = schemaAt(path);
  const options = schema ? bare(schema) : [];
  const list = options.some((option) => option instanceof z.ZodArray);
  const map = options.some((option) => option instanceof z.ZodObject || option instanceof z.ZodRecord);
  return {
    ...(list ? { container: "list" as const } : map ? { container: "map" as const } : {}),
    number: options.some((option) => option instanceof z.ZodNumber),
    boolean: options.some((option) => option instanceof z.ZodBoolean),
    text: options.some((option) => option instanceof z.ZodString || option instanceof z.ZodStringFormat),
  };
}

function exampleAt(path: Path): unknown {
  const schema = schemaAt(path);
  return schema && documentationOf(schema).example;
}

/** What only the user knows is asked for: an example would be somebody else's tenant, host or address block. */
function missing(path: Path): string {
  const commands = leavesOf(exampleAt(path), path).map(({ path: leaf }) =>
    isCredential(leaf) ? setSecretCommand(leaf) : ask(leaf),
  );
  return commands.join(" && ") || ask(path);
}

/** Asks for one value, so that the CLI keeps it as the kind that the schema wants. */
function ask(path: Path): string {
  const schema = schemaAt(path);
  const options = schema ? bare(schema) : [];
  const isFraction = options.some((option) => option instanceof z.ZodNumber && !option.isInt);
  const isOneOfFractions = optionsAt(path).some((option) => typeof option === "number" && !Number.isInteger(option));
  return isFraction || isOneOfFractions ? askFractionCommand(path) : askCommand(path);
}

function absent(path: Path): string {
  if (mayBeAbsent(path)) return removeCommand(path);
  if (typeof path.at(-1) === "number") {
    if (canLoseOne(path)) return removeCommand(path);
    return kindsAt(path).container === undefined ? ask(path) : editByHand("write a map there, or take the entry away");
  }
  return missing(path);
}

function canLoseOne(path: Path): boolean {
  const schema = schemaAt(path.slice(0, -1));
  return (schema ? bare(schema) : []).some((list) => list instanceof z.ZodArray && accepts(path.slice(0, -1), []));
}

function container(path: Path, value: unknown, kind: "list" | "map"): string {
  if (kind === "list" && isScalar(value) && accepts([...path, 0], value) && mayBeShown(path, value)) {
    return `${removeCommand(path)} && ${setCommand([...path, 0], value)}`;
  }
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  if (isEmpty && mayBeAbsent(path)) return removeCommand(path);
  if (isEmpty && kind === "list" && Array.isArray(value)) return missing(path);
  if (Array.isArray(value) && kind === "list") {
    const issues = z.safeParse(schemaAt(path) ?? z.never(), value).error?.issues ?? [];
    // Its entries may have faults of their own.
    const isShort = issues.some((issue) => issue.code === "too_small" && issue.path.length === 0);
    return editByHand(isShort ? "add what the list lacks" : "shorten the list");
  }
  return editByHand(
    kind === "list" ? "write a list, each entry after a hyphen" : "write a map, `key: value` for each key",
  );
}

function scalar(
  path: Path,
  value: string | number | boolean,
  written: Written | undefined,
  kinds: Kinds,
  taken: readonly unknown[],
): string {
  if (written?.kind === "encrypted") return ask(path);
  if (kinds.text) return text(path, value, written, taken);
  const isOctal = written?.kind === "plain" && misread(written.source, written.tag, value) === "octal";
  if (kinds.number || optionsAt(path).some((option) => typeof option === "number"))
    return isOctal ? ask(path) : number(path, value);
  if (kinds.boolean) return truth(path, value);
  const option = nearestOption(path, value);
  return option === undefined ? ask(path) : setCommand(path, option);
}

/** Text: quoted where YAML made something else of it, cleaned where that is enough. */
function text(
  path: Path,
  value: string | number | boolean,
  written: Written | undefined,
  taken: readonly unknown[],
): string {
  if (!mayBeShown(path, value)) return typeof value === "string" ? askCommand(path) : askTextCommand(path);
  const source = unquoted(value, written);
  // What YAML made of it nobody wrote: `0X1F` is not `31`.
  const meant = [source, yamlDate(String(value)), ...(typeof value === "string" || source ? [] : [String(value)])];
  for (const candidate of meant) {
    if (candidate !== undefined && accepts(path, candidate)) return quoteCommand(path, candidate);
  }
  if (source !== undefined && typeof value !== "string") return askCommand(path);
  for (const candidate of typeof value === "string" ? cleaned(value) : []) {
    if (candidate === value || !accepts(path, candidate)) continue;
    if (taken.includes(candidate))
      return editByHand(`${candidate} is there already: take this one away, or name it another`);
    // Where a path may follow a host, one that was written is not dropped.
    const [, rest = ""] = String(value).split(`${candidate}/`);
    const dropsPath = rest.trim() !== "" && accepts(path, `${candidate}/x`);
    return dropsPath ? askCommand(path) : setCommand(path, candidate);
  }
  if (isPattern(path, value)) return editByHand("name each one: patterns are not known here");
  if (isSeveral(path, value)) return editByHand("write each one as an entry of its own");
  if (typeof path.at(-1) === "number" && canLoseOne(path)) return removeCommand(path);
  return askCommand(path);
}

/** A wildcard anywhere, and other signs of a pattern in an entry of a list. */
function isPattern(path: Path, value: unknown): boolean {
  if (typeof value !== "string") return false;
  return value.includes("*") || (typeof path.at(-1) === "number" && /[?^$[\](){}|~]|\.\+/.test(value));
}

/** Several entries of a list in one text; `CN=a,OU=b` is one. */
function isSeveral(path: Path, value: unknown): boolean {
  if (typeof value !== "string" || value.includes("=")) return false;
  const parts = value.split(/[\s,;]+/).filter((part) => part !== "");
  return typeof path.at(-1) === "number" && parts.length > 1 && parts.every((part) => accepts(path, part));
}

function cleaned(value: string): string[] {
  const trimmed = value.trim();
  const candidates = [
    trimmed,
    ...(trimmed.startsWith("arn:") ? [trimmed.replace(/^.*[/:]/s, "")] : hostsOf(trimmed)),
    // A whole domain in other programs' words, and a name with the dot that ends it in DNS.
    trimmed.replace(/^\*(?=\.[^*]+$)/, "").replace(/\.$/, ""),
  ];
  // Another hyphen makes another name; in a host's it would be another host.
  const hyphens = trimmed.includes(".") ? [] : [trimmed.toLowerCase().replaceAll("_", "-")];
  return [...candidates, ...candidates.map((text) => text.toLowerCase()), ...hyphens];
}

/**
 * An address without its ends; a block of addresses is none of them. What is none keeps them: of `team/payments` nobody
 * knows which half was meant.
 */
function hostsOf(text: string): string[] {
  if (/^[\d.:a-f]+\/\d+$/i.test(text)) return [];
  const withoutScheme = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  const host = withoutScheme.replace(/[/?#].*$/s, "");
  if (withoutScheme === text && !host.includes(".")) return [];
  return [text.replace(/[?#].*$/s, ""), withoutScheme.replace(/\/+$/, ""), host, host.replace(/:\d+$/, "")];
}

/** How often a suffix holds the unit of a number. */
const suffixes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  days: { d: 1, day: 1, days: 1, w: 7 },
  hours: { h: 1, hour: 1, hours: 1, d: 24, day: 24, days: 24 },
  s: { s: 1, ms: 0.001 },
  MiB: { Mi: 1, MiB: 1, Gi: 1_024, GiB: 1_024 },
  GiB: { Gi: 1, GiB: 1, Ti: 1_024, TiB: 1_024 },
  MB: { MB: 1, GB: 1_000 },
  thousandths: { m: 1 },
  "%": { "%": 1 },
  percent: { "%": 1, percent: 1 },
};

function number(path: Path, value: string | number | boolean): string {
  const meant = readings(value, unitAt(path));
  const [first] = meant;
  // Nobody knows what was meant, and what stands there by default may be less than that.
  if (first === undefined) return typeof value === "boolean" ? fallback(path) : ask(path);
  // Of a number both readings count; in words the unit says which.
  const exact = typeof value === "number" ? meant.find((one) => optionsAt(path).includes(one)) : undefined;
  // Where it is not said, some mean nothing by 0 or -1, and some that there is no end.
  if (first <= 0 && (first < 0 ? unitAt(path) !== undefined : isShareOrSpan(path))) return ask(path);
  if (isOfAnotherUnit(path, first, exact)) return ask(path);
  if (optionsAt(path).length > 0) return setCommand(path, exact ?? nearestOption(path, first) ?? first);
  for (const candidate of meant) {
    if (accepts(path, candidate)) return setCommand(path, candidate);
  }
  const most = typeof path.at(-1) === "number" ? undefined : mostAt(path);
  // More memory or disk than there is was counted in another unit.
  if (most !== undefined && first > most && ["MiB", "GiB", "MB"].includes(unitAt(path) ?? "")) return ask(path);
  if (most !== undefined && first > most) return setCommand(path, most);
  // Without it there would be no limit, or a larger one.
  const least = isLimit(path) ? leastAt(path) : undefined;
  return least !== undefined && first > 0 && first < least ? setCommand(path, least) : fallback(path);
}

/** What others may send, at most. */
const isLimit = (path: Path) =>
  path.includes("limits") || path.includes("tenantLimits") || /PerSecond$/.test(String(path.at(-1)));

/** Of 300 in place of 0.3 seconds, of a span in milliseconds and of half a day the nearest that is taken is far off. */
function isOfAnotherUnit(path: Path, first: number, exact: number | undefined): boolean {
  if (unitAt(path) === "s")
    return exact === undefined && optionsAt(path).every((option) => Number(option) * 10 <= first);
  return isSpan(path) && ((first > 0 && first < 1) || first > (mostAt(path) ?? first) * 100);
}

const isSpan = (path: Path) => ["days", "hours"].includes(unitAt(path) ?? "");
const isShareOrSpan = (path: Path) => ["%", "percent", "days", "hours"].includes(unitAt(path) ?? "");

/** The largest number that is taken there. */
const mostAt = (path: Path) => boundAt(path, ({ maxValue }) => maxValue);
/** The smallest one. */
const leastAt = (path: Path) => boundAt(path, ({ minValue }) => minValue);

function boundAt(path: Path, boundOf: (option: z.ZodNumber) => number | null): number | undefined {
  const schema = schemaAt(path);
  const [bound] = (schema ? bare(schema) : []).flatMap((option) => {
    const found = option instanceof z.ZodNumber ? boundOf(option) : null;
    return found === null ? [] : [found];
  });
  return bound !== undefined && accepts(path, bound) ? bound : undefined;
}

function fallback(path: Path): string {
  // Of an entry of a list, as a port is, no other is near.
  if (typeof path.at(-1) === "number") return ask(path);
  const schema = schemaAt(path);
  if (schema instanceof z.ZodDefault && isScalar(schema.def.defaultValue))
    return setCommand(path, schema.def.defaultValue);
  return mayBeAbsent(path) ? removeCommand(path) : missing(path);
}

/** Numbers that a text or a number of the wrong kind may stand for. */
function readings(value: string | number | boolean, unit: string | undefined): number[] {
  if (typeof value === "number") {
    const inBytes = { MiB: 1_048_576, GiB: 1_073_741_824 }[unit ?? ""] ?? Number.NaN;
    const bytes = value % inBytes === 0 ? [value / inBytes] : [];
    // A share in place of per cent, milliseconds in place of seconds.
    const share = (unit === "%" || unit === "percent") && value > 0 && value < 1;
    const others = share ? [Number((value * 100).toPrecision(12))] : unit === "s" ? [value, value / 1_000] : [];
    return [...bytes, ...others, value, ...(value >= 1 ? [Math.ceil(value)] : [])];
  }
  const [, digits, suffix = ""] = /^\s*\+?(\d+(?:\.\d+)?)\s*([A-Za-z%]*)\s*$/.exec(String(value)) ?? [];
  if (digits === undefined) return [];
  const factor = suffix === "" ? 1 : suffixes[unit ?? ""]?.[suffix];
  return factor === undefined ? [] : [Number(digits) * factor, Math.ceil(Number(digits) * factor)];
}

function unitAt(path: Path): string | undefined {
  const schema = schemaAt(path);
  if (!schema) return undefined;
  const { unit, means = "" } = documentationOf(schema);
  return (
    unit ??
    /\bin (MiB|GiB|MB|thousandths)\b/.exec(
      [means, ...bare(schema).map((inner) => documentationOf(inner).means ?? "")].join(" "),
    )?.[1]
  );
}

/** Yes and no in the words that people and older YAML have for them. */
function truth(path: Path, value: string | number | boolean): string {
  const word = String(value).trim().toLowerCase();
  if (meansOff(value) || ["n", "0", "f"].includes(word)) return setCommand(path, false);
  if (["yes", "y", "on", "1", "true", "t", "enabled"].includes(word)) return setCommand(path, true);
  return ask(path);
}
