// Every pod that has an AWS role gets to the agent that hands out its credentials: judged from the values of all releases
// and the NetworkPolicy objects.
import assert from "node:assert/strict";
import { isAllowed, readings } from "../../test/support/network-evaluator";
import { namesFor } from "../../test/support/place";
import { settingsOf } from "../../test/support/settings-of";
import { serviceAccounts } from "../cloud/names";
import { plannedReleases } from "../releases";
import { networkPolicySpecs } from "./network-policy-specs";
import { pods } from "./network-table";

const cluster = "arn:aws:kafka:eu-central-1:111122223333:cluster/logs/11111111-2222-3333-4444-555555555555-1";
const stacks: Readonly<Record<string, Record<string, unknown>>> = {
  MSK: { kafka: { mode: "msk" }, size: "large" },
  "external brokers that ask for IAM": {
    kafka: { mode: "external", auth: "iam", bootstrapServers: ["b-1.example.com:9098"], clusterArn: cluster },
  },
  "all that calls AWS": {
    kafka: { mode: "msk" },
    logs: { controlPlane: true },
    fanout: { cloudwatch: { enabled: true } },
    longTermMetrics: {
      type: "amp",
      workspaceArn: "arn:aws:aps:eu-central-1:111122223333:workspace/ws-11111111-2222-3333-4444-555555555555",
    },
  },
};

/** Names of service accounts that values give, at any depth. */
function accountsIn(value: unknown, key = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    key === "serviceAccount" && name === "name" && typeof inner === "string" ? [inner] : accountsIn(inner, name),
  );
}

describe("the network and AWS roles", () => {
  const withRole = new Set<string>(Object.values(serviceAccounts));

  for (const [title, configuration] of Object.entries(stacks)) {
    it(`lets every pod with a role to the Pod Identity agent: ${title}`, () => {
      const settings = settingsOf({ identity: "podIdentity", ...configuration });
      const policies = networkPolicySpecs(settings);
      const named = plannedReleases(settings).filter(([id, { values }]) => {
        if (id === "gateway") return settings.fanout.cloudwatch.enabled;
        if (id === "prometheus") return settings.longTermMetrics?.type === "amp";
        return accountsIn(values(settings, namesFor(settings))).some((account) => withRole.has(account));
      });
      const shut = named
        .filter(([id, { release }]) => {
          // Prometheus' pods are its operator's work, and have no label of the release.
          const labels = id === "prometheus" ? pods.prometheus : { "app.kubernetes.io/instance": release };
          const from = { name: release, address: "10.0.3.7", pod: { namespace: {}, labels, ours: true } };
          const to = { name: "Pod Identity agent", address: "169.254.170.23", node: true };
          return readings.some((reading) => !isAllowed(policies, { from, to, port: 80 }, reading));
        })
        .map(([id]) => id);
      assert.ok(named.length >= 3, String(named.map(([id]) => id)));
      assert.deepEqual(shut, []);
    });
  }
});
