// What secrets look like and how they are named, for Collectors and shippers alike: whichever way a line comes, the same
// is masked.
//
// Patterns begin with letters that stand for themselves: Go's engine skips to them, where a word boundary, a class or
// `(?i)` in front makes it try every byte of every record (docs/benchmarks.md).

/**
 * A pattern, and letters that all holds that it finds and few other texts do: a text without them is not searched. Their
 * rarest is the first, because a search for letters stops at each of it.
 */
export interface Sought {
  pattern: string;
  letters: string;
  /** More that it holds, where texts with the first are many. */
  moreLetters?: string;
}

/** Secrets known by their form: AWS access keys, JSON web tokens, bearer tokens, private keys, passwords in URLs. */
export const soughtValues: readonly Sought[] = [
  { pattern: "A(?:KIA|SIA)[0-9A-Z]{16}\\b", letters: "IA" },
  { pattern: "eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+", letters: "J" },
  // Of either case apart: `b` is rare, and what both have in common is in every other word.
  { pattern: "Bearer [A-Za-z0-9._~+/-]{16,}=*", letters: "Bearer " },
  { pattern: "bearer [A-Za-z0-9._~+/-]{16,}=*", letters: "bearer " },
  {
    pattern: "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?-----END [A-Z ]*PRIVATE KEY-----",
    letters: "BEGIN ",
  },
  // Redis' have no user; JSON may escape a stroke. A password may have a colon in it, and people leave `@` as it is.
  { pattern: `:\\\\?/\\\\?/[^/\\s:@]*:(?:[^/\\s"'<>,;(){}\\[\\]?#&]+|[^/\\s:@]+)@`, letters: "@" },
];

/** Names whose very sound says that the value is a secret. Without their first letter, which is of either case. */
export const soughtNames: readonly Sought[] = [
  { pattern: "assw(?:or)?d", letters: "ssw" },
  { pattern: "ecret", letters: "cret" },
  // `pi` is in every path of an API.
  { pattern: "pi[_.-]?[kK]ey", letters: "pi", moreLetters: "ey" },
  { pattern: "ccess[_.-]?[tT]oken", letters: "ken" },
  { pattern: "uthorization", letters: "zation" },
  { pattern: "ookie", letters: "kie" },
].flatMap((name: Sought) => [name, { pattern: upperCase(name.pattern), letters: name.letters.toUpperCase() }]);

export const secretValues: readonly string[] = soughtValues.map(({ pattern }) => pattern);
export const secretNames: readonly string[] = soughtNames.map(({ pattern }) => pattern);

/** `X-API-Key` has both cases. */
function upperCase(pattern: string): string {
  const upper = (part: string) => part.replace("[tT]", "T").replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  return pattern.split("[kK]ey").map(upper).join("(?:KEY|[kK]ey)");
}

/** What stands in the place of a secret. */
export const mask = "****";

/** What a name may have behind it: `password_hash`. */
const rest = '[^"=:\\s\\\\]{0,40}';
const quotedText = '(?:[^"\\\\]|\\\\.)*';

/** Lists and maps, four deep; of deeper ones, and of those without an end, the rest of the line. */
const item = `\\\\.|"${quotedText}"|[^"\\\\\\[\\]{}]`;
const nested = (depth: number): string => `[\\[{](?:${item}${depth === 0 ? "" : `|${nested(depth - 1)}`})*[\\]}]`;
export const listOrMap = `${nested(3)}|[\\[{].*`;

/** A word before a secret, as HTTP writes it. */
export const scheme = "(?:[Bb](?:asic|earer) +)?";
/** What stands without quotes. A backslash before a quote ends it: it is the quote's. */
const bare = `${scheme}(?:[^"\\\\\\s,;&{}\\[\\]]|\\\\[^"])+`;

/** Between a name that is a key of JSON and its value. */
export const keyed = `${rest}"\\s*:\\s*`;
/** The value of such a key: string, list, map, number. Quotes and all become a string, so that JSON stays JSON. */
export const keyedValue = `"${quotedText}"|${listOrMap}|${bare}`;

/**
 * Between a name and its value in a text: `name=value`, `name = value`, `"name" => value` of Ruby and PHP, and JSON that a
 * string of JSON holds, its quotes escaped. Behind `name= ` stands another name: the value is empty.
 */
export const inText = `${rest}(?:\\\\*"? ?=> ?| = |=|\\\\+":\\s*)`;
/**
 * Values there, by what opens them, which stays: the text may be one of JSON itself. An escaped quote; a quote, unless
 * it is the end of JSON's string and what follows no more than its commas and brackets; nothing.
 */
export const textValues: readonly { opening: string; value: string }[] = [
  { opening: '\\\\+"', value: '(?:[^"\\\\]|\\\\\\\\(?:\\\\.|[^"\\\\])|\\\\[^"\\\\])+' },
  { opening: '"', value: `[,}\\]\\s]*(?:[^"\\\\,}\\]\\s]|\\\\.)${quotedText}` },
  { opening: "'", value: `[^'"\\\\]+` },
  { opening: "", value: `${listOrMap}|${bare}` },
];
