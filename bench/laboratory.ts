// Stacks of a program on the real engine with stand-in providers, for measuring. Everything is written below one
// directory in `.state/`, which `close` removes; the network is not used.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { pulumiEnvironment } from "../commands/pulumi-environment";
import { standinDirectory } from "../offline/environment";
import { defaultFixture } from "../offline/providers/fixture";
import { ProcessTree, type ProcessUse } from "./process-tree";

const checkout = path.resolve(__dirname, "..");

/** One run of `pulumi`. */
export interface CommandRun {
  output: string;
  wallSeconds: number;
  processes: ProcessUse[];
}

/** Settings of a stack of the checkout, by key without `observability:`. */
export function settingsIn(stack: string): Record<string, unknown> {
  const { config } = parse(readFileSync(path.join(checkout, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const own = Object.entries(config).filter(([key]) => key.startsWith("observability:"));
  return Object.fromEntries(own.map(([key, value]) => [key.slice("observability:".length), value]));
}

export class Laboratory {
  private constructor(
    private readonly directory: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async open(): Promise<Laboratory> {
    mkdirSync(path.join(checkout, ".state"), { recursive: true });
    // Inside the checkout, where a program finds its packages.
    const directory = mkdtempSync(path.join(checkout, ".state", "bench-"));
    const stateDirectory = path.join(directory, "state");
    mkdirSync(stateDirectory);
    const fixture = path.join(directory, "fixture.json");
    const clusters = ["dev", "prod", "sandbox"].map((name) => ({ ...defaultFixture.clusters[0], name }));
    writeFileSync(fixture, JSON.stringify({ ...defaultFixture, clusters }));
    const environment = await pulumiEnvironment({ providerDirectories: [standinDirectory], stateDirectory });
    return new Laboratory(directory, {
      ...environment,
      PULUMI_BACKEND_URL: `file://${stateDirectory}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_HOME: path.join(directory, "home"),
      STANDIN_FIXTURE: fixture,
    });
  }

  /** A new stack of a program (a file of the checkout) with these settings. */
  async stack(
    name: string,
    program: string,
    settings: Record<string, unknown> = {},
    variables: Record<string, string> = {},
  ): Promise<BenchStack> {
    const workDirectory = path.join(this.directory, name);
    mkdirSync(workDirectory);
    const project = parse(readFileSync(path.join(checkout, "Pulumi.yaml"), "utf8")) as object;
    const main = path.relative(workDirectory, path.join(checkout, program));
    // Without what the platform's own stacks must say: an empty program has no settings.
    writeFileSync(path.join(workDirectory, "Pulumi.yaml"), stringify({ ...project, main, config: undefined }));
    const stack = new BenchStack(name, workDirectory, {
      ...this.environment,
      STANDIN_ACCOUNT: path.join(this.directory, `account-${name}`),
      ...variables,
    });
    await stack.run("stack", "init", name);
    stack.configure(settings);
    return stack;
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export class BenchStack {
  constructor(
    readonly name: string,
    readonly workDirectory: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  configure(settings: Record<string, unknown>): void {
    const own = Object.entries(settings).map(([key, value]) => [`observability:${key}`, value]);
    const file = path.join(this.workDirectory, `Pulumi.${this.name}.yaml`);
    const { encryptionsalt } = parse(readFileSync(file, "utf8")) as { encryptionsalt?: string };
    writeFileSync(
      file,
      stringify({ encryptionsalt, config: { "aws:region": "eu-central-1", ...Object.fromEntries(own) } }),
    );
  }

  /** Runs pulumi to its end. Throws an Error with its output when it fails. */
  async run(...args: string[]): Promise<CommandRun> {
    const began = performance.now();
    const child = spawn("pulumi", [...args, "--non-interactive", "--color=never"], {
      cwd: this.workDirectory,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const tree = new ProcessTree(child.pid ?? 0);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const wallSeconds = (performance.now() - began) / 1_000;
    const processes = tree.stop();
    const output = Buffer.concat(chunks).toString();
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${output.slice(-4_000)}`);
    return { output, wallSeconds, processes };
  }

  preview(): Promise<CommandRun> {
    return this.run("preview", "--stack", this.name);
  }
}

/** What a process of a preview is. */
export function roleOf({ command }: ProcessUse): string {
  if (command.includes("/cmd/run")) return "program";
  const plugin = /pulumi-(resource-\w+|language-\w+)|providers\/main\.ts (\w+)/.exec(command);
  if (plugin)
    return plugin[2]
      ? `stand-in ${plugin[2]}`
      : (plugin[1] ?? "").replace("resource-", "stand-in ").replace("language-", "language host ");
  return command.startsWith("pulumi") ? "engine" : "other";
}
