// Loki's own configuration: schema, limits, tenants, retention. Settings in, plain blocks out, which values.ts
// puts where the chart takes them. Keys are those of Loki 3.7.6's reference, with which the unit tests compare them.

import { canaryTenant } from "../../../conventions/names";
import type { Settings, Tenant } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import { bufferedHours } from "../../kafka-client/client";

/**
 * First day of the index schema. Loki reads what is stored by the schema that was in force on its day: once a stack has
 * written logs this date must never change. A new schema is a further entry with a later `from`.
 */
const schemaFrom = "2024-04-01";

/** The canary compares its lines within minutes; Loki keeps nothing for less than a day. */
const canaryRetentionHours = 24;

/** Loki's default of 721 h, rounded up: who keeps less may still choose "the last 30 days". */
const shortestQueryLimitDays = 31;

/** Loki's own default, and how much longer than Kafka Loki must accept: a consumer may start a day late. */
const oldestRecordHours = 168;
const replayMarginHours = 24;

/**
 * Resource attributes that become index labels. Each combination of values is a stream, so only what has few values and
 * is asked for in nearly every query: pods, spans and traces are structured metadata. `ignore_defaults` matters, since
 * Loki otherwise adds 18 attributes of its own, pod name and instance id among them.
 */
export const indexLabelAttributes = ["service.name", "k8s.namespace.name", "deployment.environment.name"] as const;

export const schemaConfig: HelmValues = {
  configs: [
    {
      from: schemaFrom,
      store: "tsdb",
      object_store: "s3",
      schema: "v13",
      index: { prefix: "loki_index_", period: "24h" },
    },
  ],
};

/** Oldest record that Loki takes. Below Kafka's retention, a backlog replayed after an outage would be refused. */
export function oldestAcceptedHours({ kafka }: Pick<Settings, "kafka">): number {
  return Math.max(oldestRecordHours, bufferedHours({ kafka }) + replayMarginHours);
}

/** What is younger than Loki's limit when it is read may be older when it is written. */
const queueingHours = 1;

/** Oldest record that is sent as it is dated. */
export const oldestSentHours = (settings: Pick<Settings, "kafka">): number =>
  oldestAcceptedHours(settings) - queueingHours;

/** Of a line, just above the longest that Loki takes: it cuts the rest, and says so in the line. */
export const longestSentBytes = 270_000;

/** Limits of every tenant that runtimeOverrides does not name. A change restarts Loki, replica by replica. */
export function limitsConfig(settings: Pick<Settings, "kafka" | "retention" | "sizing">): HelmValues {
  const oldest = `${oldestAcceptedHours(settings)}h`;
  return {
    ...tenantLimits(settings.sizing.tenantLimits, settings.retention.logsDays),
    ingestion_rate_strategy: "global",
    reject_old_samples: true,
    reject_old_samples_max_age: oldest,
    // Answers are kept for twelve hours, "no lines" among them: of nothing to which lines may still come, or what was late
    // would stay hidden from whoever looked before. Labels and streams, and volumes, have limits of their own.
    max_cache_freshness_per_query: oldest,
    max_metadata_cache_freshness: oldest,
    max_stats_cache_freshness: oldest,
    // Within one stream Loki refuses what is an hour older than the newest line. After an outage the consumers of
    // several partitions catch up at different speeds and would run into that, so old lines go to streams of their
    // own, by hour.
    shard_streams: { enabled: true, time_sharding_enabled: true },
    // A long line is cut, not refused: the rest of it is lost either way, and over OTLP a refusal is a 400 for its
    // batch.
    max_line_size: "256KB",
    max_line_size_truncate: true,
    max_line_size_truncate_identifier: "...[truncated]",
    // A stack trace in exception.stacktrace counts as metadata, not as line, and cannot be cut: refused means lost. The
    // size bounds the number too, which is 128 by default, those of the pod included.
    allow_structured_metadata: true,
    max_structured_metadata_size: "256KB",
    max_structured_metadata_entries_count: 0,
    // Retention is the only thing that deletes: requests for it, which Grafana's data source proxy would pass on for
    // any viewer, end at the front door (front-door.ts), and this mode would carry none out. With `disabled` Loki
    // 3.7 writes an error at each query that its cache does not answer, because it asks its compactor about deletions.
    deletion_mode: "filter-only",
    otlp_config: {
      resource_attributes: {
        ignore_defaults: true,
        attributes_config: [{ action: "index_label", attributes: indexLabelAttributes }],
      },
    },
  };
}

