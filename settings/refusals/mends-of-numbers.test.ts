// Which number a printed command sets in place of one that is not taken, and where it asks for one.
import assert from "node:assert/strict";
import { commandsOf, type Overrides, set, tenant } from "../../test/support/told";

describe("a mend of a number", () => {
  it("a limit of nothing, a half millicore and bytes in place of MiB are not made worse", () => {
    assert.deepEqual(commandsOf(tenant({ limits: { logsMbPerSecond: 0 } })), [
      "pulumi config set --path --type float 'observability:tenants[0].limits.logsMbPerSecond'",
    ]);
    assert.deepEqual(commandsOf({ sizing: { loki: { cpuMillicores: 1500.5, memoryMib: 2_147_483_648 } } }), [
      set("sizing.loki.cpuMillicores", "1501"),
      set("sizing.loki.memoryMib", "2048"),
    ]);
    assert.deepEqual(commandsOf({ sizing: { loki: { volumeGib: 53_687_091_200 } } }), [
      set("sizing.loki.volumeGib", "50"),
    ]);
    assert.deepEqual(commandsOf({ sizing: { loki: { cpuMillicores: 2 } } }), [
      "pulumi config set --path observability:sizing.loki.cpuMillicores",
    ]);
  });
  it("memory, disk and rates in another unit are asked for: the most that is taken is a thousand times too much", () => {
    const ask = (key: string) => [set(key, "").trim()];
    assert.deepEqual(commandsOf({ sizing: { loki: { memoryMib: 2_000_000_000 } } }), ask("sizing.loki.memoryMib"));
    assert.deepEqual(commandsOf({ sizing: { loki: { volumeGib: 51_200 } } }), ask("sizing.loki.volumeGib"));
    assert.deepEqual(commandsOf({ kafka: { volumeGib: 102_400 } }), ask("kafka.volumeGib"));
    assert.deepEqual(commandsOf(tenant({ limits: { tracesMbPerSecond: 10_485_760 } })), [
      "pulumi config set --path --type float 'observability:tenants[0].limits.tracesMbPerSecond'",
    ]);
  });
  it("brokers and partitions are asked for, which are never fewer again: nine in all are not five in each zone", () => {
    for (const numbers of [
      { brokersPerZone: 9, partitions: 5_000 },
      { brokersPerZone: 1.5, partitions: 12.5 },
    ]) {
      const kafka = { mode: "msk", ...numbers };
      assert.deepEqual(commandsOf({ kafka }), [
        "pulumi config set --path observability:kafka.brokersPerZone",
        "pulumi config set --path observability:kafka.partitions",
      ]);
    }
  });
  it("spans in another unit are asked for: neither the longest nor what stands by default was meant", () => {
    assert.deepEqual(commandsOf(tenant({ objectives: { latencySeconds: 300 } })), [
      "pulumi config set --path --type float 'observability:tenants[0].objectives.latencySeconds'",
    ]);
    assert.deepEqual(commandsOf({ kafka: { retentionHours: 345_600_000 } }), [
      "pulumi config set --path observability:kafka.retentionHours",
    ]);
    assert.deepEqual(commandsOf({ kafka: { retentionHours: 0.5 } }), [
      "pulumi config set --path observability:kafka.retentionHours",
    ]);
    assert.deepEqual(commandsOf({ retention: { logsDays: 0.5 } }), [
      "pulumi config set --path observability:retention.logsDays",
    ]);
  });
  it("a number in words is read, and asked for where nobody can: what stands by default may be less", () => {
    const retention = (logsDays: string | number) => commandsOf({ retention: { logsDays } });
    assert.deepEqual(retention("90 days"), [set("retention.logsDays", "90")]);
    for (const words of ["1y", "P90D", "forever"])
      assert.deepEqual(retention(words), ["pulumi config set --path observability:retention.logsDays"]);
    assert.deepEqual(retention(4_000), [set("retention.logsDays", "3650")], "as long as can be");
    assert.deepEqual(commandsOf({ objectives: { latencySeconds: "500ms" } }), [
      `pulumi config set --path --type float observability:objectives.latencySeconds 0.5`,
    ]);
    assert.deepEqual(commandsOf({ fanout: { cloudwatch: { enabled: true, retentionDays: "never" } } }), [
      "pulumi config set --path observability:fanout.cloudwatch.retentionDays",
    ]);
    assert.deepEqual(commandsOf({ sizing: { loki: { cpuMillicores: "500m", memoryMib: "4GB" } } }), [
      set("sizing.loki.cpuMillicores", "500"),
      "pulumi config set --path observability:sizing.loki.memoryMib",
    ]);
    assert.deepEqual(commandsOf(tenant({ limits: { logsMbPerSecond: "10MB" } })), [
      set("tenants[0].limits.logsMbPerSecond", "10"),
      set("tenants[0].limits.logsBurstMb", "20"),
    ]);
  });
  it("a share is read as per cent, milliseconds as seconds, and a fraction is asked for as a number", () => {
    const float = (key: string, value: string) => `pulumi config set --path --type float observability:${key}${value}`;
    assert.deepEqual(commandsOf({ objectives: { availabilityPercent: 0.9995, latencySeconds: 250 } }), [
      float("objectives.availabilityPercent", " 99.95"),
      float("objectives.latencySeconds", " 0.25"),
    ]);
    assert.deepEqual(commandsOf({ objectives: { latencySeconds: "300ms" } }), [
      float("objectives.latencySeconds", " 0.5"),
    ]);
    assert.deepEqual(commandsOf({ objectives: { availabilityPercent: "99,95" } }), [
      float("objectives.availabilityPercent", ""),
    ]);
    for (const tenth of [0.1, "10%"])
      assert.deepEqual(commandsOf({ logs: { debugSharePercent: tenth } }), [set("logs.debugSharePercent", "10")]);
  });
  it("a burst stays within its bound, and what all tenants take from one row is told once", () => {
    assert.deepEqual(commandsOf(tenant({ limits: { logsMbPerSecond: 6_000 } })), [
      set("tenants[0].limits.logsBurstMb", "10000"),
    ]);
    assert.deepEqual(commandsOf({ sizing: { tenantLimits: { logsMbPerSecond: 50 } } }), [
      set("sizing.tenantLimits.logsBurstMb", "100"),
    ]);
  });
  it("nothing, and less, is asked for: some mean none by it, and some no end", () => {
    const asked = (overrides: Overrides) =>
      assert.match(commandsOf(overrides).join(), /^pulumi config set --path \S+$/);
    asked({ logs: { debugSharePercent: 0 } });
    asked({ retention: { logsDays: 0 } });
    asked({ retention: { accessLogsDays: -1 } });
    asked({ fanout: { cloudwatch: { enabled: true, retentionDays: 0 } } });
  });
  it("of a limit below the least it is the least: without it there would be none, or a larger one", () => {
    assert.deepEqual(commandsOf({ logs: { podLinesPerSecond: 5 } }), [set("logs.podLinesPerSecond", "10")]);
    const limits = { activeSeries: 10, spanMetricSeries: 1 };
    assert.deepEqual(commandsOf({ tenants: [{ id: "a", namespaces: ["a"], limits }] }), [
      set("tenants[0].limits.activeSeries", "1000"),
      set("tenants[0].limits.spanMetricSeries", "100"),
    ]);
    assert.deepEqual(commandsOf({ sizing: { tenantLimits: { activeSeries: 10 } } }), [
      set("sizing.tenantLimits.activeSeries", "1000"),
    ]);
  });
  it("of a port that is none no other is near", () => {
    const brokers = { mode: "external", auth: "scram", existingSecret: "k", bootstrapServers: ["b:9096"] };
    assert.deepEqual(commandsOf({ kafka: { ...brokers, advertisedPorts: [70_000] } }), [
      "pulumi config set --path 'observability:kafka.advertisedPorts[0]'",
    ]);
  });
});
