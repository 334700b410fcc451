// Numbers with which an engine cannot work: refused before anything is planned.
import assert from "node:assert/strict";
import { refusalOf } from "../../test/support/refusal-of";
import { minimal, stackConfiguration } from "../../test/support/stack-configuration";
import { type Case, linesOf, tellsOf, tenant } from "../../test/support/told";
import { sizes } from "../sizes";

const large = { size: "large" };

const cases: Case[] = [
  [
    "rows of another size",
    { sizing: { lokiDistributor: { replicas: 2 } } },
    "sizing.lokiDistributor: a map of 1 key - must be absent: it is used only in size large",
  ],
  [
    "rows of another size, large",
    { ...large, sizing: { loki: { replicas: 3 } } },
    "sizing.loki: a map of 1 key - must be absent: it is used only in sizes small and medium",
  ],
  [
    "no gateway",
    { sizing: { gateway: { replicas: 0 } } },
    "sizing.gateway.replicas: 0 - must be at least 1: nothing would be taken",
  ],
  [
    "no consumer",
    { sizing: { logConsumer: { replicas: 0, maxReplicas: 0 } } },
    "sizing.logConsumer.replicas: 0 - must be at least 1",
    "sizing.logConsumer.maxReplicas: 0 - must be at least sizing.logConsumer.replicas (1)",
  ],
  [
    "ceiling below floor",
    { sizing: { gateway: { replicas: 5, maxReplicas: 2 } } },
    "sizing.gateway.maxReplicas: 2 - must be at least sizing.gateway.replicas (5)",
  ],
  ...(
    [
      "lokiGateway",
      "alertmanager",
      "prometheusOperator",
      "promLabelProxy",
      "kubeStateMetrics",
      "instrumentationOperator",
    ] as const
  ).map(
    (row): Case => [
      `no ${row}`,
      { sizing: { [row]: { replicas: 0 } } },
      `sizing.${row}.replicas: 0 - must be at least 1`,
    ],
  ),
  ...(
    [
      "lokiDistributor",
      "lokiQuerier",
      "lokiQueryFrontend",
      "lokiQueryScheduler",
      "lokiIndexGateway",
      "lokiRuler",
      "tempoDistributor",
      "tempoQuerier",
      "tempoQueryFrontend",
      "tempoMetricsGenerator",
      "sampler",
    ] as const
  ).map(
    (row): Case => [
      `no ${row}`,
      { ...large, sizing: { [row]: { replicas: 0 } } },
      `sizing.${row}.replicas: 0 - must be at least 1`,
    ],
  ),
  [
    "one trace ingester",
    { ...large, sizing: { tempoIngester: { replicas: 1 } } },
    "sizing.tempoIngester.replicas: 1 - must be at least 3: every trace has three copies",
  ],
  [
    "four log ingesters in three zones",
    { ...large, sizing: { lokiIngester: { replicas: 4 } } },
    "sizing.lokiIngester.replicas: 4 - must be at least 3 and a multiple of 3",
  ],
  [
    "no rollout operator",
    { ...large, sizing: { lokiRolloutOperator: { replicas: 0 } } },
    "sizing.lokiRolloutOperator.replicas: 0 - must be 1",
  ],
  ...(["prometheusOperator", "kubeStateMetrics", "kafkaExporter"] as const).map(
    (row): Case => [
      `a second ${row}`,
      {
        kafka: { mode: "external", auth: "scram", existingSecret: "k", bootstrapServers: ["b:9096"] },
        sizing: { [row]: { replicas: 2 } },
      },
      `sizing.${row}.replicas: 2 - must be 1: `,
    ],
  ),
  ...(["loki", "prometheus", "tempo", "grafana", "fileLogs", "prometheusAgent", "gateway"] as const).map(
    (row): Case => [
      `16 MiB for ${row}`,
      { sizing: { [row]: { memoryMib: 16 } } },
      `sizing.${row}.memoryMib: 16 - must be at least `,
    ],
  ),
  [
    "a reader of log files where none are read",
    { kafka: { mode: "none" }, logs: { filePipeline: "none" }, sizing: { fileLogs: { memoryMib: 256 } } },
    "sizing.fileLogs: a map of 1 key - must be absent: it is used only where log files are read",
  ],
  [
    "a burst in which no request fits",
    tenant({ limits: { logsMbPerSecond: 0.01, logsBurstMb: 0.01 } }),
    "tenants[0].limits.logsBurstMb: 0.01 - must be at least 1",
  ],
  [
    "numbers beyond what a number bears, by the bound of the setting",
    { retention: { logsDays: 1e99, tracesDays: -1e99 }, sizing: { loki: { memoryMib: 2 ** 53 } } },
    "retention.logsDays: [not shown] - must be at most 3650 - ",
    "retention.tracesDays: [not shown] - must be at least 1 - ",
    "sizing.loki.memoryMib: [not shown] - must be at most 786432 - ",
  ],
  [
    "a buffer larger than a node's disk",
    { sizing: { fileLogs: { bufferGib: 512 } } },
    "sizing.fileLogs.bufferGib: 512 - must be at most 100",
  ],
  [
    "a volume that one outage fills",
    { sizing: { loki: { volumeGib: 1 } } },
    "sizing.loki.volumeGib: 1 - must be at least 5",
  ],
  [
    "more ingesters than there may be, in no whole zones",
    { ...large, sizing: { lokiIngester: { replicas: 500 } } },
    "sizing.lokiIngester.replicas: 500 - must be at least 3 and a multiple of 3: a stream has a copy in each of " +
      "three zones, and two must answer - pulumi config set --path observability:sizing.lokiIngester.replicas 498",
  ],
  [
    "more exemplars than there is memory",
    { sizing: { prometheus: { memoryMib: 512, maxExemplars: 10_000_000 } } },
    "sizing.prometheus.maxExemplars: 10000000 - must be at most 2684354: they would fill half of " +
      "sizing.prometheus.memoryMib (512) - ",
  ],
  [
    "memory of a cache that is off",
    { sizing: { lokiChunksCache: { memoryMib: 2_048, replicas: 0 } } },
    "sizing.lokiChunksCache.memoryMib: 2048 - must be absent while sizing.lokiChunksCache.replicas is 0",
  ],
  [
    "a share of what every tenant drops",
    { logs: { minimumSeverity: "info", debugSharePercent: 10 } },
    "logs.debugSharePercent: 10 - has no effect: records below info are dropped - pulumi config rm ",
  ],
  [
    "limits that round to nothing",
    { sizing: { tenantLimits: { logsMbPerSecond: 1e-9, tracesMbPerSecond: 0 } } },
    "sizing.tenantLimits.logsMbPerSecond: 1e-9 - must be at least 0.001",
    "sizing.tenantLimits.tracesMbPerSecond: 0 - must be at least 0.001",
  ],
];

