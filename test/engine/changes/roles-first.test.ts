// Roles of other names: the new ones are made before the old ones go, for pods have these until they have been replaced.
// On the real engine with stand-ins, whose AWS lets go of what the program names first, as the provider does.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { changed, refusalOf, runningStack } from "../stack/running-stack";

describe("roles of other names", function () {
  this.timeout(600_000);
  const running = runningStack("roles", { protect: false, logs: { controlPlane: true } });

  it("are made first, with what they may do, at another path too; there alone they are refused", async () => {
    const { stack } = running;
    assert.match(await refusalOf(stack, { iam: { rolePath: "/platform/" } }), /unless iam\.roleNamePrefix/);
    stack.configure({ iam: { rolePath: "/platform/", roleNamePrefix: "acme-" } });
    const steps = changed(await stack.up()).filter(({ type }) => /^aws:iam\/role(Policy)?:/.test(type));
    const ops = steps.map(({ op }) => op);
    const [lastMade, firstGone] = [ops.lastIndexOf("create-replacement"), ops.indexOf("delete-replaced")];
    assert.ok(lastMade >= 0 && firstGone > lastMade, steps.map(({ op, name }) => `${op} ${name}`).join(", "));
    assert.deepEqual(changed(await stack.preview()), []);
  });

  it("are brought to their end where that failed, and not deleted for the former names' sake", async () => {
    const { stack, room } = running;
    const former = { iam: { rolePath: "/platform/", roleNamePrefix: "acme-" } };
    const next = { iam: { rolePath: "/platform/", roleNamePrefix: "next-" } };
    stack.configure(next);
    const { status, stdout } = spawnSync("pulumi", ["up", "--yes", "--skip-preview", "--stack", "roles"], {
      cwd: stack.stack.workspace.workDir,
      env: { ...room.environment, STANDIN_FAILS_ONCE: '{"kubernetes:helm.sh/v3:Release":"timed out"}' },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    assert.notEqual(status, 0, stdout);
    assert.match(await refusalOf(stack, former), /names in AWS: role acme-.* state has roles like next-.*delete none/);
    stack.configure(next);
    assert.ok(
      changed(await stack.up()).some(({ op, type }) => op === "delete-replaced" && type === "aws:iam/role:Role"),
    );
    stack.configure(former);
    assert.ok(changed(await stack.preview()).length > 0);
  });
});
