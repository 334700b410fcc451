// Reads Alloy's configuration language and checks it against the documented blocks and arguments. Alloy itself cannot
// be had as a module to run here, so its own parser and type checker are out of reach: this stands in for `alloy
// validate`.
import { readFileSync } from "node:fs";
import { join } from "node:path";

type ParsedValue = string | number | boolean | { reference: string } | ParsedValue[] | { [key: string]: ParsedValue };

export interface ParsedBlock {
  name: string;
  label?: string;
  attributes: Record<string, ParsedValue>;
  blocks: ParsedBlock[];
}

const token = /\s*(?:("(?:[^"\\\n]|\\.)*")|([A-Za-z_][\w.]*(?:\([^()]*\))?)|(-?\d+(?:\.\d+)?)|([{}[\]=,+]))/y;

/** @throws Error naming the place where the text is no Alloy configuration. */
export function parseAlloy(text: string): ParsedBlock[] {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = () => tokens[next] ?? "";
  const take = (expected?: string): string => {
    const found = peek();
    if (expected !== undefined && found !== expected)
      throw new Error(
        `Expected ${expected}, found "${found}" after "${tokens.slice(Math.max(0, next - 6), next).join(" ")}"`,
      );
    next += 1;
    return found;
  };

  const value = (): ParsedValue => {
    const first = single();
    if (peek() !== "+") return first;
    const parts = [first];
    while (peek() === "+") {
      take();
      parts.push(single());
    }
    return { reference: parts.map((part) => JSON.stringify(part)).join(" + ") };
  };
  const single = (): ParsedValue => {
    const text = take();
    if (text === "[") return items("]", value);
    if (text === "{") {
      return Object.fromEntries(
        items("}", (): [string, ParsedValue] => {
          const key = take();
          take("=");
          return [key.startsWith('"') ? (JSON.parse(key) as string) : key, value()];
        }),
      );
    }
    if (text.startsWith('"')) return JSON.parse(text) as string;
    if (/^-?\d/.test(text)) return Number(text);
    if (text === "true" || text === "false") return text === "true";
    if (/^[A-Za-z_]/.test(text)) return { reference: text };
    throw new Error(`"${text}" is no value`);
  };
  const items = <T>(end: string, item: () => T): T[] => {
    const found: T[] = [];
    while (peek() !== end) {
      found.push(item());
      if (peek() !== end) take(",");
    }
    take(end);
    return found;
  };
  const body = (end: string): Pick<ParsedBlock, "attributes" | "blocks"> => {
    const attributes: Record<string, ParsedValue> = {};
    const blocks: ParsedBlock[] = [];
    while (peek() !== end) {
      const name = take();
      if (peek() === "=") {
        take();
        if (name in attributes) throw new Error(`${name} is set twice`);
        attributes[name] = value();
        continue;
      }
      const label = peek().startsWith('"') ? { label: JSON.parse(take()) as string } : {};
      take("{");
      blocks.push({ name, ...label, ...body("}") });
      take("}");
    }
    return { attributes, blocks };
  };
  return body("").blocks;
}

function tokensOf(text: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== "") {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`Not Alloy syntax: ${text.slice(at, at + 40)}`);
    found.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
  }
  return found;
}

/** Documented blocks: path to its arguments, `true` where an argument must be there. */
const documented = new Map(
  readFileSync(join(__dirname, "../charts/engine-keys/alloy-1.18.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [path = "", words = ""] = line.split(":");
      return [
        path,
        new Map(
          words
            .split(" ")
            .filter(Boolean)
            .map((word) => [word.replace("!", ""), word.endsWith("!")]),
        ),
      ] as const;
    }),
);

/** Matchers, then filters by a line. Texts stand in double quotes: the stages' parser has none in backticks. */
const selector = /^\{\w+(?:=|!=|=~|!~)"(?:[^"\\]|\\.)*"\}(?: (?:\|=|\|~|!=|!~) "(?:[^"\\]|\\.)*")*$/;

/** What each component exports to others. */
const exported: Readonly<Record<string, readonly string[]>> = {
  "discovery.kubernetes": ["targets"],
  "discovery.relabel": ["output"],
  "loki.process": ["receiver"],
  "loki.relabel": ["receiver", "rules"],
  "loki.write": ["receiver"],
};

/**
 * What Alloy would refuse: unknown blocks and arguments, absent ones, references to nothing. Empty when all is well.
 */
export function alloyProblems(blocks: readonly ParsedBlock[]): string[] {
  const exports = new Set(
    blocks.flatMap(({ name, label }) => (exported[name] ?? []).map((what) => `${name}.${label}.${what}`)),
  );
  const problems: string[] = [];
  const check = (block: ParsedBlock, path: string) => {
    const known = documented.get(path);
    if (!known) return void problems.push(`unknown block ${path}`);
    for (const key of Object.keys(block.attributes))
      if (!known.has(key)) problems.push(`unknown argument ${path}.${key}`);
    for (const [key, must] of known) if (must && !(key in block.attributes)) problems.push(`${path} lacks ${key}`);
    for (const reference of referencesIn(Object.values(block.attributes)))
      if (!exports.has(reference)) problems.push(`${path} refers to ${reference}, which nothing exports`);
    for (const inner of block.blocks)
      check(inner, path.endsWith("stage.match") ? `loki.process > ${inner.name}` : `${path} > ${inner.name}`);
    if (path.endsWith("stage.match") && !selector.test(String(block.attributes.selector)))
      problems.push(`${path}.selector is no selector of stages: ${String(block.attributes.selector)}`);
    if (path.endsWith("stage.tenant") && Object.keys(block.attributes).length !== 1)
      problems.push("stage.tenant takes exactly one of label, source, value");
  };
  for (const block of blocks) check(block, block.name);
  return problems;
}

function referencesIn(values: readonly ParsedValue[]): string[] {
  return values.flatMap((value): string[] => {
    if (Array.isArray(value)) return referencesIn(value);
    if (typeof value !== "object") return [];
    return "reference" in value && typeof value.reference === "string" && !value.reference.includes("(")
      ? [value.reference]
      : [];
  });
}
