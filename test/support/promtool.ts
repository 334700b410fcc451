// Prometheus' own tool for rules, in a directory of its own that goes with it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { installed } from "../../tools/install";

export class Promtool {
  private constructor(
    private readonly program: string,
    private readonly directory: string,
  ) {}

  /** Builds it where it is not in the cache yet, which takes minutes. */
  static async start(): Promise<Promtool> {
    return new Promtool(await installed("promtool"), mkdtempSync(join(tmpdir(), "alert-rules-")));
  }

  write(file: string, content: unknown): void {
    writeFileSync(join(this.directory, file), stringify(content));
  }

  /** What it wrote when it was not content; empty when it was. */
  run(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(this.program, args, { cwd: this.directory, encoding: "utf8" });
    return status === 0 ? "" : `${stdout}${stderr}`;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
