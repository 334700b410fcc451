// The sampler's Collector configuration (size large): whole traces in, the kept ones to Tempo. Settings in, data out.
//
// Metrics of spans are made here, before anything is dropped: a count must not depend on what is kept. The service
// graph is Tempo's, of the kept traces and under their tenants. A trace that waits for its decision lies in memory and
// is lost with the process; what was decided lies in Tempo's queue on disk.

import { hostPort } from "../../../conventions/addresses";
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { ports, prometheusWriters, traceEntrance } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import {
  type CollectorConfig,
  deliver,
  extensionList,
  inCluster,
  memoryLimiter,
  metricStore,
  namespaceAttribute,
  queueExtension,
  queueShareBytes,
  type Surroundings,
  selfObservation,
  stampNamespaceTenant,
  stampPoints,
  tempoSink,
} from "../collector";

export interface SamplerSurroundings extends Surroundings {
  /** Base address of OTLP/HTTP for traces. */
  tempoOtlp: string;
  /** Address of remote write of each Prometheus. */
  remoteWrite: readonly string[];
  /** Name of this replica: spans that several samplers count must not share a series. */
  replica: string;
}

export function samplerSurroundings(settings: Settings): SamplerSurroundings {
  return {
    ...inCluster,
    tempoOtlp: traceEntrance(settings),
    remoteWrite: prometheusWriters(settings),
    replica: "${env:OTEL_K8S_POD_NAME}",
  };
}

/** Longest time from a trace's first span to its decision, in seconds: later spans follow the decision. */
const decisionSeconds = 30;
/** Memory that a trace under decision takes on average: some 20 spans of 1 KiB each, twice. */
const traceKib = 40;

export function samplerConfig(
  settings: Settings,
  surroundings: SamplerSurroundings = samplerSurroundings(settings),
): CollectorConfig {
  const {
    tenants,
    sizing: {
      sampler: { volumeGib, memoryMib },
    },
  } = settings;
  const own = selfObservation(surroundings);
  const extensions = { ...own.extensions, ...queueExtension(surroundings) };
  const metrics = metricStore({
    remoteWrite: surroundings.remoteWrite,
    volumeGib,
    tenants: tenants.length,
    labels: { collector: surroundings.replica },
  });
  const points = deliver("metrics", settings, metrics.sinksOf, [{ name: "points", by: "tenant" }]);
  // The gateway has set the tenant of spans from outside, and deleted it from all others.
  const fromOutside = `resource.attributes["${conventions.tenantAttribute}"] != nil`;
  const traces = deliver(
    "traces",
    settings,
    // Never waits: the traces of all tenants are handed on one after the other, and one tenant's limit would hold up the
    // others'. What its own queue cannot take is its loss, and counted under its exporter (CollectorLosingData).
    tempoSink(surroundings.tempoOtlp, queueShareBytes(volumeGib / 2, tenants.length), "refuse"),
    [
      { name: "cluster", by: "namespace", first: [{ condition: fromOutside, pipeline: "traces/external" }] },
      { name: "external", by: "tenant" },
    ],
  );
  const root = (name: string) => [traces.roots.get(name)].filter((id) => id !== undefined);
  return {
    receivers: {
      // Batches of the gateway's queue, and a resource for each trace of them.
      otlp: {
        protocols: { grpc: { endpoint: hostPort(surroundings.host, ports.otlpGrpc), max_recv_msg_size_mib: 16 } },
      },
      ...metrics.receivers,
    },
    processors: {
      memory_limiter: memoryLimiter,
      tail_sampling: tailSampling(memoryMib),
      "transform/tenant": stampNamespaceTenant(settings, "keep"),
      "transform/points": stampPoints,
      "transform/span-metrics": namedAsTempos,
      ...metrics.processors,
    },
    exporters: { ...metrics.exporters, ...points.exporters, ...traces.exporters },
    connectors: {
      span_metrics: spanMetrics,
      ...metrics.connectors,
      ...points.connectors,
      ...traces.connectors,
    },
    extensions,
    service: {
      extensions: extensionList(extensions),
      pipelines: {
        "traces/measured": {
          receivers: ["otlp"],
          processors: ["memory_limiter"],
          exporters: ["span_metrics"],
        },
        "traces/sampled": {
          receivers: ["otlp"],
          processors: ["memory_limiter", "tail_sampling"],
          exporters: root("cluster"),
        },
        "traces/external": {
          receivers: traces.sources.get("traces/external") ?? [],
          processors: [],
          exporters: root("external"),
        },
        "metrics/spans": {
          receivers: ["span_metrics"],
          processors: ["transform/span-metrics", "transform/tenant", "transform/points"],
          exporters: [...points.roots.values()],
        },
        ...traces.pipelines,
        ...points.pipelines,
        ...metrics.pipelines,
      },
      telemetry: own.telemetry,
    },
  };
}

/** Every error and every slow trace, and a tenth of the rest. Half the memory is for traces under decision. */
function tailSampling(memoryMib: number): HelmValues {
  const traces = Math.floor((memoryMib * 1_024 * 0.5) / traceKib);
  return {
    decision_wait: `${decisionSeconds}s`,
    num_traces: traces,
    decision_cache: { sampled_cache_size: traces * 10, non_sampled_cache_size: traces * 10 },
    policies: [
      { name: "errors", type: "status_code", status_code: { status_codes: ["ERROR"] } },
      { name: "slow", type: "latency", latency: { threshold_ms: 1_000 } },
      { name: "rest", type: "probabilistic", probabilistic: { sampling_percentage: 10 } },
    ],
  };
}

/** The connector's histogram as Tempo's own generator names it: nobody need know which of the two made it. */
const namedAsTempos: HelmValues = {
  error_mode: "ignore",
  metric_statements: [
    {
      context: "metric",
      conditions: ['metric.name == "traces.spanmetrics.duration"'],
      statements: ['set(metric.name, "traces.spanmetrics.latency")', 'set(metric.unit, "")'],
    },
  ],
};

/**
 * Services of namespaces whose spans a sampler counts at a time; each sees those of the whole cluster. One more puts
 * another out, which then counts from nothing, and rates are too low: with the connector's own 1,000 many would be.
 */
const mostServices = 10_000;

const spanMetrics: HelmValues = {
  namespace: "traces.spanmetrics",
  histogram: {
    unit: "s",
    explicit: { buckets: ["5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2500ms", "5s", "10s"] },
  },
  dimensions: [{ name: "http.request.method" }, { name: "http.response.status_code" }],
  exemplars: { enabled: true, max_per_data_point: 5 },
  exclude_dimensions: ["collector.instance.id"],
  resource_metrics_key_attributes: ["service.name", namespaceAttribute, conventions.tenantAttribute],
  resource_metrics_cache_size: mostServices,
  metrics_flush_interval: "15s",
  metrics_expiration: "15m",
  aggregation_cardinality_limit: 100_000,
};
