// What a rule is, and what several rules need.
import type { Path, Problem } from "../problem";
import type { Configuration } from "../schema";

export interface Rule {
  reads: readonly Path[];
  check(configuration: Configuration): Problem[];
}

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
