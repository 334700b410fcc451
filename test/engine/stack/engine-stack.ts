// A stack of the program on the real engine: real Kubernetes provider and API server, stand-ins for AWS and random.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { pulumiEnvironment } from "../../../commands/pulumi-environment";
import { standinDirectory } from "../../../offline/environment";
import { installed } from "../../../tools/install";
import type { KubeApi } from "../../servers/kube-api";
import { stackFile } from "../../support/stack-configuration";
import { type EngineRoom, engineRoom } from "./engine-room";
import { writeSmallCharts } from "./small-charts";

const checkout = resolve(__dirname, "..", "..", "..");

/** One resource step, as the engine announced it, in its order. */
export interface Step {
  op: string;
  type: string;
  name: string;
  /** Paths that differ. */
  paths: string[];
}

/**
 * Prepares what stacks need: plugins, an account, charts, and an `aws` command that hands out the API server's token.
 * The charts are those in the directory that CHARTS_DIR names, or else small ones of our own, which is said.
 */
export async function openEngineRoom(api: KubeApi): Promise<EngineRoom> {
  const directory = mkdtempSync(join(tmpdir(), "engine-"));
  const provider = await installed("kubernetes-provider");
  const environment = await pulumiEnvironment({
    providerDirectories: [dirname(provider), standinDirectory],
    stateDirectory: join(directory, "state"),
  });
  const { certificateAuthority, token } = accessOf(api);
  const binaries = join(directory, "bin");
  mkdirSync(binaries);
  writeFileSync(
    join(binaries, "aws"),
    `#!/bin/sh\necho '${JSON.stringify({
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      status: { token },
    })}'\n`,
  );
  chmodSync(join(binaries, "aws"), 0o755);
  const mirror = process.env.CHARTS_DIR ?? join(directory, "charts");
  if (process.env.CHARTS_DIR === undefined) {
    console.log("      charts: small ones of our own (CHARTS_DIR names a folder of the real ones)");
    writeSmallCharts(mirror);
  }
  const cluster = { endpoint: api.server, certificateAuthority };
  return engineRoom({ directory, environment, binaries, cluster, mirror });
}

function accessOf(api: KubeApi): { certificateAuthority: string; token: string } {
  const { clusters, users } = JSON.parse(readFileSync(api.kubeconfigFile, "utf8")) as {
    clusters: { cluster: { "certificate-authority-data": string } }[];
    users: { user: { token: string } }[];
  };
  return {
    certificateAuthority: clusters[0]?.cluster["certificate-authority-data"] ?? "",
    token: users[0]?.user.token ?? "",
  };
}

export class EngineStack {
  private constructor(
    readonly stack: Stack,
    private readonly workDir: string,
    private readonly settings: Record<string, unknown>,
  ) {}

  /**
   * A stack with the settings of `Pulumi.<settingsOf>.yaml`, or with those given, changed where `overrides` say so.
   *
   * @param program folder of the program, below the checkout; this one's when absent.
   */
  static async create(
    room: EngineRoom,
    name: string,
    settingsOf: string | Record<string, unknown>,
    overrides: Record<string, unknown> = {},
    program: string = checkout,
  ): Promise<EngineStack> {
    // Inside the checkout, where the packages are found.
    mkdirSync(join(checkout, ".state"), { recursive: true });
    const workDir = mkdtempSync(join(checkout, ".state", "engine-"));
    writeProject(workDir, program);
    const own = typeof settingsOf === "string" ? stackFile(settingsOf) : settingsOf;
    const settings = { ...own, charts: { mirror: room.mirror }, ...overrides };
    const stack = await LocalWorkspace.createOrSelectStack({ stackName: name, workDir }, { envVars: room.environment });
    const created = new EngineStack(stack, workDir, settings);
    created.configure({});
    return created;
  }

  /** Writes the stack's configuration file, with these top-level settings in place of its own. */
  configure(overrides: Record<string, unknown>): void {
    const settings = Object.entries({ ...this.settings, ...overrides }).map(([key, value]) => [
      `observability:${key}`,
      value,
    ]);
    writeFileSync(
      join(this.workDir, `Pulumi.${this.stack.name}.yaml`),
      stringify({ config: { "aws:region": "eu-central-1", ...Object.fromEntries(settings) } }),
    );
  }

  /** The same stack, with these top-level settings in place of its own from here on. */
  continued(overrides: Record<string, unknown>): EngineStack {
    const later = new EngineStack(this.stack, this.workDir, { ...this.settings, ...overrides });
    later.configure({});
    return later;
  }

  /** The same stack from here on with this checkout's program. */
  runsThisProgram(): void {
    writeProject(this.workDir, checkout);
  }

  async preview(): Promise<Step[]> {
    const steps: Step[] = [];
    await this.stack.preview({ onEvent: collect(steps) });
    return steps;
  }

  async up(): Promise<Step[]> {
    const steps: Step[] = [];
    await this.stack.up({ onEvent: collect(steps) });
    return steps;
  }

  async destroy(options: { excludeProtected?: boolean } = {}): Promise<Step[]> {
    const steps: Step[] = [];
    await this.stack.destroy({ onEvent: collect(steps), ...options });
    return steps;
  }

  close(): void {
    rmSync(this.workDir, { recursive: true, force: true });
  }
}

function writeProject(workDir: string, program: string): void {
  const project = {
    name: "observability",
    runtime: { name: "nodejs", options: { typescript: false, nodeargs: "--import tsx" } },
    main: join(relative(workDir, program), "index.ts"),
  };
  writeFileSync(join(workDir, "Pulumi.yaml"), stringify(project));
}

function collect(steps: Step[]): (event: EngineEvent) => void {
  return ({ resourcePreEvent }) => {
    const metadata = resourcePreEvent?.metadata;
    if (!metadata) return;
    const [, , types = "", name = ""] = metadata.urn.split("::");
    steps.push({
      op: metadata.op,
      type: types.split("$").at(-1) ?? "",
      name,
      paths: Object.keys(metadata.detailedDiff ?? {}).sort(),
    });
  };
}
