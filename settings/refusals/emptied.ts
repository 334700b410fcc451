// Maps and lists that the printed commands leave with nothing in them: they go with the last of it, so that the stack's
// file is as if nobody had written what was wrong. Pure.
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { isMap } from "../../conventions/maps";
import { mayBeAbsent, schemaAt, valueAt } from "../shape";
import type { ToldProblem } from "./invalid-settings";
import { type Path, pathText, removeCommand } from "./problem";
import { put, stepsOf, take } from "./second-look";

/** Keys of maps as they are written, without what stands there. */
export interface WrittenKeys {
  readonly [key: string]: WrittenKeys | null;
}

export function writtenKeys(raw: Readonly<Record<string, unknown>>): WrittenKeys {
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, isMap(value) ? writtenKeys(value) : null]));
}

/** @param problems In the order in which their commands are run. */
export function withoutEmptied(problems: readonly ToldProblem[], written: Readonly<Record<string, unknown>>) {
  const steps = problems.flatMap(({ command }) => stepsOf(command));
  const left = structuredClone({ ...written });
  for (const { does, path } of steps)
    if (does === "rm") take(left, path);
    else put(left, path, null);
  const emptied = new Set(steps.flatMap(({ does, path }) => (does === "rm" ? takeEmptied(path, left) : [])));
  // From the end: what empties a map is the last that leaves it.
  return [...problems]
    .reverse()
    .map((problem) => ({
      ...problem,
      command: problem.command
        .split(" && ")
        .map((command) => {
          const [step] = stepsOf(command);
          const holders = step?.does === "rm" ? holdersOf(step.path) : [];
          const [largest] = holders.filter((holder) => emptied.delete(pathText(holder)));
          return largest === undefined ? command : removeCommand(largest);
        })
        .join(" && "),
    }))
    .reverse();
}

/** The maps that a path is in, the outermost first. */
function holdersOf(path: Path): Path[] {
  return path.slice(1).map((_, depth) => path.slice(0, depth + 1));
}

/** Takes away what has nothing in it any more, and says nothing by being there. */
function takeEmptied(path: Path, left: Record<string, unknown>): string[] {
  const holder = path.slice(0, -1);
  const value = valueAt(left, holder);
  if (holder.length === 0 || typeof value !== "object" || value === null) return [];
  if (Object.keys(value).length > 0 || typeof holder.at(-1) === "number" || !saysNothing(holder, value)) return [];
  take(left, holder);
  return [pathText(holder), ...takeEmptied(holder, left)];
}

/** `operatorsOnNodes: {}` switches something on. */
function saysNothing(path: Path, value: object): boolean {
  const schema = schemaAt(path);
  if (schema === undefined) return true;
  const whenEmpty = z.safeParse(schema, Array.isArray(value) ? [] : {});
  const { data: whenAbsent } = z.safeParse(schema, undefined);
  if (!mayBeAbsent(path) || !whenEmpty.success) return false;
  return isDeepStrictEqual(whenEmpty.data, whenAbsent ?? (Array.isArray(value) ? [] : {}));
}
