// Places of a line's JSON in OTTL: what stands in them, and the first of several.
import type { JsonPath } from "../../../../conventions/line-keys";

export const cached = (...path: readonly (string | number)[]) =>
  `log.cache${path.map((key) => `[${JSON.stringify(key)}]`).join("")}`;
const places = (paths: readonly JsonPath[]) => paths.map((path) => cached("app", ...path)).join(", ");

/** The value of the first of these places that the line has. */
export const firstOf = (paths: readonly JsonPath[]) => `Coalesce([${places(paths)}])`;
/**
 * What the group of an expression finds among the values of all these places, one a line: of what is nothing, a map or
 * a list Concat makes `<nil>`, `{...}` and `[...]`.
 */
export const amongAll = (paths: readonly JsonPath[], expression: string, group: string) =>
  `ExtractPatterns(Concat([${places(paths)}], "\\n"), ${JSON.stringify(expression)})["${group}"]`;

export const hasJson = `${cached("app")} != nil`;

/** White space around JSON and in a level, as RE2 has it: container logs are read with that. */
export const trimmed = (text: string) => `Trim(${text}, ${JSON.stringify(" \t\r\n\f")})`;

export function isFlat({ length }: JsonPath): boolean {
  return length === 1;
}

/** Places in maps, by the map: to look for a key in a text fails, and the rest of the statement with it. */
export function byMap(paths: readonly JsonPath[]): [map: string, paths: JsonPath[]][] {
  const maps = new Map<string, JsonPath[]>();
  for (const path of paths.filter((each) => !isFlat(each))) {
    const map = cached("app", ...path.slice(0, -1));
    maps.set(map, [...(maps.get(map) ?? []), path]);
  }
  return [...maps];
}
