// Objects that the program makes itself, edited or deleted by hand: the next change of them is refused, and the documented
// command sets them back. On the real engine, provider and API server; AWS is a stand-in.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { stackFile } from "../../support/stack-configuration";
import { type ClusterRoom, openClusterRoom } from "../stack/cluster-room";
import { EngineStack } from "../stack/engine-stack";
import { changed } from "../stack/running-stack";

const [variable = "", option = ""] = (
  /field conflict\*\*, .*`(\w+)=true npm run up -- <stack> (--\w+)`/.exec(
    readFileSync(resolve(__dirname, "..", "..", "..", "docs", "operations", "troubleshooting.md"), "utf8"),
  ) ?? []
).slice(1);

const inNamespace = "namespaces/observability";
const edited: readonly [path: string, patch: object][] = [
  [`/api/v1/${inNamespace}/configmaps/grafana-organisations`, { data: { tenants: "edited" } }],
  [`/apis/apps/v1/${inNamespace}/deployments/prom-label-proxy`, { spec: { replicas: 3 } }],
];
const deleted = `/api/v1/${inNamespace}/secrets/read-passwords`;

describe("objects edited by hand", function () {
  this.timeout(900_000);
  let cluster: ClusterRoom;
  let stack: EngineStack;
  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    cluster = await openClusterRoom();
    stack = await EngineStack.create(cluster.room, "dev", "dev");
    await stack.up();
  });
  after(async () => {
    stack?.close();
    await cluster?.close();
  });

  it("stop the next change of them, until the documented command sets them back", async () => {
    const { api, room } = cluster;
    for (const [path, patch] of edited) {
      const { status } = await api.request("PATCH", path, patch, "application/merge-patch+json");
      assert.equal(status, 200, path);
    }
    stack.configure({ tenants: [...(stackFile("dev").tenants as object[]), { id: "nova", namespaces: ["nova"] }] });
    await assert.rejects(stack.preview(), /Server-Side Apply field conflict/);
    await api.request("DELETE", deleted);
    await assert.rejects(stack.preview(), /unable to get cluster state: secrets "read-passwords" not found/);

    const { status, stdout, stderr } = spawnSync("pulumi", ["up", "--yes", option, "--stack", "dev"], {
      cwd: stack.stack.workspace.workDir,
      env: { ...room.environment, [variable]: "true" },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    assert.equal(status, 0, stdout.slice(-3_000) + stderr);
    const found = await Promise.all([...edited.map(([path]) => path), deleted].map((path) => api.request("GET", path)));
    assert.deepEqual(
      found.map((answer) => answer.status),
      [200, 200, 200],
    );
    assert.doesNotMatch(JSON.stringify(found.map(({ body }) => body)), /"edited"|"replicas":3/);
    assert.deepEqual(
      changed(await stack.preview()).map(({ type }) => type),
      ["pulumi:providers:kubernetes"], // which had the variable
    );
  });
});
