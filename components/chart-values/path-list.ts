// The notation of value paths: how a chart's default values become lines of text, and how such lines are read.
//
// One line per leaf, keys joined by dots, a key with other characters than letters, digits, - and _ in quotes. What
// stands behind the last key says what the chart has there:
//   a.b     a string, number or boolean
//   a.b{}   an empty map, to be filled by the user
//   a.b[]   a list; lists are replaced as a whole, so their items are not listed
//   a.b?    null: anything may be put there
// Maps with content are not lines of their own: they are the prefixes of other lines.

/** What a chart has at a path. */
export type PathKind = "scalar" | "map" | "openMap" | "list" | "null";

const suffixes = { openMap: "{}", list: "[]", null: "?" } as const;

export function pathText(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join(".");
}

/** The lines for the content of a values.yaml; `prefix` is the key below which a sub-chart's values go. */
export function pathList(values: unknown, prefix: readonly string[] = []): string[] {
  if (values === null || values === undefined) return prefix.length === 0 ? [] : [pathText(prefix) + suffixes.null];
  if (Array.isArray(values)) return [pathText(prefix) + suffixes.list];
  if (typeof values !== "object") return [pathText(prefix)];
  const entries = Object.entries(values);
  if (entries.length === 0) return prefix.length === 0 ? [] : [pathText(prefix) + suffixes.openMap];
  return entries.flatMap(([key, value]) => pathList(value, [...prefix, key]));
}

/** Reads the lines back, with the maps between root and leaf. */
export function readPathList(text: string): Map<string, PathKind> {
  const kinds = new Map<string, PathKind>();
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const { path, kind } = readLine(line);
    for (const parent of parentsOf(path)) if (!isOpen(kinds.get(parent))) kinds.set(parent, "map");
    if (isOpen(kind) || !kinds.has(path)) kinds.set(path, kind);
  }
  return kinds;
}

/** Where a sub-chart says `{}` or null and its parent gives an example, the path stays open. */
function isOpen(kind: PathKind | undefined): boolean {
  return kind === "openMap" || kind === "null";
}

function readLine(line: string): { path: string; kind: PathKind } {
  for (const [kind, suffix] of Object.entries(suffixes)) {
    if (line.endsWith(suffix)) return { path: line.slice(0, -suffix.length), kind: kind as keyof typeof suffixes };
  }
  return { path: line, kind: "scalar" };
}

function parentsOf(path: string): string[] {
  const keys = path.match(/"(?:[^"\\]|\\.)*"|[^."]+/g) ?? [];
  return keys.slice(0, -1).map((_, index) => keys.slice(0, index + 1).join("."));
}
