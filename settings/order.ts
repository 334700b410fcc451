// One order for lists that say the same in any: another one in the stack's file is no change, and restarts nobody. Pure.
import type { Configuration } from "./schema";

/** Those of `overrides` are the charts', to which their order may mean something. */
export function inOrder({ overrides, ...configuration }: Configuration): Configuration {
  return { ...(ordered(configuration) as Omit<Configuration, "overrides">), overrides };
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => [keyOf(item), ordered(item)] as const);
    return items.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
  }
  // A credential is an object of a class of its own.
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, ordered(item)]));
}

/** What tells an entry from others: who is in a list twice has the same place whatever else is said of it. */
function keyOf(item: unknown): string {
  if (typeof item !== "object" || item === null) return String(item);
  const { id, name }: { id?: unknown; name?: unknown } = item;
  return typeof id === "string" ? id : typeof name === "string" ? name : JSON.stringify(item);
}
