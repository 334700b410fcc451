// Another order of any list or map in the stack's file is no change: settings and whatever pods hold are the same.
import assert from "node:assert/strict";
import { plannedReleases, releases } from "../components/releases";
import { namesFor } from "../test/support/place";
import { settingsWith, signOn } from "../test/support/stack-configuration";
import type { Settings } from "./settings";

const written = {
  cluster: {
    name: "test",
    externalIngest: {
      hostname: "ingest.example.com",
      tlsSecret: "ingest-tls",
      loadBalancer: { sourceRanges: ["10.0.0.0/8", "172.16.0.0/12"] },
    },
  },
  tenants: [
    {
      id: "payments",
      namespaces: ["payments", "jobs"],
      retention: { logsDays: 90 },
      people: { viewers: ["readers", "auditors"], editors: ["makers", "admins"] },
    },
    { id: "search", namespaces: ["search"], retention: { tracesDays: 30 } },
    { id: "default", team: "Platform" },
    { id: "archive", retired: true },
  ],
  kafka: {
    mode: "external",
    auth: "scram",
    bootstrapServers: ["b-2.example.com:9096", "b-1.example.com:9096"],
    advertisedPorts: [9196, 9096],
    existingSecret: "kafka",
  },
  fanout: {
    elasticsearch: { enabled: true, endpoints: ["https://b.example.com", "https://a.example.com"] },
    otlpHttp: {
      enabled: true,
      endpoint: "https://otlp.example.com",
      headers: { "X-Team": "platform one", Authorization: "token one" },
      signals: ["traces", "logs"],
    },
  },
  grafana: { hostname: "grafana.example.com" },
  signOn: { ...signOn, scopes: ["openid", "groups"], operators: ["platform-team", "on-call"] },
  alerts: {
    receivers: [
      { name: "b", type: "slack", url: "https://hooks.example.com/b", channel: "#b" },
      { name: "a", type: "slack", url: "https://hooks.example.com/a", channel: "#a", tenant: "payments" },
    ],
  },
  images: {
    digests: ["grafana/grafana", "grafana/loki"].map((image) => ({ image, digest: `sha256:${"a".repeat(64)}` })),
    pullSecrets: ["two", "one"],
  },
  scheduling: {
    nodeSelector: { pool: "platform", disk: "fast" },
    tolerations: [
      { key: "dedicated", operator: "Exists" },
      { key: "arm", value: "yes" },
    ],
  },
  pods: {
    labels: { "cost-centre": "4711", area: "platform" },
    annotations: { "b.example.com/x": "1", "a.example.com/x": "2" },
  },
  proxy: { url: "http://proxy.example.com:3128", noProxy: [".example.com", ".corp"] },
};

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards).reverse();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, backwards(item)] as const)
      .reverse(),
  );
}

const load = (settings: object) => settingsWith({ ...settings }, ["fanout", "alerts", "signOn"]);

/** Values and configurations to the letter: a text in another order is another text to whoever runs by it. */
function heldBy(settings: Settings): Record<string, unknown> {
  const names = namesFor(settings);
  return Object.fromEntries(
    plannedReleases(settings).map(([id, row]) => {
      const { config = () => ({}) } = releases[id] as { config?: (...args: [Settings, typeof names]) => unknown };
      // Helm and the API server know no order of keys; lists and texts have one.
      return [id, { values: row.values(settings, names), config: JSON.stringify(config(settings, names)) }];
    }),
  );
}

describe("the order in which a stack's file lists things", () => {
  const [one, other] = [load(written), load(backwards(written) as object)];

  it("is no part of the settings", () => assert.deepEqual(other, one));

  it("changes nothing that pods hold", () => assert.deepEqual(heldBy(other), heldBy(one)));

  it("stays as it is in values of charts, which may mean something by it", () => {
    const overrides = {
      grafana: { tolerations: [{ key: "b" }, { key: "a" }].map((one) => ({ ...one, operator: "Exists" })) },
    };
    assert.deepEqual(load({ ...written, overrides }).overrides, overrides);
  });
});
