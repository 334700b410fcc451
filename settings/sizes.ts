// The table of sizes: how many of each workload, and how large. Plain numbers in, plain numbers out; nothing else
// decides a replica count, a request, a limit or a volume. `observability:sizing` overrides any single number of the
// chosen row.
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
      .describe("TSDB is trimmed above this, whatever its age, in GiB; keep it below the volume"),
    maxExemplars: z.int().min(1_000).max(10_000_000).describe("Exemplars kept in memory, about 100 bytes each"),
    outOfOrderMinutes: z.int().min(1).max(1_440).describe("How late a pushed sample may arrive, in minutes"),
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
      .describe("Fluent Bit's buffer on the node's root disk, of which EKS makes 20 GiB unless told otherwise, in GiB"),
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

const none = { replicas: 0, cpuMillicores: 100, memoryMib: 256 };
const noneOnDisk = { ...none, volumeGib: 10 };

const small: Sizing = {
  prometheus: {
    replicas: 1,
    cpuMillicores: 500,
    memoryMib: 2_048,
    volumeGib: 50,
    retentionSizeGib: 42,
    maxExemplars: 100_000,
    outOfOrderMinutes: 30,
  },
  prometheusAgent: { replicas: 1, cpuMillicores: 200, memoryMib: 768, volumeGib: 10 },
  tenantAgent: { replicas: 1, cpuMillicores: 100, memoryMib: 512, volumeGib: 10, samplesPerTarget: 20_000 },
  alertmanager: { replicas: 1, cpuMillicores: 50, memoryMib: 128, volumeGib: 2 },
  prometheusOperator: { replicas: 1, cpuMillicores: 100, memoryMib: 256 },
  kubeStateMetrics: { replicas: 1, cpuMillicores: 50, memoryMib: 256 },
  nodeExporter: { cpuMillicores: 50, memoryMib: 64 },
  metricsExporter: { cpuMillicores: 10, memoryMib: 48 },
  promLabelProxy: { replicas: 1, cpuMillicores: 50, memoryMib: 64 },
  grafana: { replicas: 1, cpuMillicores: 200, memoryMib: 512, volumeGib: 10 },
  loki: { replicas: 1, cpuMillicores: 500, memoryMib: 2_048, volumeGib: 20 },
  lokiGateway: { replicas: 1, cpuMillicores: 50, memoryMib: 64 },
  lokiDistributor: none,
  lokiIngester: noneOnDisk,
  lokiQuerier: none,
  lokiQueryFrontend: none,
  lokiQueryScheduler: none,
  lokiIndexGateway: noneOnDisk,
  lokiCompactor: noneOnDisk,
  lokiRuler: noneOnDisk,
  lokiRolloutOperator: none,
  lokiChunksCache: none,
  lokiResultsCache: none,
  lokiCanary: { replicas: 1, cpuMillicores: 20, memoryMib: 64 },
  tempo: { replicas: 1, cpuMillicores: 500, memoryMib: 2_048, volumeGib: 20 },
  tempoDistributor: none,
  tempoIngester: noneOnDisk,
  tempoQuerier: none,
  tempoQueryFrontend: none,
  tempoCompactor: none,
  tempoMetricsGenerator: noneOnDisk,
  tempoCache: none,
  gateway: { replicas: 1, maxReplicas: 2, cpuMillicores: 300, memoryMib: 512, volumeGib: 10 },
  sampler: noneOnDisk,
  logConsumer: { replicas: 1, maxReplicas: 3, cpuMillicores: 300, memoryMib: 512, volumeGib: 10 },
  fileLogs: { cpuMillicores: 100, memoryMib: 128, bufferGib: 2 },
  containerLogs: { cpuMillicores: 100, memoryMib: 256 },
  kubernetesEvents: { replicas: 1, cpuMillicores: 20, memoryMib: 256, volumeGib: 1 },
  controlPlaneLogs: { replicas: 1, cpuMillicores: 50, memoryMib: 512, volumeGib: 2 },
  instrumentationOperator: { replicas: 1, cpuMillicores: 100, memoryMib: 256 },
  blackboxExporter: { replicas: 1, cpuMillicores: 50, memoryMib: 64 },
  kafkaExporter: { replicas: 1, cpuMillicores: 50, memoryMib: 64 },
  kafka: { brokersPerZone: 1, volumeGib: 100, maxVolumeGib: 500, partitions: 6 },
  tenantLimits: {
    logsMbPerSecond: 4,
    logsBurstMb: 8,
    maxStreams: 5_000,
    tracesMbPerSecond: 4,
    spanMetricSeries: 20_000,
    activeSeries: 100_000,
  },
};

