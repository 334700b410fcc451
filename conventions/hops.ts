// Ports on loopback by which a Collector hands records to itself: an exporter that has no queue on disk lends the one of
// an OTLP exporter in front of it. One process listens on several of them.
import { hostPort } from "./addresses";

const ports = {
  /** The log consumer's batches. */
  batches: 14_388,
  cloudwatch: 14_390,
  search: 14_391,
  /** Of the first Prometheus; the other one's of a pair is one higher. */
  metrics: 14_400,
} as const;

/**
 * What a Collector counts twice: before a hop and behind it. Names as PromQL matches them.
 *
 * Exporters that a hop lends a queue on disk count each try as a failure, and their receiver refuses it. Nobody outside is
 * told, and what is given up the exporter in front counts, which names the tenant.
 */
export const behindHops = {
  receivers: { ofQueues: "otlp/.+-queue(-1)?", ofBatches: "otlp/batches" },
  exporters: { ofQueues: "prometheus_remote_write(/.+)?|awscloudwatchlogs|awsemf|elasticsearch" },
} as const;

/** Address of a hop. @param replica Of a pair of stores that each have one: 0 or 1. */
export const hopOf = (hop: keyof typeof ports, replica = 0): string => hostPort("127.0.0.1", ports[hop] + replica);
