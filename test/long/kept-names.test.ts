// What a protected stack lets go of stays in AWS under its name. When it is wanted again, the preview says so before
// anything is made, and `npm run adopt` takes it up. Real engine, stand-ins for AWS and Kubernetes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { importFile } from "../../commands/adoption";
import type { EngineRoom } from "../engine/stack/engine-room";
import { EngineStack } from "../engine/stack/engine-stack";
import { changed, refusalOf } from "../engine/stack/running-stack";
import { openStandinRoom } from "../servers/standin-room";

describe("a bucket that a protected stack let go of", function () {
  this.timeout(900_000);
  let room: EngineRoom;
  let stack: EngineStack;
  const off = { logs: {} };

  before(async () => {
    room = await openStandinRoom();
    stack = await EngineStack.create(room, "keeping", "sandbox", { protect: true, kafka: { mode: "none" } });
    await stack.up();
  });
  after(() => {
    stack?.close();
    room?.close();
  });

  const pulumi = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("pulumi", [...args, "--stack", "keeping", "--non-interactive"], {
      cwd: stack.stack.workspace.workDir,
      env: room.environment,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };

  it("is taken up when it is wanted again, and changes nothing that holds data", async () => {
    const before = await stack.stack.exportStack();
    const { resources } = before.deployment as { resources: { urn: string }[] };
    const letGo = resources.filter(({ urn }) => urn.includes("::observability-cloud-storage-control-plane"));
    pulumi("state", "unprotect", "--yes", ...letGo.map(({ urn }) => urn));
    stack.configure(off);
    await stack.up();

    const refusal = await refusalOf(stack, {});
    assert.match(refusal, /names in AWS: bucket sandbox-observability-control-plane-\w+, needs none of those/);
    assert.match(refusal, /docs\/data\.md/);

    const imports = join(room.directory, "import.json");
    writeFileSync(imports, JSON.stringify(importFile(before, JSON.parse(pulumi("stack", "export")))));
    pulumi("import", "--file", imports, "--generate-code=false", "--yes");
    const steps = changed(await stack.up());
    assert.deepEqual(
      steps.filter(({ type, op }) => type.startsWith("aws:s3/bucket:") && op !== "update"),
      [],
    );
    assert.deepEqual(changed(await stack.up()), []);
  });
});