const medium: Sizing = {
  ...small,
  prometheus: {
    replicas: 2,
    cpuMillicores: 2_000,
    memoryMib: 8_192,
    volumeGib: 200,
    retentionSizeGib: 170,
    maxExemplars: 200_000,
    outOfOrderMinutes: 30,
  },
  prometheusAgent: { replicas: 1, cpuMillicores: 1_000, memoryMib: 4_096, volumeGib: 20 },
  tenantAgent: { replicas: 1, cpuMillicores: 500, memoryMib: 2_048, volumeGib: 20, samplesPerTarget: 50_000 },
  alertmanager: { replicas: 3, cpuMillicores: 50, memoryMib: 256, volumeGib: 2 },
  // It holds every object of the cluster (docs/sizing.md).
  kubeStateMetrics: { replicas: 1, cpuMillicores: 50, memoryMib: 512 },
  promLabelProxy: { replicas: 2, cpuMillicores: 100, memoryMib: 64 },
  loki: { replicas: 3, cpuMillicores: 2_000, memoryMib: 6_144, volumeGib: 50 },
  lokiGateway: { replicas: 2, cpuMillicores: 100, memoryMib: 128 },
  lokiChunksCache: { replicas: 1, cpuMillicores: 200, memoryMib: 1_024 },
  lokiResultsCache: { replicas: 1, cpuMillicores: 100, memoryMib: 1_024 },
  tempo: { replicas: 1, cpuMillicores: 2_000, memoryMib: 8_192, volumeGib: 100 },
  gateway: { replicas: 2, maxReplicas: 6, cpuMillicores: 1_000, memoryMib: 1_024, volumeGib: 20 },
  logConsumer: { replicas: 2, maxReplicas: 6, cpuMillicores: 1_000, memoryMib: 1_024, volumeGib: 20 },
  fileLogs: { cpuMillicores: 200, memoryMib: 256, bufferGib: 5 },
  // Of the cluster's objects it holds those that may own others, ReplicaSets and ConfigMaps among them.
  instrumentationOperator: { replicas: 2, cpuMillicores: 100, memoryMib: 512 },
  kafka: { brokersPerZone: 1, volumeGib: 500, maxVolumeGib: 2_000, partitions: 12 },
  tenantLimits: {
    logsMbPerSecond: 10,
    logsBurstMb: 20,
    maxStreams: 10_000,
    tracesMbPerSecond: 15,
    spanMetricSeries: 50_000,
    activeSeries: 300_000,
  },
};

