// Keys that the schema does not have where they stand: each with the key, or the place, that was meant. Pure.
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { mayBeShown } from "../secrets/disclosure";
import {
  accepts,
  bareAt,
  entrySpelt,
  holdsCredential,
  isCredential,
  isScalar,
  knownKeys,
  optionsAt,
  schemaAt,
  valueAt,
} from "../shape";
import { ask } from "./asked";
import { belongsElsewhere, isAmount, nestedSettings, standsElsewhere } from "./belongs-elsewhere";
import { mendOfCut } from "./cut-by-comma";
import { isAnotherSetting, isOfAnotherUnit, isSpeltAlike, keyBySpelling, lettersOf, wordsOf } from "./key-names";
import { nearest } from "./nearest";
import { editByHand, type Path, type Problem, pathText, removeCommand, setCommand, setSecretCommand } from "./problem";
import type { Source } from "./problems-of-shape";
import { switchedOff } from "./switched-off";

/** Unknown keys have a message each: the nearest known key, and the command that moves or removes the value. */
export function unknownKeys(parent: Path, keys: readonly string[], { raw, written }: Source): Problem[] {
  const known = knownKeys(parent, valueAt(raw, parent));
  return keys.flatMap((key) => {
    const path = [...parent, key];
    const nested = parent.length === 0 ? nestedSettings(key, raw, known) : [];
    if (nested.length > 0) return nested;
    const place = [...parent, ...key.split(".")];
    if (place.length > path.length && schemaAt(place) !== undefined) {
      return {
        path,
        value: valueAt(raw, path),
        allowed: `unknown key: a dot separates nothing here, it is ${place.slice(parent.length).join(", then ")}`,
        command: moveTo(path, place, raw, written),
      };
    }
    const entry = entrySpelt(parent, key);
    if (entry !== undefined)
      return {
        path,
        value: valueAt(raw, path),
        allowed: "unknown key: without --path all of it is one key, and no place in a list",
        command: editByHand(`write it at ${pathText(entry)}, and take this key away`),
        writes: pathText(entry.slice(0, parent.length + 1)),
      };
    const cut = known.some((each) => isSpeltAlike(key, each)) ? undefined : mendOfCut(path, raw, known);
    if (cut !== undefined)
      return { path, value: valueAt(raw, path), allowed: `unknown key; known: ${known.join(", ")}`, command: cut };
    const off = switchedOff(parent, key, raw);
    if (off !== undefined) return off;
    const value = valueAt(raw, path);
    const spelt = keyBySpelling(key, known);
    // Of the beginning of a key, `brokers` for `brokersPerZone`, the value says whether that one is meant; not of sizes,
    // where any number fits: `retention` is days, and `retentionSizeGib` none.
    const fits =
      spelt !== undefined &&
      (distance(key, spelt) < 3 || (parent[0] !== "sizing" && accepts([...parent, spelt], value)));
    const elsewhere = fits ? undefined : belongsElsewhere(parent, key, raw);
    if (elsewhere !== undefined) return elsewhere;
    const alike = known.filter((each) => isMisspelt(key, each) || sharesWord(key, each));
    // `classNames: nginx` is no `controller`, which alone knows that word.
    const ofOption = alike.some((each) => isMisspelt(key, each)) ? undefined : keyOfOption(parent, known, value);
    const near = spelt ?? longerForm(key, known) ?? ofOption ?? nearest(key.toLowerCase(), alike);
    const to = near === undefined ? undefined : [...parent, near];
    const isMoved = to !== undefined && isOfKind(to, value) && isMeant(path, to, known, raw);
    const isInPlace = isMoved || (near !== undefined && (isInAnotherUnit(key, near) || isPartOf(key, near)));
    const misplaced = isInPlace || isNothing(value) ? undefined : standsElsewhere(parent, key, raw);
    if (misplaced !== undefined) return misplaced;
    return {
      path,
      value,
      allowed: `unknown key${near ? `, nearest is ${near}` : ""}; known: ${known.join(", ")}`,
      command:
        to === undefined
          ? withoutLikeness(path, value)
          : isMoved
            ? moveTo(path, to, raw, written)
            : notMoved(path, to, known, value),
      ...(to !== undefined && isMoved && { writes: pathText(to) }),
    };
  });
}

/** `ingressClassName` for `className`. */
const longerForm = (key: string, known: readonly string[]) =>
  known.find((each) => wordsOf(each).length > 1 && lettersOf(key).endsWith(lettersOf(each)));

/** Of `type: none` it is clear that `mode` is meant, where that alone knows such a word. */
function keyOfOption(parent: Path, known: readonly string[], value: unknown): string | undefined {
  const [key, ...more] = known.filter((each) => optionsAt([...parent, each]).some((option) => option === value));
  return more.length === 0 ? key : undefined;
}

const sharesWord = (key: string, known: string) => wordsOf(known).some((word) => wordsOf(key).includes(word));

/**
 * Whether a key is another one, misspelt. Of a key that is some words of others, as `retentionDays` is, nobody knows
 * which was meant.
 */
