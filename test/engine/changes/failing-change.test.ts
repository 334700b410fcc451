// A change that fails half way: the next `up` does what is left of the plan, and nothing else. On the real engine with
// stand-ins for the providers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { Step } from "../stack/engine-stack";
import { changed, runningStack, sound } from "../stack/running-stack";

/** Touches each kind of thing: pods, buckets, roles, topics, what is handed out. */
const change = {
  tenants: [...sound.tenants, { id: "shop", namespaces: ["shop"], retention: { tracesDays: 40 } }],
  kafka: { ...sound.kafka, partitions: 24 },
  size: "medium",
  accept: ["volume/gateway/20", "volume/logConsumer/20", "volume/loki/50", "volume/tempo/100"],
  retention: { logsDays: 40 },
  logs: { nodeJournal: true, containerShipper: "alloy", kubernetesEvents: false, controlPlane: true },
  identity: "irsa",
};

describe("a change that fails half way", function () {
  this.timeout(600_000);
  const running = runningStack("changed", { protect: true, ...sound });

  /** Of each of these types the first thing that is made, changed or deleted fails. */
  const upFailingAt = (types: readonly string[]) =>
    spawnSync("pulumi", ["up", "--stack", "changed", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: running.stack.stack.workspace.workDir,
      env: {
        ...running.room.environment,
        STANDIN_FAILS_ONCE: JSON.stringify(Object.fromEntries(types.map((type) => [type, "not available"]))),
      },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
  const named = (steps: readonly Step[]) => changed(steps).map(({ op, type, name }) => `${op} ${type} ${name}`);

  it("is completed by the next one, whatever failed", async () => {
    const { stack } = running;
    stack.configure(change);
    const steps = await stack.preview();
    const planned = named(steps);
    const types = [...new Set(changed(steps).map(({ type }) => type))].filter((type) => !type.startsWith("obs:"));
    assert.ok(types.length > 10, types.join(" "));
    for (const _ of [1, 2, 3]) {
      const { status, stdout, stderr } = upFailingAt(types);
      assert.notEqual(status, 0, stdout);
      assert.match(stdout + stderr, /not available/);
    }
    const left = named(await stack.up());
    assert.ok(left.length > 0, "nothing was left to do");
    assert.deepEqual(
      left.filter((each) => !planned.includes(each)),
      [],
    );
    assert.deepEqual(changed(await stack.up()), []);
  });
});
