// What alerts are to fire at, and at what not: series of an hour or two, and what fires by then.
export interface Case {
  name: string;
  /** Series in promtool's notation, a sample a minute: `start+step x count`. */
  series: Record<string, string>;
  /** Minutes after the first sample. */
  at: number;
  /** Alerts that fire then, with how many of each. */
  firing: Record<string, number>;
}

export const own = 'namespace="observability"';
/** A part of the platform that answers the agent. */
export const answers = `up{${own}, tenant="default", job="grafana", instance="a"}`;
const inactive = 'condition="ScalingActive", status="false"';
/** What another cluster's platform says of itself, when a tenant pushes it. */
export const pushedUp = 'up{namespace="outside/observability", tenant="shop", job="grafana", instance="a"}';
export const waiting = (perSecond: number) => `0+${perSecond * 60}x120`;

/** How far a queue of remote writes has come, on its way from a pod; it takes no more while it is full. */
const sent = (remote: string, newest: string, behind: string) => {
  const pod = 'pod="prometheus-kps-prometheus-0"';
  const labels = `{${own}, ${pod}, remote_name="${remote}", url="http://store"}`;
  return {
    [`prometheus_remote_storage_highest_timestamp_in_seconds{${own}, ${pod}}`]: newest,
    [`prometheus_remote_storage_queue_highest_timestamp_seconds${labels}`]: behind,
    [`prometheus_remote_storage_queue_highest_sent_timestamp_seconds${labels}`]: behind,
  };
};

const reader = `up{${own}, tenant="default", job="control-plane-logs", instance="a"}`;
const controlPlane = `otelcol_receiver_accepted_log_records{${own}, receiver="awss3"}`;

