// Settings that the program accepts, at random: each key by its JSON Schema, and what the program then refuses taken
// away again until it refuses nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { loadSettings } from "../../settings/load";
import { InvalidSettings } from "../../settings/refusals/invalid-settings";
import { configurationNamespace } from "../../settings/refusals/problem";
import type { Settings } from "../../settings/settings";
import { type Config, type ConfigValue, configurationOf } from "./pulumi-config";
import { minimal } from "./stack-configuration";

/** The part of JSON Schema that the program writes. */
interface Node {
  type?: string | string[];
  const?: ConfigValue;
  enum?: ConfigValue[];
  oneOf?: Node[];
  anyOf?: Node[];
  allOf?: Node[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  items?: Node;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Node>;
  required?: string[];
  propertyNames?: Node;
  additionalProperties?: Node | boolean;
  examples?: ConfigValue[];
}

const { properties } = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "settings", "stack.schema.json"), "utf8"),
) as { properties: { config: { properties: Record<string, Node> } } };

/** Texts of the kinds that settings have, for patterns that no text can be made from. */
const plausible = [
  "a",
  "shop",
  "Team Köln",
  "example.com/team",
  "https://a.example.com/path",
  "http://b.tracing:8080",
  "b.example.com:4317",
  "10.20.0.0/16",
  "registry.example.com/mirror",
  "/platform/",
];
const secrets: Readonly<Record<string, string>> = { url: "https://hooks.example.com/$path-${x}" };
const otherSecret = "0123456789abcdef$0123456${789}ab";

function textOf(node: Node): fc.Arbitrary<ConfigValue> {
  const rules = [node, ...(node.allOf ?? [])];
  const patterns = rules.flatMap(({ pattern }) => (pattern === undefined ? [] : [new RegExp(pattern, "u")]));
  const fits = (text: ConfigValue) =>
    typeof text === "string" &&
    rules.every(({ minLength = 0, maxLength = 300 }) => text.length >= minLength && text.length <= maxLength) &&
    patterns.every((pattern) => pattern.test(text));
  const known = [...(node.examples ?? []), ...plausible].filter(fits);
  const [pattern] = patterns;
  // What looks ahead, or names a property of Unicode, is no recipe for a text.
  const isRecipe = pattern !== undefined && patterns.every(({ source }) => !/\(\?[<=!]|\\p/.test(source));
  const made = isRecipe ? [fc.stringMatching(new RegExp(pattern.source), { size: "xsmall" }).filter(fits)] : [];
  const choices = [...(known.length > 0 ? [fc.constantFrom(...known)] : []), ...made];
  return choices.length > 0 ? fc.oneof(...choices) : fc.constant("text");
}

function numberOf(node: Node, isWhole: boolean): fc.Arbitrary<ConfigValue> {
  const lowest = node.minimum ?? (node.exclusiveMinimum ?? 0) + (isWhole ? 1 : 0.5);
  const highest = node.maximum ?? 1_000_000;
  const between = isWhole
    ? fc.integer({ min: lowest, max: highest })
    : fc.double({ min: lowest, max: highest, noNaN: true }).map((number) => Number(number.toFixed(2)));
  return fc.oneof(fc.constantFrom(lowest, highest), between);
}

function valueFor(node: Node, key = ""): fc.Arbitrary<ConfigValue> {
  const forms = node.oneOf ?? node.anyOf;
  if (forms !== undefined) return fc.oneof(...forms.map((form) => valueFor(form, key)));
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  const types = [node.type ?? "object"].flat();
  if (types.includes("string")) return textOf(node);
  if (types.includes("boolean")) return fc.boolean();
  if (types.includes("integer") || types.includes("number")) return numberOf(node, types.includes("integer"));
  if (types.includes("array"))
    return fc.array(valueFor(node.items ?? {}, key), {
      minLength: node.minItems ?? 0,
      maxLength: Math.min(node.maxItems ?? 4, Math.max(node.minItems ?? 0, 4)),
    });
  const known = node.properties ?? {};
  if ("secure" in known) return fc.constant({ secure: secrets[key] ?? otherSecret });
  if (typeof node.additionalProperties === "object" && Object.keys(known).length === 0)
    return fc.dictionary(textOf(node.propertyNames ?? {}).map(String), valueFor(node.additionalProperties, key), {
      maxKeys: 3,
    });
  return fc.record(Object.fromEntries(Object.entries(known).map(([name, below]) => [name, valueFor(below, name)])), {
    requiredKeys: node.required ?? [],
  });
}

/** Takes away what stands at the path, or the nearest that is there above it. False where nothing is. */
function withoutPlace(config: Config, path: readonly (string | number)[]): boolean {
  const [last, ...rest] = [...path].reverse();
  if (last === undefined) return false;
  let above: unknown = config;
  for (const step of rest.reverse()) above = (above as Record<string, unknown> | undefined)?.[step];
  if (Array.isArray(above) && Number(last) < above.length) above.splice(Number(last), 1);
  else if (typeof above === "object" && above !== null && last in above) Reflect.deleteProperty(above, last);
  else return withoutPlace(config, path.slice(0, -1));
  return true;
}

/** Undefined where the program keeps refusing. Whatever it throws besides a refusal is thrown on. */
function accepted(config: Config): Accepted | undefined {
  const left = structuredClone(config);
  for (let round = 0; round < 40; round++) {
    const whole = { ...(minimal as Config), ...left };
    try {
      return { config: whole, settings: loadSettings(configurationOf(whole)) };
    } catch (error) {
      if (!(error instanceof InvalidSettings)) throw error;
      // From the end, so that places in lists stay what they were.
      const removed = [...error.problems].reverse().map(({ path }) => withoutPlace(left, path));
      if (!removed.includes(true)) return undefined;
    }
  }
  return undefined;
}

export interface Accepted {
  config: Config;
  settings: Settings;
}

const key = (name: string) => name.slice(configurationNamespace.length + 1);

/** Tenants often, for most depends on them; everything else one time in two. */
export const acceptedSettings: fc.Arbitrary<Accepted> = fc
  .record(
    Object.fromEntries(
      Object.entries(properties.config.properties)
        .filter(([name]) => key(name) !== "accept")
        .map(([name, node]) => [key(name), valueFor(node, key(name))]),
    ),
    { requiredKeys: ["tenants"] },
  )
  .map((config) => accepted(config as Config))
  .filter((found) => found !== undefined);
