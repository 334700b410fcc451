// What every row of the size table must at least be, and when it is used at all. Floors of memory are what a process
// takes before the first record, with room to start: judged from its kind, not measured under load; those of Loki and
// Tempo are compared with the real programs (test/backends/memory.test.ts). Above them a size may still be too small
// for its volume (docs/sizing.md). Pure data.
import type { Path } from "../refusals/problem";
import type { Configuration } from "../schema";
import type { Sizing } from "../sizing";

export type Row = keyof Sizing;

/** What of a configuration decides which rows are used. */
export interface Chosen {
  size: Configuration["size"];
  kafka: Pick<Configuration["kafka"], "mode">;
  logs: Pick<Configuration["logs"], "containerShipper" | "filePipeline" | "kubernetesEvents" | "controlPlane">;
}

export interface Need {
  /**
   * Unused rows are refused: a number that nothing reads hides a mistake. Always used where absent. Where a default leaves
   * a row unused, `by` is what would have to be written.
   */
  used?: { when(chosen: Chosen): boolean; only: string; by?: { path: Path; value: string | boolean } };
  /** Fewest pods, and why. */
  replicas?: { least: number; multipleOf?: number; because: string };
  memoryMib?: { least: number; because: string };
  volumeGib?: { least: number; because: string };
}

const inParts = {
  when: ({ size }: Chosen) => size === "large",
  only: "in size large",
  by: { path: ["size"], value: "large" },
};
const inOneProcess = { when: ({ size }: Chosen) => size !== "large", only: "in sizes small and medium" };
const withKafka = { when: ({ kafka }: Chosen) => kafka.mode !== "none", only: "with Kafka (kafka.mode is none)" };

const one = (because: string) => ({ least: 1, because });
const starts = (least: number) => ({ least, because: "its process takes most of that before it does anything" });
const holds = (least: number, what: string) => ({ least, because: `it holds ${what} in memory` });
const wal = (least: number) => ({
  least,
  because: "its write-ahead log fills what is smaller within an outage of its store",
});

