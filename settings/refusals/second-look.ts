// What the printed commands leave: a malformed value hides what is wrong with others, and what is there once it is
// mended is told in the same refusal. Reads the commands of `problem.ts`, and no others. Pure.
import { z } from "zod";
import { accepts, bareAt, documentationAt, isCredential, isScalar, optionsAt, valueAt } from "../shape";
import type { StackFile, Written } from "../stack-file/stack-file";
import type { ToldProblem } from "./invalid-settings";
import { leastAt } from "./mends-of-numbers";
import { configurationNamespace, type Path, pathText, removeCommand } from "./problem";
import type { Source } from "./problems-of-shape";

/** What one command does; without a value it is asked for. */
export type Step = { path: Path; does: "rm" | "ask" } | { path: Path; does: "set"; value: string | number | boolean };

/** What stands there once the commands ran. */
export interface Left {
  raw: Record<string, unknown>;
  /** Places that have another value now, or none. */
  changed: Path[];
  /** Places of which nobody knows the value: it is asked for, edited by hand, or goes with the entry of a list. */
  unknown: Path[];
}

/**
 * Runs the commands on raw values. What leaves a list stays: it goes at the end, and the others would move. What is
 * asked for, and missing or malformed, gets its example, for the rules to judge the rest by.
 */
export function leftBy(raw: Record<string, unknown>, problems: readonly ToldProblem[]): Left {
  const left: Left = { raw: structuredClone({ ...raw }), changed: [], unknown: [] };
  for (const { path, command, writes } of problems) {
    const steps = stepsOf(command);
    if (steps.length === 0) left.unknown.push(path, ...(writes === undefined ? [] : [pathOf(writes)]));
    for (const step of steps) {
      const isEntry = step.does === "rm" && typeof step.path.at(-1) === "number" && steps.length === 1;
      if (isEntry || step.does === "ask") left.unknown.push(path, step.path);
      else left.changed.push(step.path);
      if (step.does === "set") put(left.raw, step.path, step.value);
      else if (step.does === "rm" && !isEntry && !isOfList(left.raw, step.path)) take(left.raw, step.path);
    }
  }
  for (const path of left.unknown) {
    // Keys of maps have no example: thousands of them may be unknown.
    const example = exampleAt(path, valueAt(left.raw, path.slice(0, -1)));
    if (example !== undefined && isLacking(path, left.raw)) put(left.raw, path, example);
  }
  return left;
}

/** More options than these tell nothing that fewer do not. */
const mostVariants = 8;

/**
 * What may stand there once options that are asked for are answered, each time with another of each: what is wrong in
 * all of these is wrong whichever is taken. `open` is what else nobody knows.
 */
export function answeredOptions({ raw, unknown }: Left): { variants: Left["raw"][]; open: Path[] } {
  const asked = unknown.flatMap((path) => {
    const options = isYesOrNo(path) ? [true, false] : optionsAt(path);
    return options.length === 0 || options.some((option) => option === valueAt(raw, path)) ? [] : [{ path, options }];
  });
  if (asked.length === 0) return { variants: [raw], open: unknown };
  const count = Math.min(mostVariants, Math.max(...asked.map(({ options }) => options.length)));
  const variants = Array.from({ length: count }, (_, index) => {
    const variant = structuredClone(raw);
    for (const { path, options } of asked) put(variant, path, options[index % options.length]);
    return variant;
  });
  const places = new Set(asked.map(({ path }) => path));
  return { variants, open: unknown.filter((path) => !places.has(path)) };
}

const isYesOrNo = (path: Path) => bareAt(path).some((kind) => kind instanceof z.ZodBoolean);

/**
 * Whether the schema refuses what stands there, or a credential is missing. What may be absent is judged as that: of an
 * example others would be told that they do not fit it. Of a kind none is taken, for it says which keys stand beside it.
 */
