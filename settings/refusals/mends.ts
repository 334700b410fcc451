// The command that mends a malformed value, or the words where no command can be right.
//
// What was written decides, never an example: text in numbers is quoted, a near option is taken. What cannot be guessed
// is asked for; what holds other settings is edited by hand, not removed. Taken away is only what says nothing, or off.
import { z } from "zod";
import { isNameOfCredential } from "../secrets/credential-forms";
import { mayBeShown } from "../secrets/disclosure";
import { keyMayBeShown } from "../secrets/shown-keys";
import {
  accepts,
  bareAt,
  documentationAt,
  isCredential,
  isScalar,
  knownKeys,
  leavesOf,
  mayBeAbsent,
  optionsAt,
  schemaAt,
  valueAt,
} from "../shape";
import { misread } from "../stack-file/engine-yaml";
import type { Written } from "../stack-file/stack-file";
import { ask } from "./asked";
import { isThousands, numberMend } from "./mends-of-numbers";
import { textMend } from "./mends-of-text";
import { nearestOption } from "./nearest";
import { editByHand, type Path, quoteCommand, removeCommand, setCommand, setSecretCommand } from "./problem";
import { meansOff, offAt, switchIn } from "./switched-off";

/**
 * Mends the value at a path that zod refused.
 *
 * @param taken Values of its kind that the list has already.
 * @param beside What stands in the same map.
 */
export function mendOf(
  path: Path,
  value: unknown,
  written?: Written,
  taken: ReadonlySet<unknown> = new Set(),
  beside: unknown = {},
): string {
  if (isCredential(path)) return setSecretCommand(path);
  if (value === undefined) return missing(path);
  const off = meansOff(value) ? offAt(path) : undefined;
  if (off !== undefined) return off;
  const kinds = kindsAt(path);
  const isEmpty = typeof value === "object" && (value === null || Object.keys(value).length === 0);
  const isBlank = typeof value === "string" && value.trim() === "";
  const comment = commentAt(value, written);
  if (comment !== undefined && kinds.container === undefined)
    return accepts(path, comment) && mayBeShown(path, comment) ? quoteCommand(path, comment) : ask(path);
  if (isBlank || (isEmpty && (value === null || kinds.container === undefined))) return absent(path);
  if (kinds.container !== undefined) return container(path, value, kinds.container);
  if (!isScalar(value)) {
    const on = kinds.boolean ? switchIn(value) : undefined;
    if (on !== undefined) return `${removeCommand(path)} && ${setCommand(path, on)}`;
    return inOnePiece(path, value, beside) ?? editByHand("write one value there in place of a list or map");
  }
  return scalar(path, value, written, kinds, taken);
}

/** Labels whose key `--path` parted at its dots, `node.kubernetes.io/purpose`: each as the one key that was meant. */
function inOnePiece(path: Path, value: unknown, beside: unknown): string | undefined {
  const holder = path.slice(0, -1);
  const labels = leavesOf(value, path.slice(-1)).map(({ path: steps, value: label }) => ({
    key: steps.join("."),
    text: String(label),
    isOne: isScalar(label) && steps.every((step) => typeof step === "string"),
  }));
  const isLabel = ({ key, text, isOne }: (typeof labels)[number]) =>
    isOne &&
    /^[^/.]+(\.[^/]+)+\/.+$/.test(key) &&
    keyMayBeShown(holder, key) &&
    !isNameOfCredential(key) &&
    accepts(holder, { [key]: text });
  // With the slash in the first part the dots are of what stands below: a map of its own.
  if (labels.length === 0 || String(path.at(-1)).includes("/") || !labels.every(isLabel)) return undefined;
  const [twice] = labels.filter(({ key, text }) => ![undefined, text].includes(valueAt(beside, [key]) as string));
  if (twice !== undefined) return editByHand(`leave one of ${twice.key} and what stands in parts of that key`);
  const sets = labels.map(({ key, text }) =>
    mayBeShown([...holder, key], `${key}=${text}`) ? setCommand([...holder, key], text) : ask([...holder, key]),
  );
  return [removeCommand(path), ...sets].join(" && ");
}

