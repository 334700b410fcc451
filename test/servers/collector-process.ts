// The real Collector for engine tests: `components`, `validate`, and a run of it on loopback. Temporary files only.
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { featureGates } from "../../components/collection/collector";
import { installed } from "../../tools/install";
import { removeScratch, scratchDirectory } from "./cleanup";
import { Daemon } from "./daemon";
import type { SmallDisk } from "./small-disk";

const run = promisify(execFile);

/** As the release starts it. */
const gates = `--feature-gates=${featureGates}`;

/** Values for every variable that a configuration may read. */
const environment: Record<string, string> = {
  MY_POD_IP: "127.0.0.1",
  OTEL_K8S_POD_NAME: "collector-0",
  KAFKA_BROKERS: "localhost:9096",
  KAFKA_USERNAME: "user",
  KAFKA_PASSWORD: "password",
  DATADOG_API_KEY: "key",
  OTLP_HTTP_X_API_KEY: "key",
  SEARCH_USERNAME: "user",
  SEARCH_PASSWORD: "password",
};

export const collectorBinary = (): Promise<string> => installed("otel-collector");

function write(directory: string, texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => {
    const file = path.join(directory, `config-${index}.yaml`);
    fs.writeFileSync(file, text);
    return ["--config", file];
  });
}

/** Lets the Collector check a configuration. Throws an Error with what it says. */
export async function validate(binary: string, texts: readonly string[]): Promise<void> {
  const directory = scratchDirectory("collector-validate-");
  try {
    await run(binary, ["validate", gates, ...write(directory, texts)], { env: { ...process.env, ...environment } });
  } catch (error) {
    throw new Error(
      `the Collector refuses the configuration: ${(error as { stderr?: string }).stderr ?? String(error)}`,
    );
  } finally {
    removeScratch(directory);
  }
}

/** What the Collector makes of a configuration, credentials and all. @param more Variables besides those above. */
export async function resolved(
  binary: string,
  texts: readonly string[],
  more: Record<string, string>,
): Promise<unknown> {
  const directory = scratchDirectory("collector-resolved-");
  try {
    const args = ["print-config", "--mode=unredacted", gates, ...write(directory, texts)];
    const { stdout } = await run(binary, args, { env: { ...process.env, ...environment, ...more } });
    return parse(stdout);
  } finally {
    removeScratch(directory);
  }
}

export class RunningCollector {
  private constructor(
    private readonly daemon: Daemon,
    readonly log: string,
    private readonly directory: string,
  ) {}

  /**
   * Starts it and waits until it says that all its components run.
   *
   * @param more Variables besides those above. `STATE` is the directory of its queues: one that a stop removes, unless
   *   given.
   * @param disk Holds `STATE`.
   */
  static async start(
    binary: string,
    texts: readonly string[],
    more: Record<string, string> = {},
    disk?: SmallDisk,
  ): Promise<RunningCollector> {
    const directory = scratchDirectory("collector-");
    const log = path.join(directory, "log");
    const ownArgs = [gates, ...write(directory, texts)];
    const [command, args] = disk?.around(binary, ownArgs) ?? [binary, ownArgs];
    const daemon = await Daemon.start({
      name: "the Collector",
      command,
      args,
      logFile: log,
      ready: () => fs.readFileSync(log, "utf8").includes("Everything is ready"),
      readyWithinSeconds: 60,
      environment: { ...environment, STATE: disk?.directory ?? path.join(directory, "state"), ...more },
    });
    return new RunningCollector(daemon, log, directory);
  }

  get pid(): number {
    return this.daemon.pid ?? 0;
  }

  /** Ends it: at once, as a crash would (SIGKILL), or as a rollout does (SIGTERM). */
  async stop(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    await (signal === "SIGKILL" ? this.daemon.kill() : this.daemon.stop());
    removeScratch(this.directory);
  }
}

/** A kubeconfig of an API server that is not there, for configurations whose pods nobody asks for. */
export function absentKubeconfig(): string {
  const file = path.join(scratchDirectory("kubeconfig-"), "config");
  fs.writeFileSync(
    file,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "none",
      contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
      clusters: [{ name: "none", cluster: { server: "http://127.0.0.1:1" } }],
      users: [{ name: "none", user: {} }],
    }),
  );
  return file;
}
