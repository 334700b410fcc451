// Entries that a list has twice: AWS refuses some of them in the middle of an update, and all of them hide that another
// was meant.
import { askCommand, type Path, type Problem, removeCommand } from "../refusals/problem";
import { accepts, isScalar } from "../shape";
import { type Rule, repeated } from "./rule";

/** Every list of single values, with its path; namespaces of tenants have a rule of their own. */
function listsOf(value: unknown, path: Path = []): { path: Path; items: unknown[] }[] {
  if (path[0] === "tenants" && path.at(-1) === "namespaces") return [];
  if (Array.isArray(value) && value.every(isScalar)) return [{ path, items: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    listsOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

export const entriesStandOnce: Rule = {
  reads: [],
  check: (configuration) =>
    listsOf(configuration).flatMap(({ path, items }): Problem[] => {
      const distinct = [...new Set(items)];
      return repeated(items.map((key, index) => ({ path: [...path, index], key }))).map(({ path: place, key }) => ({
        path: place,
        value: key,
        allowed: "must be listed once",
        command: accepts(path, distinct) ? removeCommand(place) : askCommand(place),
      }));
    }),
};
