// Settings that look odd and work: accepted.
import assert from "node:assert/strict";
import { configurationOf } from "../test/support/pulumi-config";
import { minimal } from "../test/support/stack-configuration";
import { linesOf, type Overrides, tenant } from "../test/support/told";
import { loadSettings, warningsOf } from "./load";

describe("what is odd and works is accepted", () => {
  for (const [title, overrides] of [
    ["a team's name in any script", tenant({ team: "Zahlungsverkehr Köln", namespaces: ["p"] })],
    [
      "external brokers that keep for longer",
      {
        kafka: {
          mode: "external",
          auth: "scram",
          bootstrapServers: ["b:9096"],
          existingSecret: "s",
          retentionHours: 500,
        },
      },
    ],
    [
      "ids that look like numbers, in quotes",
      { tenants: [{ id: "0123" }, { id: "1e3" }, { id: "on" }, { id: "constructor" }] },
    ],
    ["caches off", { size: "large", sizing: { lokiChunksCache: { replicas: 0 }, tempoCache: { replicas: 0 } } }],
    ["false in quotes", { protect: "false" }],
    [
      "an annotation with a prefix",
      {
        grafana: {
          hostname: "g.example.com",
          ingress: { className: "alb", annotations: { "alb.ingress.kubernetes.io/scheme": "internal" } },
        },
      },
    ],
  ] as [string, Overrides][]) {
    it(title, () => assert.deepEqual(linesOf(overrides), []));
  }
  it("kube-system as a tenant's namespace, with a warning", () => {
    const settings = loadSettings(
      configurationOf({ ...(minimal as Overrides), ...tenant({ namespaces: ["kube-system"] }) }),
    );
    assert.match(warningsOf(settings)[0] ?? "", /^tenants: kube-system belongs to payments/);
  });
});
