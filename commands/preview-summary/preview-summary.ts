/**
 * Judges previews: `npm run preview-summary -- <stack>=<file>... [--accept <resource>]...`, where a file is what
 * `pulumi preview --json` printed, or `-` for standard input. Prints the summary in Markdown. Exit code 0: may be
 * merged; 1: a protected resource would be replaced or deleted, or one that holds data or that others use and that is
 * not accepted, or a preview failed; 2: there is nothing to judge. Needs no GitHub.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { orUsage, runCommand } from "../command";
import { summaryOf } from "./summary";
import { judgePreview, type Verdict } from "./verdict";

const usage =
  "usage: npm run preview-summary -- <stack>=<preview.json>... [--accept <resource>]... (- reads standard input)";

/** Summary and objections of all previews on the command line. Throws an Error that names one that can't be read. */
export function summarize(
  args: readonly string[],
  read: (file: string) => string,
): { text: string; objections: string[] } {
  const { values, positionals } = parsedArguments(args);
  if (positionals.length === 0) throw new Error(usage);
  const judged = positionals.map((argument) => {
    const [stack, file] = /^([^=]+)=(.+)$/.exec(argument)?.slice(1) ?? [];
    if (stack === undefined || file === undefined) throw new Error(`${argument}: ${usage}`);
    return { stack, verdict: verdictOn(file, read, values.accept) };
  });
  return {
    text: judged.map(({ stack, verdict }) => summaryOf(stack, verdict)).join("\n"),
    objections: judged.flatMap(({ stack, verdict }) => verdict.objections.map((objection) => `${stack}: ${objection}`)),
  };
}

function parsedArguments(args: readonly string[]) {
  const options = { accept: { type: "string", multiple: true, default: [] as string[] } } as const;
  return orUsage(() => parseArgs({ args: [...args], options, allowPositionals: true }), usage);
}

function verdictOn(file: string, read: (file: string) => string, accepted: readonly string[]): Verdict {
  try {
    return judgePreview(read(file), accepted);
  } catch (error) {
    // A parser's message would quote what it read.
    const reason =
      error instanceof SyntaxError
        ? "it is no whole JSON"
        : error instanceof Error && error.name === "ZodError"
          ? "it is no preview"
          : String((error as Error).message);
    throw new Error(`${file} holds no preview: ${reason}`);
  }
}

if (require.main === module) {
  runCommand(
    "preview-summary",
    (args) => {
      const { text, objections } = summarize(args, (file) => readFileSync(file === "-" ? 0 : file, "utf8"));
      process.stdout.write(text);
      for (const objection of objections) console.error(`preview-summary: ${objection}`);
      return objections.length > 0 ? 1 : 0;
    },
    2,
  );
}
