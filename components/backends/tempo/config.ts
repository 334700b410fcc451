// Tempo's own configuration, the part that both charts share: storage, receivers, limits, metrics generator, queries.
// Settings in, plain blocks out. Keys are those of Tempo 2.10's reference, with which the unit tests compare them.

import { everyInterface, hostPort } from "../../../conventions/addresses";
import { conventions } from "../../../conventions/names";
import type { Settings, Tenant } from "../../../settings/settings";
import { type CloudNames, serviceHost } from "../../cloud/names";
import { ports, prometheusWriters } from "../../endpoints";
import type { HelmValues } from "../../helm-values";

/** Largest batch of spans that Tempo takes, in MiB: its own default of 4 is less than a collector's batch may be. */
const largestBatchMib = 16;
/**
 * Between its parts. What an ingester gets of a batch is larger: each trace in it has a copy of what the resource says of
 * itself (requestsByTraceID in modules/distributor of 2.10). Whose batch is refused for that sends it again for ever, and
 * all that waits behind it stays; senders stop at 100 MiB.
 */
export const grpcServer = {
  grpc_server_max_recv_msg_size: 100 * 1024 * 1024,
  grpc_server_max_send_msg_size: largestBatchMib * 1024 * 1024,
} as const satisfies HelmValues;

/**
 * What takes longer is worked out to its end and told to nobody: the connection is closed, and the front door says 502. By
 * Tempo's own 30 s that is a search of many days. As long as front door and Grafana wait.
 */
export const longestAnswer = { http_server_write_timeout: "10m" } as const satisfies HelmValues;

/**
 * Answer to what is over a tenant's limit: try again after this. Without it Tempo refuses for good, whatever
 * `retry_info_enabled` says, and the Collector drops the spans (modules/distributor/config.go of Tempo 2.10).
 */
export const retryAfter = { retry_after_on_resource_exhausted: "1s" } as const satisfies HelmValues;

/**
 * Of an ingester's and a generator's block, in one tenant's of which the log has a file for each look. All are read at once to
 * make the block of them, 3 MiB of memory each (measured: 581 MiB for 200, 5.4 GiB for 1,800), and one by one to search it: as
 * many as Tempo has by its own periods (30 min, every 10 s), no more.
 */
const blockDuration = { max_block_duration: "10m" } as const satisfies HelmValues;

/**
 * When a trace goes from memory to the write-ahead log: 1 s after its last span, looked at every 3 s. A killed process
 * loses what lies in memory only: about 4 s instead of the 12 s of Tempo's defaults (5 s, every 10 s). A trace whose spans
 * come further apart is cut into parts, which reads and compaction join again.
 */
export function liveTraces({ memoryMib }: { memoryMib: number }) {
  return {
    trace_idle_period: "1s",
    flush_check_period: "3s",
    ...blockDuration,
    // Blocks made at a time, of up to 600 MiB: Tempo's four are more than `small` has.
    concurrent_flushes: Math.min(4, Math.max(1, Math.floor(memoryMib / 2_048))),
  } satisfies HelmValues;
}

/**
 * Beside the charts' liveness probe, every ten seconds: Tempo is not ready until it has read back the log on its disk, and
 * would be killed amid that after a minute, for ever. 15 minutes, as collectors have; the charts know no startup probe.
 */
export const patience = { livenessProbe: { failureThreshold: 90 } } as const satisfies HelmValues;

/** Mount of the persistent volume; the logs of ingester and generator live under it. */
export const dataDirectory = "/var/tempo";

/** OTLP alone: what speaks Jaeger or Zipkin goes through the gateway, which knows the tenant. */
export function otlpReceiver({ clusterKind: { ipFamily } }: Pick<Settings, "clusterKind">) {
  const listen = (port: number) => hostPort(everyInterface(ipFamily), port);
  return {
    grpc: { endpoint: listen(ports.otlpGrpc), max_recv_msg_size_mib: largestBatchMib },
    http: { endpoint: listen(ports.otlpHttp) },
  } satisfies HelmValues;
}

/**
 * Else no ingester that restarts gets ready, and each is killed by its liveness probe again and again, while another is in
 * the ring that does not come back: its node or zone is lost, and Tempo forgets none (lifecycler.go of dskit).
 */
const readyByItself = { readiness_check_ring_health: false } as const satisfies HelmValues;

/**
 * How members of the rings find each other: by IPv4 unless told otherwise (Tempo's docs, "Configure IPv6").
 */
export function rings({ clusterKind: { ipFamily } }: Pick<Settings, "clusterKind">) {
  const ring = ipFamily === "ipv6" ? { ring: { enable_inet6: true } } : {};
  return {
    distributor: ring,
    compactor: ring,
    metrics_generator: ring,
    ingester: { lifecycler: { ...readyByItself, ...(ipFamily === "ipv6" ? { enable_inet6: true } : {}) } },
    ...(ipFamily === "ipv6" ? { memberlist: { bind_addr: [everyInterface(ipFamily)] } } : {}),
  };
}

/**
 * S3 through the pod's own identity (the client has to be told the host, the credentials it finds). Encryption is the
 * bucket's, for the reasons given in loki/values.ts.
 */
export function s3(names: CloudNames): HelmValues {
  const { place } = names;
  return {
    bucket: names.buckets.tempo,
    endpoint: serviceHost(place, "s3"),
    region: place.region,
  };
}

