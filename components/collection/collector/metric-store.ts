// Metrics to Prometheus by remote write, from a queue on disk. Plain data. Pure.
//
// The remote-write exporter has no queue on disk: its own lies in memory, and its write-ahead log neither tries again
// after a 429 nor keeps order with the retry of newer data. So metrics wait in an OTLP exporter's queue and reach the
// remote-write exporter over loopback, one request after the other; its errors travel back and the queue tries again.
import type { HelmValues } from "../../helm-values";
import type { Components, Pipelines } from "./config";
import { diskQueue, queueShareBytes } from "./parts";

const hop = "127.0.0.1:14389";
/** Share of the volume. */
const metricsShare = 0.2;

export interface MetricStore {
  /** Exporter of every pipeline of metrics. */
  entry: "otlp_grpc/metrics-queue";
  receivers: Components<"receivers">;
  exporters: Components<"exporters">;
  pipelines: Pipelines;
}

/** @param labels Put on every series: keeps apart what several replicas count for the same thing. */
export function metricStore(remoteWrite: string, volumeGib: number, labels: HelmValues = {}): MetricStore {
  return {
    entry: "otlp_grpc/metrics-queue",
    receivers: { "otlp/metrics-queue": { protocols: { grpc: { endpoint: hop, max_recv_msg_size_mib: 32 } } } },
    exporters: {
      "otlp_grpc/metrics-queue": {
        endpoint: hop,
        tls: { insecure: true },
        timeout: "60s",
        ...diskQueue({ bytes: queueShareBytes(volumeGib * metricsShare, 1), whenFull: "wait", batch: { seconds: 1 } }),
      },
      prometheus_remote_write: {
        endpoint: remoteWrite,
        external_labels: labels,
        // One request at a time: Prometheus takes a series' samples in order, but for its out-of-order window.
        max_batch_request_parallelism: 1,
        remote_write_queue: { enabled: false },
        retry_on_failure: { enabled: false },
        target_info: { enabled: true },
      },
    },
    pipelines: {
      "metrics/store": { receivers: ["otlp/metrics-queue"], processors: [], exporters: ["prometheus_remote_write"] },
    },
  };
}
