// The processes of Loki or Tempo on this machine, each with a directory that outlives it: started in order, killed and
// started again one by one.
import * as fs from "node:fs";
import * as path from "node:path";
import { removeScratch, scratchDirectory } from "../cleanup";
import { Daemon } from "../daemon";

export interface Part {
  name: string;
  args: readonly string[];
  /** Loopback port of its HTTP API. */
  http: number;
}

/** A stopping process hands what it holds to S3, which the chart gives it five minutes for. */
const stopSeconds = 60;
/** Three rings find each other, on a machine that may be busy with builds. */
const readySeconds = 180;

export class Parts {
  private readonly running = new Map<string, Daemon>();

  private constructor(
    readonly program: string,
    readonly directory: string,
    private readonly parts: readonly Part[],
  ) {}

  /** A directory for a part's data. */
  static directoryOf(root: string, part: string): string {
    const directory = path.join(root, part);
    fs.mkdirSync(directory, { recursive: true });
    return directory;
  }

  /** @param parts Given the root of all directories, which are made by then. */
  static async start(program: string, prefix: string, parts: (root: string) => readonly Part[]): Promise<Parts> {
    const directory = scratchDirectory(prefix);
    const made = new Parts(program, directory, parts(directory));
    try {
      // All at once: the rings of one wait for the others.
      await Promise.all(made.parts.map(({ name }) => made.up(name)));
      return made;
    } catch (error) {
      await made.stop();
      throw error;
    }
  }

  /** Starts a part that is down, on its data. */
  async up(name: string): Promise<void> {
    const part = this.part(name);
    this.running.set(
      name,
      await Daemon.start({
        name,
        command: this.program,
        args: part.args,
        logFile: this.logFile(name),
        readyWithinSeconds: readySeconds,
        ready: async () => (await fetch(`http://127.0.0.1:${part.http}/ready`)).ok,
      }),
    );
  }

  /** Ends a part as a crash does. */
  async kill(name: string): Promise<void> {
    await this.running.get(name)?.kill();
    this.running.delete(name);
  }

  /** Ends a part as a rollout does. */
  async down(name: string): Promise<void> {
    await this.running.get(name)?.stop(stopSeconds);
    this.running.delete(name);
  }

  logFile(name: string): string {
    return path.join(this.directory, `${name}.log`);
  }

  /** Base address of a part's HTTP API. */
  address(name: string): string {
    return `http://127.0.0.1:${this.part(name).http}`;
  }

  /** Process of a part that is up. */
  pid(name: string): number {
    const pid = this.running.get(name)?.pid;
    if (pid === undefined) throw new Error(`${name} is not up`);
    return pid;
  }

  get names(): string[] {
    return this.parts.map(({ name }) => name);
  }

  /** Ends all, at once: nobody needs their data. */
  async stop(): Promise<void> {
    await Promise.all(this.names.map((name) => this.kill(name)));
    removeScratch(this.directory);
  }

  private part(name: string): Part {
    const found = this.parts.find((part) => part.name === name);
    if (found === undefined) throw new Error(`there is no ${name}, only ${this.names.join(", ")}`);
    return found;
  }
}
