// What a map in braces makes a key of nothing: `{ memoryMib: 4,096 }`, `{ namespaces: a, b }`, `{ mode:none }`. Pure.
import { z } from "zod";
import { bareAt, isScalar, valueAt } from "../shape";
import { editByHand, type Path, type Problem } from "./problem";

const inBrackets = "write the list in brackets, which a comma cut: ";
const blank = "write a blank behind the colon of ";

/** Whether words are of such a key, and name none but known ones. */
export const isOfCut = (command: string) => [inBrackets, blank].some((words) => command.startsWith(editByHand(words)));

/** What to edit where an unknown key is one of these. @param known Keys of the map. */
export function mendOfCut(path: Path, raw: unknown, known: readonly string[]): string | undefined {
  const [, key = ""] = /^(\w+):/.exec(String(path.at(-1))) ?? [];
  if (known.includes(key) && valueAt(raw, path) === null) return editByHand(blank + key);
  const lists = listsCut(path, raw).map((list) => list.at(-1));
  if (lists.length > 0) return editByHand(inBrackets + lists.join(", "));
  if (!isDigits(path, raw)) return undefined;
  // Of `100,000` YAML leaves the key `0`.
  return editByHand(
    "write the number without a comma, a fraction with a dot: a comma begins another key, here this one",
  );
}

/** Places of what such a comma may have cut, where the problem is of what stands behind one. */
export function cutByComma({ path, command }: Problem, raw: unknown): Path[] {
  if (command.startsWith(editByHand(inBrackets))) return listsCut(path, raw);
  if (typeof path.at(-1) !== "string" || !isDigits(path, raw)) return [];
  return besides(path, raw).flatMap(([place, value]) => (typeof value === "number" ? [place] : []));
}

function isDigits(path: Path, raw: unknown): boolean {
  const value = valueAt(raw, path);
  return /^\d+$/.test(String(path.at(-1))) && (value === null || value === "");
}

/** Of text or a number where a list belongs. */
function listsCut(path: Path, raw: unknown): Path[] {
  if (valueAt(raw, path) !== null) return [];
  return besides(path, raw).flatMap(([place, value]) => {
    return isScalar(value) && bareAt(place).some((option) => option instanceof z.ZodArray) ? [place] : [];
  });
}

function besides(path: Path, raw: unknown): [Path, unknown][] {
  const holder = path.slice(0, -1);
  return Object.entries(valueAt(raw, holder) as object).map(([key, value]) => [[...holder, key], value]);
}
