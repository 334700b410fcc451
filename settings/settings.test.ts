// What a configuration that is accepted becomes.
import assert from "node:assert/strict";
import { settingsOfStack, settingsWith } from "../test/support/stack-configuration";
import { warningsOf } from "./load";
import { sizes } from "./sizes";

describe("settings", () => {
  it("of every example stack are accepted", () => {
    const tenants = Object.fromEntries(
      ["dev", "prod", "sandbox"].map((stack) => [stack, settingsOfStack(stack).tenants.map(({ id }) => id)]),
    );
    assert.deepEqual(tenants, {
      dev: ["payments", "search", "default"],
      prod: ["data", "payments", "search", "default"],
      sandbox: ["data", "payments", "search", "default"],
    });
  });

  it("always hold the tenant default, last, with what was set for it", () => {
    const listed = settingsWith({ tenants: [{ id: "default", retention: { logsDays: 3 } }, { id: "a" }] });
    assert.deepEqual(
      listed.tenants.map(({ id, retention }) => [id, retention.logsDays]),
      [
        ["a", 30],
        ["default", 3],
      ],
    );
  });

  it("give a tenant the stack's retention, limits and severity where it sets none", () => {
    const {
      tenants: [tenant],
    } = settingsWith({
      retention: { logsDays: 10, tracesDays: 5 },
      logs: { minimumSeverity: "warn" },
      tenants: [{ id: "a", retention: { logsDays: 20 }, limits: { maxStreams: 7 } }],
    });
    assert.deepEqual(tenant?.retention, { logsDays: 20, tracesDays: 5 });
    assert.deepEqual(tenant?.limits, { ...sizes.small.tenantLimits, maxStreams: 7 });
    assert.equal(tenant?.minimumSeverity, "warn");
  });

  it("override single numbers of the size's row and keep the others", () => {
    const { sizing } = settingsWith({ size: "medium", sizing: { loki: { memoryMib: 9_000 } } });
    assert.deepEqual(sizing.loki, { ...sizes.medium.loki, memoryMib: 9_000 });
    assert.deepEqual(sizing.tempo, sizes.medium.tempo);
  });

  it("send files through the collector where there is no Kafka, unless told otherwise", () => {
    assert.equal(settingsWith({ kafka: { mode: "none" } }).logs.filePipeline, "collector");
    assert.equal(settingsWith().logs.filePipeline, "kafka");
    assert.equal(settingsWith({ kafka: { mode: "none" }, logs: { filePipeline: "none" } }).logs.filePipeline, "none");
  });

  it("take the region of external brokers from their cluster's ARN", () => {
    const { kafka } = settingsWith({
      kafka: {
        mode: "external",
        auth: "iam",
        bootstrapServers: ["b-1.example.com:9098"],
        clusterArn: "arn:aws:kafka:eu-west-1:111122223333:cluster/shared/0f-1",
      },
    });
    assert.ok(kafka.mode === "external" && kafka.auth === "iam");
    assert.equal(kafka.region, "eu-west-1");
  });

  it("accept credentials that are secrets, and never print them", () => {
    const settings = settingsWith({ fanout: { datadog: { enabled: true, apiKey: "hunter2" } } }, ["fanout"]);
    assert.equal(settings.fanout.datadog.apiKey?.reveal(), "hunter2");
    assert.ok(!JSON.stringify(settings).includes("hunter2"));
    assert.ok(!`${String(settings.fanout.datadog.apiKey)}`.includes("hunter2"));
  });

  it("warn of Promtail, and where data is kept of alerts that nobody is told of", () => {
    assert.deepEqual(warningsOf(settingsWith({ protect: false })), []);
    assert.match(
      warningsOf(settingsWith({ protect: false, logs: { containerShipper: "promtail" } }))[0] ?? "",
      /end of life on 2026-03-02/,
    );
    assert.match(warningsOf(settingsWith()).join(), /^alerts\.receivers: nobody is told of alerts/);
    const receivers = [{ name: "ops", type: "webhook", url: "https://ops.example.com/" }];
    assert.deepEqual(warningsOf(settingsWith({ alerts: { receivers } }, ["alerts"])), []);
  });

  it("cannot be changed afterwards", () => {
    const settings = settingsWith();
    assert.throws(() => {
      (settings.tenants as unknown[]).push({});
    }, TypeError);
  });
});