export const cases: readonly Case[] = [
  {
    name: "a control plane whose logs have stopped two hours ago",
    series: { [reader]: "1+0x200", [controlPlane]: "0+100x60 6000+0x140" },
    at: 180,
    firing: { ControlPlaneLogsSilent: 1 },
  },
  {
    name: "a control plane of which nothing ever came",
    series: { [reader]: "1+0x60" },
    at: 40,
    firing: { ControlPlaneLogsSilent: 1 },
  },
  {
    name: "a control plane that says little, and a Collector that started anew",
    series: { [reader]: "1+0x200", [controlPlane]: "0+1x90 0+1x110" },
    at: 180,
    firing: {},
  },
  {
    name: "a store of long-term metrics that is ten minutes behind; it is no matter of the platform's own writes",
    series: { ...sent("long-term", "1000+60x60", "400+60x60"), ...sent("prometheus-0", "1000+60x60", "1000+60x60") },
    at: 30,
    firing: { LongTermMetricsBehind: 1 },
  },
  {
    name: "a store of long-term metrics that never took anything",
    series: sent("long-term", "1000+60x60", "0+0x60"),
    at: 30,
    firing: { LongTermMetricsBehind: 1 },
  },
  {
    name: "an agent that is ten minutes behind",
    series: sent("prometheus-0", "1000+60x60", "400+60x60"),
    at: 30,
    firing: { RemoteWriteBehind: 1, PlatformObjectiveBurningFast: 1, PlatformObjectiveBurningSlow: 1 },
  },
  {
    name: "an agent whose monitors have gone, and whose queue is a new one",
    // Long before the first sample, which is of 1970.
    series: sent("prometheus-0", "-1000+0x60", "-2000+0x60"),
    at: 50,
    firing: {},
  },
  {
    name: "a Fluent Bit that waits for the API server, beside one that runs and one that was started anew",
    series: {
      [`fluentbit_uptime{${own}, pod="fluent-bit-a"}`]: "0+60x10 600+10x50",
      [`fluentbit_uptime{${own}, pod="fluent-bit-b"}`]: "0+60x60",
      [`fluentbit_uptime{${own}, pod="fluent-bit-c"}`]: "0+60x40 0+60x20",
    },
    at: 50,
    firing: { FluentBitHeldUp: 1 },
  },
  {
    name: "a node of which no container's file is read, beside one with many",
    series: {
      [`loki_source_file_files_active_total{${own}, pod="alloy-a"}`]: "20+0x5 0+0x60",
      [`loki_source_file_files_active_total{${own}, pod="alloy-b"}`]: "20+0x66",
    },
    at: 50,
    firing: { ContainerLogsUnread: 1 },
  },
  {
    name: "parts that refused what they were to read anew, beside one that took it",
    series: {
      [`alloy_config_last_load_successful{${own}, pod="alloy-a"}`]: "1x10 0x50",
      [`alloy_config_last_load_successful{${own}, pod="alloy-b"}`]: "1x60",
      [`loki_runtime_config_last_reload_successful{${own}, pod="loki-0"}`]: "1x10 0x50",
      [`tempo_runtime_config_last_reload_successful{${own}, pod="tempo-0"}`]: "1x10 0x50",
    },
    at: 50,
    firing: { ConfigNotLoaded: 3 },
  },
  {
    name: "a node whose journal is read no more, beside one that writes a line an hour",
    series: {
      [answers]: "1x400",
      [`loki_source_journal_target_lines_total{${own}, pod="alloy-a"}`]: "0+1x15 15+0x385",
      [`loki_source_journal_target_lines_total{${own}, pod="alloy-b"}`]: "0x59 1x59 2x59 3x59 4x59 5x59 6x59",
    },
    at: 395,
    firing: { NodeJournalUnread: 1 },
  },
  {
    name: "a node whose disk takes no more of what Fluent Bit reads, beside one where a pod is limited",
    series: Object.fromEntries(
      [
        { pod: "fluent-bit-a", handedOn: "0+60x60", written: "0+60x30 1800+20x29" },
        { pod: "fluent-bit-b", handedOn: "0+40x60", written: "0+40x60" },
      ].flatMap(({ pod, handedOn, written }) => [
        [`fluentbit_processor_items_out_total{${own}, pod="${pod}", processor="lua", stage="2"}`, "0+60x60"],
        [`fluentbit_processor_items_out_total{${own}, pod="${pod}", processor="lua", stage="4"}`, handedOn],
        [`fluentbit_input_records_total{${own}, pod="${pod}", name="files"}`, written],
        [`fluentbit_input_records_total{${own}, pod="${pod}", name="storage_backlog.1"}`, "0+0x60"],
      ]),
    ),
    at: 50,
    firing: { FluentBitLinesLost: 1 },
  },
  {
    name: "a node whose stdout waits for a tenant that Loki refuses",
    series: {
      [`loki_write_batch_retries_total{${own}, pod="alloy-a", tenant="shop"}`]: "0+2x60",
      [`loki_write_batch_retries_total{${own}, pod="alloy-b", tenant="shop"}`]: "0 2+0x60",
    },
    at: 30,
    firing: { ContainerLogsRetrying: 1 },
  },
  {
    name: "Prometheus and a copy's target are away, and the queues in front of them try again",
    series: {
      [`otelcol_exporter_send_failed_metric_points{${own}, job="otel-gateway", exporter="prometheus_remote_write"}`]:
        waiting(1),
      [`otelcol_exporter_enqueue_failed_metric_points{${own}, job="otel-gateway", ` +
        `exporter="prometheus_remote_write/exemplars-1"}`]: waiting(1),
      [`otelcol_exporter_send_failed_log_records{${own}, job="log-consumer", exporter="awscloudwatchlogs"}`]:
        waiting(1),
      [`otelcol_receiver_refused_metric_points{${own}, job="otel-gateway", receiver="otlp/metrics-queue-1"}`]:
        waiting(1),
      [`otelcol_receiver_refused_log_records{${own}, job="log-consumer", receiver="otlp/cloudwatch-queue"}`]:
        waiting(1),
    },
    at: 60,
    firing: {},
  },
  {
    name: "a queue is 95 % full and senders of two signals are refused",
    series: {
      [`otelcol_exporter_queue_size{${own}, job="otel-gateway", pod="otel-gateway-0", exporter="otlp_http/logs/shop", ` +
        `data_type="logs"}`]: "95x120",
      [`otelcol_exporter_queue_capacity{${own}, job="otel-gateway", pod="otel-gateway-0", ` +
        `exporter="otlp_http/logs/shop", data_type="logs"}`]: "100x120",
      [`otelcol_receiver_refused_log_records{${own}, job="otel-gateway", receiver="otlp"}`]: waiting(1),
      [`otelcol_receiver_refused_spans{${own}, job="otel-gateway", receiver="otlp"}`]: waiting(1),
    },
    at: 60,
    firing: { CollectorQueueFilling: 1, CollectorQueueFull: 1, CollectorRefusingData: 2 },
  },
  {
    name: "malformed records go to the dead letters; a rejected batch is another matter",
    series: {
      [`otelcol_exporter_sent_log_records{${own}, job="log-consumer", exporter="kafka/malformed"}`]: waiting(1),
      [`otelcol_exporter_sent_log_records{${own}, job="log-consumer", exporter="otlp_http/logs/shop"}`]: waiting(1),
      [`otelcol_exporter_send_failed_log_records{${own}, job="log-consumer", exporter="otlp_http/logs/shop"}`]:
        waiting(1),
    },
    at: 60,
    firing: { LogsDeadLettered: 1, CollectorExportRejected: 1 },
  },
  {
    name: "Elasticsearch has refused single records of one consumer, and whole requests of another, which are sent again",
    series: {
      [`{"otelcol.elasticsearch.docs.processed", ${own}, job="log-consumer", "error.type"="document_parsing_exception"}`]:
        "_x58 3x60",
      [`{"otelcol.elasticsearch.docs.processed", ${own}, job="otel-gateway", outcome="failed_server"}`]: waiting(1),
    },
    at: 60,
    firing: { SearchDocumentsRefused: 1 },
  },
  {
    name: "Loki cannot write to S3; of what it reads ahead, questions that have their lines give up half",
    series: Object.fromEntries(
      ["S3.GetObject", "S3.PutObject"].flatMap((operation) =>
        ["200", "500"].map((code) => [
          `loki_s3_request_duration_seconds_count{${own}, operation="${operation}", status_code="${code}"}`,
          "0+60x60",
        ]),
      ),
    ),
    at: 40,
    firing: { LokiStorageErrors: 1 },
  },
  {
    name: "a disk of Loki's has been too full for an hour, of which it counts the beginning; another had a checkpoint",
    series: {
      [`loki_ingester_wal_disk_full_failures_total{${own}, pod="loki-0"}`]: "0x5 1x120",
      [`loki_ingester_wal_disk_usage_percent{${own}, pod="loki-0"}`]: "0.92x120",
      [`loki_ingester_wal_disk_usage_percent{${own}, pod="loki-1"}`]: "0.5x57 0.85x2 0.5x60",
    },
    at: 60,
    firing: { LokiWalDiskFull: 1 },
  },
  {
    name: "a tenant is throttled and another sends lines that are too long",
    series: {
      [`loki_discarded_samples_total{${own}, tenant="shop", reason="rate_limited"}`]: waiting(1),
      [`loki_discarded_samples_total{${own}, tenant="payments", reason="line_too_long"}`]: waiting(1),
    },
    at: 60,
    firing: { LokiTenantThrottled: 1, LokiLinesRejected: 1 },
  },
  {
    name: "an address that answered is gone; one was never reached from inside, a tenant's is the tenant's",
    series: {
      [`probe_success{${own}, job="probe/grafana", instance="https://grafana.example.com/api/health"}`]: "1x60 0x60",
      [`probe_success{${own}, job="probe/external-ingest", instance="ingest.example.com:14318"}`]: "0x120",
      'probe_success{namespace="shop", job="web", instance="https://shop.example.com"}': "1x60 0x60",
    },
    at: 90,
    firing: { AddressNotAnswering: 1 },
  },
  {
    name: "nothing of this cluster is scraped; a tenant pushes what another cluster's platform says of itself",
    series: {
      [answers]: "_x120",
      [pushedUp]: "1x120",
    },
    at: 60,
    firing: { ScrapingStopped: 1 },
  },
  {
    name: "an agent that may not list pods any more, and one whose API server was away for five minutes",
    series: {
      [answers]: "1x60",
      [`prometheus_sd_kubernetes_failures_total{${own}, pod="prom-agent-kps-tenants-0"}`]: "0x10 1+1x50",
      [`prometheus_sd_kubernetes_failures_total{${own}, pod="prom-agent-kps-agent-0"}`]: "0x30 10+10x5 60x30",
    },
    at: 50,
    firing: { TargetsNotFound: 1 },
  },
  {
    name: "a monitor whose labels make no target",
    series: {
      [answers]: "1x60",
      [`prometheus_target_sync_failed_total{${own}, pod="prom-agent-kps-tenants-0", scrape_job="serviceMonitor/shop/web/0"}`]:
        "0x10 1+1x50",
      [`prometheus_target_sync_failed_total{${own}, pod="prom-agent-kps-tenants-0", scrape_job="serviceMonitor/shop/api/0"}`]:
        "0x60",
    },
    at: 40,
    firing: { TargetsNotFound: 1 },
  },
  {
    name: "one Alertmanager of three is replaced, and what was queued for it is dropped",
    series: {
      [`prometheus_notifications_dropped_total{${own}, pod="prometheus-kps-prometheus-0", alertmanager="http://a:9093/api/v2/alerts"}`]:
        "0x30 3x30",
    },
    at: 32,
    firing: {},
  },
  {
    name: "Prometheus deletes a block for its size, and the next one two hours later",
    series: {
      [`prometheus_tsdb_size_retentions_total{${own}, pod="prometheus-kps-prometheus-0"}`]: "0x10 1x120 2x60",
    },
    at: 120,
    firing: { PrometheusRetentionCutShort: 1 },
  },
  {
    name: "a receiver of a tenant's AlertmanagerConfig fails: it is the tenant's namespace that is told of",
    series: {
      [`alertmanager_notifications_failed_total{${own}, receiver_name="shop/on-call/pager", integration="webhook", reason="clientError"}`]:
        "0x30 3x30",
    },
    at: 32,
    firing: { AlertNotificationsFailing: 1 },
  },
  {
    name: "an Alertmanager that takes no more alerts of a name",
    series: { [`alertmanager_alerts_limited_total{${own}, pod="alertmanager-kps-alertmanager-0"}`]: "_x30 3+3x30" },
    at: 40,
    firing: { AlertsDropped: 1 },
  },
  {
    name: "Alertmanager reloads its configuration while it sends",
    series: {
      [`alertmanager_notifications_failed_total{${own}, receiver_name="on-call", integration="webhook", reason="contextCanceled"}`]:
        "0x30 3x30",
    },
    at: 32,
    firing: {},
  },
  {
    name: "the agent of tenants is gone, the platform's answers",
    series: {
      [`up{${own}, job="observability/kps-agent", container="prometheus", instance="a"}`]: "1x60",
      [`up{${own}, job="observability/kps-tenants", container="prometheus", instance="b"}`]: "0x60",
    },
    at: 30,
    firing: { PlatformPartDown: 1 },
  },
  {
    name:
      "a ruler of Loki finds no Alertmanager, another fails at its rules, a third failed when it started; of two whose " +
      "notifications fail one reaches another Alertmanager",
    series: {
      ...Object.fromEntries(
        ["loki-3 a 0+1x60", "loki-3 b 0+1x60", "loki-4 a 0+1x60", "loki-4 b 0x60"].map((line) => {
          const [pod, alertmanager, ...values] = line.split(" ");
          const labels = `${own}, pod="${pod}", alertmanager="${alertmanager}", user="default"`;
          return [`loki_prometheus_notifications_errors_total{${labels}}`, values.join(" ")];
        }),
      ),
      [`loki_prometheus_notifications_alertmanagers_discovered{${own}, pod="loki-0", user="default"}`]: "0x60",
      [`loki_prometheus_notifications_alertmanagers_discovered{${own}, pod="loki-1", user="default"}`]: "3x60",
      [`loki_prometheus_rule_evaluation_failures_total{${own}, pod="loki-1", user="default"}`]: "0+2x60",
      [`loki_prometheus_rule_evaluation_failures_total{${own}, pod="loki-2", user="default"}`]: "0 2 4 4x60",
    },
    at: 30,
    firing: { LokiRulerFailing: 3 },
  },
  {
    name: "an autoscaler has no numbers, another has",
    series: {
      [`kube_horizontalpodautoscaler_status_condition{${own}, ${inactive}, horizontalpodautoscaler="otel-gateway"}`]:
        "1x60",
      [`kube_horizontalpodautoscaler_status_condition{${own}, ${inactive}, horizontalpodautoscaler="log-consumer"}`]:
        "0x60",
    },
    at: 30,
    firing: { AutoscalerWithoutMetrics: 1 },
  },
];