function isLacking(path: Path, raw: unknown): boolean {
  const value = valueAt(raw, path);
  return optionsAt(path).length === 0 && (!accepts(path, value) || (value === undefined && isCredential(path)));
}

/**
 * In a list a number makes it its own. Where that is none of its kind, as behind an address block, another entry may be
 * the example, and would be told as listed twice, and taken away.
 *
 * @param holder The list, where the path is of an entry.
 */
export function exampleAt(path: Path, holder?: unknown): string | number | boolean | undefined {
  const entries = path.flatMap((step) => (typeof step === "number" ? [step] : []));
  const example = documentedExample(path);
  const candidates = [
    ...(entries.length > 0 && typeof example === "string" ? [`${example}${entries.join("")}`] : []),
    example,
    // Of a credential the example says in words what it is; numbers of sizes have none, and 0 takes others with it.
    ...(isCredential(path) ? ["https://secret.example.com/"] : []),
    leastAt(path) || 1,
  ];
  const others: unknown[] = Array.isArray(holder) ? holder : [];
  return candidates.filter(isScalar).find((each) => accepts(path, each) && !others.includes(each));
}

/** The documented example of a place, or the first one of the list that it is an entry of. */
function documentedExample(path: Path): unknown {
  const own = documentationAt(path).example;
  if (own !== undefined || typeof path.at(-1) !== "number") return own;
  const list = documentedExample(path.slice(0, -1));
  return Array.isArray(list) ? list[0] : undefined;
}

/** How values are written: by the file, or where that is silent by what the engine knows. */
export interface Writing {
  written: Source["written"];
  file: StackFile | undefined;
}

/** How they are once the commands ran. */
export function writingAfter({ written, file }: Writing, { raw, changed }: Left): Writing {
  const unlessChanged = (before: (path: Path) => Written | undefined) => (path: Path) =>
    changed.some((place) => isWithin(path, place) || isWithin(place, path))
      ? asWritten(valueAt(raw, path))
      : before(path);
  return {
    written: unlessChanged(written),
    file: file && { hasEnvironment: file.hasEnvironment, at: unlessChanged((path) => file.at(path)) },
  };
}

function asWritten(value: unknown): Written | undefined {
  if (value === undefined) return undefined;
  // The CLI quotes text that YAML would take for something else.
  const quoted = typeof value === "string";
  return isScalar(value) ? { kind: "plain", source: String(value), quoted } : { kind: "container" };
}

const isWithin = (path: Path, holder: Path) => holder.every((step, index) => path[index] === step);

/**
 * What is told before and after that look: nothing new of a place whose value nobody knows, but that it goes; and of a
 * place once what it must be in the end.
 *
 * @param kind Of a list or a map that is written at a path.
 */
export function bothTold(
  before: readonly ToldProblem[],
  later: readonly ToldProblem[],
  { unknown }: Left,
  kind: (path: Path) => string | undefined,
): { first: ToldProblem[]; second: ToldProblem[] } {
  // The same words may be of several places.
  const mend = ({ path, command }: ToldProblem) => (stepsOf(command).length === 0 ? pathText(path) : "") + command;
  const mends = new Set(before.map(mend));
  const isOfUnknown = (path: Path) => unknown.some((place) => isWithin(path, place) || isWithin(place, path));
  // What is to be written by hand is not there yet.
  const byHand = new Set(before.flatMap(({ command, writes = "" }) => (stepsOf(command).length === 0 ? [writes] : [])));
  const goes = ({ path, command }: ToldProblem) => command === removeCommand(path) && !byHand.has(pathText(path));
  const fresh = later.filter((problem) => !mends.has(mend(problem)) && (goes(problem) || !isOfUnknown(problem.path)));
  const sets = ({ command }: ToldProblem) => {
    const [step, ...more] = stepsOf(command);
    return step?.does === "set" && more.length === 0 ? pathText(step.path) : undefined;
  };
  const replacing = new Map(
    fresh.flatMap((problem) => (sets(problem) === undefined ? [] : [[sets(problem), problem]])),
  );
  // Parts of what is removed as a whole need no mends before.
  const wholes = fresh.filter(({ path, command }) => command === removeCommand(path)).map(({ path }) => path);
  const wholeOf = ({ path, command }: ToldProblem) =>
    wholes.find((whole) => isWithin(path, whole) && stepsOf(command).every((step) => isWithin(step.path, whole)));
  const first = before
    .filter((problem) => wholeOf(problem) === undefined)
    .map((problem) => {
      const final = replacing.get(sets(problem));
      return final === undefined ? problem : { ...final, path: problem.path, shown: problem.shown };
    });
  const taken = new Set(before.map(sets));
  const second = fresh
    .filter((problem) => !replacing.has(sets(problem)) || !taken.has(sets(problem)))
    .map((problem) => {
      const whole = before.find(({ path }) => pathText(path) === pathText(problem.path))?.shown ?? kind(problem.path);
      return wholes.includes(problem.path) ? { ...problem, shown: whole ?? problem.shown } : problem;
    });
  return { first, second };
}

