// Settings that look odd and work: accepted.
import assert from "node:assert/strict";
import { configurationOf } from "../test/support/pulumi-config";
import { minimal } from "../test/support/stack-configuration";
import { linesOf, linesOfYaml, type Overrides, receivers, tenant } from "../test/support/told";
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
      "brokers for OTLP alone",
      { kafka: { mode: "msk" }, logs: { filePipeline: "none" }, ...tenant({ otlpPipeline: "kafka" }) },
    ],
    [
      "labels and taints with names that every map has",
      {
        scheduling: {
          nodeSelector: { constructor: "a", toString: "b" },
          tolerations: [{ key: "constructor", operator: "Exists" }],
        },
      },
    ],
    [
      "ids that look like numbers, in quotes",
      { tenants: [{ id: "0123" }, { id: "1e3" }, { id: "on" }, { id: "constructor" }] },
    ],
    ["caches off", { size: "large", sizing: { lokiChunksCache: { replicas: 0 }, tempoCache: { replicas: 0 } } }],
    ["false in quotes", { protect: "false" }],
    ["the longest environment", { environment: "a".repeat(20) }],
    ["the longest namespace", { namespace: "a".repeat(63) }],
    ["two hyphens in a namespace", { namespace: "a--b" }],
    [
      "a registry's path with what separates its words twice",
      { images: { registry: "registry.example.com/a__b/c--d" } },
    ],
    [
      "a channel's name in any script",
      {
        alerts: {
          receivers: [
            { name: "a", type: "slack", channel: "#alarme-köln", url: { secure: "https://hooks.example.com/a" } },
          ],
        },
      },
    ],
    ["a folder of charts with a blank in its name", { charts: { mirror: "/srv/helm charts" } }],
    ["a zero before a port, where addresses take one", receivers("webhook", "https://hooks.example.com:0443/a")],
    [
      "a port behind an IPv6 address, which Go's clients heed",
      { proxy: { url: "http://proxy.example.com:3128", noProxy: ["[fd00::1]:443"] } },
    ],
    ["ids that other programs keep for themselves", { tenants: [{ id: "fake" }, { id: "anonymous" }] }],
    ["default without namespaces", { tenants: [{ id: "default" }] }],
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
  for (const [key, yaml, handedOver] of [
    ["tenants", "[{ id: yes, namespaces: [on] }]", [{ id: "yes", namespaces: ["on"] }]],
    [
      "retention",
      "{ logsDays: 0b11, tracesDays: 1e1, metricsDays: +7 }",
      { logsDays: 3, tracesDays: 10, metricsDays: 7 },
    ],
    ["retention", "{ logsDays: 15.0 }", { logsDays: 15 }],
    ["tenants", "[{ id: a, namespaces: &names [b] }]", [{ id: "a", namespaces: ["b"] }]],
  ] as const) {
    it(`in YAML: ${yaml}`, () => assert.deepEqual(linesOfYaml(key, yaml, handedOver), []));
  }
  it("kube-system as a tenant's namespace, with a warning", () => {
    const settings = loadSettings(
      configurationOf({ ...(minimal as Overrides), ...tenant({ namespaces: ["kube-system"] }) }),
    );
    assert.match(warningsOf(settings).join("\n"), /^tenants: kube-system belongs to payments/m);
  });
});
