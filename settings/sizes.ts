// The table of sizes: how many of each workload, and how large. Plain numbers; nothing else decides a replica count, a
// request, a limit or a volume. What a row holds, with units and bounds: sizing.ts.
import type { SizeName, Sizing } from "./sizing";

const none = { replicas: 0, cpuMillicores: 100, memoryMib: 256 };
const noneOnDisk = { ...none, volumeGib: 10 };

/** What an agent has not sent it keeps for four hours at most (Prometheus' `storage.agent.retention.max-time`). */
const lateAsAgents = 240;

const small: Sizing = {
  prometheus: {
    replicas: 1,
    cpuMillicores: 500,
    memoryMib: 2_048,
    volumeGib: 50,
    retentionSizeGib: 42,
    maxExemplars: 100_000,
    outOfOrderMinutes: lateAsAgents,
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
    outOfOrderMinutes: lateAsAgents,
  },
  prometheusAgent: { replicas: 1, cpuMillicores: 1_000, memoryMib: 4_096, volumeGib: 20 },
  tenantAgent: { replicas: 1, cpuMillicores: 500, memoryMib: 2_048, volumeGib: 20, samplesPerTarget: 50_000 },
  alertmanager: { replicas: 3, cpuMillicores: 50, memoryMib: 256, volumeGib: 2 },
  // It makes one configuration of all monitors (docs/sizing.md).
  prometheusOperator: { replicas: 1, cpuMillicores: 100, memoryMib: 512 },
  // It holds every object of the cluster (docs/sizing.md).
  kubeStateMetrics: { replicas: 1, cpuMillicores: 50, memoryMib: 512 },
  // It reads the rules of all with what fires (docs/sizing.md).
  promLabelProxy: { replicas: 2, cpuMillicores: 100, memoryMib: 128 },
  // It holds each tenant's organisation (docs/sizing.md).
  grafana: { replicas: 1, cpuMillicores: 200, memoryMib: 1_024, volumeGib: 10 },
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
    outOfOrderMinutes: lateAsAgents,
  },
  prometheusAgent: { replicas: 1, cpuMillicores: 2_000, memoryMib: 8_192, volumeGib: 50 },
  tenantAgent: { replicas: 1, cpuMillicores: 2_000, memoryMib: 8_192, volumeGib: 50, samplesPerTarget: 100_000 },
  alertmanager: { replicas: 3, cpuMillicores: 50, memoryMib: 512, volumeGib: 2 },
  prometheusOperator: { replicas: 1, cpuMillicores: 100, memoryMib: 1_024 },
  kubeStateMetrics: { replicas: 1, cpuMillicores: 50, memoryMib: 2_048 },
  instrumentationOperator: { replicas: 2, cpuMillicores: 100, memoryMib: 1_024 },
  promLabelProxy: { replicas: 3, cpuMillicores: 200, memoryMib: 256 },
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
