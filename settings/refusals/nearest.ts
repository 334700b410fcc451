// Which of the words that are known was meant by another: the one that differs least, where nobody would doubt it.
import { distance } from "fastest-levenshtein";
import { optionsAt } from "../shape";
import type { Path } from "./problem";

/** The option of a place that was meant; undefined where nobody knows. */
export function nearestOption(path: Path, value: string | number | boolean): string | number | boolean | undefined {
  const options = optionsAt(path);
  if (options.every((option) => typeof option === "number") && Number.isFinite(Number(value))) {
    return options.find((option) => Number(option) >= Number(value)) ?? options.at(-1);
  }
  const words = options.map(String);
  if (words.every((option) => option.includes(".") && !option.includes("/"))) return dotted(String(value), words);
  const word = String(value).toLowerCase();
  // `external` is near `internal` by its letters, and is its opposite.
  if (/^ex/.test(word) && words.includes(word.replace(/^ex/, "in"))) return undefined;
  // Of names with a path, as images have them, the last part must be the same: `nginx` is not `nginx-unprivileged`.
  const isNamedSo = (option: string) => (option.includes("/") ? option.endsWith(`/${word}`) : option.includes(word));
  const holding = words.filter((option) => word.length > 1 && isNamedSo(option.toLowerCase()));
  const near = holding.length === 1 ? holding[0] : nearest(word, words);
  // A word that is like none of the options does not say which was meant: `public` is not `internal`.
  const isClear = near !== undefined && (holding.length === 1 || !near.includes("/") || distance(word, near) < 3);
  return !isClear || isFar(word, near.toLowerCase()) ? undefined : options.find((o) => String(o) === near);
}

/**
 * Of names in several parts, as sites and kinds of machines have them, one letter makes another: `app.` is not `ap1.`, nor
 * `us1.` near `us3.`. What stands around a name is taken off, a letter that was mistyped is not a digit.
 */
function dotted(value: string, options: readonly string[]): string | undefined {
  const word = value
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/^(?:app|api|www)\./, "");
  if (options.includes(word)) return word;
  const holding = options.filter((option) => word.length > 1 && option.includes(word));
  if (holding.length === 1) return holding[0];
  const digits = (text: string) => text.replace(/\D+/g, " ").trim();
  const near = options.filter((option) => distance(word, option) < 2 && digits(word) === digits(option));
  return near.length === 1 ? near[0] : undefined;
}

/** Whether two words, in lower case, differ too much for the one to be meant by the other. */
export function isFar(word: string, near: string): boolean {
  if (word.length > 1 && (near.includes(word) || word.startsWith(near))) return false;
  return distance(word, near) > Math.floor(Math.max(word.length, near.length) / 2);
}

/** The word that differs least. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  return [...words].sort((a, b) => distance(word, a.toLowerCase()) - distance(word, b.toLowerCase()))[0];
}