/**
 * What the generator makes of spans.
 * - local-blocks answers TraceQL metrics.
 * - span-metrics counts calls, as traces_spanmetrics_*. In `large` the gateway does, under the same names: there traces
 *   are sampled before they come here, and a count of what was kept is no count of what happened.
 * - service-graphs draws the service map, here alone. In `large` it is drawn from sampled traces: who calls whom is
 *   right, its rates and error shares are those of the kept traces.
 */
export function generatorProcessors({ size }: Pick<Settings, "size">): string[] {
  return size === "large" ? ["service-graphs", "local-blocks"] : ["span-metrics", "service-graphs", "local-blocks"];
}

/** Settings of those processors. Further labels are kept to what does not multiply series. */
const processorConfig: HelmValues = {
  span_metrics: { dimensions: ["k8s.namespace.name"] },
  // Every span, not the entry span of each service alone, and also for questions about more than the last half hour:
  // these blocks go to S3 beside the ingesters', which about doubles what traces cost there. Each tenant's of each generator,
  // one a minute by default, are more than compactors manage: of tens of tenants the list would grow as long as traces are
  // kept, in the memory of every part. S3 is asked for what is older than half an hour, by when a block is listed. One at a
  // time: each is made of up to 60 files.
  local_blocks: { filter_server_spans: false, flush_to_storage: true, concurrency: 1, ...blockDuration },
  // Calls of which one side has not come yet wait for ten seconds, and beyond this many new ones are not counted. Tempo's
  // 10,000 is a tenant's at 3,000 requests a second.
  service_graphs: { max_items: 100_000 },
};

/**
 * The generator of either chart. What it holds of a tenant before any of its series is made small: by default 3.8 MiB for
 * its write-ahead log (measured: three maps for each stripe of the agent in Prometheus) and 0.9 for each Prometheus.
 */
export function generator(settings: Settings): HelmValues {
  const writers = prometheusWriters(settings);
  return {
    processor: processorConfig,
    // Each generated series carries the id of the tenant whose spans made it.
    registry: { inject_tenant_id_as: conventions.tenantAttribute },
    storage: {
      path: `${dataDirectory}/generator/wal`,
      wal: { stripe_size: 512 },
      remote_write: writers.map((url) => ({ url, send_exemplars: true, queue_config: { max_samples_per_send: 500 } })),
    },
    traces_storage: { path: `${dataDirectory}/generator/traces` },
  };
}

/** How far back one TraceQL metrics query may look, in hours; Tempo's default is three. */
const longestMetricsQueryHours = 24;

/** Limits of the query front end. A search may cover all that is kept: the tenant's retention is what bounds it. */
export const queryFrontendConfig: HelmValues = {
  // A header of `a|b` would read two tenants at once; nobody here may send one.
  multi_tenant_queries_enabled: false,
  search: { max_duration: "0s" },
  metrics: { max_duration: `${longestMetricsQueryHours}h` },
};

/** Limits of whoever tenantOverrides does not name, which are those of the tenant `default`'s size row. */
export function defaultOverrides(settings: Settings): HelmValues {
  return limitsOf(settings, settings.sizing.tenantLimits, settings.retention.tracesDays);
}

/**
 * Limits of each tenant that has its own; Tempo reads them again every ten seconds. An entry replaces the defaults as a
 * whole, key by key nothing is inherited (an absent rate limit is a limit of zero), so each is complete.
 */
export function tenantOverrides(settings: Settings): HelmValues {
  const common = JSON.stringify(defaultOverrides(settings));
  return Object.fromEntries(
    settings.tenants
      .map((tenant) => [tenant.id, limitsOf(settings, tenant.limits, tenant.retention.tracesDays)] as const)
      .filter(([, limits]) => JSON.stringify(limits) !== common),
  );
}

const bytesPerMb = 1_000_000;

/**
 * How long after its end a span still counts for metrics. Tempo's half minute is less than the sampler of `large` waits
 * for a trace to be complete, and would leave the generator with nothing. What comes later is what the objective for
 * the freshness of traces counts (dashboards/alerts/platform-slo.ts).
 */
const latestSpanMinutes = 5;

/** Largest trace, and most bytes of a tag's values in one answer: Tempo's defaults, which an entry would lose. */
const largestTraceBytes = 5_000_000;
const largestTagAnswerBytes = 1_000_000;

function limitsOf(settings: Pick<Settings, "size">, limits: Tenant["limits"], retentionDays: number): HelmValues {
  const rateBytes = Math.round(limits.tracesMbPerSecond * bytesPerMb);
  return {
    ingestion: {
      rate_strategy: "global",
      rate_limit_bytes: rateBytes,
      // Two seconds' worth, and never less than one whole batch: a larger one could otherwise never be taken.
      burst_size_bytes: Math.max(rateBytes * 2, largestBatchMib * 1024 * 1024),
      // Bytes are limited; a number of traces on top would drop many small ones.
      max_traces_per_user: 0,
      // Senders are told when to try again: see `retryAfter`.
      retry_info_enabled: true,
    },
    read: { max_bytes_per_tag_values_query: largestTagAnswerBytes },
    global: { max_bytes_per_trace: largestTraceBytes },
    compaction: { block_retention: `${retentionDays * 24}h` },
    metrics_generator: {
      processors: generatorProcessors(settings),
      max_active_series: limits.spanMetricSeries,
      generate_native_histograms: "classic",
      ingestion_time_range_slack: `${latestSpanMinutes}m`,
      // The name under which the Collector's exemplars carry their trace as well.
      trace_id_label_name: conventions.traceIdKey,
    },
  };
}
