// What a run writes down for the next one: what cannot change, what cannot shrink, and how long whose data is promised
// to be kept. It lies in the stack's own state, as the inputs and outputs of one component.
import { z } from "zod";
import type { Settings } from "../settings";
import type { Sizing } from "../sizes";

const days = z.number();

export const recordSchema = z.object({
  environment: z.string(),
  namespace: z.string(),
  /** ARN of the EKS cluster. */
  cluster: z.string(),
  kafka: z.object({
    mode: z.enum(["msk", "external", "none"]),
    auth: z.enum(["iam", "scram"]).optional(),
    partitions: z.number().optional(),
    brokersPerZone: z.number().optional(),
    retentionHours: z.number().optional(),
    /** GiB per broker that are asked for at creation, and at which autoscaling stops. */
    volumeGib: z.number().optional(),
    maxVolumeGib: z.number().optional(),
    subnetIds: z.array(z.string()).optional(),
  }),
  /** Absent in records of older versions. */
  protect: z.boolean().optional(),
  /** The organisation's own; absent where the platform makes its own. */
  storageClass: z.string().optional(),
  kmsKeyArn: z.string().optional(),
  /** Chart values that the stack sets itself, `release: path`; absent where it sets none. */
  overrides: z.array(z.string()).optional(),
  /** GiB of each row of the size table that has volumes, and pods. */
  volumesGib: z.record(z.string(), z.number()),
  /** Most pods of rows that queue on volumes of their own; absent in records of older versions. */
  queueingPods: z.record(z.string(), z.number()).optional(),
  retention: z.object({
    metricsDays: days,
    /** GiB above which metrics go, the oldest first; absent in records of older versions. */
    metricsGib: z.number().optional(),
    accessLogsDays: days,
    cloudwatchDays: days,
  }),
  tenants: z.record(
    z.string(),
    z.object({
      logsDays: days,
      tracesDays: days,
      /** First day on which the tenant was retired, `2026-11-27`. */
      retiredOn: z.string().optional(),
      /** Its logs make the detour, or what is left of it is read; absent in records of older versions. */
      logsApart: z.boolean().optional(),
      /** Its logs by OTLP go through Kafka; absent in records of older versions. */
      throughKafka: z.boolean().optional(),
    }),
  ),
});

export type StackRecord = z.infer<typeof recordSchema>;

/** A tenant of a record, whatever its name: every map has a `constructor`. */
export function tenantOf({ tenants }: StackRecord, id: string): StackRecord["tenants"][string] | undefined {
  return Object.hasOwn(tenants, id) ? tenants[id] : undefined;
}

/** Rows that only one size has, or one mode of Kafka; a row without pods has no volume either. */
function hasVolumes(row: string, { size, kafka, logs }: Settings): boolean {
  if (row === "logConsumer") return kafka.mode !== "none";
  if (row === "kubernetesEvents") return logs.kubernetesEvents;
  if (row === "controlPlaneLogs") return logs.controlPlane;
  return row === "sampler" ? size === "large" : true;
}

/**
 * The record of these settings.
 *
 * @param cluster ARN of the EKS cluster.
 * @param before record of the run before: a tenant stays retired since the day it became so.
 * @param today `2026-11-27`.
 * @param overridden chart values that the stack sets itself, `release: path`.
 */
export function recordOf(
  settings: Settings,
  cluster: string,
  before: StackRecord | undefined,
  today: string,
  overridden: readonly string[] = [],
): StackRecord {
  const { kafka, retention, fanout, tenants } = settings;
  return {
    environment: settings.environment,
    namespace: settings.namespace,
    cluster,
    kafka:
      kafka.mode === "none"
        ? { mode: "none" }
        : {
            mode: kafka.mode,
            auth: kafka.auth,
            ...(kafka.mode === "msk"
              ? {
                  partitions: kafka.partitions,
                  brokersPerZone: kafka.brokersPerZone,
                  retentionHours: kafka.retentionHours,
                  volumeGib: kafka.volumeGib,
                  maxVolumeGib: kafka.maxVolumeGib,
                  ...(kafka.subnetIds === undefined ? {} : { subnetIds: [...kafka.subnetIds] }),
                }
              : {}),
          },
    protect: settings.protect,
    ...(settings.storageClass === undefined ? {} : { storageClass: settings.storageClass }),
    ...(settings.kmsKeyArn === undefined ? {} : { kmsKeyArn: settings.kmsKeyArn }),
    ...(overridden.length > 0 ? { overrides: [...overridden] } : {}),
    volumesGib: volumes(settings),
    queueingPods: queueingPods(settings),
    retention: {
      metricsDays: retention.metricsDays,
      metricsGib: settings.sizing.prometheus.retentionSizeGib,
      accessLogsDays: retention.accessLogsDays,
      cloudwatchDays: fanout.cloudwatch.enabled ? fanout.cloudwatch.retentionDays : 0,
    },
    tenants: Object.fromEntries(
      tenants.map(({ id, retention: { logsDays, tracesDays }, retired, logsApart, otlpPipeline }) => [
        id,
        {
          logsDays,
          tracesDays,
          ...(retired ? { retiredOn: (before && tenantOf(before, id))?.retiredOn ?? today } : {}),
          ...(logsApart === undefined ? {} : { logsApart: true }),
          ...(otlpPipeline === "kafka" ? { throughKafka: true } : {}),
        },
      ]),
    ),
  };
}

function volumes(settings: Settings): Record<string, number> {
  const rows = Object.entries(settings.sizing) as [keyof Sizing, { volumeGib?: number; replicas?: number }][];
  return Object.fromEntries(
    rows
      .filter(([row, { replicas = 0 }]) => replicas > 0 && hasVolumes(row, settings))
      .flatMap(([row, { volumeGib }]) => (volumeGib === undefined ? [] : [[row, volumeGib]])),
  );
}

/** Collectors keep there what is not sent yet, ingesters what is not in S3. Loki's flush when they stop. */
const queueing = ["gateway", "logConsumer", "sampler", "controlPlaneLogs", "tempoIngester"] as const;

function queueingPods(settings: Settings): Record<string, number> {
  const rows = queueing.filter((row) => volumes(settings)[row] !== undefined);
  return Object.fromEntries(
    rows.map((row) => {
      const { replicas, maxReplicas = replicas }: { replicas: number; maxReplicas?: number } = settings.sizing[row];
      return [row, Math.max(replicas, maxReplicas)];
    }),
  );
}
