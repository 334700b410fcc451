// Which values a message may show.
//
// The engine masks a secret only where its whole text stands, so what is cut, quoted or escaped leaks; and what is in
// plain text in a wrong place is not known to be a secret at all. So nothing is shown at or below a place where a
// credential may stand, nor under a key that the schema doesn't know.
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import type { ToldProblem } from "../refusals/invalid-settings";
import { askCommand, type Path, type Problem, visible } from "../refusals/problem";
import { withoutCredential } from "../schema/plain-text";
import {
  bare,
  bareAt,
  documentationAt,
  holdsCredential,
  isCredential,
  isScalar,
  knownKeys,
  optionsAt,
  schemaAt,
} from "../shape";
import type { Written } from "../stack-file/stack-file";
import { Credential } from "./credential";
import { hasFormOfCredential, isTokenOfAMaker } from "./credential-forms";
import { withShownKeys } from "./shown-keys";

/** A problem with what may be shown of its value, where no stack's file is at hand. */
export function told(problem: Problem): ToldProblem {
  const { path, value, allowed, command } = problem;
  return withShownKeys({
    ...problem,
    shown: disclosed(path, value),
    // What was there before may be one, too.
    allowed: isTokenOfAMaker(allowed) ? "must be another value" : allowed,
    command: isTokenOfAMaker(command) ? askCommand(path) : command,
  });
}

/** Text of a value as a message shows it. */
export function disclosed(path: Path, value: unknown, written?: Written): string {
  if (value === undefined) return "(not set)";
  // What holds nothing is no secret, whatever stands beside it.
  if (value === null || (value === "" && isNull(written))) return "null";
  if (typeof value === "object" && Object.keys(value).length === 0 && !(value instanceof Credential))
    return kindOf(value);
  if (value instanceof Credential || written?.kind === "encrypted" || isCredential(path)) return "[secret]";
  if (value === "") return JSON.stringify(value);
  if (typeof value === "object") return kindOf(value);
  if (!mayBeShown(path, value)) return "[not shown]";
  if (typeof value === "string" && yamlDate(value) !== undefined) return `${yamlDate(value)} (a date, without quotes)`;
  const source = unquoted(value, written);
  if (source !== undefined) return `${String(value)} (written ${source}, without quotes)`;
  if (typeof value !== "string") return String(value);
  const text = isAddress(path) ? withoutItsEnd(value) : value;
  return text.length > longestText
    ? `${visible(JSON.stringify(text.slice(0, longestText)))}... (${value.length} characters)`
    : visible(JSON.stringify(text));
}

/** At the top the engine makes empty text of it. */
function isNull(written: Written | undefined): boolean {
  return written?.kind === "plain" && !written.quoted && /^(~|null|Null|NULL|)$/.test(written.source);
}

const longestText = 80;

/** From here on a number of a setting is a slip of the pen, or a credential of digits alone without quotes. */
const longestNumber = 1e15;

/** Maps and lists are told by their kind: what is in them may be anything. */
function kindOf(value: object): string {
  const count = Object.keys(value).length;
  if (Array.isArray(value)) return count === 0 ? "[]" : `a list of ${count}`;
  return count === 0 ? "{}" : `a map of ${count} key${count === 1 ? "" : "s"}`;
}

/** Whether a scalar may be shown at its place. */
export function mayBeShown(path: Path, value: unknown): boolean {
  if (typeof value === "string" && (!withoutCredential.test(value) || hasFormOfCredential(value))) return false;
  if (isCredential(path)) return false;
  if (typeof value === "number" && Math.abs(value) >= longestNumber) return false;
  if (typeof value === "string" && namesASecret(path) && !isNearAName.test(value)) return false;
  const schema = schemaAt(path);
  if (schema === undefined) return isNearlyAnOption(path, value) || isShownWhereMeant(path, value);
  if (typeof value === "boolean") return true;
  // A chart's value may be anything.
  if (bare(schema).some((option) => option instanceof z.ZodUnknown)) return typeof value !== "string";
  const isKind = optionsAt(path).some((option) => typeof option === "string");
  if (typeof value === "string" && takesNoText(path) && (isKind || !holdsCredential(path.slice(0, 1))))
    return /^[-+]?\d[\d.,_]{0,15} ?[a-z%]{0,5}$|^[a-z]{1,5}$/i.test(value);
  // A group apart in the same setting (`fanout.jaeger` beside `fanout.datadog`) gets the other's text by one slip, too.
  // What has the form of a host and a port is one.
  const isNearCredential =
    isBesideCredential(path) ||
    (typeof value === "string" && holdsCredential(path.slice(0, 1)) && !/^[a-z0-9.-]+:\d{1,5}$/.test(value));
  if (!isNearCredential) return !holdsCredential(path);
  return typeof value === "number"
    ? bare(schema).some((option) => option instanceof z.ZodNumber)
    : isOption(path, value);
}

