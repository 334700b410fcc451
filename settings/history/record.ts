// What a run writes down for the next one: what cannot change, what cannot shrink, and how long whose data is promised
// to be kept. It lies in the stack's own state, as the inputs and outputs of one component.
import { z } from "zod";
import { defaultTenantId } from "../rules/tenants";
import type { Settings, Tenant } from "../settings";
import { raiseSchema, raises } from "./raised";
import { leftBy, podsOf, queueing, volumes } from "./row-volumes";

const days = z.number();

/** Whose the data under a tenant's id is, as far as it is known: the last that there were of each, in order. */
const owners = {
  namespaces: z.array(z.string()).optional(),
  /** Groups of people. */
  readers: z.array(z.string()).optional(),
};

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
    /** Of external brokers absent in older records. */
    retentionHours: z.number().optional(),
    /** GiB per broker that are asked for at creation, and at which autoscaling stops. */
    volumeGib: z.number().optional(),
    maxVolumeGib: z.number().optional(),
    subnetIds: z.array(z.string()).optional(),
    /** Of external brokers: where they are, `host:port`, and their ARN where it is known; absent in older records. */
    servers: z.array(z.string()).optional(),
    clusterArn: z.string().optional(),
  }),
  /** Where logs by OTLP and of files go, first what keeps them; absent in records of older versions. */
  logStores: z.array(z.string()).optional(),
  /** Targets that logs, metrics or traces are copied to, and the store that Prometheus writes to; absent without any. */
  copies: z.array(z.string()).optional(),
  longTermMetrics: z.string().optional(),
  /** The store's tenant and user, empty where none is named; and what follows: absent where there is none, and in older records. */
  longTermTenant: z.string().optional(),
  longTermUser: z.string().optional(),
  /** Signals that `fanout.otlpHttp` copies. */
  copiedSignals: z.array(z.string()).optional(),
  /** Nodes of the search engine that stands in for Loki. */
  searchNodes: z.array(z.string()).optional(),
  /** Set where Fluent Bit reads files. */
  filesRead: z.boolean().optional(),
  /** Set where senders outside the cluster have tokens. */
  tokens: z.boolean().optional(),
  /** Set where data of an earlier run was there, without its record, when the platform came. */
  earlierData: z.boolean().optional(),
  /** Absent in records of older versions. */
  protect: z.boolean().optional(),
  /** The organisation's own; absent where the platform makes its own. */
  storageClass: z.string().optional(),
  kmsKeyArn: z.string().optional(),
  /** Chart values that the stack sets itself, `release: path`; absent where it sets none. */
  overrides: z.array(z.string()).optional(),
  /** GiB of each row of the size table that has volumes, and pods. */
  volumesGib: z.record(z.string(), z.number()),
  /** GiB of rows that are there no more, whose claims were left; absent where there are none. */
  leftGib: z.record(z.string(), z.number()).optional(),
  /** Most pods of rows that queue on volumes of their own; absent in records of older versions. */
  queueingPods: z.record(z.string(), z.number()).optional(),
  /** Pods of the other rows that have volumes; absent in records of older versions. */
  otherPods: z.record(z.string(), z.number()).optional(),
  retention: z.object({
    metricsDays: days,
    /** GiB above which metrics go, the oldest first; absent in records of older versions. */
    metricsGib: z.number().optional(),
    accessLogsDays: days,
    cloudwatchDays: days,
    /** Of what belongs to no tenant of the list; absent in records of older versions. */
    logsDays: days.optional(),
    tracesDays: days.optional(),
    raised: z
      .object({
        metricsDays: raiseSchema.optional(),
        metricsGib: raiseSchema.optional(),
        accessLogsDays: raiseSchema.optional(),
        cloudwatchDays: raiseSchema.optional(),
      })
      .optional(),
  }),
  tenants: z.record(
    z.string(),
    z.object({
      logsDays: days,
      tracesDays: days,
      raised: z.object({ logsDays: raiseSchema.optional(), tracesDays: raiseSchema.optional() }).optional(),
      /** First day on which the tenant was retired, `2026-11-27`. */
      retiredOn: z.string().optional(),
      /** It has a way through the gateway; absent in records of older versions. */
      sends: z.boolean().optional(),
      /** Its logs make the detour, or what is left of it is read; absent in records of older versions. */
      logsApart: z.boolean().optional(),
      /** Its logs by OTLP go through Kafka; absent in records of older versions. */
      throughKafka: z.boolean().optional(),
      ...owners,
    }),
  ),
  /** Tenants that left the list while data of theirs was still kept, and until when it is; absent where there is none. */
  gone: z.record(z.string(), z.object({ logsDays: days, tracesDays: days, until: z.string(), ...owners })).optional(),
});