const prefix = `${configurationNamespace}:`;

/** What the commands do, one after the other; nothing where the text says what to edit. */
export function stepsOf(command: string): Step[] {
  const words = shellWords(command);
  if (words[0] !== "pulumi") return [];
  const ends = words.flatMap((word, index) => (word === "&&" ? [index] : []));
  return [...ends, words.length].flatMap((end, index) =>
    stepOf(words.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end)),
  );
}

function stepOf([, , verb, ...rest]: readonly string[]): Step[] {
  const at = rest.findIndex((word) => word.startsWith(prefix));
  const path = pathOf(rest[at]?.slice(prefix.length) ?? "");
  if (verb === "rm") return [{ path, does: "rm" }];
  const text = rest.slice(at + 1).find((word, index) => word !== "--" || index > 0);
  if (text === undefined) return [{ path, does: "ask" }];
  const isText = rest.slice(0, at).includes("string");
  return [{ path, does: "set", value: isText ? text : typed(text) }];
}

function typed(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** `&&` is a word of its own. */
function shellWords(line: string): string[] {
  return (line.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? []).map((word) =>
    word.replace(/'([^']*)'|\\(.)/g, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? ""),
  );
}

/** The path that `pathText` wrote so. */
export function pathOf(text: string): Path {
  const steps = text.match(/\[\d+\]|\["(?:[^"\\]|\\.)*"\]|[^.[\]]+/g) ?? [];
  return steps.map((step) => (step.startsWith("[") ? (JSON.parse(step.slice(1, -1)) as string | number) : step));
}

type Place = Record<string | number, unknown>;

/** Where a holder of another kind stands in the way, the CLI refuses it. */
export function put(raw: Place, path: Path, value: unknown): void {
  let holder = raw;
  for (const [index, step] of path.slice(0, -1).entries()) {
    const isList = typeof path[index + 1] === "number";
    const present = Object.hasOwn(holder, step) ? holder[step] : undefined;
    const isFree = present === undefined || present === null || (index === 0 && typeof present !== "object");
    if (isFree) own(holder, step, isList ? [] : {});
    else if (typeof present !== "object" || Array.isArray(present) !== isList) return;
    holder = holder[step] as Place;
  }
  const last = path.at(-1);
  if (last !== undefined) own(holder, last, value);
}

function own(holder: Place, step: string | number, value: unknown): void {
  Object.defineProperty(holder, step, { value, writable: true, enumerable: true, configurable: true });
}

const isOfList = (raw: Place, path: Path) => Array.isArray(valueAt(raw, path.slice(0, -1)));

/** Takes a value away; the others of a list keep their places. */
export function take(raw: Place, path: Path): void {
  const holder = valueAt(raw, path.slice(0, -1));
  const last = path.at(-1);
  if (typeof holder === "object" && holder !== null && last !== undefined) Reflect.deleteProperty(holder, last);
}
