// How every command of this folder begins and ends.
import { ZodError } from "zod";
import { withoutCredential } from "../settings/schema/plain-text";
import { isTokenOfAMaker } from "../settings/secrets/credential-forms";

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
 * repeat an argument, such as an address with a password in the place of a file.
 */
export function saying(error: unknown): string {
  if (error instanceof SyntaxError) return "what was read is no whole JSON";
  if (error instanceof ZodError) return "what was read holds something else than it should";
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\S+/g, (word) =>
    withoutCredential.test(word) && !isTokenOfAMaker(word) ? word : "[not shown]",
  );
}
