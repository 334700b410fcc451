// The packages as a user has them: a project made from the template by the real CLI, the tarballs of platform and
// policies laid into it, type-checked, and previewed by the real engine with stand-ins for AWS and Kubernetes. And the
// component package on top of them, asked for its schema and used as a program in another language would.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "../stack/engine-room";

const checkout = resolve(__dirname, "..", "..", "..");

interface Manifest {
  version: string;
  exports?: Record<string, unknown>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const manifestIn = (directory: string) => JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;

describe("the platform's package, in a project made from the template", function () {
  this.timeout(600_000);
  const project = mkdtempSync(join(tmpdir(), "template-"));
  const modules = join(project, "node_modules");
  const plugin = join(project, "plugin");
  const platform = join(modules, "eks-observability");
  /** Bytes of each tarball. */
  const packed: Record<string, number> = {};
  let room: EngineRoom;

  before(async () => {
    room = await openStandinRoom();
    const create = ["new", join(checkout, "template"), "--generate-only", "--offline", "--yes", "--name", "acme"];
    execFileSync("pulumi", create, { cwd: project, env: { ...process.env, ...room.environment }, stdio: "pipe" });
    for (const [workspace, name] of [
      [[], "eks-observability"],
      [["--workspace", "policy"], "eks-observability-policies"],
      [["--workspace", "contract"], "eks-observability-contract"],
    ] as const) {
      const tarballs = mkdtempSync(join(room.directory, "tarball-"));
      const pack = ["pack", ...workspace, "--pack-destination", tarballs];
      execFileSync("npm", pack, { cwd: checkout, encoding: "utf8", stdio: "pipe" });
      const installed = join(modules, name);
      mkdirSync(installed, { recursive: true });
      const tarball = join(tarballs, readdirSync(tarballs)[0] ?? "");
      packed[name] = statSync(tarball).size;
      execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed]);
      const { dependencies, peerDependencies } = manifestIn(installed);
      linkPackages({ ...dependencies, ...peerDependencies });
    }
    cpSync(join(checkout, "plugin"), plugin, { recursive: true });
    const { dependencies, devDependencies } = manifestIn(project);
    linkPackages({ ...dependencies, ...devDependencies, ...manifestIn(plugin).dependencies });
  });
  after(() => {
    room?.close();
    rmSync(project, { recursive: true, force: true });
  });

  it("is as large as its page says, and so are the other packages: to a fifth", () => {
    const page = readFileSync(join(checkout, "docs/package.md"), "utf8");
    for (const [name, bytes] of Object.entries(packed)) {
      const [, number = "", unit] = new RegExp(`^\\| \`${name}\` \\| ([\\d.]+) (kB|MB) \\|`, "m").exec(page) ?? [];
      const said = Number(number) * (unit === "MB" ? 1e6 : 1e3);
      assert.ok(Math.abs(said / bytes - 1) < 0.2, `${name}: ${bytes} bytes, the page says ${number} ${unit}`);
    }
  });

