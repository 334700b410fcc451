// A stack's configuration as the engine hands it over, as values that the schema takes; which of them are secret, and
// whether the stack's file is the one that the engine read. Pure.

import { z } from "zod";
import { configurationNamespace, type Path } from "./refusals/problem";
import { bare, leavesOf, schemaAt } from "./shape";
import type { StackFile } from "./stack-file/stack-file";

/** A stack's configuration as the engine hands it over. */
export interface StackConfiguration {
  /** `namespace:key` to text; objects and lists are JSON. */
  values: Readonly<Record<string, string>>;
  /** The keys whose value is, or contains, a Pulumi secret. */
  secretKeys: ReadonlySet<string>;
  /**
   * The stack's file, which tells the single values that are encrypted. Without it a key that contains a secret counts
   * as secret as a whole.
   */
  file?: StackFile;
}

const prefix = `${configurationNamespace}:`;

/** The values under the settings' namespace, as the schema takes them. */
export function rawSettings({ values }: StackConfiguration): Record<string, unknown> {
  const raw: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, text] of Object.entries(values)) {
    if (key.startsWith(prefix)) raw[key.slice(prefix.length)] = parsedValue(key.slice(prefix.length), text);
  }
  return raw;
}

/** Pulumi keeps scalars as they were typed and everything else as JSON: the schema says which of the two a key is. */
function parsedValue(key: string, text: string): unknown {
  const schema = schemaAt([key]);
  const isText =
    schema !== undefined &&
    bare(schema).every((option) => option instanceof z.ZodString || option instanceof z.ZodEnum);
  if (isText && !/^\s*[[{]/.test(text)) return text;
  if (isTooDeep(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** No setting lies deeper than this, and what walks through values calls itself for each level. */
const deepest = 100;

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === "[" || letter === "{") depth++;
    else if (letter === "]" || letter === "}") depth--;
    if (depth > deepest) return true;
  }
  return false;
}

/** The stack's file, where it is the one that the engine read. */
export function ownFile(stack: StackConfiguration, raw: unknown): StackFile | undefined {
  return stack.file !== undefined && belongs(stack.file, stack, raw) ? stack.file : undefined;
}

/**
 * Whether a file is the one that the engine read: no text of it differs from what the engine handed over, and the
 * engine knows of a secret wherever the file has one. With `--config-file` it is another, whose name the program
 * doesn't learn.
 */
function belongs(file: StackFile, stack: StackConfiguration, raw: unknown): boolean {
  return leavesOf(raw).every(({ path, value }) => {
    const written = file.at(path);
    if (written?.kind === "encrypted") return isSecretKey(stack, path);
    if (written?.kind !== "plain" || typeof value !== "string" || written.source === value) return true;
    return !written.quoted && !(written.tag === undefined && isWord.test(written.source));
  });
}

/** What no version of YAML takes for anything but this text. */
const isWord = /^(?!(y|n|yes|no|on|off|true|false|null|nan|inf)$)[a-z][\w-]*$/i;

/**
 * Whether the program knows which single values are secret. Those of an environment it can't, which the documentation
 * of environments says.
 */
export function knowsEachSecret(stack: StackConfiguration): boolean {
  if (![...stack.secretKeys].some((key) => key.startsWith(prefix))) return true;
  const raw = rawSettings(stack);
  const file = ownFile(stack, raw);
  const lacks = ({ path, value }: { path: Path; value: unknown }) =>
    typeof value === "string" && isSecretKey(stack, path) && file?.at(path) === undefined;
  return file !== undefined && (file.hasEnvironment || !leavesOf(raw).some(lacks));
}

export function isSecretKey({ secretKeys }: StackConfiguration, path: Path): boolean {
  return secretKeys.has(`${prefix}${String(path[0])}`);
}
