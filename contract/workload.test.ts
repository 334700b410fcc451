import assert from "node:assert/strict";
import { platform, spec } from "../test/support/go-service";
import { only, registrationsOf } from "../test/support/mock-stack";
import { Workload, type WorkloadArgs } from "./workload";

describe("the workload component", () => {
  const build = (more: Partial<WorkloadArgs> = {}) => new Workload("go-service", { platform, ...spec, ...more });

  it("registers Deployment, Service and ServiceMonitor in the application's namespace, and the sidecar's ConfigMap", async () => {
    const made = await registrationsOf(() => build({ logs: "sidecar" }));
    assert.deepEqual(made.map(({ type }) => type).sort(), [
      "kubernetes:apps/v1:Deployment",
      "kubernetes:core/v1:ConfigMap",
      "kubernetes:core/v1:Service",
      "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
      "obs:contract:Workload",
    ]);
    for (const { type, inputs } of made.filter(({ type }) => type.startsWith("kubernetes:"))) {
      assert.equal((inputs.metadata as { namespace: string }).namespace, "ledger", type);
    }
  });

  it("takes another service name than the resource's", async () => {
    const { inputs } = only(await registrationsOf(() => build({ service: "pay" })), "kubernetes:apps/v1:Deployment");
    assert.equal((inputs.metadata as { name: string }).name, "pay");
  });

  it("refuses at construction, before anything is registered for the cluster", async () => {
    const made = await registrationsOf(() =>
      assert.throws(
        () => build({ namespace: "search" }),
        /workload "go-service": namespace "search" is tenant search's/,
      ),
    );
    assert.deepEqual(
      made.filter(({ type }) => type.startsWith("kubernetes:")),
      [],
    );
  });
});
