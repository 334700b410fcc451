// examples/automation on the real engine, with stand-ins for AWS and Kubernetes: an inline program, a tenant more.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation";
import { addTenant, platformStack } from "../../../examples/automation/tenant";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "../stack/engine-room";

describe("a tenant set up by the Automation API", function () {
  this.timeout(300_000);
  let room: EngineRoom;
  let stack: Stack;
  let workDir: string;

  before(async () => {
    room = await openStandinRoom();
    workDir = mkdtempSync(join(room.directory, "automation-"));
    stack = await platformStack("dev", { workDir, envVars: room.environment });
    const settings = { "aws:region": "eu-central-1", "observability:environment": "dev" };
    for (const [key, value] of Object.entries(settings)) await stack.setConfig(key, { value });
    await stack.setConfig("observability:cluster.name", { value: "dev" }, true);
    await stack.setConfig("observability:kafka.mode", { value: "none" }, true);
  });
  after(() => room?.close());

  it("is in the plan, and in the stack's configuration", async () => {
    const { changeSummary, stdout } = await addTenant(stack, { id: "payments", namespaces: ["payments"] });
    assert.ok((changeSummary.create ?? 0) > 50, stdout);
    const { value } = await stack.getConfig("observability:tenants");
    assert.deepEqual(JSON.parse(value), [{ id: "payments", namespaces: ["payments"] }]);
  });

  it("is written into the file of the project in whose folder the example runs", () => {
    const example = join(__dirname, "..", "..", "..", "examples", "automation", "tenant.ts");
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ["--import", pathToFileURL(require.resolve("tsx")).href, example, ...args], {
        cwd: workDir,
        env: { ...process.env, ...room.environment },
        encoding: "utf8",
      });
    assert.match(run("ledger").stderr, /^usage: npx tsx \S+ <tenant> <namespace>\n$/);
    const { status, stderr } = run("ledger", "ledger");
    assert.equal(status, 0, stderr);
    assert.match(readFileSync(join(workDir, "Pulumi.dev.yaml"), "utf8"), /- id: ledger\n/);
  });

  it("is not written over the first where the configuration cannot be read", async () => {
    const written: string[] = [];
    const unreadable = Object.assign(Object.create(stack) as Stack, {
      getConfig: () => Promise.reject(new Error("the key cannot be had")),
      getAllConfig: () => Promise.reject(new Error("the key cannot be had")),
      setConfig: (key: string) => Promise.resolve(written.push(key)),
    });
    await assert.rejects(addTenant(unreadable, { id: "search", namespaces: ["search"] }), /the key cannot be had/);
    assert.deepEqual(written, []);
  });

  it("is refused with every problem where it cannot work", async () => {
    const refused = addTenant(stack, { id: "search", namespaces: ["payments"] });
    await assert.rejects(refused, /tenants\[2\]\.namespaces\[0\]: "payments" - must be listed once/);
  });
});