/** `#alerts`, where nothing stands but a word that is a comment for the lack of quotes. */
export function commentAt(value: unknown, written: Written | undefined): string | undefined {
  const isNothing = value === null || value === "";
  return isNothing && written?.kind === "plain" && !written.quoted ? written.comment : undefined;
}

interface Kinds {
  container?: "list" | "map";
  number: boolean;
  boolean: boolean;
  text: boolean;
}

function kindsAt(path: Path): Kinds {
  const options = bareAt(path);
  const list = options.some((option) => option instanceof z.ZodArray);
  const map = options.some((option) => option instanceof z.ZodObject || option instanceof z.ZodRecord);
  return {
    ...(list ? { container: "list" as const } : map ? { container: "map" as const } : {}),
    number: options.some((option) => option instanceof z.ZodNumber),
    boolean: options.some((option) => option instanceof z.ZodBoolean),
    text: options.some((option) => option instanceof z.ZodString || option instanceof z.ZodStringFormat),
  };
}

/** What only the user knows is asked for: an example would be somebody else's tenant, host or address block. */
function missing(path: Path): string {
  const commands = leavesOf(documentationAt(path).example, path).map(({ path: leaf }) =>
    isCredential(leaf) ? setSecretCommand(leaf) : ask(leaf),
  );
  return commands.join(" && ") || ask(path);
}

function absent(path: Path): string {
  // `retired` without a value may be meant to be true.
  if (kindsAt(path).boolean) return ask(path);
  if (mayBeAbsent(path)) return removeCommand(path);
  if (typeof path.at(-1) === "number") {
    if (canLoseOne(path)) return removeCommand(path);
    return kindsAt(path).container === undefined ? ask(path) : editByHand("write a map there, or take the entry away");
  }
  return missing(path);
}

function canLoseOne(path: Path): boolean {
  const list = path.slice(0, -1);
  return bareAt(list).some((option) => option instanceof z.ZodArray && accepts(list, []));
}

function container(path: Path, value: unknown, kind: "list" | "map"): string {
  if (kind === "list" && isScalar(value) && accepts([...path, 0], value) && mayBeShown(path, value)) {
    return `${removeCommand(path)} && ${setCommand([...path, 0], value)}`;
  }
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  if (isEmpty && mayBeAbsent(path)) return removeCommand(path);
  if (isEmpty && kind === "list" && Array.isArray(value)) return missing(path);
  if (Array.isArray(value) && kind === "list") {
    const issues = z.safeParse(schemaAt(path) ?? z.never(), value).error?.issues ?? [];
    // Its entries may have faults of their own.
    const isShort = issues.some((issue) => issue.code === "too_small" && issue.path.length === 0);
    return editByHand(isShort ? "add what the list lacks" : "shorten the list");
  }
  if (kind === "list") return editByHand("write a list, each entry after a hyphen");
  const known = knownKeys(path).join(", ");
  return editByHand(`write a map, \`key: value\` for each key${known === "" ? "" : ` of ${known}`}`);
}

function scalar(
  path: Path,
  value: string | number | boolean,
  written: Written | undefined,
  kinds: Kinds,
  taken: ReadonlySet<unknown>,
): string {
  if (written?.kind === "encrypted") return ask(path);
  if (kinds.text) return textMend(path, value, written, taken);
  const isOctal = written?.kind === "plain" && misread(written.source, written.tag, value) === "octal";
  if (kinds.number || optionsAt(path).some((option) => typeof option === "number"))
    return isOctal || isThousands(path, written?.kind === "plain" ? written.source : String(value))
      ? ask(path)
      : numberMend(path, value);
  if (kinds.boolean) return truth(path, value);
  // By its letters `true` would be near `trace`.
  const option = typeof value === "boolean" ? undefined : nearestOption(path, value);
  return option === undefined ? ask(path) : setCommand(path, option);
}

/** Yes and no in the words that people and older YAML have for them. */
function truth(path: Path, value: string | number | boolean): string {
  const word = String(value).trim().toLowerCase();
  if (meansOff(value) || ["n", "0", "f"].includes(word)) return setCommand(path, false);
  if (["yes", "y", "on", "1", "true", "t", "enabled"].includes(word)) return setCommand(path, true);
  return ask(path);
}
