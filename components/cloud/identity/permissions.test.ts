// Whom a role trusts, by partition.
import assert from "node:assert/strict";
import { cluster } from "../../../test/support/mock-stack";
import { place } from "../../../test/support/place";
import { workloadTrust } from "./permissions";

describe("trust of a role", () => {
  it("names no Pod Identity in AWS's partition in China, which has none", () => {
    const account = { clusterArn: cluster.arn, oidcIssuer: cluster.oidcIssuer, namespace: "o", serviceAccount: "loki" };
    const sids = (partition: string) =>
      (
        JSON.parse(workloadTrust({ ...account, place: { ...place, partition } })) as { Statement: { Sid: string }[] }
      ).Statement.map(({ Sid }) => Sid);
    assert.deepEqual(sids("aws-cn"), ["ServiceAccount"]);
    assert.deepEqual(sids("aws-us-gov"), ["PodIdentity", "ServiceAccount"]);
  });
});
