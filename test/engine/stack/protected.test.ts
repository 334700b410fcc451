// A stack whose data is protected, on the real engine: what `destroy` leaves, and a new stack takes up.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importFile } from "../../../commands/adoption";
import type { KubeApi } from "../../servers/kube-api";
import { type ClusterRoom, openClusterRoom } from "./cluster-room";
import type { EngineRoom } from "./engine-room";
import { EngineStack } from "./engine-stack";
import { keptObjects, passwordVersion } from "./kept-objects";
import { changed } from "./running-stack";

describe("prod, protected", function () {
  this.timeout(900_000);
  let cluster: ClusterRoom;
  let api: KubeApi;
  let room: EngineRoom;
  let stack: EngineStack;
  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    cluster = await openClusterRoom();
    ({ api, room } = cluster);
    stack = await EngineStack.create(room, "protected", "prod");
    await stack.up();
  });
  after(async () => {
    stack?.close();
    await cluster?.close();
  });

  const pulumi = (...args: string[]) =>
    spawnSync("pulumi", [...args, "--non-interactive"], {
      env: room.environment,
      encoding: "utf8",
      cwd: stack.stack.workspace.workDir,
    });

  it("refuses to be destroyed at the preview, naming what is protected, before anything is deleted", async () => {
    const { status, stdout, stderr } = pulumi("destroy", "--yes", "--stack", "protected");
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /kafka.*cannot be deleted|protect/s);
    const { status: found } = await api.request("GET", "/api/v1/namespaces/observability/services/loki-gateway");
    assert.equal(found, 200, "Loki still stands");
  });

  it("keeps its data when everything else is destroyed", async () => {
    const steps = await stack.destroy({ excludeProtected: true });
    assert.ok(steps.some(({ name }) => name.endsWith("backends-loki")));
    assert.deepEqual(
      changed(steps).filter(({ type }) => /^aws:(s3|kms|msk)/.test(type)),
      [],
    );
    const kept = new Set(keptObjects(room).map((object) => object.split(" ")[0]));
    for (const type of [
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:kms/key:Key",
      "aws:msk/cluster:Cluster",
      "aws:msk/topic:Topic",
      "aws:secretsmanager/secret:Secret",
    ])
      assert.ok(kept.has(type), `${type} is gone`);
  });

  it("can be forgotten and taken up again by a new stack, which changes no data", async () => {
    const before = keptObjects(room);
    const exported = join(room.directory, "export.json");
    writeFileSync(exported, JSON.stringify(await stack.stack.exportStack()));
    const unprotected = pulumi("state", "unprotect", "--all", "--yes", "--stack", "protected");
    assert.equal(unprotected.status, 0, unprotected.stderr);
    await stack.destroy();
    assert.deepEqual(keptObjects(room), before, "forgetting a stack leaves its data");

    const again = await EngineStack.create(room, "again", "prod");
    try {
      const imports = join(room.directory, "import.json");
      writeFileSync(
        imports,
        JSON.stringify(importFile(JSON.parse(readFileSync(exported, "utf8")), { deployment: {} })),
      );
      const imported = spawnSync(
        "pulumi",
        ["import", "--stack", "again", "--file", imports, "--generate-code=false", "--yes"],
        { env: room.environment, encoding: "utf8", cwd: again.stack.workspace.workDir },
      );
      assert.equal(imported.status, 0, imported.stdout + imported.stderr);
      const data = changed(await again.up()).filter(({ type }) => /^aws:(s3|kms|msk|secretsmanager)/.test(type));
      assert.deepEqual(
        data.filter(({ op, type }) => op !== "update" && type !== passwordVersion),
        [],
        "nothing that holds data is made anew",
      );
      assert.deepEqual(
        keptObjects(room).filter((object) => before.includes(object)),
        before,
      );
      assert.deepEqual(changed(await again.up()), []);
    } finally {
      again.close();
    }
  });
});
