// Locks that runs which are gone left in a backend of this checkout. The engine says `pulumi cancel`, which the user of
// such a backend need not have; and no shell knows that backend.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** Nobody writes on a lock for as long as this. */
const writtenMilliseconds = 10_000;

/** Takes off each lock whose process ran here and runs no more, or ended while it wrote the lock. */
export function releaseLeftLocks(stateDirectory: string): void {
  const locks = join(stateDirectory, ".pulumi", "locks");
  if (!existsSync(locks)) return;
  for (const file of readdirSync(locks, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json")))
    if (isLeft(join(locks, file))) rmSync(join(locks, file), { force: true });
}

function isLeft(file: string): boolean {
  try {
    const lock = JSON.parse(readFileSync(file, "utf8")) as { pid?: unknown; hostname?: unknown };
    return lock.hostname === hostname() && typeof lock.pid === "number" && !runs(lock.pid);
  } catch (error) {
    // It may be being written, or gone meanwhile.
    const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    return error instanceof SyntaxError && Date.now() - written > writtenMilliseconds;
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
