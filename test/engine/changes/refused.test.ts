// Changes of a running stack that are refused at the preview, before anything is touched: on the real engine with
// stand-ins. Those that work are walked in test/long.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { EngineStack } from "../stack/engine-stack";
import { changed, refusalOf, runningStack, sound, tenants } from "../stack/running-stack";

describe("changes of a running stack", function () {
  this.timeout(900_000);
  const running = runningStack("changes", { ...sound, protect: false });
  afterEach(() => running.stack.configure({}));

  const refusal = (overrides: Record<string, unknown>) => refusalOf(running.stack, overrides);

  const fixed: Record<string, [Record<string, unknown>, RegExp]> = {
    "the environment": [{ environment: "other" }, /environment: "other" - must stay sandbox.*"What is fixed"/],
    "the namespace": [{ namespace: "elsewhere" }, /namespace: "elsewhere" - must stay observability/],
    "the cluster, for one that exists": [{ cluster: { name: "prod" } }, /cluster\.name: "prod" - must stay sandbox/],
    "kafka.auth": [{ kafka: { ...sound.kafka, auth: "iam" } }, /kafka\.auth: "iam" - must stay scram/],
    "fewer partitions": [{ kafka: { ...sound.kafka, partitions: 3 } }, /kafka\.partitions: 3 - must be at least 12/],
    "a tenant that was not retired": [{ tenants: tenants.slice(0, 1) }, /tenants\[1\]\.id.*must stay search, retired/],
    "shorter retention": [
      { retention: { logsDays: 1 } },
      /accept.*logs of default, payments, kept for up to 30 days so far, expire after 1 day.*expiry\/logs\/1/,
    ],
    "other brokers": [{ kafka: { mode: "none" } }, /accept.*the brokers go.*"Another Kafka mode"/],
    "larger volumes": [{ size: "medium" }, /sizing\.loki\.volumeGib: 50 - must stay 20 until.*volume\/loki\/50/],
  };
  for (const [what, [overrides, says]] of Object.entries(fixed)) {
    it(`refuses ${what}`, async () => assert.match(await refusal(overrides), says));
  }

  it("says whose queue stays on its claim where a pod goes, and takes no claim away", async () => {
    const { stack } = running;
    stack.configure({ sizing: { gateway: { replicas: 1, maxReplicas: 1 } } });
    const told: string[] = [];
    const ops: string[] = [];
    await stack.stack.preview({
      onEvent: ({ diagnosticEvent, resourcePreEvent }) => {
        if (diagnosticEvent) told.push(diagnosticEvent.message);
        if (resourcePreEvent) ops.push(resourcePreEvent.metadata.op);
      },
    });
    assert.match(told.join("\n"), /sizing\.gateway: at most 1 pod in place of 2; .* "Fewer pods"/);
    assert.deepEqual(
      [...new Set(ops)].filter((op) => !["same", "read", "update"].includes(op)),
      [],
    );
    assert.ok(ops.includes("update"));
  });

  it("stays as it is under another name, and is refused where it was put there by force", async () => {
    const { room, stack } = running;
    const pulumi = (...args: string[]) => {
      const options = { env: room.environment, encoding: "utf8", cwd: stack.stack.workspace.workDir } as const;
      const { status, stdout, stderr } = spawnSync("pulumi", ["stack", ...args, "--non-interactive"], options);
      assert.equal(status, 0, stderr);
      return stdout;
    };
    const settings = { ...sound, protect: false };
    pulumi("rename", "renamed", "--stack", "changes");
    const renamed = await EngineStack.create(room, "renamed", "sandbox", settings);
    const forced = await EngineStack.create(room, "forced", "sandbox", settings);
    try {
      assert.deepEqual(changed(await renamed.preview()), []);
      const file = join(room.directory, "state.json");
      pulumi("export", "--stack", "renamed", "--file", file);
      pulumi("import", "--stack", "forced", "--file", file, "--force");
      assert.match(await refusalOf(forced, {}), /has the platform of stack renamed of project observability/);
    } finally {
      pulumi("rename", "changes", "--stack", "renamed");
      renamed.close();
      forced.close();
    }
  });
});
