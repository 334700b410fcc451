// The contract's package as an app repository has it: packed, installed into an empty project, type-checked, loaded.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { contractVersion } from "../../../contract/contract";

const checkout = resolve(__dirname, "..", "..", "..");
const packageName = "eks-observability-contract";

/** The example of the package's page. */
function exampleProgram(): string {
  const page = readFileSync(join(checkout, "contract", "README.md"), "utf8");
  const program = /```ts\n([\s\S]*?)```/.exec(page)?.[1];
  assert.ok(program, "contract/README.md has no program");
  return program;
}

describe("the contract's package", function () {
  this.timeout(600_000);
  const project = mkdtempSync(join(tmpdir(), "consumer-"));
  const installed = join(project, "node_modules", packageName);
  const npm = (directory: string, ...args: string[]) =>
    execFileSync("npm", args, { cwd: directory, encoding: "utf8", stdio: "pipe" });

  before(() => {
    npm(checkout, "pack", "--workspace", "contract", "--pack-destination", project);
    const [tarball] = readdirSync(project);
    assert.equal(tarball, `${packageName}-${contractVersion}.tgz`);
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true }));
    // What it depends on are the checkout's, so that no registry is asked.
    const expressions = join(checkout, "node_modules", "re2js");
    npm(project, "install", "--offline", "--legacy-peer-deps", "--no-audit", "--no-fund", `./${tarball}`, expressions);
    mkdirSync(join(project, "node_modules", "@pulumi"));
    for (const peer of ["pulumi", "kubernetes"]) {
      symlinkSync(join(checkout, "node_modules", "@pulumi", peer), join(project, "node_modules", "@pulumi", peer));
    }
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          module: "node16",
          target: "ES2022",
          strict: true,
          noEmit: true,
          types: [],
          skipLibCheck: true,
        },
        files: ["index.ts"],
      }),
    );
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  function typeCheck(program: string): string {
    writeFileSync(join(project, "index.ts"), program);
    const { stdout } = spawnSync(join(checkout, "node_modules", ".bin", "tsc"), ["-p", "."], {
      cwd: project,
      encoding: "utf8",
    });
    return stdout;
  }

  it("has the contract's version, and depends on its two peers and on what judges expressions", () => {
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Record<
      string,
      object | undefined
    >;
    assert.equal(manifest.version, contractVersion);
    assert.deepEqual(Object.keys(manifest.peerDependencies ?? {}), ["@pulumi/kubernetes", "@pulumi/pulumi"]);
    assert.deepEqual(Object.keys(manifest.dependencies ?? {}), ["re2js"]);
  });

  it("holds compiled code and declarations, and nothing else of the platform", () => {
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) => /\.\w+$/.test(file));
    assert.ok(files.includes("dist/workload.d.ts"), files.join(", "));
    for (const file of files) assert.match(file, /^(README\.md|package\.json|dist\/[a-z-]+\.(js|d\.ts))$/);
  });

  it("type-checks the program on its page", () => assert.equal(typeCheck(exampleProgram()), ""));

  it("type-checks strictly: a wrong way of logging does not compile", () => {
    assert.match(typeCheck(exampleProgram().replace('"daemonset"', '"demonset"')), /TS2820|TS2322/);
  });

  it("is loaded by Node", () => {
    const names = execFileSync("node", ["-p", `Object.keys(require("${packageName}")).sort().join()`], {
      cwd: project,
      encoding: "utf8",
    });
    assert.equal(
      names.trim(),
      "ContractError,ScrapedService,Workload,checkedContract,contractVersion,defaultTenant,readPlatform,readPlatformSecrets",
    );
  });
});
