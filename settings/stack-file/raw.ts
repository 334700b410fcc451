// Raw values as the schema takes them, and what is left of them for the rules where something is malformed. Pure.
import type { z } from "zod";
import { mostTold } from "../refusals/invalid-settings";
import type { Path, Problem } from "../refusals/problem";
import { problemsOfIssue, type Source } from "../refusals/problems-of-shape";
import { exampleAt, put } from "../refusals/second-look";
import { type Configuration, settingsSchema } from "../schema";
import { documentationAt, optionsAt, valueAt } from "../shape";

/** What the schema makes of raw values. */
export interface Read {
  configuration?: Configuration;
  problems: Problem[];
  /** What was left out for the rules; of an entry of a list all of the list, for those behind it have moved. */
  left: Path[];
}

/**
 * Parses, and where something is malformed parses once more without it, so that the rules can judge the rest. For what is
 * required its example stands in; where there is none, its parent goes with it.
 */
export function readRaw(raw: Record<string, unknown>, source: Source): Read {
  const first = settingsSchema.safeParse({ ...raw });
  if (first.success) return { configuration: first.data, problems: [], left: [] };
  const told = ownBounds(first.error.issues).slice(0, mostTold + 1);
  const problems = told.flatMap((issue) => problemsOfIssue(issue, source));
  const rest: unknown = structuredClone({ ...raw });
  let issues = first.error.issues;
  const left: Path[] = [];
  for (let depth = 0; depth < 8; depth++) {
    for (const issue of onceAPlace(issues).reverse()) left.push(...takeOut(rest, issue));
    const again = settingsSchema.safeParse(rest);
    if (again.success) return { configuration: again.data, problems, left };
    issues = again.error.issues;
  }
  return { problems, left };
}

/** Of a whole number that is beyond what a number bears zod tells twice, first with a bound that is not the setting's. */
function ownBounds(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.filter(
    (issue) =>
      !("origin" in issue && issue.origin === "int") ||
      issues.every((other) => other === issue || other.code !== issue.code || !isSame(other.path, issue.path)),
  );
}

const isSame = (one: readonly PropertyKey[], other: readonly PropertyKey[]) =>
  one.length === other.length && one.every((step, index) => step === other[index]);

/** A text in place of a list is also one of a wrong length: taken out twice, its parent would go with it. */
function onceAPlace(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const placeOf = ({ code, path }: z.core.$ZodIssue) =>
    JSON.stringify([code === "unrecognized_keys", path.map(String)]);
  return [...new Map(issues.map((issue) => [placeOf(issue), issue])).values()];
}

/** Takes out what is malformed, or what holds it where it is missing. Gives the place that has something else now. */
function takeOut(raw: unknown, issue: z.core.$ZodIssue): Path[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) drop(raw, [...path, key]);
    return [];
  }
  if (drop(raw, path)) return [leftOf(path)];
  const example = path.length > 1 && optionsAt(path).length === 0 ? exampleAt(path) : undefined;
  if (example !== undefined && valueAt(raw, path.slice(0, -1)) !== undefined) {
    put(raw as Record<string, unknown>, path, example);
    return [path];
  }
  const taken = path.slice(0, -1);
  if (!drop(raw, taken)) return fillIn(raw as Record<string, unknown>, path);
  return [leftOf(taken)];
}

/** Behind what leaves a list the others move. */
const leftOf = (path: Path): Path => (typeof path.at(-1) === "number" ? path.slice(0, -1) : path);

function fillIn(raw: Record<string, unknown>, [key, ...rest]: Path): Path[] {
  if (key === undefined || rest.length > 0) return [];
  raw[key] = structuredClone(documentationAt([key]).example);
  return [[key]];
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
