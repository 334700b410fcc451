// Numbers, yes and no that stand in quotes. The CLI keeps a value's quotes when it sets another one in its place, so
// that `logsDays: "30"` would stay text whatever is set there. Pure.
import { z } from "zod";
import { editByHand, type Path, type Problem, removeCommand } from "../refusals/problem";
import { bareAt } from "../shape";
import type { Written } from "./stack-file";

/** The problem with a command that takes the quotes away, too, where no text is to stand there. */
export function withoutQuotes(problem: Problem, written: Written | undefined): Problem {
  const { path, value, command } = problem;
  // At the top every scalar is text to the program, and an encrypted value has no quotes.
  if (path.length < 2 || typeof value !== "string" || !isQuoted(value, written) || !takesNumbersOnly(path))
    return problem;
  if (!command.startsWith("pulumi config set ") || command.includes(" && ")) return problem;
  // Behind an entry that leaves its list, the others move up.
  if (typeof path.at(-1) === "number") return { ...problem, command: editByHand("write it there without quotes") };
  return { ...problem, command: `${removeCommand(path)} && ${command}` };
}

/** Without the file: text that would be no text without quotes. */
function isQuoted(value: string, written: Written | undefined): boolean {
  if (written === undefined) return /^([-+]?\d+(\.\d+)?|true|false)?$/.test(value);
  return written.kind === "plain" && (written.quoted || inQuotesWhenWritten.test(value));
}

/** What the CLI writes out in quotes: `12:30`, and where it comes by an alias `yes`. */
const inQuotesWhenWritten = /^(y|n|yes|no|on|off|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?)$/i;

function takesNumbersOnly(path: Path): boolean {
  const options = bareAt(path);
  return (
    options.length > 0 &&
    options.every(
      (option) =>
        option instanceof z.ZodNumber ||
        option instanceof z.ZodBoolean ||
        (option instanceof z.ZodLiteral && [...option.values].every((each) => typeof each !== "string")),
    )
  );
}