export type StackRecord = z.infer<typeof recordSchema>;

/** A tenant of a record, whatever its name: every map has a `constructor`. */
export function tenantOf({ tenants }: StackRecord, id: string): StackRecord["tenants"][string] | undefined {
  return Object.hasOwn(tenants, id) ? tenants[id] : undefined;
}

/** How long is kept what is no listed tenant's: as long as the default, while the bucket does not expire it before. */
export function keptOfOthers({ retention, tenants }: StackRecord, signal: "logsDays" | "tracesDays"): number {
  return Math.min(retention[signal] ?? 0, Math.max(...Object.values(tenants).map(({ [signal]: kept }) => kept)));
}

type Gone = NonNullable<StackRecord["gone"]>[string];

/**
 * The day from which on nothing is stored any more of a tenant that is not listed: what was left of it is kept like
 * nobody's, metrics like everybody's.
 */
export function lastOf(record: StackRecord, { logsDays, tracesDays, until }: Omit<Gone, keyof typeof owners>): string {
  const own = Math.max(logsDays, tracesDays);
  const others = [keptOfOthers(record, "logsDays"), keptOfOthers(record, "tracesDays"), record.retention.metricsDays];
  return dayAfter(until, Math.max(0, ...others.map((days) => days - own)));
}

function goneTenantOf({ gone = {} }: StackRecord, id: string) {
  return Object.hasOwn(gone, id) ? gone[id] : undefined;
}

/** The day so many days after another. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Of tenants that are not listed, what of the runs before was still kept when they left. It stays when its day has
 * passed, until the tenant is listed again: what a day alone changes would be a change in a plan that nobody made.
 */
function goneOf(before: StackRecord | undefined, { tenants }: Settings, today: string): Pick<StackRecord, "gone"> {
  if (before === undefined) return {};
  const left = Object.entries(before.tenants)
    .map(
      ([id, { logsDays, tracesDays, retiredOn = today, namespaces, readers }]) =>
        [
          id,
          {
            logsDays,
            tracesDays,
            until: dayAfter(retiredOn, Math.max(logsDays, tracesDays)),
            ...(namespaces && { namespaces }),
            ...(readers && { readers }),
          },
        ] as const,
    )
    .filter(([, tenant]) => today < lastOf(before, tenant));
  const listed = new Set(tenants.map(({ id }) => id));
  const gone = [...Object.entries(before.gone ?? {}), ...left].filter(([id]) => !listed.has(id));
  return gone.length === 0 ? {} : { gone: Object.fromEntries(gone) };
}

