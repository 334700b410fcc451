// Metrics to Prometheus by remote write, from a queue on disk for each tenant. Plain data.
//
// The remote-write exporter has no queue on disk: its own lies in memory, and its write-ahead log neither tries again
// after a 429 nor keeps order with the retry of newer data. So metrics wait in OTLP exporters' queues and reach the
// remote-write exporter over loopback; its errors travel back and the queue tries again.
//
// Nobody's bad point costs another point. A batch holds one tenant's points, so that a refusal is counted under its
// exporter, which names the tenant. And remote write 2 stores the good points of a request beside bad ones, where
// version 1 stores none of them.
//
// Of a pair of Prometheus each has this way for itself, from the tenants' queues on: while one is away the other gets
// everything, and its own share waits.
import { hopOf } from "../../../conventions/hops";
import type { Tenant } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import type { Components, PipelineId, Pipelines } from "./config";
import { type Sink, tenantExporter } from "./delivery";
import { diskQueue, largestPointBytes, queueShareBytes, smallWriteBuffer } from "./parts";

/** A batch of OTLP histograms is several times as large as series. */
const largestRequestBytes = 64 * 1_024 * 1_024;
/** Share of the volume. */
const metricsShare = 0.2;

export interface MetricStore {
  /** Where a tenant's metrics go: to every replica. */
  sinksOf: (tenant: Tenant) => readonly Sink[];
  receivers: Components<"receivers">;
  processors: Components<"processors">;
  connectors: Components<"connectors">;
  exporters: Components<"exporters">;
  pipelines: Pipelines;
}

export interface MetricStoreOptions {
  /** Address of each replica's remote write. */
  remoteWrite: readonly string[];
  /** Of the volume that holds the queues. */
  volumeGib: number;
  tenants: number;
  /** Put on every series: keeps apart what several replicas count for the same thing. */
  labels?: HelmValues;
}

export function metricStore({ remoteWrite, ...options }: MetricStoreOptions): MetricStore {
  const stores = remoteWrite.map((endpoint, replica) => replicaStore(endpoint, replica, remoteWrite.length, options));
  const merged = <Key extends keyof Omit<MetricStore, "sinksOf">>(key: Key): MetricStore[Key] =>
    Object.assign({}, ...stores.map((store) => store[key]));
  return {
    sinksOf: (tenant) => stores.flatMap(({ sinksOf }) => sinksOf(tenant)),
    receivers: merged("receivers"),
    processors: merged("processors"),
    connectors: merged("connectors"),
    exporters: merged("exporters"),
    pipelines: merged("pipelines"),
  };
}

function replicaStore(
  endpoint: string,
  replica: number,
  replicas: number,
  { volumeGib, tenants, labels = {} }: Omit<MetricStoreOptions, "remoteWrite">,
): MetricStore {
  // The first keeps the names that it has alone, and with them its queues.
  const suffix = replica === 0 ? "" : (`-${replica}` as const);
  const hop = hopOf("metrics", replica);
  const receiver = `otlp/metrics-queue${suffix}` as const;
  const route = `routing/exemplars${suffix}` as const;
  const onlyExemplarsOf = `transform/exemplars${suffix}` as const;
  const samples = replica === 0 ? "prometheus_remote_write" : (`prometheus_remote_write/samples${suffix}` as const);
  const exemplars = `prometheus_remote_write/exemplars${suffix}` as const;
  const [toStore, toSamples, toExemplars] = [
    `metrics/store${suffix}`,
    `metrics/samples${suffix}`,
    `metrics/exemplars${suffix}`,
  ] as const;
  const queue = {
    endpoint: hop,
    tls: { insecure: true },
    compression: "none",
    timeout: "60s",
    ...smallWriteBuffer,
    ...diskQueue({
      bytes: queueShareBytes((volumeGib * metricsShare) / replicas, tenants),
      // Of a pair no one waits for the other's full queue.
      whenFull: replicas === 1 ? "wait" : "refuse",
      batch: { largestBytes: largestPointBytes },
    }),
  };
  const common = {
    endpoint,
    // One request for each batch: of two, one refused for good would take the other's retry with it.
    max_batch_size_bytes: largestRequestBytes,
    external_labels: labels,
    // One request at a time: Prometheus takes a series' samples in order, but for its out-of-order window.
    max_batch_request_parallelism: 1,
    retry_on_failure: { enabled: false },
    target_info: { enabled: true },
  };
  return {
    sinksOf: ({ id }) => [{ exporter: tenantExporter("metrics", id, suffix), definition: queue }],
    receivers: { [receiver]: { protocols: { grpc: { endpoint: hop, max_recv_msg_size_mib: 32 } } } },
    processors: { [onlyExemplarsOf]: onlyExemplars },
    connectors: { [route]: exemplarRoute(toSamples, toExemplars) },
    exporters: {
      [samples]: {
        ...common,
        protobuf_message: "io.prometheus.write.v2.Request",
        remote_write_queue: { enabled: false },
      },
      // Answers at once: the samples do not wait for the exemplars, nor fail with them.
      [exemplars]: { ...common, remote_write_queue: { enabled: true, queue_size: 100 } },
    },
    pipelines: {
      [toStore]: { receivers: [receiver], processors: [], exporters: [route] },
      [toSamples]: { receivers: [route], processors: [], exporters: [samples] },
      [toExemplars]: { receivers: [route], processors: [onlyExemplarsOf], exporters: [exemplars] },
    },
  };
}

/**
 * In version 2 the exporter leaves out the exemplars of histograms with explicit buckets (0.158: "TODO implement
 * exemplars support"). So a copy of such a point goes by version 1, without its buckets but for the last, whose
 * samples Prometheus has or will have just so: only the exemplars are new.
 */
const exemplarRoute = (samples: PipelineId, exemplars: PipelineId): HelmValues => ({
  default_pipelines: [samples],
  error_mode: "ignore",
  table: [
    {
      context: "datapoint",
      action: "copy",
      condition: "metric.type == METRIC_DATA_TYPE_HISTOGRAM and Len(datapoint.exemplars) > 0",
      pipelines: [exemplars],
    },
  ],
});
const onlyExemplars: HelmValues = {
  error_mode: "ignore",
  metric_statements: [
    {
      context: "datapoint",
      statements: ["set(datapoint.explicit_bounds, [])", "set(datapoint.bucket_counts, [datapoint.count])"],
    },
  ],
};
