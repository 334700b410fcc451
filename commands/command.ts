/**
 * Runs the main function of a command: what it gives is the exit code, what it throws is said in one line.
 *
 * @param args What stands behind the command's name.
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
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = failed;
    },
  );
}