export const needs: Readonly<Record<Row, Need>> = {
  prometheus: { memoryMib: holds(512, "the newest two hours of every series"), volumeGib: wal(10) },
  prometheusAgent: { memoryMib: holds(256, "every series that it scrapes"), volumeGib: wal(5) },
  tenantAgent: { memoryMib: holds(256, "every series that it scrapes"), volumeGib: wal(5) },
  alertmanager: { replicas: one("no alert would reach anybody"), memoryMib: starts(64) },
  prometheusOperator: {
    replicas: one("nothing would make Prometheus and Alertmanager from their definitions"),
    memoryMib: starts(64),
  },
  kubeStateMetrics: {
    replicas: one("alerts on pods would have no metrics"),
    memoryMib: holds(64, "every object of the cluster"),
  },
  nodeExporter: { memoryMib: starts(24) },
  metricsExporter: { memoryMib: starts(16) },
  promLabelProxy: { replicas: one("no tenant could read metrics"), memoryMib: starts(32) },
  grafana: { memoryMib: starts(256) },
  loki: { used: inOneProcess, memoryMib: holds(512, "the open chunks of every stream"), volumeGib: wal(5) },
  lokiGateway: { replicas: one("logs would be neither taken nor read"), memoryMib: starts(32) },
  lokiDistributor: { used: inParts, replicas: one("no log would be taken"), memoryMib: starts(128) },
  lokiIngester: {
    used: inParts,
    replicas: { least: 3, multipleOf: 3, because: "a stream has a copy in each of three zones, and two must answer" },
    memoryMib: holds(512, "the open chunks of every stream"),
    volumeGib: wal(5),
  },
  lokiQuerier: { used: inParts, replicas: one("no log could be read"), memoryMib: starts(256) },
  lokiQueryFrontend: { used: inParts, replicas: one("no log could be read"), memoryMib: starts(128) },
  lokiQueryScheduler: { used: inParts, replicas: one("no query would reach a querier"), memoryMib: starts(64) },
  lokiIndexGateway: {
    used: inParts,
    replicas: one("queriers would find no index"),
    memoryMib: starts(128),
    volumeGib: { least: 5, because: "it keeps the index of what is queried" },
  },
  lokiCompactor: {
    used: inParts,
    memoryMib: starts(256),
    volumeGib: { least: 5, because: "it compacts a day's index on disk" },
  },
  lokiRuler: { used: inParts, replicas: one("no alert on logs would be evaluated"), memoryMib: starts(128) },
  lokiRolloutOperator: { used: inParts, memoryMib: starts(64) },
  lokiChunksCache: { memoryMib: starts(64) },
  lokiResultsCache: { memoryMib: starts(64) },
  lokiCanary: { memoryMib: starts(32) },
  tempo: { used: inOneProcess, memoryMib: holds(512, "the traces that are not finished"), volumeGib: wal(5) },
  tempoDistributor: { used: inParts, replicas: one("no trace would be taken"), memoryMib: starts(128) },
  tempoIngester: {
    used: inParts,
    replicas: { least: 3, because: "every trace has three copies, and two must answer a write" },
    memoryMib: holds(512, "the traces that are not finished"),
    volumeGib: wal(5),
  },
  tempoQuerier: { used: inParts, replicas: one("no trace could be read"), memoryMib: starts(256) },
  tempoQueryFrontend: { used: inParts, replicas: one("no trace could be read"), memoryMib: starts(128) },
  tempoCompactor: { used: inParts, replicas: one("no expired trace would be deleted"), memoryMib: starts(256) },
  tempoMetricsGenerator: {
    used: inParts,
    replicas: one("spans would make no metrics"),
    memoryMib: holds(256, "the series that spans make"),
    volumeGib: wal(2),
  },
  tempoCache: { used: inParts, memoryMib: starts(64) },
  gateway: {
    replicas: one("nothing would be taken, and an autoscaler wants at least one"),
    memoryMib: holds(256, "what it sends"),
    volumeGib: wal(2),
  },
  sampler: {
    used: inParts,
    replicas: one("the gateway would send traces to nobody"),
    memoryMib: holds(256, "traces until it has decided on them"),
    volumeGib: wal(2),
  },
  logConsumer: {
    used: withKafka,
    replicas: one("nobody would read Kafka, and an autoscaler wants at least one"),
    memoryMib: holds(256, "what it sends"),
    volumeGib: wal(2),
  },
  fileLogs: {
    used: {
      when: ({ logs }) => logs.filePipeline !== "none",
      only: "where log files are read (logs.filePipeline is none)",
    },
    memoryMib: starts(64),
  },
  containerLogs: { memoryMib: starts(96) },
  kubernetesEvents: {
    used: { when: ({ logs }) => logs.kubernetesEvents, only: "with logs.kubernetesEvents" },
    memoryMib: holds(128, "the events of the last hour"),
  },
  controlPlaneLogs: {
    used: {
      when: ({ logs }) => logs.controlPlane,
      only: "with logs.controlPlane",
      by: { path: ["logs", "controlPlane"], value: true },
    },
    replicas: one("nobody would read what AWS delivers"),
    memoryMib: holds(256, "an object of records, and what it sends"),
    volumeGib: wal(1),
  },
  instrumentationOperator: { replicas: one("no pod would be instrumented"), memoryMib: starts(64) },
  blackboxExporter: { replicas: one("no address would be probed"), memoryMib: starts(32) },
  kafkaExporter: {
    used: {
      when: ({ kafka }) => kafka.mode === "external",
      only: "with kafka.mode external: MSK reports its lag itself",
      by: { path: ["kafka", "mode"], value: "external" },
    },
    replicas: one("nobody would know the consumer's lag"),
    memoryMib: starts(32),
  },
  // Of brokers that exist already, the partitions say how many consumers have work.
  kafka: { used: withKafka },
  tenantLimits: {},
};
