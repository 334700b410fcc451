// From the text that Pulumi holds for a stack to settings, or to every problem at once. No Pulumi import, no I/O.

import { z } from "zod";
import { Credential } from "./credential";
import {
  configurationNamespace,
  InvalidSettings,
  type Path,
  type Problem,
  pathText,
  setSecretCommand,
  valueText,
} from "./problem";
import { isCredential, problemsOfIssue, schemaAt } from "./problems-of-shape";
import { rules } from "./rules";
import { type Configuration, settingsSchema } from "./schema";
import { type Settings, settle } from "./settings";

/** A stack's configuration as the engine hands it over. */
export interface StackConfiguration {
  /** `namespace:key` to text; objects and lists are JSON. */
  values: Readonly<Record<string, string>>;
  /** The keys whose value is, or contains, a Pulumi secret. */
  secretKeys: ReadonlySet<string>;
}

/**
 * Reads the settings of a stack.
 *
 * @throws InvalidSettings with every problem, each with path, value, what is allowed and the command that mends it.
 */
export function loadSettings(stack: StackConfiguration): Settings {
  const raw = rawSettings(stack);
  const { configuration, problems: malformed } = parse(raw);
  const broken = malformed.map(({ path }) => path);
  const problems = [...malformed, ...plainCredentials(raw, stack)];
  if (configuration) {
    const sound = rules.filter((rule) => !rule.reads.some((read) => broken.some((path) => overlaps(read, path))));
    problems.push(...sound.flatMap((rule) => rule.check(configuration)));
  }
  if (problems.length > 0 || !configuration) throw new InvalidSettings(inOrder(problems));
  return deepFreeze(settle(configuration));
}

/** Things that work and that the user should know; shown as warnings by the program. */
export function warningsOf(settings: Settings): string[] {
  return settings.logs.containerShipper === "promtail"
    ? [
        "logs.containerShipper: promtail reached end of life on 2026-03-02 and gets no security fixes; move with: " +
          "pulumi config set --path observability:logs.containerShipper alloy",
      ]
    : [];
}

const prefix = `${configurationNamespace}:`;

function rawSettings({ values }: StackConfiguration): Record<string, unknown> {
  const raw: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, text] of Object.entries(values)) {
    if (key.startsWith(prefix)) raw[key.slice(prefix.length)] = parsedValue(key.slice(prefix.length), text);
  }
  return raw;
}

/** Pulumi keeps scalars as they were typed and everything else as JSON: the schema says which of the two a key is. */
function parsedValue(key: string, text: string): unknown {
  const schema = schemaAt([key]);
  if (schema && z.safeParse(schema, text).success) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * Parses, and where something is malformed parses once more without it, so that the rules can judge the rest. What is
 * malformed and required takes its parent with it; when nothing is left to judge there is no configuration.
 */
function parse(raw: Record<string, unknown>): { configuration?: Configuration; problems: Problem[] } {
  const first = settingsSchema.safeParse({ ...raw });
  if (first.success) return { configuration: first.data, problems: [] };
  const problems = first.error.issues.flatMap((issue) => problemsOfIssue(issue, raw));
  let rest: unknown = structuredClone({ ...raw });
  let issues = first.error.issues;
  for (let depth = 0; depth < 8; depth++) {
    for (const issue of [...issues].reverse()) rest = without(rest, issue);
    const again = settingsSchema.safeParse(rest);
    if (again.success) return { configuration: again.data, problems };
    issues = again.error.issues;
  }
  return { problems };
}

function without(raw: unknown, issue: z.core.$ZodIssue): unknown {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) drop(raw, [...path, key]);
    return raw;
  }
  if (!drop(raw, path)) drop(raw, path.slice(0, -1));
  return raw;
}

/** Deletes what is at the path; false when nothing was there. */
function drop(raw: unknown, path: Path): boolean {
  const last = path.at(-1);
  let holder = raw;
  for (const step of path.slice(0, -1)) {
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, step)) return false;
    holder = (holder as Record<string | number, unknown>)[step];
  }
  if (last === undefined || typeof holder !== "object" || holder === null || !Object.hasOwn(holder, last)) return false;
  if (Array.isArray(holder) && typeof last === "number") holder.splice(last, 1);
  else delete (holder as Record<string | number, unknown>)[last];
  return true;
}

/**
 * Pulumi tells which top-level keys contain a secret, not which leaf: a credential under any other key is in plain
 * text.
 */
function plainCredentials(raw: Record<string, unknown>, { secretKeys }: StackConfiguration): Problem[] {
  const found: Problem[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, Array.isArray(value) ? Number(key) : key]);
    } else if (
      typeof value === "string" &&
      path.length > 1 &&
      isCredential(path) &&
      !secretKeys.has(`${prefix}${String(path[0])}`)
    ) {
      found.push({
        path,
        value: new Credential(value),
        allowed: "must be a Pulumi secret, it is in plain text",
        command: setSecretCommand(path),
      });
    }
  };
  visit({ ...raw }, []);
  return found;
}

function overlaps(a: Path, b: Path): boolean {
  return a.slice(0, b.length).every((step, index) => step === b[index]);
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const byText = new Map(
    problems.map((problem) => [`${pathText(problem.path)} ${problem.allowed} ${valueText(problem.value)}`, problem]),
  );
  return [...byText.values()].sort((a, b) => pathText(a.path).localeCompare(pathText(b.path), "en", { numeric: true }));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
