// Every component of the OpenTelemetry Collector that the platform's configurations may name, at the version of the
// pinned image. The one table: a name that is not in it does not compile and is refused when a configuration is
// rendered, so a name that was renamed (`otlphttp`, `k8sattributes`, `prometheusremotewrite`, ...) cannot be emitted.

/**
 * Alpha features that the platform needs: remote write 2, which stores the good points of a request beside bad ones,
 * and another try when Prometheus answers 429.
 */
export const featureGates = [
  "exporter.prometheusremotewritexporter.enableSendingRW2",
  "exporter.prometheusremotewritexporter.RetryOn429",
].join(",");

export const collectorNames = {
  // awss3 is aws_s3 since a version after 0.158, with this name beside it.
  receivers: ["awss3", "kafka", "otlp"],
  processors: [
    "batch",
    "cumulative_to_delta",
    "delta_to_cumulative",
    "filter",
    "groupbyattrs",
    "k8s_attributes",
    "memory_limiter",
    "redaction",
    "resource",
    "tail_sampling",
    "transform",
  ],
  exporters: [
    "awscloudwatchlogs",
    "awsemf",
    "datadog",
    "elasticsearch",
    "kafka",
    "load_balancing",
    "opensearch",
    "otlp_grpc",
    "otlp_http",
    "prometheus_remote_write",
  ],
  connectors: ["count", "forward", "routing", "span_metrics"],
  extensions: ["aws_logs_encoding", "basicauth", "bearertokenauth", "file_storage", "headers_setter", "health_check"],
} as const;

export type ComponentKind = keyof typeof collectorNames;

/** `name`, or `name/purpose` where a configuration has several of a kind. */
export type ComponentId<Kind extends ComponentKind> =
  | (typeof collectorNames)[Kind][number]
  | `${(typeof collectorNames)[Kind][number]}/${string}`;

/**
 * In the pinned image, but not in the build that the engine tests run: their modules cannot be had, or bring a whole
 * vendor agent along. Keys of the exporters are checked against lists in ../copies/fanout.test.ts, those of the others
 * in ../control-plane-logs/control-plane-logs.test.ts.
 */
export const notInTestBuild: Readonly<Partial<Record<ComponentKind, readonly string[]>>> = {
  receivers: ["awss3"],
  processors: ["cumulative_to_delta"],
  exporters: ["awscloudwatchlogs", "awsemf", "datadog", "elasticsearch", "opensearch"],
  extensions: ["aws_logs_encoding"],
};

/** Whether an id's name is in the table. */
export function isKnown(kind: ComponentKind, id: string): boolean {
  return (collectorNames[kind] as readonly string[]).includes(id.split("/", 1)[0] ?? "");
}
