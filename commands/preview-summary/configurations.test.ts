// What a reviewer reads of Collectors' configurations, which are other ConfigMaps with each text.
import assert from "node:assert/strict";
import { summaryOf } from "./summary";
import { judgePreview } from "./verdict";

const configMap = "kubernetes:core/v1:ConfigMap";
const step = (op: string, name: string, type = configMap) => ({
  op,
  urn: `urn:pulumi:prod::observability::obs:Platform$${type}::${name}`,
  [op === "create" ? "newState" : "oldState"]: { type },
});
const gateway = (digest: string) => `observability-collection-gateway-config-0-${digest}`;
const [before, after] = [gateway("0a1b2c3d4e"), gateway("f5e6d7c8b9")];
const told = (...steps: object[]) =>
  judgePreview(JSON.stringify({ steps })).changes.map(({ effect, name, paths }) => [effect, name, ...paths].join(" "));

describe("pull request: configurations of Collectors", () => {
  it("are updated where another text comes for the one that goes", () => {
    const steps = [step("create", after), step("delete", before)];
    assert.deepEqual(told(...steps), ["update observability-collection-gateway-config-0 data"]);
    assert.match(summaryOf("prod", judgePreview(JSON.stringify({ steps }))), /^### prod: 1 to update, 0 unchanged/);
  });

  it("are so where a policy of the network or a Secret is another with each text", () => {
    const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
    const steps = [
      step("create", `all-may-leave-0a1b2c3d4e`, policy),
      step("delete", "all-may-leave-f5e6d7c8b9", policy),
    ];
    assert.deepEqual(told(...steps), ["update all-may-leave spec"]);
  });

  it("come or go where they do so alone, and so do other ConfigMaps", () => {
    const second = "observability-collection-gateway-config-1-0a1b2c3d4e";
    assert.deepEqual(told(step("create", after), step("delete", second)), [`delete ${second}`, `create ${after}`]);
    assert.deepEqual(told(step("create", "dashboards-a"), step("delete", "dashboards-b")), [
      "delete dashboards-b",
      "create dashboards-a",
    ]);
  });
});
