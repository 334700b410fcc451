// Metrics to Prometheus by remote write, from a queue on disk for each tenant. Plain data.
//
// The remote-write exporter has no queue on disk: its own lies in memory, and its write-ahead log neither tries again
// after a 429 nor keeps order with the retry of newer data. So metrics wait in OTLP exporters' queues and reach the
// remote-write exporter over loopback; its errors travel back and the queue tries again.
//
// Nobody's bad point costs another point. A batch holds one tenant's points, so that a refusal is counted under its
// exporter, which names the tenant. And remote write 2 stores the good points of a request beside bad ones, where
// version 1 stores none of them.
import type { Tenant } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import type { Components, Pipelines } from "./config";
import { type Sink, tenantExporter } from "./delivery";
import { diskQueue, queueShareBytes } from "./parts";

const hop = "127.0.0.1:14389";
/**
 * A point that is larger than this is dropped, with all behind it in its request and without a count (Collector 0.165):
 * as much as a request by gRPC may have.
 */
const largestBatchBytes = 4 * 1_024 * 1_024;
/** A batch of OTLP histograms is several times as large as series. */
const largestRequestBytes = 64 * 1_024 * 1_024;
/** Share of the volume. */
const metricsShare = 0.2;

export interface MetricStore {
  /** Where a tenant's metrics go. */
  sinkOf: (tenant: Tenant) => Sink;
  receivers: Components<"receivers">;
  processors: Components<"processors">;
  connectors: Components<"connectors">;
  exporters: Components<"exporters">;
  pipelines: Pipelines;
}

export interface MetricStoreOptions {
  remoteWrite: string;
  /** Of the volume that holds the queues. */
  volumeGib: number;
  tenants: number;
  /** Put on every series: keeps apart what several replicas count for the same thing. */
  labels?: HelmValues;
}

export function metricStore({ remoteWrite, volumeGib, tenants, labels = {} }: MetricStoreOptions): MetricStore {
  const queue = {
    endpoint: hop,
    tls: { insecure: true },
    compression: "none",
    timeout: "60s",
    ...diskQueue({
      bytes: queueShareBytes(volumeGib * metricsShare, tenants),
      whenFull: "wait",
      batch: { seconds: 1, largestBytes: largestBatchBytes },
    }),
  };
  const common = {
    endpoint: remoteWrite,
    // One request for each batch: of two, one refused for good would take the other's retry with it.
    max_batch_size_bytes: largestRequestBytes,
    external_labels: labels,
    // One request at a time: Prometheus takes a series' samples in order, but for its out-of-order window.
    max_batch_request_parallelism: 1,
    retry_on_failure: { enabled: false },
    target_info: { enabled: true },
  };
  return {
    sinkOf: ({ id }) => ({ exporter: tenantExporter("metrics", id), definition: queue }),
    receivers: { "otlp/metrics-queue": { protocols: { grpc: { endpoint: hop, max_recv_msg_size_mib: 32 } } } },
    processors: { "transform/exemplars": onlyExemplars },
    connectors: { "routing/exemplars": exemplarRoute },
    exporters: {
      prometheus_remote_write: {
        ...common,
        protobuf_message: "io.prometheus.write.v2.Request",
        remote_write_queue: { enabled: false },
      },
      // Answers at once: the samples do not wait for the exemplars, nor fail with them.
      "prometheus_remote_write/exemplars": { ...common, remote_write_queue: { enabled: true, queue_size: 100 } },
    },
    pipelines: {
      "metrics/store": { receivers: ["otlp/metrics-queue"], processors: [], exporters: ["routing/exemplars"] },
      "metrics/samples": {
        receivers: ["routing/exemplars"],
        processors: [],
        exporters: ["prometheus_remote_write"],
      },
      "metrics/exemplars": {
        receivers: ["routing/exemplars"],
        processors: ["transform/exemplars"],
        exporters: ["prometheus_remote_write/exemplars"],
      },
    },
  };
}

/**
 * In version 2 the exporter leaves out the exemplars of histograms with explicit buckets (0.158: "TODO implement
 * exemplars support"). So a copy of such a point goes by version 1, without its buckets but for the last, whose
 * samples Prometheus has or will have just so: only the exemplars are new.
 */
const exemplarRoute: HelmValues = {
  default_pipelines: ["metrics/samples"],
  error_mode: "ignore",
  table: [
    {
      context: "datapoint",
      action: "copy",
      condition: "metric.type == METRIC_DATA_TYPE_HISTOGRAM and Len(datapoint.exemplars) > 0",
      pipelines: ["metrics/exemplars"],
    },
  ],
};
const onlyExemplars: HelmValues = {
  error_mode: "ignore",
  metric_statements: [
    {
      context: "datapoint",
      statements: ["set(datapoint.explicit_bounds, [])", "set(datapoint.bucket_counts, [datapoint.count])"],
    },
  ],
};
