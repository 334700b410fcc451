// What secrets look like and how they are named, for Collectors and shippers alike: whichever way a line comes, the same
// is masked.
//
// Patterns begin with letters that stand for themselves: Go's engine skips to them, where a word boundary, a class or
// `(?i)` in front makes it try every byte of every record (docs/benchmarks.md).

/** Secrets known by their form: AWS access keys, JSON web tokens, bearer tokens, private keys, passwords in URLs. */
export const secretValues: readonly string[] = [
  "A(?:KIA|SIA)[0-9A-Z]{16}\\b",
  "eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+",
  "earer [A-Za-z0-9._~+/-]{16,}=*",
  "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?-----END [A-Z ]*PRIVATE KEY-----",
  "://[^/\\s:@]+:[^/\\s:@]+@",
];

/** Names whose very sound says that the value is a secret. Without their first letter, which is of either case. */
export const secretNames: readonly string[] = [
  "assw(?:or)?d",
  "ecret",
  "pi[_.-]?[kK]ey",
  "ccess[_.-]?[tT]oken",
  "uthorization",
  "ookie",
].flatMap((name) => [name, upperCase(name)]);

function upperCase(pattern: string): string {
  return pattern
    .replace("[kK]", "K")
    .replace("[tT]", "T")
    .replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** What stands in the place of a secret. */
export const mask = "****";

/** Between a name and its value, in JSON and in `name=value`. */
export const assigned = '[^"=:\\s]{0,40}(?:"\\s*:\\s*|=)';
export const listOrMap = "\\[[^\\]]*\\]|\\{[^}]*\\}";

/** A named value as text: JSON's strings, lists and maps, and what stands there without quotes. */
export const namedValue = `"(?:[^"\\\\]|\\\\.)*"|${listOrMap}|[^"\\s,;&{}\\[\\]]+`;

/** By how often they come in English, and so in lines of logs. */
const frequent = "etaoinsrhldcumfpgwybvkxjqz";
const shortestSought = 3;

/**
 * Letters that everything holds that a pattern finds, and whose first is the rarest: a search stops at each of its
 * first letters.
 */
export function soughtLetters(pattern: string): string {
  const start = literalStart(pattern);
  const rarity = (letters: string) => frequent.indexOf((letters[0] ?? "").toLowerCase());
  return Array.from({ length: Math.max(1, start.length - shortestSought + 1) }, (_, index) =>
    start.slice(index),
  ).reduce((best, each) => (rarity(each) > rarity(best) ? each : best));
}

/** The letters that everything begins with that a pattern finds. */
export function literalStart(pattern: string): string {
  const [letters = ""] = /^[^\\[\](){}.*+?|^$]+/.exec(pattern) ?? [];
  return /^[?*{]/.test(pattern.slice(letters.length)) ? letters.slice(0, -1) : letters;
}
