// What a row of the table of sizes says of each workload: how many, and how large, each number with its unit and bounds.
// `observability:sizing` overrides any single one.
import { z } from "zod";

/** What `observability:size` may be. */
export const sizeNames = ["small", "medium", "large"] as const;
export type SizeName = (typeof sizeNames)[number];

/** Pods of one workload. */
export const mostReplicas = 500;

export const mostBurstMb = 10_000;

const count = (what: string) => z.int().min(0).max(mostReplicas).describe(what);
const cpu = z
  .int()
  .min(10)
  .max(96_000)
  .describe("CPU request, in thousandths of a core (there is no CPU limit: throttling loses data)");
const memory = z.int().min(16).max(786_432).describe("Memory request and limit, in MiB");
const volume = z
  .int()
  .min(1)
  .max(16_384)
  .describe("Persistent volume per replica, in GiB. It can grow in place, never shrink");

const stateless = z.strictObject({ replicas: count("Pods"), cpuMillicores: cpu, memoryMib: memory });
const stateful = stateless.extend({ volumeGib: volume });
const perNode = z.strictObject({ cpuMillicores: cpu, memoryMib: memory });
const autoscaled = stateful.extend({ maxReplicas: count("Pods at most under autoscaling") });

export const sizingSchema = z.strictObject({
  prometheus: stateful.extend({
    retentionSizeGib: z
      .int()
      .min(1)
      .max(16_384)
      .describe("TSDB is trimmed above this, whatever its age, in GiB: nine tenths of the volume at most"),
    maxExemplars: z.int().min(1_000).max(10_000_000).describe("Exemplars kept in memory, about 100 bytes each"),
    outOfOrderMinutes: z.int().min(1).max(1_440).describe("How late a pushed or scraped sample may arrive, in minutes"),
  }),
  prometheusAgent: stateful.describe(
    "Prometheus in agent mode, for the cluster and the platform: scrapes, stamps the tenant, pushes to Prometheus; " +
      "its volume is the write-ahead log",
  ),
  tenantAgent: stateful
    .extend({
      samplesPerTarget: z
        .int()
        .min(1_000)
        .max(10_000_000)
        .describe("A tenant's target with more samples than this is not scraped"),
    })
    .describe("The same for what tenants' monitors name"),
  alertmanager: stateful,
  prometheusOperator: stateless,
  kubeStateMetrics: stateless,
  nodeExporter: perNode,
  metricsExporter: perNode.describe("Metrics sidecar of each nginx and memcached pod"),
  promLabelProxy: stateless,
  grafana: stateful,
  loki: stateful.describe("Loki as one process (sizes small and medium)"),
  lokiGateway: stateless,
  lokiDistributor: stateless.describe("Loki's parts are used in size large only"),
  lokiIngester: stateful,
  lokiQuerier: stateless,
  lokiQueryFrontend: stateless,
  lokiQueryScheduler: stateless,
  lokiIndexGateway: stateful,
  lokiCompactor: stateful,
  lokiRuler: stateful,
  lokiRolloutOperator: stateless.describe("Restarts the ingesters of one zone at a time"),
  lokiChunksCache: stateless,
  lokiResultsCache: stateless,
  lokiCanary: stateless.describe("Writes and reads back log lines, to measure that they arrive"),
  tempo: stateful.describe("Tempo as one process (sizes small and medium)"),
  tempoDistributor: stateless.describe("Tempo's parts are used in size large only"),
  tempoIngester: stateful,
  tempoQuerier: stateless,
  tempoQueryFrontend: stateless,
  tempoCompactor: stateless,
  tempoMetricsGenerator: stateful,
  tempoCache: stateless,
  gateway: autoscaled.describe("OpenTelemetry Collector that receives OTLP; its volume is the sending queue"),
  sampler: stateful.describe("OpenTelemetry Collector that decides which traces are kept (size large only)"),
  logConsumer: autoscaled.describe("OpenTelemetry Collector that reads Kafka; its volume is the sending queue"),
  fileLogs: perNode.extend({
    bufferGib: z
      .int()
      .min(1)
      .max(100)
      .describe(
        "Fluent Bit's buffer on the node's root disk, of which EKS makes 20 GiB unless told otherwise, in GiB: each is 409 chunks, of 2.5 MiB or five seconds: 34 minutes at most",
      ),
  }),
  containerLogs: perNode,
  kubernetesEvents: stateful.describe("Alloy that reads the cluster's events; its volume says how far it has read"),
  controlPlaneLogs: stateful.describe(
    "OpenTelemetry Collector that reads the EKS control plane's logs; its volume is the sending queue",
  ),
  instrumentationOperator: stateless,
  blackboxExporter: stateless.describe("Probes addresses from outside: HTTP, TCP, TLS"),
  kafkaExporter: stateless.describe("Consumer lag of brokers that exist already; MSK reports its own"),
  kafka: z.strictObject({
    brokersPerZone: z.int().min(1).max(5).describe("MSK brokers in each of three zones"),
    volumeGib: z.int().min(10).max(16_384).describe("MSK volume per broker at creation, in GiB"),
    maxVolumeGib: z.int().min(10).max(16_384).describe("Storage autoscaling stops here, in GiB per broker"),
    partitions: z.int().min(1).max(1_000).describe("Partitions of the log topic: at most this many consumers share it"),
  }),
  tenantLimits: z.strictObject({
    logsMbPerSecond: z.number().min(0.001).max(10_000).describe("Log ingest per tenant, in MB per second"),
    // Shippers send up to 1 MiB at a time; Loki never takes what is more than the burst.
    logsBurstMb: z
      .number()
      .min(1)
      .max(mostBurstMb)
      .describe("Log burst per tenant, in MB; 32 where it is less, which one request may count for"),
    maxStreams: z.int().min(1).max(10_000_000).describe("Active log streams per tenant"),
    tracesMbPerSecond: z.number().min(0.001).max(10_000).describe("Span ingest per tenant, in MB per second"),
    spanMetricSeries: z
      .int()
      .min(100)
      .max(10_000_000)
      .describe("Active series that a tenant's spans may make in each metrics generator"),
    activeSeries: z
      .int()
      .min(1_000)
      .max(100_000_000)
      .describe("Active series above which a tenant's people are alerted; nothing is cut"),
  }),
});

/** Every number that a size fixes. */
export type Sizing = z.output<typeof sizingSchema>;
