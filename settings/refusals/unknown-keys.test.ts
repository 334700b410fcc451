// Where a printed command puts the value of a key that is not known, and where it asks in words.
import assert from "node:assert/strict";
import { commandsOf, linesOf, type Overrides, set, signOn, tenant } from "../../test/support/told";

describe("a mend of an unknown key", () => {
  it("misspelt tenants are renamed by hand, not removed", () => {
    assert.ok(
      linesOf({ tenantz: [{ id: "a" }] }, { environment: "test", cluster: { name: "c" } }).some((line) =>
        line.endsWith('edit the stack\'s file: write tenants in place of "tenantz"'),
      ),
    );
  });
  it("the beginning of a key, and one namespace, go where they were to stand", () => {
    assert.deepEqual(commandsOf({ retention: { logs: 30 } }), [
      `pulumi config rm --path observability:retention.logs && ${set("retention.logsDays", "30")}`,
    ]);
    assert.deepEqual(commandsOf({ tenants: [{ id: "a", namespace: "a" }] }), [
      "pulumi config rm --path 'observability:tenants[0].namespace' && pulumi config set --path " +
        "'observability:tenants[0].namespaces[0]'",
    ]);
  });
  it("a key that the CLI can't be told of is named in words", () => {
    for (const key of ["a\nb", "a\\b"])
      assert.deepEqual(commandsOf({ [key]: "x" }), ["edit the stack's file: rename that key, or take it away"]);
  });
  it("of a fraction is asked as for one: what is typed would stay text", () => {
    assert.deepEqual(commandsOf({ objectives: { availability: 0.999 } }), [
      "pulumi config rm --path observability:objectives.availability && " +
        "pulumi config set --path --type float observability:objectives.availabilityPercent",
    ]);
  });

  it("a misspelt key is no other that alone knows its word", () => {
    const ingress = { classNames: "nginx" };
    assert.deepEqual(commandsOf({ grafana: { hostname: "g.example.com", ingress } }), [
      "pulumi config rm --path observability:grafana.ingress.classNames && " +
        "pulumi config set --path observability:grafana.ingress.className nginx",
    ]);
  });

  it("a key with two letters swapped is that key, however short", () => {
    assert.deepEqual(commandsOf(tenant({ taem: "Payments" })), [
      "pulumi config rm --path 'observability:tenants[0].taem' && pulumi config set --path 'observability:tenants[0].team'",
    ]);
  });

  it("a key with dots goes where it was to stand, with its value", () => {
    assert.deepEqual(commandsOf(tenant({ "retention.logsDays": 90 })), [
      "pulumi config rm --path 'observability:tenants[0][\"retention.logsDays\"]' && " +
        set("tenants[0].retention.logsDays", "90"),
    ]);
    assert.deepEqual(commandsOf({ "kafka.mode": "none" }), [
      "pulumi config rm --path 'observability:[\"kafka.mode\"]' && pulumi config set --path observability:kafka.mode none",
    ]);
  });
  it("of a key that is some words of others is asked in words: without it the default would hold", () => {
    const vague: Overrides[] = [
      tenant({ retention: { days: 400 } }),
      { retention: { days: 400 } },
      tenant({ limits: { activeStreams: 5 } }),
      { kafka: { mode: "msk", size: 100 } },
      { sizing: { loki: { storage: "100Gi" } } },
    ];
    for (const overrides of vague)
      assert.match(commandsOf(overrides).join(), /^edit the stack's file: write the key that was meant/);
    assert.deepEqual(commandsOf({ retention: { hot: "yes" } }), ["pulumi config rm --path observability:retention"]);
    assert.deepEqual(commandsOf({ sizing: { gateway: { replicaCount: 2 } } }), [
      "pulumi config rm --path observability:sizing.gateway.replicaCount && " +
        "pulumi config set --path observability:sizing.gateway.replicas 2",
    ]);
  });
  it("a number in another unit, and another setting's key, are asked for in words: moved, they would say another thing", () => {
    const otherUnits: Overrides[] = [
      { kafka: { retentionDays: 7 } },
      { kafka: { volumeTib: 1 } },
      { sizing: { loki: { memoryGib: 4 } } },
      { sizing: { loki: { cpuCores: 2 } } },
      { sizing: { tenantLimits: { logsKbPerSecond: 500 } } },
      { sizing: { prometheus: { outOfOrderHours: 2 } } },
      { logs: { podLinesPerHour: 100 } },
    ];
    for (const overrides of otherUnits)
      assert.match(commandsOf(overrides).join(), /^edit the stack's file: write the value in that unit/);
    for (const [overrides, place] of [
      [{ kafka: { maxVolumeGib: 500 } }, "sizing.kafka.maxVolumeGib"],
      [{ logs: { otlpPipeline: "kafka" } }, "tenants[].otlpPipeline"],
      [tenant({ filePipeline: "kafka" }), "logs.filePipeline"],
      [tenant({ retentionDays: 400 }), "tenants[].retention"],
    ] as [Overrides, string][])
      assert.deepEqual(commandsOf(overrides), [`edit the stack's file: write it at ${place}, and take this key away`]);
    const otherSettings: Overrides[] = [{ objectives: { latency: 100 } }, { sizing: { loki: { cpu: 2 } } }];
    for (const overrides of otherSettings)
      assert.match(commandsOf(overrides).join(), /^edit the stack's file: write the key that was meant/);
    assert.match(commandsOf({ sizing: { loki: { volumeGb: 50 } } }).join(), /sizing\.loki\.volumeGib 50$/);
    assert.match(commandsOf({ sizing: { loki: { memoryMB: 4_000 } } }).join(), /sizing\.loki\.memoryMib 4000$/);
  });
  it("a number is not taken for hours, for so many in each zone, or days for a size", () => {
    const asked = (key: string, other: string) =>
      `pulumi config rm --path observability:${key} && pulumi config set --path observability:${other}`;
    assert.deepEqual(commandsOf({ kafka: { mode: "msk", retention: 7 } }), [
      asked("kafka.retention", "kafka.retentionHours"),
    ]);
    assert.deepEqual(commandsOf({ kafka: { mode: "msk", brokers: 3 } }), [
      asked("kafka.brokers", "kafka.brokersPerZone"),
    ]);
    for (const retention of [30, "30d"])
      assert.deepEqual(commandsOf({ sizing: { prometheus: { retention } } }), [
        "edit the stack's file: write it at retention.metricsDays, and take this key away",
      ]);
    assert.match(commandsOf({ sizing: { prometheus: { retentionSize: 40 } } }).join(), /retentionSizeGib 40$/);
  });
  it("the other end of a range is another setting", () => {
    const ends: Overrides[] = [{ sizing: { gateway: { minReplicas: 2 } } }, { logs: { maximumSeverity: "info" } }];
    for (const overrides of ends)
      assert.match(commandsOf(overrides).join(), /^edit the stack's file: write the key that was meant/);
  });
  it("a key that differs in case and in what joins its words is no other", () => {
    for (const key of ["logsMBPerSecond", "logs_mb_per_second", "LOGS-MB-PER-SECOND"])
      assert.match(commandsOf(tenant({ limits: { [key]: 10 } }))[0] ?? "", /limits\.logsMbPerSecond' 10$/);
  });
  it("the beginning of one key is that key, before a word that another knows", () => {
    const grafana = { hostname: "g.example.com", ingress: { class: "nginx" } };
    assert.deepEqual(commandsOf({ grafana }), [
      `pulumi config rm --path observability:grafana.ingress.class && ${set("grafana.ingress.className", "nginx")}`,
    ]);
    assert.match(linesOf({ env: "test" })[0] ?? "", /nearest is environment;/);
  });
  it("the kind of an entry is found under a key that no kind has", () => {
    const receiver = { name: "a", url: { secure: "https://h.example.com/x" } };
    for (const kind of ["Type", "kind"])
      assert.deepEqual(commandsOf({ alerts: { receivers: [{ ...receiver, [kind]: "Webhook" }] } }), [
        `pulumi config rm --path 'observability:alerts.receivers[0].${kind}' && ` +
          set("alerts.receivers[0].type", "webhook"),
      ]);
  });
  it("a word that one key alone knows goes there", () => {
    assert.deepEqual(commandsOf({ kafka: { type: "none" } }), [
      "pulumi config rm --path observability:kafka.type && pulumi config set --path observability:kafka.mode none",
    ]);
  });

  it("of a list without brackets, which a comma in braces cuts, no entry is taken away", () => {
    const words = "edit the stack's file: write the list in brackets, which a comma cut: ";
    assert.deepEqual(commandsOf(tenant({ namespaces: "payments", "payments-jobs": null })), [`${words}namespaces`]);
    assert.deepEqual(commandsOf(signOn({ scopes: "openid", profile: null, groups: null })), [
      `${words}scopes`,
      `${words}scopes`,
    ]);
    // Such a key is not shown.
    const loadBalancer = { sourceRanges: "10.0.0.0/8", "192.168.0.0/16": null };
    const externalIngest = { hostname: "i.example.com", tlsSecret: "ingest", loadBalancer };
    assert.deepEqual(commandsOf({ cluster: { name: "c", externalIngest } }), [`${words}sourceRanges`]);
    assert.deepEqual(commandsOf({ kafka: { mode: "none", advertisedPorts: 9092, 9093: null } }), [
      `${words}advertisedPorts`,
    ]);
    assert.match(commandsOf(tenant({ namespaces: "payments", Team: null })).join(), /namespaces\[0\]/);
  });

  it("a colon without its blank, which in braces makes key and value a key of nothing, is told as such", () => {
    const words = "edit the stack's file: write a blank behind the colon of ";
    assert.deepEqual(commandsOf({ kafka: { "mode:none": null } }), [`${words}mode`]);
    const [line = ""] = linesOf({ fanout: { datadog: { enabled: false, "apiKey:Gh7jK9mNq2Xv4Bz8": null } } });
    assert.ok(line.endsWith(`${words}apiKey`) && !line.includes("Gh7"), line);
  });

  it("a map never goes where a number, yes or no belongs", () => {
    assert.deepEqual(commandsOf(tenant({ logs: { minimumSeverity: "warn" } })), [
      "edit the stack's file: write it at logs, and take this key away",
    ]);
  });
});