/** Those of now, or where there are none those that there were: what is stored is still theirs. */
function ownersOf({ id, namespaces, people }: Tenant, before: StackRecord | undefined) {
  const had = before && (tenantOf(before, id) ?? goneTenantOf(before, id));
  const last = (key: keyof typeof owners, now: readonly string[]) => {
    const all = now.length > 0 ? [...new Set(now)].sort() : had?.[key];
    return all === undefined ? {} : { [key]: all };
  };
  return { ...last("namespaces", namespaces), ...last("readers", [...people.viewers, ...people.editors]) };
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
  const metricsGib = settings.sizing.prometheus.retentionSizeGib;
  const spans = {
    metricsDays: retention.metricsDays,
    accessLogsDays: retention.accessLogsDays,
    cloudwatchDays: fanout.cloudwatch.enabled ? fanout.cloudwatch.retentionDays : 0,
  };
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
            retentionHours: kafka.retentionHours,
            ...(kafka.mode === "msk"
              ? {
                  partitions: kafka.partitions,
                  brokersPerZone: kafka.brokersPerZone,
                  volumeGib: kafka.volumeGib,
                  maxVolumeGib: kafka.maxVolumeGib,
                  ...(kafka.subnetIds === undefined ? {} : { subnetIds: [...kafka.subnetIds] }),
                }
              : {
                  servers: [...kafka.bootstrapServers].sort(),
                  ...(kafka.auth === "iam" ? { clusterArn: kafka.clusterArn } : {}),
                }),
          },
    logStores: logStoresOf(fanout.elasticsearch),
    ...targetsOf(settings),
    ...(settings.logs.filePipeline === "none" ? {} : { filesRead: true }),
    ...(settings.cluster.externalIngest === undefined ? {} : { tokens: true }),
    protect: settings.protect,
    ...(settings.storageClass === undefined ? {} : { storageClass: settings.storageClass }),
    ...(settings.kmsKeyArn === undefined ? {} : { kmsKeyArn: settings.kmsKeyArn }),
    ...(overridden.length > 0 ? { overrides: [...overridden] } : {}),
    volumesGib: volumes(settings),
    ...leftBy(before, volumes(settings)),
    queueingPods: podsOf(settings, (row) => queueing.has(row)),
    otherPods: podsOf(settings, (row) => !queueing.has(row)),
    retention: {
      ...spans,
      metricsGib,
      logsDays: retention.logsDays,
      tracesDays: retention.tracesDays,
      ...raises(
        before && { ...before.retention, metricsGib: before.retention.metricsGib ?? metricsGib },
        { ...spans, metricsGib },
        ["metricsDays", "metricsGib", "accessLogsDays", "cloudwatchDays"],
        today,
      ),
    },
    tenants: Object.fromEntries(
      tenants.map((tenant) => {
        const { id, retention: kept, retired, logsApart, otlpPipeline, namespaces } = tenant;
        const sends = id === defaultTenantId || namespaces.length > 0 || settings.cluster.externalIngest !== undefined;
        const entry = {
          logsDays: kept.logsDays,
          tracesDays: kept.tracesDays,
          ...raises(before && tenantOf(before, id), kept, ["logsDays", "tracesDays"], today),
          ...(retired ? { retiredOn: (before && tenantOf(before, id))?.retiredOn ?? today } : {}),
          ...(sends ? { sends } : {}),
          ...(logsApart === undefined ? {} : { logsApart: true }),
          ...(otlpPipeline === "kafka" ? { throughKafka: true } : {}),
          ...ownersOf(tenant, before),
        };
        return [id, entry];
      }),
    ),
    ...goneOf(before, settings, today),
  };
}

function logStoresOf({ enabled, engine, replacesLoki }: Settings["fanout"]["elasticsearch"]): string[] {
  if (!enabled) return ["loki"];
  return replacesLoki ? [engine] : ["loki", engine];
}

function targetsOf({ fanout, longTermMetrics: store }: Settings): Partial<StackRecord> {
  const { otlpHttp, elasticsearch: search } = fanout;
  const copies = Object.entries(fanout)
    .filter(([, { enabled }]) => enabled)
    .map(([target]) => target)
    .sort();
  return {
    ...(copies.length === 0 ? {} : { copies }),
    ...(store && { longTermMetrics: store.type === "amp" ? store.workspaceArn : store.url }),
    ...(store && { longTermTenant: store.type === "amp" ? "" : (store.tenant ?? "") }),
    ...(store && { longTermUser: store.type === "amp" ? "" : (store.username ?? "") }),
    ...(otlpHttp.enabled && { copiedSignals: [...otlpHttp.signals].sort() }),
    ...(search.enabled && search.replacesLoki && { searchNodes: [...search.endpoints].sort() }),
  };
}