describe("sizes that cannot work", () => tellsOf(cases));

describe("receivers of alerts", () => {
  const routingKey = "R0123456789abcdefghijklmnopqrstu";
  const many = (count: number, more: Record<string, unknown> = {}) => {
    const receivers = Array.from({ length: count }, (_, index) => ({
      name: `r${index}`,
      type: "pagerduty",
      routingKey,
    }));
    return refusalOf(stackConfiguration({ ...minimal, alerts: { receivers }, ...more }, ["alerts"]));
  };
  it("are no more than Alertmanager's memory holds twice, as while it reads its configuration again", () => {
    assert.equal(many(350), "");
    assert.match(
      many(600),
      /sizing\.alertmanager\.memoryMib: 128 - must be at least 172 for 600 receivers.*memoryMib 192\b/,
    );
    assert.equal(many(600, { sizing: { alertmanager: { memoryMib: 192 } } }), "");
    assert.equal(many(1_000, { size: "medium" }), "");
  });
});

describe("each row of a size", () => {
  const external = {
    kafka: { mode: "external", auth: "scram", existingSecret: "k", bootstrapServers: ["b:9096"] },
    logs: { controlPlane: true },
  };
  const optional = ["lokiChunksCache", "lokiResultsCache", "lokiCanary", "tempoCache"];
  it("may have several pods where they share the work: compactors of Tempo, not of Loki", () => {
    const three = (row: string) => linesOf({ size: "large", ...external, sizing: { [row]: { replicas: 3 } } });
    assert.deepEqual(three("tempoCompactor"), []);
    assert.equal(three("lokiCompactor").length, 1);
  });
  for (const size of ["medium", "large"] as const) {
    const used = Object.entries(sizes[size]).filter(
      ([row, numbers]) => "memoryMib" in numbers && !linesOf({ size, ...external, sizing: { [row]: {} } }).length,
    );
    it(`has pods, unless it is a cache or the canary: ${size}`, () => {
      const without = used
        .filter(([, numbers]) => "replicas" in numbers)
        .filter(([row]) => !linesOf({ size, ...external, sizing: { [row]: { replicas: 0 } } }).length);
      assert.deepEqual(
        without.map(([row]) => row).filter((row) => !optional.includes(row)),
        [],
      );
      assert.ok(used.length > 15, String(used.length));
    });
    it(`has the memory that its process starts with: ${size}`, () => {
      const starved = used.filter(
        ([row, numbers]) =>
          !("replicas" in numbers && numbers.replicas === 0) &&
          !linesOf({ size, ...external, sizing: { [row]: { memoryMib: 16 } } }).some((line) => / at least /.test(line)),
      );
      // An nginx's or memcached's exporter does with that.
      assert.deepEqual(
        starved.map(([row]) => row),
        ["metricsExporter"],
      );
    });
  }
});
