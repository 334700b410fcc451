// The example service as a process on this machine, in the environment that the Workload component gives its container.
// Loopback and a temporary directory only.
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { logFilePath } from "../../components/collection/file-logs/values";
import { buildCommand } from "../../tools/install";
import { removeScratch, scratchDirectory } from "./cleanup";
import { Daemon, freePorts } from "./daemon";

const source = path.resolve(__dirname, "..", "..", "examples", "go-service");

/** Builds the program into a directory; the path of the executable. */
export async function buildExampleService(directory: string): Promise<string> {
  const executable = path.join(directory, "go-service");
  const { command, args, environment } = buildCommand({ kind: "go", directory: source, package: "." }, executable);
  await promisify(execFile)(command, args, { cwd: source, env: { ...process.env, ...environment } });
  return executable;
}

export class ExampleService {
  private constructor(
    private readonly daemon: Daemon,
    readonly address: string,
    private readonly directory: string,
  ) {}

  static async start(executable: string, environment: Record<string, string>): Promise<ExampleService> {
    const directory = scratchDirectory("example-");
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    const daemon = await Daemon.start({
      name: "go-service",
      command: executable,
      args: [],
      logFile: path.join(directory, "stdout"),
      readyWithinSeconds: 60,
      environment: { ...environment, LISTEN_ADDRESS: address, LOG_FILE: path.join(directory, "go-service.log") },
      ready: async () => (await fetch(`http://${address}/healthz`)).ok,
    });
    return new ExampleService(daemon, address, directory);
  }

  /** Pays so much as part of this trace; the status of the answer. */
  async pay(cents: number, traceId: string): Promise<number> {
    const { status } = await fetch(`http://${this.address}/pay?cents=${cents}`, {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    return status;
  }

  stdout(): string {
    return fs.readFileSync(path.join(this.directory, "stdout"), "utf8");
  }

  /** Its log file as Fluent Bit writes it to Kafka (test/fixtures holds what the real one wrote): a record a line. */
  shippedRecords(podUid: string): string[] {
    const file = logFilePath.replace("/*/", `/${podUid}/`).replace("*", "go-service");
    return fs
      .readFileSync(path.join(this.directory, "go-service.log"), "utf8")
      .trim()
      .split("\n")
      .map((log) => JSON.stringify({ "@timestamp": new Date().toISOString().replace("Z", "000000Z"), file, log }));
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    removeScratch(this.directory);
  }
}
