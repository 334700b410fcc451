// What the text of `Pulumi.<stack>.yaml` tells and the engine doesn't: which single values are encrypted, and what was
// written without quotes. Text in, answers out; pure.
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  parseDocument,
  Scalar,
  type YAMLMap,
} from "yaml";
import { configurationNamespace, type Path } from "../refusals/problem";

/** How a value stands in the stack's file. */
export type Written =
  | { kind: "encrypted" }
  /**
   * `source` is the text as it stands there, `quoted` whether it is in quotes, `tag` what is written with `!!`; `comment`
   * what a `#` makes one, where it is a single word and all that stands there.
   */
  | { kind: "plain"; source: string; quoted: boolean; tag?: string; comment?: string }
  /** A map or list. */
  | { kind: "container" };

export interface StackFile {
  /** How the value at a path of the settings is written; undefined where the file has none. */
  at(path: Path): Written | undefined;
  /** Whether it names an environment of Pulumi ESC, whose values the engine merges below the file's. */
  hasEnvironment: boolean;
}

/**
 * Why nobody can tell by a file what the engine reads, with what to do; undefined where that is clear. Of several
 * documents it takes the first, and its CLI drops the others when it writes, as it does with what stands beside
 * `config`; of two names of one key it takes either, by chance.
 */
export function ambiguityOf(text: string): string | undefined {
  const [document, ...more] = parseAllDocuments(text, { merge: true, logLevel: "error" });
  if (more.length > 0) return "has several documents, of which Pulumi reads the first: take out the others";
  const outside = isMap(document?.contents) ? document.contents.items.map(({ key }) => keyText(key)) : [];
  const lost = outside.filter((name) => /^[A-Za-z_-]+:[A-Za-z:._-]+$/.test(name));
  if (lost.length > 0)
    return (
      `has ${lost.join(", ")} at the left margin, where Pulumi reads no configuration and drops it when it writes: ` +
      "indent it below `config:`"
    );
  const configuration = document?.get("config", true);
  const names = isMap(configuration) ? configuration.items.map(({ key }) => keyText(key)) : [];
  const plain = names.filter((name) => plainName.test(name));
  const repeated = plain.filter((name, index) => plain.indexOf(name) < index);
  if (repeated.length > 0) return `has ${repeated.join(", ")} twice, and Pulumi reads no such file: leave one`;
  const twice = plain.filter((name, index) => plain.findIndex((other) => nameOf(other) === nameOf(name)) < index);
  return twice.length === 0
    ? undefined
    : `has ${twice.join(", ")} under another name, too, and Pulumi reads either by chance: leave one of ` +
        "<namespace>:<key>, <namespace>:config:<key> and, of this project, <key>";
}

const plainName = /^[A-Za-z:_-]+$/;

/** The name that the engine gives a key, however it is written. */
export const nameOf = (name: string) =>
  name.includes(":") ? name.replace(":config:", ":") : `${configurationNamespace}:${name}`;

/** Reads a stack's file; undefined when it is no YAML, or has neither configuration nor an environment. */
export function readStackFile(text: string): StackFile | undefined {
  const document = parseDocument(text, { merge: true, logLevel: "error", stringKeys: false });
  if (document.errors.length > 0 || !isReadable(document)) return undefined;
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const child = (node: unknown, step: string | number): unknown => {
    const holder = resolved(node);
    if (isSeq(holder) && typeof step === "number") return holder.items[step];
    if (!isMap(holder)) return undefined;
    const pair = holder.items.find((item) => isPair(item) && keyText(item.key) === String(step));
    return pair ? (pair.value ?? nothing()) : merged(holder, step);
  };
  /** Of what `<<` merges into a map, the first that has the key. */
  const merged = (holder: YAMLMap, step: string | number): unknown => {
    const sources = resolved(holder.items.find(({ key }) => keyText(key) === "<<")?.value);
    const found = (isSeq(sources) ? sources.items : [sources]).map((source) => child(source, step));
    return found.find((node) => node !== undefined);
  };
  const configuration = child(document.contents, "config");
  const hasEnvironment = child(document.contents, "environment") !== undefined;
  if (!isMap(configuration)) return hasEnvironment ? { hasEnvironment, at: () => undefined } : undefined;
  return {
    hasEnvironment,
    at: ([key, ...rest]) => {
      if (key === undefined) return undefined;
      let node = namesOf(key)
        .map((name) => child(configuration, name))
        .find((found) => found !== undefined);
      for (const step of rest) {
        // A whole group may be encrypted as one text.
        if (isEncrypted(resolved(node))) return { kind: "encrypted" };
        node = child(node, step);
      }
      return written(resolved(node));
    },
  };
}

/** How the engine lets a key be named; the second is from before its version 1. */
const namesOf = (key: string | number) => [
  `${configurationNamespace}:${key}`,
  `${configurationNamespace}:config:${key}`,
  key,
];

/** What stands behind a key without a colon, in a map in braces: `{ retired }`. */
function nothing(): Scalar {
  const node = new Scalar(null);
  node.source = "";
  node.type = Scalar.PLAIN;
  return node;
}

/** An alias within its own anchor, or aliases of aliases by the thousand, are nobody's settings. */
function isReadable(document: Document): boolean {
  try {
    JSON.stringify(document.toJS());
    return true;
  } catch {
    return false;
  }
}

function keyText(key: unknown): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : String(key);
}

function written(node: unknown): Written | undefined {
  if (isEncrypted(node)) return { kind: "encrypted" };
  if (isScalar(node)) {
    const [, word] = node.source === "" ? (/^(\S+)(\s#.*)?$/m.exec(node.comment?.split("\n")[0] ?? "") ?? []) : [];
    return {
      kind: "plain",
      source: node.source ?? String(node.value),
      quoted: node.type !== "PLAIN",
      ...(node.tag === undefined ? {} : { tag: node.tag }),
      ...(word === undefined ? {} : { comment: `#${word}` }),
    };
  }
  return isMap(node) || isSeq(node) ? { kind: "container" } : undefined;
}

/** An encrypted value is a map with the single key `secure`. */
function isEncrypted(node: unknown): node is Node {
  return isMap(node) && node.items.length === 1 && isPair(node.items[0]) && keyText(node.items[0].key) === "secure";
}
