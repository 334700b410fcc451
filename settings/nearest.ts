// Which of the words that are known was meant by another: the one that differs least, where nobody would doubt it.
import { distance } from "fastest-levenshtein";
import type { Path } from "./problem";
import { optionsAt } from "./shape";

/** The option of a place that was meant; undefined where nobody knows. */
export function nearestOption(path: Path, value: string | number | boolean): string | number | boolean | undefined {
  const options = optionsAt(path);
  if (options.every((option) => typeof option === "number") && Number.isFinite(Number(value))) {
    return options.find((option) => Number(option) >= Number(value)) ?? options.at(-1);
  }
  const word = String(value).toLowerCase();
  const words = options.map(String);
  // Of names with a path, as images have them, the last part must be the same: `nginx` is not `nginx-unprivileged`.
  const isNamedSo = (option: string) => (option.includes("/") ? option.endsWith(`/${word}`) : option.includes(word));
  const holding = words.filter((option) => word.length > 1 && isNamedSo(option.toLowerCase()));
  const near = holding.length === 1 ? holding[0] : nearest(word, words);
  // Of a word that is far from all nobody knows which was meant: `public` is not `internal`.
  const isClear = near !== undefined && (holding.length === 1 || !near.includes("/") || distance(word, near) < 3);
  return !isClear || isFar(word, near.toLowerCase()) ? undefined : options.find((o) => String(o) === near);
}

/** Whether nobody can say that the one was meant by the other; both in lower case. */
export function isFar(word: string, near: string): boolean {
  if (word.length > 1 && (near.includes(word) || word.startsWith(near))) return false;
  return distance(word, near) > Math.floor(Math.max(word.length, near.length) / 2);
}

/** The word that differs least. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  return [...words].sort((a, b) => distance(word, a.toLowerCase()) - distance(word, b.toLowerCase()))[0];
}
