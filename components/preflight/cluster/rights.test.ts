// What the look into a cluster asks of what may be made there.
import assert from "node:assert/strict";
import { ingest } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { lookIntoCluster } from "../cluster/look";
import { reviewPath } from "../cluster/rights";

describe("the look at rights", () => {
  const settings = settingsWith({ ...ingest });

  it("reviews what this identity may make, of the whole cluster and of the namespace, and makes none of it", async () => {
    const asked: unknown[] = [];
    const forbidding = async (allowed: (resource: string) => unknown) => {
      const found = await lookIntoCluster(settings, (path, _, review) => {
        if (path !== reviewPath) return Promise.resolve({ status: 403, body: {} });
        const { spec } = review as { spec: { resourceAttributes: { resource: string } } };
        asked.push(spec.resourceAttributes);
        return Promise.resolve({
          status: 201,
          body: { status: { allowed: allowed(spec.resourceAttributes.resource) } },
        });
      });
      return found.forbidden;
    };
    const ofCluster = ["clusterroles", "customresourcedefinitions"];
    const ofAdmission = ["mutatingwebhookconfigurations", "validatingadmissionpolicies"];
    const inNamespace = ["secrets", "daemonsets", "networkpolicies"];
    assert.deepEqual(await forbidding(() => false), { is: [...ofCluster, ...ofAdmission, ...inNamespace] });
    assert.equal(asked.length, 7);
    assert.deepEqual(asked[0], { group: "rbac.authorization.k8s.io", resource: "clusterroles", verb: "create" });
    assert.deepEqual(asked[4], { group: "", resource: "secrets", namespace: "observability", verb: "create" });
    const some = (resource: string) => !ofAdmission.includes(resource);
    assert.deepEqual(await forbidding(some), { is: ofAdmission }, "of an organisation's own role");
    assert.deepEqual(await forbidding(() => true), { is: [] });
    assert.ok("unknown" in (await forbidding(() => undefined)));
  });
});
