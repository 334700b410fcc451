// What the name of an unknown key says: words that it shares with known ones, and units. Pure.
import { allKeys } from "../shape";

/** `logsDays` is `logs` and `days`; short words say little. */
export function wordsOf(key: string): string[] {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.split(/[^a-z]+/).filter((word) => word.length > 2);
}

const units =
  /^((milli|micro)?cores?|[kmgt]i?b|bytes|milli(second)?s|ms|seconds?|minutes?|hours?|days?|weeks?|months?|years?)$/;

/** Units in a key's name; a GB is taken for a GiB. */
function unitsOf(key: string): string[] {
  const words = key
    .replace(/([kKmMgGtT])i?B\b/g, "$1ib")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words
    .split(/[^a-z]+/)
    .filter((word) => units.test(word))
    .map((word) => word.replace(/^([kmgt])b$/, "$1ib").replace(/s$/, ""));
}

/** A key without its case, and without what joins its words. */
export const lettersOf = (key: string) => key.replace(/[^a-z0-9]/gi, "").toLowerCase();

/** `logs_mb_per_second` and `LogsMBPerSecond` for `logsMbPerSecond`, `replicaCount`, `taem`: no other key can be meant. */
export function isSpeltAlike(key: string, known: string): boolean {
  const [letters, knownLetters] = [lettersOf(key), lettersOf(known)];
  return [letters, letters.replace(/count$/, "s")].includes(knownLetters) || sorted(letters) === sorted(knownLetters);
}

const sorted = (letters: string) => [...letters].sort().join("");

/** The key that is meant beyond doubt by how it is spelt, or the only one that begins so: `env` is `environment`. */
export function keyBySpelling(key: string, known: readonly string[]): string | undefined {
  const beginning = known.filter((each) => key.length > 2 && each.toLowerCase().startsWith(key.toLowerCase()));
  return known.find((each) => isSpeltAlike(key, each)) ?? (beginning.length === 1 ? beginning[0] : undefined);
}

/** `retentionDays` for `retentionHours`: the same number would be another time. */
export function isOfAnotherUnit(key: string, near: string): boolean {
  const [written, known] = [unitsOf(key), unitsOf(near)];
  return written.length > 0 && known.length > 0 && written.join() !== known.join();
}

/** Which end of a range a key names. */
const endOf = (key: string) => /(^|[_-])(min|max)|(Min|Max)/.exec(key)?.[0].slice(-3).toLowerCase();

/**
 * `maxVolumeGib` for `volumeGib`: what is a key in another place, and is no shorter or longer form of this one.
 * `minReplicas` for `maxReplicas`: the other end.
 */
export function isAnotherSetting(key: string, near: string): boolean {
  const [end, other] = [endOf(key), endOf(near)];
  if (end !== undefined && other !== undefined && end !== other) return true;
  const isForm = key.startsWith(near) || near.startsWith(key);
  return !isForm && allKeys().has(key) && wordsOf(key).some((word) => wordsOf(near).includes(word));
}
