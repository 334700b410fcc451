// One run of a Collector over records that wait in Kafka: its CPU until a sink has them all. Loopback only; writes a
// temporary directory, which it removes.
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as zlib from "node:zlib";
import { featureGates } from "../components/collection/collector";
import { cpuSeconds, residentMib } from "./process-tree";

/** Stands in for Loki: takes OTLP over HTTP, answers 204, remembers which records came, and under which tenant. */
export class Sink {
  private constructor(
    private readonly server: http.Server,
    private counts: Uint8Array,
  ) {}

  /** How many different records came. */
  distinct = 0;
  /** How many came, repeats included. */
  received = 0;
  /** Records that came under another tenant than theirs. */
  misplaced = 0;

  static async start(records: number, tenantOf: (record: number) => string): Promise<Sink> {
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        const text = (request.headers["content-encoding"] === "gzip" ? zlib.gunzipSync(body) : body).toString("latin1");
        sink.take(text, request.headers["x-scope-orgid"], tenantOf);
        response.writeHead(204).end();
      });
    });
    const sink = new Sink(server, new Uint8Array(records));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return sink;
  }

  private take(text: string, tenant: string | string[] | undefined, tenantOf: (record: number) => string): void {
    for (const match of text.matchAll(/record-(\d+)-/g)) {
      const record = Number(match[1]);
      this.received += 1;
      if (this.counts[record] === 0) this.distinct += 1;
      this.counts[record] = 1;
      if (tenant !== undefined && tenant !== tenantOf(record)) this.misplaced += 1;
    }
  }

  /** Forgets what came. */
  reset(): void {
    this.counts = new Uint8Array(this.counts.length);
    this.distinct = this.received = this.misplaced = 0;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export interface Run {
  cpuSeconds: number;
  wallSeconds: number;
  residentMib: number;
  /** Most anonymous memory seen during the run. */
  peakMib: number;
  configKib: number;
}

export interface RunOptions {
  binary: string;
  /** Texts of the configuration. */
  config: readonly string[];
  environment: Record<string, string>;
  /** Whether all is done. */
  done: () => boolean;
  /** Kills the process (SIGKILL) and starts it again, each time this becomes true for the next `killed`. */
  killWhen?: (killed: number) => boolean;
  /** Gives up after this. */
  withinSeconds: number;
}

/** Runs the Collector until done. Throws an Error with the end of its log when it ends by itself or takes too long. */
export async function runCollector(options: RunOptions): Promise<Run> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "collector-run-"));
  const log = path.join(directory, "log");
  const files = options.config.map((text, index) => {
    const file = path.join(directory, `config-${index}.yaml`);
    fs.writeFileSync(file, text);
    return file;
  });
  const start = (): ChildProcess => {
    const out = fs.openSync(log, "a");
    return spawn(options.binary, [`--feature-gates=${featureGates}`, ...files.flatMap((file) => ["--config", file])], {
      env: { ...process.env, ...options.environment, STATE: path.join(directory, "state") },
      stdio: ["ignore", out, out],
    });
  };
  const began = Date.now();
  let child = start();
  let killed = 0;
  let spent = 0;
  let peakMib = 0;
  const fail = (why: string) => new Error(`the Collector ${why}:\n${fs.readFileSync(log, "utf8").slice(-3_000)}`);
  try {
    while (!options.done()) {
      await sleep(50);
      const { pid } = child;
      if (pid === undefined || child.exitCode !== null) throw fail("ended");
      if (Date.now() - began > options.withinSeconds * 1_000) throw fail("took too long");
      peakMib = Math.max(peakMib, residentMib(pid));
      if (options.killWhen?.(killed)) {
        killed += 1;
        spent += cpuSeconds(pid);
        child.kill("SIGKILL");
        await new Promise((resolve) => child.once("exit", resolve));
        child = start();
      }
    }
    const pid = child.pid ?? 0;
    return {
      cpuSeconds: spent + cpuSeconds(pid),
      wallSeconds: (Date.now() - began) / 1_000,
      residentMib: residentMib(pid),
      peakMib,
      configKib: Math.round(files.reduce((sum, file) => sum + fs.statSync(file).size, 0) / 1_024),
    };
  } finally {
    child.kill("SIGKILL");
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
