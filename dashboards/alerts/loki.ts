// Alerts on Loki. Metrics: Loki's own. `tenant` is the tenant whose data it is, as Loki labels it.
import { increased } from "./counters";
import { alert, type Platform, type RuleGroup } from "./rule";
import { retriedByLoki, throttledLogs } from "./throttled";

/** A new Loki looks five times for a list of deletions that is not there yet, and counts each as a failure. */
const leastStorageErrors = 10;

/**
 * Time since the last success of what the compactor does. Its gauge is 0 from a start on until the first success, which
 * may take 20 minutes: the last one before counts. A Loki that is older than the limit and had none at all is late too.
 */
function sinceLastSuccess(operation: string, own: string, hours: number): string {
  const gauge = `loki_${operation}_last_successful_run_timestamp_seconds{${own}}`;
  return `time() - max(max_over_time(${gauge}[${2 * hours}h]) > 0) > ${hours} * 3600
or (max(max_over_time(${gauge}[${hours}h])) == 0 and on () count(${gauge} offset ${hours}h) > 0)`;
}

/** Chunks that the compactor marks are deleted two hours later, by something else, which may have failed or stopped. */
function markedAndKept(own: string): string {
  const rise = (metric: string, offset = "") =>
    `sum(increase(loki_boltdb_shipper_retention_${metric}{${own}}[1d]${offset}))`;
  return `(${rise("marker_count_total", " offset 3h")} > 0
  unless ${rise("sweeper_marker_files_deleted_total")} > 0)`;
}

export function lokiRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  const rejected = {
    metric: "loki_discarded_samples_total",
    selector: `${own}, reason!~"${retriedByLoki}"`,
    by: ["tenant", "reason"],
  };
  const failed = `${own}, operation!="S3.GetObject", status_code=~"5..|403"`;
  const diskFull = { metric: "loki_ingester_wal_disk_full_failures_total", selector: own, by: ["pod"] };
  return [
    {
      name: "observability.loki",
      rules: [
        alert("LokiTenantThrottled", {
          severity: "warning",
          expr: increased(throttledLogs(own), namespace),
          for: "0m",
          summary: "{{ $labels.tenant }} sends more logs than its limit ({{ $labels.reason }})",
          description:
            "Loki answered 429 to {{ $value | humanize }} lines in 15 minutes. Collectors and Kafka hold them back, so " +
            "the tenant's logs are late. Its stdout holds up that of the other tenants on its nodes.",
        }),
        alert("LokiLinesRejected", {
          severity: "warning",
          expr: increased(rejected, namespace),
          for: "0m",
          summary: "Loki rejected {{ $value | humanize }} log lines of {{ $labels.tenant }} ({{ $labels.reason }})",
          description: "Sending them again would not help, so they are lost.",
        }),
        alert("LokiRulerWithoutRules", {
          severity: "critical",
          // The platform has rules of its own, so that there is always one tenant with some.
          expr: `sum(loki_ruler_managers_total{${own}}) == 0`,
          for: "15m",
          summary: "Loki evaluates no rules, of no tenant",
          description: "One faulty file takes all of them away. No alert on log lines can fire.",
        }),
        alert("LokiRulerFailing", {
          severity: "critical",
          // Some fail whenever a pod starts, before it knows its peers. Alertmanagers it finds by DNS, and may not reach:
          // what one of them did not take another may have.
          expr: `sum by (pod) (rate(loki_prometheus_rule_evaluation_failures_total{${own}}[5m])) > 0
or min by (pod) (loki_prometheus_notifications_alertmanagers_discovered{${own}}) == 0
or min by (pod) (sum by (pod, alertmanager) (rate(loki_prometheus_notifications_errors_total{${own}}[15m]))) > 0`,
          for: "15m",
          summary: "{{ $labels.pod }} cannot evaluate rules on log lines, or reaches no Alertmanager",
          description:
            "No alert on these log lines arrives: what Fluent Bit loses on its way to Kafka is told by nothing else.",
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
          description: "Collectors queue on disk and try again; of stdout only what kubelet keeps is left.",
        }),
        alert("LokiStorageErrors", {
          severity: "critical",
          // A question that has its lines gives up what it reads ahead, and Loki counts each such read as failed (batch.go in
          // pkg/storage of 3.7.6): people who look at logs would raise this. Whoever reads in vain is told, which is counted.
          expr: `sum by (operation) (rate(loki_s3_request_duration_seconds_count{${failed}}[5m]))
/ sum by (operation) (rate(loki_s3_request_duration_seconds_count{${own}}[5m])) > 0.05
and sum by (operation) (increase(loki_s3_request_duration_seconds_count{${failed}}[15m])) > ${leastStorageErrors}`,
          for: "15m",
          summary: "{{ $value | humanizePercentage }} of Loki's {{ $labels.operation }} requests to S3 fail",
          description:
            "Chunks stay in memory and in the write-ahead log until S3 takes them. Queries of older logs likely fail, too.",
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
          // From 90 % on an ingester takes nothing more (Loki 3.7.6, `disk_full_threshold`), and counts that once. A
          // checkpoint needs room for a moment.
          expr: `max by (pod) (min_over_time(loki_ingester_wal_disk_usage_percent{${own}}[5m])) > 0.8
or ${increased(diskFull, namespace)}`,
          for: "0m",
          summary: "The disk of {{ $labels.pod }} is full, or nearly",
          description:
            "From 90 % on it refuses all logs. Collectors and Kafka hold them, of stdout only what kubelet keeps is left.",
        }),
        alert("LokiWalDamaged", {
          severity: "warning",
          expr: increased({ metric: "loki_ingester_wal_corruptions_total", selector: own, by: ["pod"] }, namespace),
          for: "0m",
          summary: "{{ $labels.pod }} could not read back all of its write-ahead log",
          description: "Lines that were not in S3 yet are lost, but for those of which another ingester has a copy.",
        }),
        alert("LokiCompactionStalled", {
          severity: "warning",
          expr: sinceLastSuccess("boltdb_shipper_compact_tables_operation", own, 3),
          for: "1h",
          summary: "Loki's index was not compacted for three hours",
          description: "Queries get slower with every hour, and retention deletes nothing.",
        }),
        alert("LokiRetentionStalled", {
          severity: "warning",
          expr: `${sinceLastSuccess("compactor_apply_retention", own, 24)}
or ${markedAndKept(own)}`,
          for: "1h",
          summary: "Loki has deleted no expired logs for a day",
          description: "Logs are kept longer than promised, and paid for.",
        }),
      ],
    },
  ];
}
