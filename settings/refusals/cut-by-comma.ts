// What a comma in a map in braces makes a key of nothing: `{ memoryMib: 4,096 }`, `{ namespaces: a, b }`. Pure.
import { z } from "zod";
import { bare, isScalar, schemaAt, valueAt } from "../shape";
import { editByHand, type Path, type Problem } from "./problem";

export const inBrackets = "write the list in brackets, which a comma cut: ";

/** What to edit where an unknown key is what stands behind such a comma. */
export function mendOfCut(path: Path, raw: unknown): string | undefined {
  const lists = listsCut(path, raw).map((list) => list.at(-1));
  if (lists.length > 0) return editByHand(inBrackets + lists.join(", "));
  if (!isDigits(path, raw)) return undefined;
  const words = String(path.at(-1)).length === 3 ? "write thousands without a comma" : "write a fraction with a dot";
  return editByHand(`${words}: a comma begins another key, here this one`);
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
    const schema = isScalar(value) ? schemaAt(place) : undefined;
    return schema && bare(schema).some((option) => option instanceof z.ZodArray) ? [place] : [];
  });
}

function besides(path: Path, raw: unknown): [Path, unknown][] {
  const holder = path.slice(0, -1);
  return Object.entries(valueAt(raw, holder) as object).map(([key, value]) => [[...holder, key], value]);
}
