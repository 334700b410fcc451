// What a rule is, and what several rules need.
import type { Path, Problem } from "../refusals/problem";
import type { Configuration } from "../schema";

export interface Rule {
  /**
   * Paths without which it can say nothing, `each` or `own` for the entries of a list. What it says of a place that is malformed
   * itself is not told anyway.
   */
  reads: readonly Path[];
  /** @param isWritten Whether the settings have the key, which a default fills in otherwise. */
  check(configuration: Configuration, isWritten: (path: Path) => boolean): Problem[];
}

/** In a path that a rule reads, any entry of a list. */
export const each = "*";

/** The same of a rule that judges each entry by itself, so that what is malformed in one hides nothing of the others. */
export const own = "*own";

/** Items whose key stood before, with the path of the first. */
export function repeated<T>(items: readonly { path: Path; key: T }[]): { path: Path; key: T; first: Path }[] {
  const seen = new Map<T, Path>();
  return items.flatMap(({ path, key }) => {
    const first = seen.get(key);
    if (first) return [{ path, key, first }];
    seen.set(key, path);
    return [];
  });
}

/** The first of `key-2`, `key-3`, ... that nothing else has; it is taken from then on. */
export function freeName(key: string, taken: Set<string>, longest: number): string {
  for (let number = 2; ; number++) {
    const suffix = `-${number}`;
    const name = `${key.slice(0, longest - suffix.length).replace(/-+$/, "")}${suffix}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