  /** What is declared, and nothing else, from the checkout: so no registry is asked, and what is not declared fails. */
  function linkPackages(declared: Record<string, string>): void {
    for (const name of Object.keys(declared)) {
      const place = join(modules, name);
      if (existsSync(place)) continue;
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(checkout, "node_modules", name), place);
    }
  }

  function typeCheck(...options: string[]): string {
    const tsc = join(checkout, "node_modules", ".bin", "tsc");
    const strictly = ["--noEmit", "--strict", "--skipLibCheck", "--target", "ES2022", ...options];
    return spawnSync(tsc, strictly, { cwd: project, encoding: "utf8" }).stdout;
  }

  it("holds compiled code, declarations and the schema, and nothing that only a clone needs", () => {
    const files = readdirSync(platform, { recursive: true, encoding: "utf8" }).filter((file) => /\.\w+$/.test(file));
    assert.ok(files.includes("dist/components/platform.d.ts"), files.join(", "));
    const others = files.filter(
      (file) => !/^dist\/(components|contract|conventions|cost|dashboards|settings)\//.test(file),
    );
    assert.deepEqual(others.sort(), ["README.md", "index.ts", "package.json", "settings/stack.schema.json"]);
    assert.deepEqual(
      files.filter((file) => /\.test\.|offline|bench/.test(file)),
      [],
    );
  });

  it("asks only for what a user's program needs", () => {
    const { dependencies = {}, peerDependencies = {} } = manifestIn(platform);
    for (const name of ["@grpc/grpc-js", "google-protobuf", "ts-node", "tsx", "typescript", "@pulumi/policy"])
      assert.ok(!(name in { ...dependencies, ...peerDependencies }), name);
    assert.deepEqual(Object.keys(peerDependencies), ["@pulumi/aws", "@pulumi/kubernetes", "@pulumi/pulumi"]);
  });

  it("type-checks: the template's program, the component package, and every way in, also as older settings resolve", () => {
    const entries = Object.keys(manifestIn(platform).exports ?? {}).filter((entry) => !entry.endsWith(".json"));
    assert.deepEqual(entries, [".", "./settings", "./contract"]);
    writeFileSync(
      join(project, "entries.ts"),
      `import { Platform, type PlatformArgs } from "eks-observability";
import { loadSettings, type Settings } from "eks-observability/settings";
import { readPlatform, Workload } from "eks-observability/contract";
export const settings: Settings = loadSettings({ values: {}, secretKeys: new Set() });
export type Needed = PlatformArgs["settings"];
export const all = [Platform, readPlatform, Workload];
// @ts-expect-error a Platform needs its settings
new Platform("x", {});
`,
    );
    assert.equal(typeCheck("--module", "node16", "index.ts", "plugin/index.ts", "entries.ts"), "");
    assert.equal(typeCheck("--module", "commonjs", "--moduleResolution", "node10", "entries.ts"), "");
  });

  it("is previewed by the engine, with the policies' package", async () => {
    const text = readFileSync(join(project, "Pulumi.dev.yaml"), "utf8");
    const [, schema = ""] = /\$schema=(\S+)/.exec(text) ?? [];
    assert.ok(existsSync(join(project, schema)), schema);
    const stack = await LocalWorkspace.createStack(
      { stackName: "dev", workDir: project },
      { envVars: room.environment },
    );
    for (const [key, value] of [
      ["aws:region", "eu-central-1"],
      ["observability:environment", "dev"],
    ] as const)
      await stack.setConfig(key, { value });
    await stack.setConfig("observability:cluster.name", { value: "dev" }, true);
    const policies = join(modules, "eks-observability-policies");
    const { changeSummary, stdout } = await stack.preview({
      policyPacks: [join(policies, "bin", "observability-policy")],
      policyPackConfigs: [join(policies, "unprotected.json")],
    });
    assert.ok((changeSummary.create ?? 0) > 50, stdout);
    assert.match(stdout, new RegExp(`observability.*v${manifestIn(policies).version.replaceAll(".", "\\.")}`));
  });

  describe("as a component package", () => {
    before(() => {
      const binaries = join(room.directory, "plugins");
      mkdirSync(binaries);
      const command = join(binaries, "pulumi-resource-eks-observability");
      writeFileSync(command, `#!/bin/sh\ncd '${plugin}' && exec node --import tsx index.ts "$@"\n`, { mode: 0o755 });
      room.environment.PATH = `${binaries}:${room.environment.PATH}`;
    });

    it("gives the engine's CLI a schema with both components, their inputs and outputs", () => {
      const schema = JSON.parse(
        execFileSync(
          "pulumi",
          ["package", "get-schema", join(room.directory, "plugins", "pulumi-resource-eks-observability")],
          {
            cwd: project,
            encoding: "utf8",
            env: { ...process.env, ...room.environment },
          },
        ),
      ) as {
        name: string;
        resources: Record<string, { inputProperties: object; requiredInputs: string[]; properties: object }>;
      };
      assert.equal(schema.name, "eks-observability");
      const { "eks-observability:index:Platform": component, "eks-observability:index:Workload": workload } =
        schema.resources;
      assert.deepEqual(Object.keys(component?.inputProperties ?? {}).sort(), [
        "bootstrapServers",
        "kmsKeyArn",
        "settings",
      ]);
      assert.deepEqual(Object.keys(component?.properties ?? {}).sort(), ["contract", "secrets", "sidecar"]);
      assert.deepEqual(component?.requiredInputs, ["settings"]);
      assert.deepEqual(workload?.requiredInputs, ["image", "logs", "namespace", "platform", "resources", "tenant"]);
    });

    it("builds platform and workload for a program that knows only their types", async () => {
      const program = async () => {
        const remote = (type: string, inputs: pulumi.Inputs, outputs: string[]) =>
          new RemoteComponent(`eks-observability:index:${type}`, type.toLowerCase(), inputs, outputs);
        const settings = {
          environment: "dev",
          cluster: { name: "dev" },
          tenants: [{ id: "payments", namespaces: ["payments"] }],
          kafka: { mode: "none" },
          fanout: {
            datadog: { enabled: true, site: "datadoghq.eu", apiKey: pulumi.secret("0123456789abcdef0123456789abcdef") },
          },
        };
        const platform = remote("Platform", { settings }, ["contract", "sidecar"]);
        const { contract, sidecar } = platform.values;
        remote(
          "Workload",
          {
            platform: contract,
            platformSidecar: sidecar,
            tenant: "payments",
            namespace: "payments",
            image: "registry.example.com/shop:1.0.0",
            ports: { http: 8080 },
            metricsPort: "http",
            logs: "daemonset",
            resources: { cpuMillicores: 100, memoryMib: 128 },
          },
          [],
        );
        return { tenants: contract?.apply((value) => Object.keys((value as { tenants: object }).tenants)) };
      };
      const stack = await LocalWorkspace.createStack(
        { stackName: "polyglot", projectName: "polyglot", program },
        { envVars: room.environment, workDir: mkdtempSync(join(room.directory, "polyglot-")) },
      );
      await stack.setConfig("aws:region", { value: "eu-central-1" });
      const { outputs, summary } = await stack.up();
      assert.deepEqual(outputs.tenants?.value, ["default", "payments"]);
      assert.ok((summary.resourceChanges?.create ?? 0) > 50, JSON.stringify(summary.resourceChanges));
      // The file itself: what the automation API exports has its secrets opened.
      const state = readFileSync(
        join(room.directory, "state", ".pulumi", "stacks", "polyglot", "polyglot.json"),
        "utf8",
      );
      assert.match(state, /eks-observability:index:Workload\$obs:contract:Workload\$kubernetes:apps\/v1:Deployment/);
      assert.doesNotMatch(state, /0123456789abcdef0123456789abcdef/);
    });
  });
});

/** A component of a package, as an SDK made from its schema registers it. */
class RemoteComponent extends pulumi.ComponentResource {
  readonly values: Readonly<Record<string, pulumi.Output<unknown>>>;

  constructor(type: string, name: string, inputs: pulumi.Inputs, outputs: readonly string[]) {
    super(type, name, { ...inputs, ...Object.fromEntries(outputs.map((key) => [key, undefined])) }, {}, true);
    this.values = this as unknown as Readonly<Record<string, pulumi.Output<unknown>>>;
  }
}
