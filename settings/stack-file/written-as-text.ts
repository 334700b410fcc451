// Lists and maps that stand in the stack's file as one text: JSON, as `pulumi config set` without `--path` writes it, or
// encrypted as a whole; or in the project's own file. With `--path` the CLI puts the one value in the place of all of it.
// Pure.
import { editByHand, type Problem } from "../refusals/problem";
import type { StackFile } from "./stack-file";
import { inProject } from "./written-elsewhere";

/** What is to be edited, by the key at the top of which no command can write a part. */
export type InWords = Readonly<Record<string, string>>;

/** Of keys that are one text. */
export function asText(raw: Readonly<Record<string, unknown>>, file: StackFile | undefined): InWords {
  const texts = Object.entries(raw).filter(
    ([key, value]) =>
      typeof value === "object" &&
      value !== null &&
      ["plain", "encrypted"].includes(file?.at([key])?.kind ?? "container"),
  );
  const words = (key: string, value: unknown) =>
    editByHand(
      `write ${key} as a ${Array.isArray(value) ? "list" : "map"} of YAML, or mend its text: ` +
        "`--path` would replace all of it",
    );
  return Object.fromEntries(texts.map(([key, value]) => [key, words(key, value)]));
}

/** Of all such keys, for what is refused once the settings are read. */
export function inWords(raw: Readonly<Record<string, unknown>>, file: StackFile | undefined): InWords {
  return { ...asText(raw, file), ...inProject(raw, file) };
}

/** The problem in words, where its command would take away what stands beside the value. */
export function withoutLoss<P extends Pick<Problem, "command">>(problem: P, words: InWords): P {
  const [command] = wordsFor(problem.command, words);
  return command === undefined ? problem : { ...problem, command };
}

/** A text with commands in it, and what is to be done before them where they would take away what stands beside. */
export function withWords(text: string, words: InWords): string {
  return [text, ...wordsFor(text, words)].join("; before that, ");
}

function wordsFor(text: string, words: InWords): string[] {
  const keys = [...text.matchAll(/ '?observability:(\w+)[.[]/g)].map(([, key = ""]) => key);
  return [...new Set(keys)].flatMap((key) => (Object.hasOwn(words, key) ? [words[key] ?? ""] : []));
}