/**
 * Per-tenant limits: Loki reads them again every ten seconds, without a restart. A tenant that has the common limits is
 * left out, which keeps a thousand tenants far below the 1 MiB that a ConfigMap holds.
 */
export function runtimeOverrides(settings: Pick<Settings, "retention" | "sizing" | "tenants">): HelmValues {
  const common = JSON.stringify(tenantLimits(settings.sizing.tenantLimits, settings.retention.logsDays));
  const own = settings.tenants
    .map((tenant) => [tenant.id, tenantLimits(tenant.limits, tenant.retention.logsDays)] as const)
    .filter(([, limits]) => JSON.stringify(limits) !== common);
  const canary = { retention_period: `${canaryRetentionHours}h` };
  return { overrides: { ...Object.fromEntries(own), [canaryTenant]: canary } };
}

/**
 * Never less than a request may count for, as a larger one is refused for ever, and all that waits behind it. Loki counts
 * what a record's resource says (pod, process, a virtual machine's command line) with each record: half a MiB of short
 * lines is many times that much.
 */
const leastBurstMb = 32;

function tenantLimits(limits: Tenant["limits"], retentionDays: number): HelmValues {
  const burstMb = Math.max(limits.logsBurstMb, leastBurstMb);
  return {
    ingestion_rate_mb: limits.logsMbPerSecond,
    ingestion_burst_size_mb: burstMb,
    // With few labels one stream may well carry all that its tenant writes, so that only the tenant's limit speaks.
    per_stream_rate_limit: kilobytes(limits.logsMbPerSecond),
    per_stream_rate_limit_burst: kilobytes(burstMb),
    max_global_streams_per_user: limits.maxStreams,
    retention_period: `${retentionDays * 24}h`,
    // One query may ask for all that is kept. A day more, because Grafana rounds what it asks for.
    max_query_length: `${Math.max(shortestQueryLimitDays, retentionDays + 1) * 24}h`,
    max_query_lookback: `${retentionDays * 24}h`,
  };
}

/** Sizes with a unit must be whole numbers for Loki, which a limit such as 2.5 MB is not. */
function kilobytes(megabytes: number): string {
  return `${Math.ceil(megabytes * 1024)}KB`;
}

/**
 * The compactor deletes what outlived its tenant's retention. Without `delete_request_store` Loki does not start. What is
 * to be deleted it notes in the bucket, below what no tenant can be called: on its own disk the next of several processes
 * that is the compactor would not find it.
 */
export const compactorConfig: HelmValues = {
  working_directory: "/var/loki/compactor",
  retention_enabled: true,
  delete_request_store: "s3",
  deletion_marker_object_store_prefix: "__markers__/",
};

/**
 * The write-ahead log lies on the volume. Replay stops to flush before it would need more memory than the pod has. Those
 * of size large keep their place in the ring when they stop. Where they go for good (fewer of them, another size) it is
 * given up a minute later: with it left, no pod that starts gets ready, and writes that fall to it are refused.
 */
export function ingesterConfig(memoryMib: number): HelmValues {
  return {
    wal: { enabled: true, flush_on_shutdown: true, replay_memory_ceiling: `${Math.floor(memoryMib * 0.6)}MB` },
    autoforget_unhealthy: true,
  };
}