function isMeant(from: Path, to: Path, known: readonly string[], raw: unknown): boolean {
  const [key, near] = [String(from.at(-1)), String(to.at(-1))];
  if (isSpeltAlike(key, near)) return true;
  if (isOfAnotherUnit(key, near) || isAnotherSetting(key, near)) return false;
  // `activeStreams` is as near to `activeSeries` as to `maxStreams`.
  const beginning = known.filter((each) => each.toLowerCase().startsWith(key.toLowerCase()));
  const isBeginning = beginning.length === 1 && beginning[0] === near;
  const isClear =
    known.filter((each) => sharesWord(key, each)).length < 2 ||
    isBeginning ||
    distance(key.toLowerCase(), near.toLowerCase()) < 3;
  return (isClear && isMisspelt(key, near)) || optionsAt(to).some((option) => option === valueAt(raw, from));
}

/** `key` for `apiKey`: half of it at least. */
const isPartOf = (key: string, near: string) =>
  2 * key.length >= near.length && wordsOf(key).every((word) => wordsOf(near).includes(word));

/** `retentionDays` for `retentionHours`. */
const isInAnotherUnit = (key: string, near: string) =>
  isOfAnotherUnit(key, near) && wordsOf(key)[0] === wordsOf(near)[0];

/** A single value under a key that is like no other may go; of a `size` of 100 another amount would be left. */
const withoutLikeness = (path: Path, value: unknown) =>
  holdsAnything(value) || isAmount(value) ? editByHand(otherKey) : removeCommand(path);

/** What to do about a value that cannot be moved under the nearest key. */
function notMoved(from: Path, to: Path, known: readonly string[], value: unknown): string {
  const [key, near] = [String(from.at(-1)), String(to.at(-1))];
  if (isOfAnotherUnit(key, near))
    return editByHand("write the value in that unit, under the key that has it in its name");
  if (isAnotherSetting(key, near)) return editByHand(otherKey);
  return known.some((each) => sharesWord(key, each)) ? editByHand(otherKey) : withoutLikeness(from, value);
}

export const otherKey = "write the key that was meant in place of that one, or take it away";

/** A map is no number, yes or no under a longer name. */
export const isOfKind = (place: Path, value: unknown) => !(holdsAnything(value) && scalarPlace(place));

/** Lists and maps with something in them. */
function holdsAnything(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/**
 * A misspelt key's value goes to the right key, unless that says of what the number is: three `brokers` are not three in
 * each zone, and a `retention` of 7 is hardly hours. What may be secret is asked for; what holds more is edited by hand.
 */
function moveTo(from: Path, to: Path, raw: unknown, written: Source["written"]): string {
  const value = valueAt(raw, from);
  const there = valueAt(raw, to);
  // An entry that a list lacks would be lost.
  const isLost = holdsAnything(value) || (Array.isArray(there) && accepts([...to, 0], value) && !there.includes(value));
  // The newer of two that differ may be either.
  const differs = isScalar(value) && isScalar(there) && !isNothing(value) && value !== there;
  if (differs && written(from) !== undefined) return editByHand(`leave one of the two, under ${pathText(to)}`);
  if (there !== undefined) return isLost ? editByHand(otherKey) : removeCommand(from);
  if (holdsAnything(value)) return editByHand(`write ${String(to.at(-1))} in place of ${JSON.stringify(from.at(-1))}`);
  if (isCredential(to)) return `${removeCommand(from)} && ${setSecretCommand(to)}`;
  if (!isScalar(value)) return removeCommand(from);
  if (holdsCredential(to)) return editByHand(otherKey);
  const readable = written(from)?.kind !== "encrypted" && (mayBeShown(from, value) || isPlainlyMeant(to, value));
  const isOfOther = /^(PerZone|Hours)$/.test(String(to.at(-1)).slice(String(from.at(-1)).length));
  if (readable && accepts(to, value) && !isOfOther) return `${removeCommand(from)} && ${setCommand(to, value)}`;
  if (scalarPlace(to)) return `${removeCommand(from)} && ${ask(to)}`;
  // `namespace: a` for `namespaces: [a]`.
  if (accepts([...to, 0], value)) return `${removeCommand(from)} && ${ask([...to, 0])}`;
  return isNothing(value) ? removeCommand(from) : editByHand(otherKey);
}

const isNothing = (value: unknown) =>
  value === "" || value === null || (typeof value === "object" && Object.keys(value as object).length === 0);

/** Within a third of its letters, or its beginning: `logs` for `logsDays`; a `name` is no `namespace`. */
function isMisspelt(key: string, known: string): boolean {
  if (key.length > 3 && key !== "name" && known.toLowerCase().startsWith(key.toLowerCase())) return true;
  return distance(key.toLowerCase(), known.toLowerCase()) <= Math.max(1, Math.floor(known.length / 3));
}

/** Numbers, yes and no, and texts of a place where a value may be shown and which no credential has for a sibling. */
function isPlainlyMeant(to: Path, value: unknown): boolean {
  return typeof value !== "string" && mayBeShown(to, value);
}

function scalarPlace(path: Path): boolean {
  return !bareAt(path).some(
    (option) => option instanceof z.ZodObject || option instanceof z.ZodArray || option instanceof z.ZodRecord,
  );
}
