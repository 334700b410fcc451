// Alerts on Loki. Metrics: Loki's own. `tenant` is the tenant whose data it is, as Loki labels it. Pure.
import { alert, type Platform, type RuleGroup } from "./rule";

/** Reasons after which a sender tries again: the data is late, not lost. */
const retriedReasons = "rate_limited|per_stream_rate_limit|stream_limit";

export function lokiRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  return [
    {
      name: "observability.loki",
      rules: [
        alert("LokiTenantThrottled", {
          severity: "warning",
          expr:
            `sum by (tenant, reason) (rate(loki_discarded_samples_total{${own}, reason=~"${retriedReasons}"}[5m])) > ` +
            "0",
          for: "15m",
          summary: "{{ $labels.tenant }} sends more logs than its limit ({{ $labels.reason }})",
          description:
            "Loki answers 429 to {{ $value | humanize }} lines a second. Collectors and Kafka hold them back, so " +
            "the tenant's logs are late.",
        }),
        alert("LokiLinesRejected", {
          severity: "warning",
          expr:
            `sum by (tenant, reason) (rate(loki_discarded_samples_total{${own}, reason!~"${retriedReasons}"}[5m])) > ` +
            "0",
          for: "10m",
          summary:
            "Loki rejects {{ $value | humanize }} log lines a second of {{ $labels.tenant }} ({{ $labels.reason }})",
          description: "Sending them again would not help, so they are lost.",
        }),
        alert("LokiWriteErrors", {
          severity: "critical",
          expr: `sum by (route) (rate(
  loki_request_duration_seconds_count{${own}, route=~"loki_api_v1_push|otlp_v1_logs", status_code=~"5.."}[5m]
))
/ sum by (route) (rate(
  loki_request_duration_seconds_count{${own}, route=~"loki_api_v1_push|otlp_v1_logs"}[5m]
)) > 0.05`,
          for: "10m",
          summary: "Loki fails {{ $value | humanizePercentage }} of writes",
          description: "Collectors queue on disk and try again; container log shippers have minutes, not hours.",
        }),
        alert("LokiStorageErrors", {
          severity: "critical",
          expr: `sum by (operation) (rate(loki_s3_request_duration_seconds_count{${own}, status_code=~"5..|403"}[5m]))
/ sum by (operation) (rate(loki_s3_request_duration_seconds_count{${own}}[5m])) > 0.05`,
          for: "15m",
          summary: "{{ $value | humanizePercentage }} of Loki's {{ $labels.operation }} requests to S3 fail",
          description:
            "Chunks stay in memory and in the write-ahead log until S3 takes them; queries of older logs fail.",
        }),
        alert("LokiFlushFailing", {
          severity: "critical",
          expr: `sum by (pod) (increase(loki_ingester_chunks_flush_failures_total{${own}}[15m])) > 0`,
          for: "15m",
          summary: "{{ $labels.pod }} cannot write chunks to S3",
          description:
            "Memory grows until the ingester is killed; its write-ahead log brings the chunks back as long as its " +
            "disk has room.",
        }),
        alert("LokiWalDiskFull", {
          severity: "critical",
          expr: `sum by (pod) (increase(loki_ingester_wal_disk_full_failures_total{${own}}[10m])) > 0`,
          for: "0m",
          summary: "The disk of {{ $labels.pod }} is full",
          description: "Loki keeps taking logs without writing them ahead: a crash now loses what is not in S3 yet.",
        }),
        alert("LokiCompactionStalled", {
          severity: "warning",
          expr:
            "time() - " +
            `max(loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds{${own}}) > 3 * ` +
            "3600",
          for: "1h",
          summary: "Loki's index was not compacted for three hours",
          description: "Queries get slower with every hour, and retention deletes nothing.",
        }),
        alert("LokiRetentionStalled", {
          severity: "warning",
          expr: `time() - max(loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${own}})
> 24 * 3600`,
          for: "1h",
          summary: "Loki has deleted no expired logs for a day",
          description: "Logs are kept longer than promised, and paid for.",
        }),
      ],
    },
  ];
}
