// What `pulumi config set` and `pulumi config rm` with `--path` make of a stack's configuration, in memory: the rules
// of the CLI's own code, compared with the CLI itself in test/engine/stack/settings-commands.test.ts.
import { stringify } from "yaml";
import type { StackConfiguration } from "../../settings/configuration";
import { configurationNamespace } from "../../settings/refusals/problem";
import { readStackFile } from "../../settings/stack-file/stack-file";

/** A value of the stack's file; encrypted text is `{ secure: text }`, here with the text itself. */
export type ConfigValue = string | number | boolean | null | ConfigValue[] | { [key: string]: ConfigValue };
export type Config = Record<string, ConfigValue>;

const prefix = `${configurationNamespace}:`;

/**
 * Runs the commands of a refusal, those joined by `&&` one after another.
 *
 * @param answer what is typed where a command asks for the value.
 * @throws Error as the CLI does, and where the text is no such command.
 */
export function runCommands(config: Config, commands: string, answer: (key: string) => string): Config {
  const result = structuredClone(config);
  for (const command of splitAtAnd(shellWords(commands))) runCommand(result, command, answer);
  return result;
}

function runCommand(config: Config, words: readonly string[], answer: (key: string) => string): void {
  const [pulumi, subject, verb, ...rest] = words;
  if (pulumi !== "pulumi" || subject !== "config") throw new Error(`no command: ${words.join(" ")}`);
  const { flags, type, positionals } = argumentsOf(rest);
  const [key = "", value] = positionals;
  if (!flags.has("--path") || !key.startsWith(prefix)) throw new Error(`no path: ${words.join(" ")}`);
  const path = propertyPath(key.slice(prefix.length));
  if (verb === "rm") removeAt(config, path);
  else if (verb === "set") {
    const text = value ?? answer(key.slice(prefix.length));
    const typed = flags.has("--secret") ? { secure: text } : path.length > 1 || type ? coerced(text, type) : text;
    setAt(config, path, typed);
  } else throw new Error(`no verb: ${words.join(" ")}`);
}

function argumentsOf(words: readonly string[]) {
  const flags = new Set<string>();
  const positionals: string[] = [];
  let type: string | undefined;
  let rest = [...words];
  while (rest.length > 0) {
    const [word = "", ...more] = rest;
    rest = more;
    if (word === "--") {
      positionals.push(...rest);
      break;
    }
    if (word === "--type") type = rest.shift();
    else if (["--path", "--secret", "--plaintext"].includes(word)) flags.add(word);
    else if (word.startsWith("-")) throw new Error(`unknown flag: ${word}`);
    else positionals.push(word);
  }
  return { flags, type, positionals };
}

