// Entries that a list has twice: AWS refuses some of them in the middle of an update, and all of them hide that another
// was meant. Raw values in, problems out: what is malformed beside them hides none. Pure.
import { repeated } from "../rules/rule";
import { accepts, isScalar } from "../shape";
import { askCommand, type Path, type Problem, removeCommand } from "./problem";

/** Every list of single values, with its path; namespaces of tenants have a rule of their own. */
function listsOf(value: unknown, path: Path = []): { path: Path; items: unknown[] }[] {
  if (path[0] === "tenants" && path.at(-1) === "namespaces") return [];
  if (Array.isArray(value) && value.some(isScalar)) return [{ path, items: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    listsOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

export const repeatedEntries = (raw: Record<string, unknown>): Problem[] =>
  listsOf({ ...raw }).flatMap(({ path, items }): Problem[] => {
    const sound = items
      .map((key, index) => ({ path: [...path, index], key }))
      .filter((item) => isScalar(item.key) && accepts(item.path, item.key));
    const distinct = [...new Set(sound.map(({ key }) => key))];
    return repeated(sound).map(({ path: place, key }) => ({
      path: place,
      value: key,
      allowed: "must be listed once",
      command: accepts(path, distinct) ? removeCommand(place) : askCommand(place),
    }));
  });
