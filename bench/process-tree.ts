// CPU and memory of a process and all that it starts, from /proc: watches, changes nothing.
import * as fs from "node:fs";

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** What one process came to. */
export interface ProcessUse {
  command: string;
  cpuSeconds: number;
  /** Most memory that was resident at a time, in MiB. */
  peakMib: number;
}

/** CPU seconds of a running process so far, its own threads only. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Anonymous memory of a running process, in MiB: pages of files are the kernel's to take back. */
export function residentMib(pid: number): number {
  return Math.round(kilobytes(pid, "RssAnon") / 1_024);
}

/** Watches until `stop`, which returns every process that was seen. */
export class ProcessTree {
  private readonly seen = new Map<number, ProcessUse>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly root: number,
    everyMilliseconds = 40,
  ) {
    this.timer = setInterval(() => this.look(), everyMilliseconds);
  }

  stop(): ProcessUse[] {
    clearInterval(this.timer);
    return [...this.seen.values()];
  }

  private look(): void {
    const parents = new Map<number, number>();
    for (const name of fs.readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        parents.set(Number(name), Number(statFields(Number(name))[1]));
      } catch {
        // It ended between the two calls.
      }
    }
    for (const pid of parents.keys()) {
      if (this.isBelow(pid, parents)) this.note(pid);
    }
  }

  private isBelow(pid: number, parents: ReadonlyMap<number, number>): boolean {
    let at: number | undefined = pid;
    while (at !== undefined && at > 1) {
      if (at === this.root) return true;
      at = parents.get(at);
    }
    return false;
  }

  private note(pid: number): void {
    try {
      const before = this.seen.get(pid);
      // A process that has ended and is not yet waited for has neither command nor memory any more, but its CPU.
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ") || (before?.command ?? "");
      const peakMib = Math.max(before?.peakMib ?? 0, Math.round(kilobytes(pid, "VmHWM") / 1_024));
      this.seen.set(pid, { command, cpuSeconds: cpuSeconds(pid), peakMib });
    } catch {
      // It ended between the two calls; what was noted before stays.
    }
  }
}

function statFields(pid: number): string[] {
  return fs
    .readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
}

function kilobytes(pid: number, field: string): number {
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}