/** `existingSecret`, `tlsSecret`, `pullSecrets`: where the name of a Secret stands, somebody writes what is in it. */
const namesASecret = (path: Path) => path.some((step) => typeof step === "string" && /secrets?$/i.test(step));

/** A name, or one of a namespace, in any case. */
const isNearAName = /^[A-Za-z0-9._/-]+$/;

/** Whether text is out of place there: numbers, yes and no, maps, and lists of such. */
function takesNoText(path: Path): boolean {
  return bareAt(path).every((option) =>
    option instanceof z.ZodArray
      ? takesNoText([...path, 0])
      : !(option instanceof z.ZodString || option instanceof z.ZodStringFormat || option instanceof z.ZodEnum),
  );
}

/** Whether a sibling, or one of the list that it stands in, is a credential: texts there are easily swapped. */
function isBesideCredential(path: Path): boolean {
  if (path.length < 2) return false;
  const holder = path.slice(0, -1);
  return (
    knownKeys(holder).some((key) => isCredential([...holder, key])) ||
    (typeof path.at(-1) === "number" && isBesideCredential(holder))
  );
}

/** One of a place's options, or a slip of the pen away from one. */
function isOption(path: Path, value: unknown): boolean {
  return (
    isScalar(value) &&
    optionsAt(path).some(
      (option) => distance(String(option).toLowerCase(), String(value).toLowerCase()) <= slip(String(option)),
    )
  );
}

function slip(word: string): number {
  return Math.min(4, Math.ceil(word.length / 2));
}

/** A misspelt key may hold anything; what is one of the options of the key that was meant is no credential. */
function isNearlyAnOption(path: Path, value: unknown): boolean {
  const holder = path.slice(0, -1);
  return knownKeys(holder).some((key) => optionsAt([...holder, key]).some((option) => option === value));
}

/** Of `kafka.mode` as one key. */
function isShownWhereMeant(path: Path, value: unknown): boolean {
  const meant = [...path.slice(0, -1), ...String(path.at(-1)).split(".")];
  return meant.length > path.length && schemaAt(meant) !== undefined && mayBeShown(meant, value);
}

/** Places whose documented example is an address. */
function isAddress(path: Path): boolean {
  const { example } = documentationAt(path);
  return typeof example === "string" && /^[a-z]+:\/\//.test(example);
}

/** How a text of a command line is shown: what has the form of a credential not, of an address its beginning. */
export function shownArgument(text: string): string {
  const isPlain = withoutCredential.test(text) && !hasFormOfCredential(text);
  return isPlain ? JSON.stringify(withoutItsEnd(text)) : "[not shown]";
}

/** Scheme and host of an address: its path or query may be what gives access. */
function withoutItsEnd(address: string): string {
  const [, origin = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/is.exec(address) ?? [];
  if (origin !== "") return rest.length > 1 ? `${origin}/...` : address;
  return address.startsWith("/") || address.startsWith(".") ? address : address.replace(/[/?#].*$/s, "/...");
}

/** The text of a value that stands without quotes in the stack's file, where YAML made something else of it. */
export function unquoted(value: unknown, written?: Written): string | undefined {
  if (written?.kind !== "plain" || written.quoted || written.source === String(value)) return undefined;
  return written.source === "" || written.source.length > longestText ? undefined : written.source;
}

/** What Pulumi makes of an unquoted date. */
export function yamlDate(text: string): string | undefined {
  return /^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/.exec(text)?.[1];
}
