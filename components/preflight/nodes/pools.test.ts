// Node pools of EKS Auto Mode: whether pods of the platform may start on what they make.
import assert from "node:assert/strict";
import { type Change, checks, dedicated, unknown } from "../../../test/support/preflight-findings";
import { nodePoolsOf } from "./pools";

const system = { key: "CriticalAddonsOnly", effect: "NoSchedule" };
const found = (cluster: Change["cluster"], scheduling = {}) => {
  const row = checks({ aws: { autoMode: true }, settings: { scheduling }, cluster: cluster ?? {} }).find(
    ({ what }) => what === "nodes",
  );
  return [row?.verdict, row?.found];
};
const own = "EKS Auto Mode's own";

describe("node pools", () => {
  it("are read with the taints that their nodes keep", () => {
    const pool = (spec: object, metadata = {}) => ({ metadata, spec: { template: { spec } } });
    const items = [
      ...[pool({ taints: [system] }), pool({ startupTaints: [dedicated] }), pool({ taints: null })],
      ...[pool({}, { deletionTimestamp: "2026-11-29" }), { spec: null }],
    ];
    assert.deepEqual(nodePoolsOf({ items }), [{ taints: [system] }, { taints: [] }, { taints: [] }, { taints: [] }]);
    assert.deepEqual(nodePoolsOf({ items: null }), []);
  });

  it("of EKS Auto Mode are told where none takes a pod and no other node does", () => {
    const none = { nodes: { is: [] } };
    const tainted = { nodePools: { is: [{ taints: [system] }, { taints: [dedicated] }] } };
    const all = "all with a taint: CriticalAddonsOnly:NoSchedule, dedicated:NoSchedule";
    assert.deepEqual(found({ ...none, ...tainted }), ["lacking", `${own}, of which the pools are ${all}`]);
    assert.deepEqual(found({ ...none, nodePools: { is: [] } }), ["lacking", `${own}, of which the pools are none`]);
    assert.deepEqual(found(tainted), ["ok", own], "another node is there");
    assert.deepEqual(found({ ...none, nodePools: unknown }), ["ok", own]);
    const tolerations = [{ key: "dedicated", value: "platform" }];
    assert.deepEqual(found({ ...none, ...tainted }, { tolerations }), ["ok", own]);
  });
});
