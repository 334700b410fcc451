/**
 * A server process on this machine that lives no longer than the process that started it: started, waited for, stopped.
 * Its output goes to a log file, whose end is shown when it does not come up.
 */
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithThisProcess } from "./cleanup";

/** How often a starting server is asked whether it is ready. */
const READY_POLL_MS = 100;
/** Lines of the log that are shown when a server does not come up. */
const LOG_TAIL_LINES = 20;

export interface DaemonOptions {
  /** Name in error messages. */
  name: string;
  command: string;
  args: readonly string[];
  /** Its output is appended here. */
  logFile: string;
  /** Whether the server does its work yet; an error counts as not yet. */
  ready: () => Promise<boolean> | boolean;
  /** After this many seconds without being ready the start has failed. */
  readyWithinSeconds: number;
  /** Variables added to the environment. */
  environment?: Record<string, string>;
}

export class Daemon {
  private constructor(
    private readonly options: DaemonOptions,
    private readonly child: ChildProcess,
  ) {}

  /** Starts the server and waits until it is ready. Throws an Error with the end of its log when it is not in time. */
  static async start(options: DaemonOptions): Promise<Daemon> {
    const log = fs.openSync(options.logFile, "a");
    const child = spawn(options.command, options.args, {
      env: { ...process.env, ...options.environment },
      stdio: ["ignore", log, log],
    });
    fs.closeSync(log);
    endWithThisProcess(child);
    child.once("error", (error) => fs.appendFileSync(options.logFile, `${error.message}\n`));

    const daemon = new Daemon(options, child);
    try {
      await daemon.waitUntilReady();
    } catch (error) {
      await daemon.kill();
      throw error;
    }
    return daemon;
  }

  private async waitUntilReady(): Promise<void> {
    const { name, logFile, ready, readyWithinSeconds } = this.options;
    const deadline = Date.now() + readyWithinSeconds * 1000;
    while (!(await isTrue(ready))) {
      const problem = this.ended
        ? "ended before it was ready"
        : Date.now() > deadline
          ? `was not ready within ${readyWithinSeconds} s`
          : undefined;
      if (problem !== undefined) {
        throw new Error(`${name} ${problem}; end of ${logFile}:\n${tail(logFile)}`);
      }
      await sleep(READY_POLL_MS);
    }
  }

  get name(): string {
    return this.options.name;
  }

  /** Starts the same server once more, after it has ended. */
  again(): Promise<Daemon> {
    return Daemon.start(this.options);
  }

  /** Process id; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  private get ended(): boolean {
    return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Asks the server to end (SIGTERM) and makes it (SIGKILL) when it takes longer. Does nothing when it has ended. */
  async stop(withinSeconds = 15): Promise<void> {
    const ended = this.whenEnded();
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), withinSeconds * 1000);
    await ended;
    clearTimeout(timer);
  }

  /** Ends the server at once (SIGKILL), as a crash would. */
  async kill(): Promise<void> {
    const ended = this.whenEnded();
    this.child.kill("SIGKILL");
    await ended;
  }

  private async whenEnded(): Promise<void> {
    if (!this.ended) {
      await new Promise((resolve) => this.child.once("exit", resolve));
    }
  }
}

/** Below the ports that the kernel gives to clients, so that nobody is given one before its server asks for it. */
const serverPorts = { first: 10_000, count: 22_000 };

/** Loopback ports that were free a moment ago, all different; at random, for tests run beside each other. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = serverPorts.first + Math.floor(Math.random() * serverPorts.count);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function isTrue(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}

function tail(file: string): string {
  const lines = fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-LOG_TAIL_LINES);
  return lines.map((line) => `  ${line}`).join("\n");
}
