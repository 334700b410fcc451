// How every command of this folder begins and ends.
import { ZodError } from "zod";
import { withoutCredential } from "../settings/schema/plain-text";
import { hasFormOfCredential, isTokenOfAMaker } from "../settings/secrets/credential-forms";

/**
 * Runs the main function of a command with what stands behind its name: what it gives is the exit code, what it throws
 * is said in one line.
 *
 * @param failed Exit code of a command that threw.
 */
export function runCommand(
  name: string,
  main: (args: readonly string[]) => Promise<number> | number,
  failed = 1,
): void {
  const run = async () => main(process.argv.slice(2));
  run().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(`${name}: ${saying(error)}`);
      process.exitCode = failed;
    },
  );
}

/** What `parse` reads from a command line. @throws Error with the usage where it cannot be read. */
export function orUsage<T>(parse: () => T, usage: string): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${(error as Error).message.split(". ")[0]}\n${usage}`);
  }
}

/**
 * What is said of an error. A parser's own message would quote what it read, a state's secrets for instance; others
 * repeat an argument, such as an address with a password, or a token, in the place of a file.
 *
 * @param typed What stands behind the command's name.
 */
export function saying(error: unknown, typed: readonly string[] = process.argv.slice(2)): string {
  if (error instanceof SyntaxError) return "what was read is no whole JSON";
  if (error instanceof ZodError) return "what was read holds something else than it should";
  const message = error instanceof Error ? error.message : String(error);
  return withoutTyped(message, typed).replace(/\S+/g, (word) =>
    withoutCredential.test(word) && !isTokenOfAMaker(word) ? word : notShown,
  );
}

const notShown = "[not shown]";

/** A key without a form of its own is told from a name by where it comes from alone. */
function withoutTyped(message: string, typed: readonly string[]): string {
  return typed
    .flatMap((argument) => argument.split(/[=/]/))
    .filter((part) => hasFormOfCredential(part))
    .reduce((text, part) => text.replaceAll(part, notShown), message);
}
