// A key that belongs to another place is told with that place.
import assert from "node:assert/strict";
import { commandsOf, linesOf, type Overrides, signOn, tenant } from "../../test/support/told";
import { knownKeys, schemaAt } from "../shape";
import { placesNamed } from "./belongs-elsewhere";
import type { Path } from "./problem";

const pathOf = (text: string): Path =>
  text
    .replaceAll("[]", ".0")
    .split(".")
    .filter((step) => step !== "")
    .map((step) => (step === "0" ? 0 : step));

/** That the one line of a refusal tells this place, and that it is written there by hand. */
function tellsPlace(overrides: Overrides, place: string): void {
  const [line = "", ...more] = linesOf(overrides);
  assert.deepEqual(more, []);
  const [short = ""] = place.split(",");
  const end = `unknown key: what it says belongs to ${place} - edit the stack's file: write it at ${short}, and take this key away`;
  assert.ok(line.endsWith(end), line);
}

describe("a key that belongs to another place", () => {
  it("is named with a place that there is, and is none where it stands", () => {
    for (const { holder, keys, place } of placesNamed) {
      // Settings of providers have a namespace of their own.
      assert.ok(place.includes(":") || schemaAt(pathOf(place)), place);
      const known = knownKeys(pathOf(holder)).map((key) => key.toLowerCase());
      for (const key of keys) assert.ok(!known.includes(key), `${holder} knows ${key}`);
    }
  });

  it("is told in one sentence, however it is spelt, and moved by nobody", () => {
    const cases: [Overrides, string][] = [
      [tenant({ retention: { metricsDays: 30 } }), "retention.metricsDays, for all tenants' metrics are in one store"],
      [{ kafka: { mode: "msk", username: "otel" } }, "kafka.existingSecret, for a Secret of the cluster holds them"],
      [{ kafka: { mode: "msk", password: "x" } }, "kafka.existingSecret, for a Secret of the cluster holds them"],
      [{ kafka: { mode: "msk", bootstrap_brokers: ["b:9096"] } }, "kafka.bootstrapServers"],
      [{ logs: { LogLevel: "info" } }, "logs.minimumSeverity"],
      [{ grafana: { hostname: "g.example.com", domain: "g.example.com" } }, "grafana.hostname"],
      [tenant({ receiver: [] }), "alerts.receivers, for each names its `tenant`"],
      [{ Datadog: { enabled: true } }, "fanout"],
      [{ "fluent-bit": {} }, "logs.containerShipper, for values of its chart stand under `overrides`"],
      [{ clusterName: "shop" }, "cluster.name"],
      [tenant({ name: "shop" }), "tenants[].id"],
      [{ charts: { registry: "oci://registry.example.com/charts" } }, "charts.mirror"],
      [{ awsProfile: "ci" }, "aws:profile, for the AWS provider reads it"],
      [{ tags: { team: "a" } }, "aws:defaultTags, for the AWS provider reads it"],
    ];
    for (const [overrides, place] of cases) tellsPlace(overrides, place);
  });

  it("is no other service's: what one knows somebody by is written to none else", () => {
    tellsPlace(
      { images: { registry: "registry.example.com", password: "x" } },
      "images.pullSecrets, for a Secret of the cluster holds them",
    );
    const proxy = { url: "http://proxy.example.com:3128", username: "shop", password: "x" };
    assert.deepEqual(
      linesOf({ proxy }).map((line) => line.replace(/ \[not shown\]/, "")),
      ["password", "username"].map(
        (key) =>
          `proxy.${key}: - unknown key; known: url, noProxy - pulumi config rm --path observability:proxy.${key}`,
      ),
    );
  });

  it("is no other service's of the same group", () => {
    const elasticsearch = {
      enabled: true,
      endpoints: ["https://s.example.com"],
      apiKey: { secure: "0123456789abcdef" },
    };
    const jaeger = { enabled: true, endpoint: "jaeger.tracing:4317", username: "otel" };
    const lines = linesOf({ fanout: { elasticsearch, jaeger } });
    assert.deepEqual(
      lines.map((line) => line.split(" - ").at(-1)),
      ["elasticsearch.apiKey", "jaeger.username"].map((key) => `pulumi config rm --path observability:fanout.${key}`),
    );
  });

  it("is no other service's where the word says something of whatever has it", () => {
    const line = (overrides: Overrides) => linesOf(overrides).join("\n");
    assert.match(line({ fanout: { cloudwatch: { enabled: true, region: "us-east-1" } } }), /region$/);
    assert.match(line(signOn({ type: "azuread" })), /^signOn\.type: .* - pulumi config rm \S+ \S+type$/);
    assert.match(line({ name: "shop" }), / - unknown key: what it says belongs to signOn\.name or cluster\.name or /);
  });

  it("is one of the settings themselves: taken away, it would leave the default", () => {
    const cases: [Overrides, string][] = [
      [{ tracesDays: 3 }, "retention.tracesDays or tenants[].retention.tracesDays"],
      [{ logs: { tracesDays: 3 } }, "retention.tracesDays or tenants[].retention.tracesDays"],
      [{ kafka: { mode: "none", logsDays: 3 } }, "retention.logsDays or tenants[].retention.logsDays"],
      [{ partitions: 24 }, "kafka.partitions or sizing.kafka.partitions"],
      [{ brokerType: "kafka.m7g.large" }, "kafka.brokerType"],
      [{ grafana: { hostname: "g.example.com", className: "alb" } }, "grafana.ingress.className"],
      [{ grafana: { hostname: "g.example.com", ClassName: "alb" } }, "grafana.ingress.className"],
      [{ alerts: { url: "x" } }, "alerts.receivers[].url or alerts.deadMansSwitch.url"],
      [{ sizing: { retentionSizeGib: 80 } }, "sizing.prometheus.retentionSizeGib"],
      [{ sizing: { memoryMib: 512 } }, "sizing.<row>.memoryMib"],
      [{ pods: { nodeSelector: { a: "b" } } }, "scheduling.nodeSelector"],
      [{ iam: { kmsKeyArn: "x" } }, "kmsKeyArn"],
      [tenant({ logsMbPerSecond: 9 }), "tenants[].limits.logsMbPerSecond"],
      [tenant({ podLinesPerSecond: 50 }), "logs.podLinesPerSecond"],
      [tenant({ severity: "info" }), "tenants[].minimumSeverity"],
      [{ retentionDays: 30 }, "retention"],
      [{ retention: { default: 30 } }, "retention.logsDays, for traces and metrics have keys of their own"],
      [{ cluster: { name: "test", retention: "30d" } }, "retention"],
      [{ region: "eu-central-1" }, "aws:region, for the AWS provider reads it"],
    ];
    for (const [overrides, place] of cases) tellsPlace(overrides, place);
  });

  it("is no place that cannot have the value", () => {
    for (const overrides of [tenant({ limits: { logs: 10 } }), { kafka: { mode: "msk", size: 100 } }])
      assert.doesNotMatch(linesOf(overrides as Overrides).join(), /belongs to/);
    tellsPlace({ kafka: { mode: "msk", size: "large" } }, "size");
    const store = { type: "mimir", url: "https://mimir.example.com/api/v1/push" };
    tellsPlace({ charts: { pullSecrets: "regcred" } }, "images.pullSecrets");
    tellsPlace({ grafana: { operators: "platform-team" } }, "signOn.operators");
    assert.doesNotMatch(linesOf({ grafana: { tenants: "payments" } }).join(), /belongs to/);
    const ofPrograms: Overrides[] = [
      { charts: { loki: { version: "1.2.3" } } },
      { charts: { grafana: "9.0.0" } },
      { images: { loki: "grafana/loki:3.5.0" } },
      { images: { grafana: { repository: "grafana/grafana" } } },
      { logs: { loki: "enabled" } },
    ];
    for (const overrides of ofPrograms) assert.doesNotMatch(linesOf(overrides).join(), /belongs to/);
    tellsPlace({ logs: { loki: { replicas: 3 } } }, "sizing.loki");
    tellsPlace({ externalIngest: "ingest.example.com" }, "cluster.externalIngest");
    tellsPlace({ cluster: { name: "test", loadBalancer: "internal" } }, "cluster.externalIngest.loadBalancer");
    tellsPlace({ operatorsOnNodes: true }, "cluster.operatorsOnNodes");
    assert.deepEqual(commandsOf({ operatorsOnNodes: false }), [
      "pulumi config rm --path observability:operatorsOnNodes",
    ]);
    tellsPlace({ longTermMetrics: { ...store, orgId: "shop" } }, "longTermMetrics.tenant");
  });

  it("is each setting that stands below one key, as in a file of values, and nothing of it is asked for", () => {
    const lines = linesOf(
      { observability: { environment: "dev", tenants: [{ id: "shop" }] } },
      { cluster: { name: "c" } },
    );
    assert.deepEqual(
      lines.map((line) => line.split(" - ").slice(1).join(" - ")),
      ["environment", "tenants"].map(
        (key) =>
          `unknown key: what it says belongs to ${key}, for each setting is a key of its own, \`observability:<key>\` - ` +
          `edit the stack's file: write it at ${key}, and take this key away`,
      ),
    );
  });

  it("is where the value says it, of a key that another begins with", () => {
    const brokers = (value: string | number) => linesOf({ kafka: { mode: "msk", brokers: value } }).join();
    assert.match(brokers("b-1:9096,b-2:9096"), /^kafka\.brokers: .* belongs to kafka\.bootstrapServers - edit /);
    assert.match(brokers(2), /nearest is brokersPerZone/);
  });

  it("is none where another key of its group is as good, in another unit, or where many have it", () => {
    assert.match(linesOf({ kafka: { mode: "msk", retentionDays: 3 } }).join(), / write the value in that unit,/);
    assert.match(linesOf(tenant({ namespace: "a" })).join(), /nearest is namespaces; .* && pulumi config set /);
    assert.match(linesOf({ enabled: true }).join(), /^enabled: .* - unknown key; known: /);
  });
});
