// A disk that is soon full: a file system in memory, seen by one process alone. Needs root, or a kernel that lets
// others have mounts of their own.
import { execFileSync } from "node:child_process";
import { removeScratch, scratchDirectory } from "./cleanup";

const isolate = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"];

export class SmallDisk {
  readonly directory = scratchDirectory("small-disk-");

  constructor(private readonly kib: number) {}

  /** Whether this machine allows it. */
  static possible(): boolean {
    try {
      execFileSync("unshare", [...isolate, "true"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }

  /** A command line that runs another one with this disk. */
  around(command: string, args: readonly string[]): [command: string, args: string[]] {
    const mount = `mount -t tmpfs -o size=${this.kib}k tmpfs ${this.directory} && exec "$@"`;
    return ["unshare", [...isolate, "sh", "-c", mount, "sh", command, ...args]];
  }

  /** Makes it larger for the process that was started with it. */
  grow(pid: number, kib: number): void {
    const enter = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--preserve-credentials", "--mount"];
    const remount = ["mount", "-o", `remount,size=${kib}k`, this.directory];
    execFileSync("nsenter", ["--target", String(pid), ...enter, ...remount]);
  }

  remove(): void {
    removeScratch(this.directory);
  }
}
