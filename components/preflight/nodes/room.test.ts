// Pods that no node is large enough for.
import assert from "node:assert/strict";
import { type Change, checks, dedicated } from "../../../test/support/preflight-findings";

const node = (cpuMillicores: number, memoryMib: number, more: object = {}) => ({
  ...{ taints: [], room: { cpuMillicores, memoryMib } },
  ...more,
});
const row = (what: string, change: Change, ...nodes: ReturnType<typeof node>[]) =>
  checks({ ...change, cluster: { ...change.cluster, nodes: { is: nodes } } }).find((check) => check.what === what);
const told = (change: Change, ...nodes: ReturnType<typeof node>[]) => row("room on nodes", change, ...nodes);
const disk = (diskGib: number) => ({ taints: [], room: { cpuMillicores: 8_000, memoryMib: 30_000, diskGib } });
const medium = { settings: { size: "medium" } };

describe("room on nodes", () => {
  it("is there where each pod has room on one of them", () => {
    assert.equal(told({}, node(1_930, 7_074)), undefined);
    assert.equal(told(medium, node(1_930, 3_000), node(3_920, 14_800)), undefined);
  });

  it("is a warning where some pod is larger than all of them, for an autoscaler may make others", () => {
    const row = told(medium, node(1_930, 7_074), node(3_920, 7_000));
    assert.equal(row?.verdict, "lacking");
    assert.equal(row?.found, "none has more than 3920m of CPU, 7074Mi of memory");
    assert.match(row?.needed ?? "", /: prometheus 2000m, 8192Mi, tempo 2000m, 8192Mi$/);
    // CPU and memory of one node: not the most of either.
    assert.match(told(medium, node(1_930, 60_000), node(8_000, 4_000))?.needed ?? "", /loki 2000m, 6144Mi/);
  });

  it("is asked of nodes that take pods, and of none that tells not how large it is", () => {
    assert.equal(told({}, node(940, 1_400), node(8_000, 30_000, { taints: [dedicated] }))?.verdict, "lacking");
    assert.equal(told(medium, node(940, 1_400), { taints: [] } as unknown as ReturnType<typeof node>), undefined);
    assert.equal(told(medium), undefined);
    assert.equal(told({ aws: { autoMode: true }, ...medium }, node(940, 1_400)), undefined, "it makes larger ones");
    const chosen = { aws: { autoMode: true }, settings: { scheduling: { nodeSelector: { "node-group": "a" } } } };
    assert.equal(told(chosen, node(940, 1_400))?.verdict, "lacking");
  });

  it("is on all of them together for all pods, with those that each node has", () => {
    const together = (change: Change, count: number, memoryMib = 60_000) =>
      row("room on all nodes", change, ...Array(count).fill(node(15_890, memoryMib)));
    const large = { settings: { size: "large" } };
    const few = together(large, 3);
    assert.equal(few?.verdict, "lacking");
    assert.equal(few.found, "3 for pods of the platform, with 47670m of CPU, 180000Mi of memory");
    assert.match(few.needed, /^8\d{4}m of CPU, 28\d{4}Mi of memory for all of its pods/);
    assert.match(together(large, 3, 120_000)?.needed ?? "", /^8\d{4}m of CPU for all/);
    assert.equal(together(large, 6), undefined);
    assert.match(row("room on all nodes", {}, node(1_930, 7_074))?.needed ?? "", /m of CPU, \d+Mi of memory/);
    const tainted = node(15_890, 60_000, { taints: [dedicated] });
    const some = row("room on all nodes", large, ...Array(3).fill(node(15_890, 60_000)), ...Array(6).fill(tainted));
    assert.match(some?.found ?? "", /^3 /);
    assert.equal(together({ aws: { autoMode: true }, ...large }, 3), undefined, "it makes more");
    assert.equal(row("room on all nodes", large, { taints: [] } as unknown as ReturnType<typeof node>), undefined);
  });

  it("is on as many nodes as there are pods that share none, where no more of them may have been left out", () => {
    const large = node(64_000, 256_000);
    const few = (change: Change, count: number) =>
      row("number of nodes", change, ...Array<typeof large>(count).fill(large));
    assert.deepEqual([few(medium, 2)?.verdict, few(medium, 2)?.found], ["lacking", "2 for pods of the platform"]);
    assert.match(few(medium, 2)?.needed ?? "", /: loki 3$/);
    assert.match(few({ settings: { size: "large" } }, 2)?.needed ?? "", /lokiIngester 3.*tempoCache 3$/);
    for (const [change, count] of [
      [medium, 3],
      [medium, 20],
      [{}, 1],
      [{ aws: { autoMode: true }, ...medium }, 2],
    ] as const)
      assert.equal(few(change, count), undefined);
    const tainted = [large, large, node(64_000, 256_000, { taints: [dedicated] })];
    assert.equal(row("number of nodes", medium, ...tainted)?.found, "2 for pods of the platform");
    const most = [...Array<typeof large>(18).fill(node(64_000, 256_000, { taints: [dedicated] })), large, large];
    assert.equal(row("number of nodes", medium, ...most)?.found, "2 for pods of the platform", "of twenty");
    assert.equal(row("number of nodes", medium, ...Array(10).fill(most).flat()), undefined, "others may be left out");
  });

  it("is on each node's disk for Fluent Bit's buffer, where there is one", () => {
    const buffers = (settings: object, ...nodes: ReturnType<typeof disk>[]) =>
      row("disks of nodes", { settings: settings as Record<string, unknown> }, ...nodes);
    const large = { sizing: { fileLogs: { bufferGib: 50 } } };
    assert.equal(buffers({}, disk(16)), undefined);
    // A disk of 20 GiB, as AWS gives nodes by default.
    assert.match(String(buffers({ size: "large" }, disk(16))?.needed), /^18Gi, .* may take 10Gi /);
    const found = buffers(large, disk(90), disk(16));
    assert.deepEqual([found?.verdict, found?.found], ["lacking", "one has 16Gi for pods"]);
    assert.equal(buffers(large, disk(90)), undefined);
    assert.equal(buffers({ logs: { filePipeline: "none" }, kafka: { mode: "none" } }, disk(1)), undefined);
  });
});
