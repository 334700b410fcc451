// Places of a line's JSON in OTTL: what stands in them, and the first of several.
import type { JsonPath } from "../../../../conventions/line-keys";

export const cached = (...path: readonly (string | number)[]) =>
  `log.cache${path.map((key) => `[${JSON.stringify(key)}]`).join("")}`;
const places = (paths: readonly JsonPath[]) => paths.map((path) => cached("app", ...path)).join(", ");

/** The value of the first of these places that the line has, without those in maps. */
export const firstOf = (paths: readonly JsonPath[]) => `Coalesce([${places(paths.filter(isFlat))}])`;
/** What the group of an expression finds in a text. */
export const found = (text: string, expression: string, group: string) =>
  `ExtractPatterns(${text}, ${JSON.stringify(expression)})["${group}"]`;

export const hasJson = `${cached("app")} != nil`;

/** White space around JSON and in a level, as RE2 has it: container logs are read with that. */
export const trimmed = (text: string) => `Trim(${text}, ${JSON.stringify(" \t\r\n\f")})`;

function isFlat({ length }: JsonPath): boolean {
  return length === 1;
}

/**
 * Puts what stands in all these places into one text, one a line, the flat ones first: of what is nothing, a map or a
 * list Concat makes `<nil>`, `{...}` and `[...]`. What follows asks for the text alone, so that a line which needs
 * none of this costs little. Places in maps are added by the map: to look for a key in a text fails, and the rest of the
 * statement with it.
 *
 * @param where Condition of the whole.
 */
export const gathered = (text: string, paths: readonly JsonPath[], where: string): string[] => [
  `set(${text}, Concat([${places(paths.filter(isFlat))}], "\\n")) where ${where}`,
  ...[...byMap(paths)].map(([map, of]) => added(text, places(of), `IsMap(${map})`)),
];

/** Adds values to such a text, if there is one. @param where Condition beside that. */
export const added = (text: string, values: string, where: string) =>
  `set(${text}, Concat([${text}, ${values}], "\\n")) where ${text} != nil and ${where}`;

function byMap(paths: readonly JsonPath[]): Map<string, JsonPath[]> {
  const maps = new Map<string, JsonPath[]>();
  for (const path of paths.filter((each) => !isFlat(each))) {
    const map = cached("app", ...path.slice(0, -1));
    maps.set(map, [...(maps.get(map) ?? []), path]);
  }
  return maps;
}
