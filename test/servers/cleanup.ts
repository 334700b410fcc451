/**
 * What must not outlive this process: servers that it started and directories that it made. They go when it ends, by
 * itself, by an error, or by a signal (SIGHUP, SIGINT, SIGTERM); only SIGKILL leaves them.
 */
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const processes = new Set<ChildProcess>();
const directories = new Set<string>();

process.on("exit", () => {
  for (const child of processes) child.kill("SIGKILL");
  for (const directory of directories) removeNow(directory);
});
// Without a listener a signal ends the process, and "exit" is never told.
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const)
  process.once(signal, () => process.exit(128 + os.constants.signals[signal]));

/** Ends the server with this process, unless it ends before. */
export function endWithThisProcess(child: ChildProcess): void {
  processes.add(child);
  child.once("exit", () => processes.delete(child));
}

/** A new temporary directory, `<prefix><six letters>`, that goes with this process or by `removeScratch`. */
export function scratchDirectory(prefix: string): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), prefix));
  directories.add(directory);
  return directory;
}

export function removeScratch(directory: string): void {
  directories.delete(directory);
  removeNow(directory);
}

/** A server that was killed a moment ago may still be writing. */
function removeNow(directory: string): void {
  fs.rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