/** Numbers without a leading zero, and the two words for truth, are no text. */
function coerced(text: string, type: string | undefined): ConfigValue {
  if (type === "string") return text;
  if (type === "float" || type === "int") return Number(text);
  if (text === "true" || text === "false") return text === "true";
  return /^(0|-?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** `a.b[0]["c d"]`. */
export function propertyPath(text: string): (string | number)[] {
  const steps: (string | number)[] = [];
  let rest = text;
  while (rest !== "") {
    const [matched = "", index, quoted, name] = /^(?:\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([^.[\]]+))/.exec(rest) ?? [];
    if (matched === "") throw new Error(`no property path: ${text}`);
    if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(quoted.replaceAll('\\"', '"'));
    else steps.push(name ?? "");
    rest = rest.slice(matched.length);
  }
  return steps;
}

type Holder = ConfigValue[] | { [key: string]: ConfigValue };

function isHolder(value: ConfigValue | undefined): value is Holder {
  return typeof value === "object" && value !== null && !isSecure(value);
}

function isSecure(value: object): boolean {
  return Object.keys(value).length === 1 && "secure" in value;
}

function setAt(config: Config, [root = "", ...rest]: readonly (string | number)[], value: ConfigValue): void {
  const key = String(root);
  if (rest.length === 0) {
    config[key] = value;
    return;
  }
  // What stands at the top is replaced whatever it is; further down its kind must fit.
  if (!isHolder(config[key])) config[key] = emptyFor(rest[0]);
  let holder = config[key] as Holder;
  rest.forEach((step, depth) => {
    if (Array.isArray(holder)) {
      if (typeof step !== "number") throw new Error("key for an array must be an int");
      if (step > holder.length) throw new Error("array index out of range");
    } else if (typeof step !== "string") throw new Error("key for a map must be a string");
    const place = holder as Record<string | number, ConfigValue>;
    if (depth === rest.length - 1) {
      put(place, step, inQuotes(Object.hasOwn(place, step) ? place[step] : undefined, value));
      return;
    }
    const present = Object.hasOwn(place, step) ? place[step] : undefined;
    if (present === null || present === undefined) put(place, step, emptyFor(rest[depth + 1]));
    else if (!isHolder(present)) throw new Error("expected an array or a map");
    holder = place[step] as Holder;
  });
}

/** A value in the place of one in quotes gets them, too, and is text then. */
function inQuotes(present: ConfigValue | undefined, value: ConfigValue): ConfigValue {
  const isScalar = typeof value === "number" || typeof value === "boolean";
  return isScalar && typeof present === "string" && /^["'|>]/.test(stringify(present)) ? String(value) : value;
}

function put(place: Record<string | number, ConfigValue>, step: string | number, value: ConfigValue): void {
  Object.defineProperty(place, step, { value, writable: true, enumerable: true, configurable: true });
}

function emptyFor(step: string | number | undefined): Holder {
  // A list that is new is made long enough, with nulls before; one that is there takes its next place at most.
  return typeof step === "number" ? Array<null>(step).fill(null) : {};
}

function removeAt(config: Config, path: readonly (string | number)[]): void {
  let holder: ConfigValue | undefined = config;
  for (const step of path.slice(0, -1)) {
    if (!isHolder(holder) || !Object.hasOwn(holder, step)) return;
    holder = (holder as Record<string | number, ConfigValue>)[step];
  }
  const last = path.at(-1);
  if (!isHolder(holder) || last === undefined) return;
  if (Array.isArray(holder)) {
    if (typeof last === "number") holder.splice(last, 1);
  } else delete holder[String(last)];
}

/** The words of a POSIX shell's line; `&&` is a word of its own. */
export function shellWords(line: string): string[] {
  const words = line.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(/'([^']*)'|\\(.)/g, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? ""),
  );
}

function splitAtAnd(words: readonly string[]): string[][] {
  return words.reduce<string[][]>(
    (commands, word) =>
      word === "&&" ? [...commands, []] : [...commands.slice(0, -1), [...(commands.at(-1) ?? []), word]],
    [[]],
  );
}

/** Text of the stack's file. */
export function stackFileText(config: Config): string {
  return stringify({ config: Object.fromEntries(Object.entries(config).map(([key, value]) => [prefix + key, value])) });
}

/** What the engine and the stack's file tell the program. */
export function configurationOf(config: Config): StackConfiguration {
  const entries = Object.entries(config).map(([key, value]) => {
    const plain = opened(value);
    return [prefix + key, typeof plain === "string" ? plain : JSON.stringify(plain)] as const;
  });
  const file = readStackFile(stackFileText(config));
  return {
    values: Object.fromEntries(entries),
    secretKeys: new Set(
      Object.entries(config)
        .filter(([, value]) => holdsSecure(value))
        .map(([key]) => prefix + key),
    ),
    ...(file ? { file } : {}),
  };
}

function opened(value: ConfigValue): ConfigValue {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  if (isSecure(value)) return value.secure ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item)]));
}

function holdsSecure(value: ConfigValue): boolean {
  if (typeof value !== "object" || value === null) return false;
  return (!Array.isArray(value) && isSecure(value)) || Object.values(value).some(holdsSecure);
}
