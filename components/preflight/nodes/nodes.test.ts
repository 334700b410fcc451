// What the look into a cluster asks of its nodes.
import assert from "node:assert/strict";
import { dedicated, ingest } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { lookIntoCluster } from "../cluster/look";

describe("the look at nodes", () => {
  const settings = settingsWith({ ...ingest });

  it("looks at further pages of nodes until one takes pods, and at no more than ten", async () => {
    const asked: string[] = [];
    const paged = (goodPage: number) => {
      asked.length = 0;
      return lookIntoCluster(settings, (path) => {
        if (!path.startsWith("/api/v1/nodes")) return Promise.resolve({ status: 404, body: {} });
        asked.push(path);
        const items = [{ spec: asked.length === goodPage ? {} : { taints: [dedicated] } }];
        return Promise.resolve({ status: 200, body: { metadata: { continue: `a=${asked.length}` }, items } });
      });
    };
    const { nodes } = await paged(3);
    assert.ok("is" in nodes && nodes.is.length === 3);
    assert.deepEqual(
      asked.map((path) => path.split("&continue=")[1]),
      [undefined, "a%3D1", "a%3D2"],
    );
    assert.deepEqual((await paged(99)).nodes, { unknown: "none of the first 10 takes pods of the platform" });
    assert.equal(asked.length, 10);
  });

  it("looks for a node that has room for the largest pod, and takes none for the largest that may not be", async () => {
    let pages = 0;
    const growing = (memory: (page: number) => string) => {
      pages = 0;
      return lookIntoCluster(settings, (path) => {
        if (!path.startsWith("/api/v1/nodes")) return Promise.resolve({ status: 404, body: {} });
        pages++;
        const items = [
          {
            spec: {},
            status: { allocatable: { cpu: "1930m", memory: memory(pages), "ephemeral-storage": "18242267924" } },
          },
        ];
        return Promise.resolve({ status: 200, body: { metadata: { continue: `a=${pages}` }, items } });
      });
    };
    const { nodes } = await growing((page) => (page < 4 ? "1500000Ki" : "14489096Ki"));
    assert.equal(pages, 4);
    assert.ok("is" in nodes);
    assert.deepEqual(nodes.is.at(-1), { taints: [], room: { cpuMillicores: 1_930, memoryMib: 14_149, diskGib: 16 } });
    const small = await growing(() => "1500000Ki");
    assert.deepEqual(small.nodes, { is: Array.from({ length: 10 }, () => ({ taints: [] })) });
  });
});