const large: Sizing = {
  ...medium,
  prometheus: {
    replicas: 2,
    cpuMillicores: 6_000,
    memoryMib: 32_768,
    volumeGib: 1_000,
    retentionSizeGib: 850,
    maxExemplars: 500_000,
    outOfOrderMinutes: 30,
  },
  prometheusAgent: { replicas: 1, cpuMillicores: 2_000, memoryMib: 8_192, volumeGib: 50 },
  tenantAgent: { replicas: 1, cpuMillicores: 2_000, memoryMib: 8_192, volumeGib: 50, samplesPerTarget: 100_000 },
  alertmanager: { replicas: 3, cpuMillicores: 50, memoryMib: 512, volumeGib: 2 },
  kubeStateMetrics: { replicas: 1, cpuMillicores: 50, memoryMib: 2_048 },
  instrumentationOperator: { replicas: 2, cpuMillicores: 100, memoryMib: 1_024 },
  promLabelProxy: { replicas: 3, cpuMillicores: 200, memoryMib: 128 },
  grafana: { replicas: 1, cpuMillicores: 500, memoryMib: 1_024, volumeGib: 10 },
  loki: noneOnDisk,
  lokiGateway: { replicas: 3, cpuMillicores: 500, memoryMib: 256 },
  lokiDistributor: { replicas: 3, cpuMillicores: 1_000, memoryMib: 2_048 },
  lokiIngester: { replicas: 6, cpuMillicores: 2_000, memoryMib: 8_192, volumeGib: 100 },
  lokiQuerier: { replicas: 4, cpuMillicores: 2_000, memoryMib: 4_096 },
  lokiQueryFrontend: { replicas: 2, cpuMillicores: 500, memoryMib: 1_024 },
  lokiQueryScheduler: { replicas: 2, cpuMillicores: 200, memoryMib: 256 },
  lokiIndexGateway: { replicas: 3, cpuMillicores: 500, memoryMib: 2_048, volumeGib: 50 },
  lokiCompactor: { replicas: 1, cpuMillicores: 1_000, memoryMib: 4_096, volumeGib: 50 },
  lokiRuler: { replicas: 2, cpuMillicores: 500, memoryMib: 1_024, volumeGib: 10 },
  lokiRolloutOperator: { replicas: 1, cpuMillicores: 50, memoryMib: 128 },
  lokiChunksCache: { replicas: 3, cpuMillicores: 500, memoryMib: 4_096 },
  lokiResultsCache: { replicas: 2, cpuMillicores: 200, memoryMib: 1_024 },
  tempo: noneOnDisk,
  tempoDistributor: { replicas: 3, cpuMillicores: 1_000, memoryMib: 2_048 },
  tempoIngester: { replicas: 3, cpuMillicores: 2_000, memoryMib: 8_192, volumeGib: 50 },
  tempoQuerier: { replicas: 3, cpuMillicores: 1_000, memoryMib: 4_096 },
  tempoQueryFrontend: { replicas: 2, cpuMillicores: 500, memoryMib: 1_024 },
  tempoCompactor: { replicas: 1, cpuMillicores: 1_000, memoryMib: 4_096 },
  tempoMetricsGenerator: { replicas: 3, cpuMillicores: 1_000, memoryMib: 4_096, volumeGib: 20 },
  tempoCache: { replicas: 3, cpuMillicores: 200, memoryMib: 1_024 },
  gateway: { replicas: 3, maxReplicas: 12, cpuMillicores: 2_000, memoryMib: 2_048, volumeGib: 50 },
  sampler: { replicas: 3, cpuMillicores: 1_000, memoryMib: 4_096, volumeGib: 20 },
  logConsumer: { replicas: 3, maxReplicas: 12, cpuMillicores: 2_000, memoryMib: 2_048, volumeGib: 50 },
  fileLogs: { cpuMillicores: 500, memoryMib: 512, bufferGib: 10 },
  containerLogs: { cpuMillicores: 250, memoryMib: 512 },
  kubernetesEvents: { replicas: 1, cpuMillicores: 50, memoryMib: 512, volumeGib: 1 },
  controlPlaneLogs: { replicas: 1, cpuMillicores: 200, memoryMib: 1_024, volumeGib: 5 },
  kafka: { brokersPerZone: 1, volumeGib: 1_000, maxVolumeGib: 4_000, partitions: 24 },
  tenantLimits: {
    logsMbPerSecond: 30,
    logsBurstMb: 60,
    maxStreams: 50_000,
    tracesMbPerSecond: 40,
    spanMetricSeries: 100_000,
    activeSeries: 1_000_000,
  },
};

/** The rows of the table. Reasoning behind the numbers: docs/sizing.md. */
export const sizes: Readonly<Record<SizeName, Sizing>> = { small, medium, large };

/** MSK broker type of each size; `kafka.brokerType` overrides it. */
export const brokerTypes: Readonly<Record<SizeName, string>> = {
  small: "kafka.m7g.large",
  medium: "kafka.m7g.large",
  large: "kafka.m7g.xlarge",
};
