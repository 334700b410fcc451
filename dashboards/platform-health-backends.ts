// Rows of the platform health dashboard for Loki, Tempo and Prometheus.
import { notByReload } from "./alerts/alerting";
import { increaseShown } from "./alerts/counters";
import { unsentSeconds } from "./alerts/remote-write";
import { graph, type Row } from "./panels";

const own = 'namespace="$namespace"';
/** How much counters rose between two points, the first failure included. */
const rise = (metric: string, by: readonly string[], selector = own) => increaseShown({ metric, selector, by });

/** Requests a second of a duration histogram that fail, and how slow the slowest hundredth is. */
function storage(engine: string, histogram: string) {
  return [
    graph(
      {
        title: `${engine}: S3 errors`,
        unit: "short",
        description:
          "Requests that S3 refused between two points, by operation and status. (A new Loki looks for a list of " +
          "deletions that is not there yet: five GetObject.)",
      },
      {
        expr: rise(`${histogram}_count`, ["operation", "status_code"], `${own}, status_code=~"5..|403"`),
        legend: "{{operation}} {{status_code}}",
      },
    ),
    graph(
      { title: `${engine}: S3 latency`, unit: "s", description: "99th percentile by operation." },
      {
        expr: `histogram_quantile(0.99, sum by (le, operation) (rate(${histogram}_bucket{${own}}[$__rate_interval])))`,
        legend: "{{operation}}",
      },
    ),
  ];
}

const loki: Row = {
  title: "Loki",
  panels: [
    graph(
      {
        title: "Loki: bytes in",
        unit: "Bps",
        description: "Uncompressed bytes of logs a second, each try of what is sent back included.",
      },
      { expr: `sum(rate(loki_distributor_bytes_received_total{${own}}[$__rate_interval]))`, legend: "logs" },
    ),
    graph(
      { title: "Loki: discarded lines", unit: "short", description: "Lines between two points, by tenant and reason." },
      {
        expr: rise("loki_discarded_samples_total", ["tenant", "reason"]),
        legend: "{{tenant}} {{reason}}",
      },
    ),
    graph(
      { title: "Loki: requests", unit: "reqps", description: "Requests a second by route and status." },
      {
        expr:
          `sum by (route, status_code) (rate(loki_request_duration_seconds_count{${own}, ` +
          `route=~"loki_api_v1_.*|otlp_v1_logs"}[$__rate_interval]))`,
        legend: "{{route}} {{status_code}}",
      },
    ),
    graph(
      {
        title: "Loki: streams",
        unit: "short",
        description: "Streams in memory. They, not bytes, decide the ingesters' memory.",
      },
      { expr: `sum by (tenant) (loki_ingester_memory_streams{${own}})`, legend: "{{tenant}}" },
    ),
    ...storage("Loki", "loki_s3_request_duration_seconds"),
    graph(
      {
        title: "Loki: flush queue and failures",
        unit: "short",
        description: "Chunks that wait for S3, and attempts that failed.",
      },
      { expr: `sum by (pod) (loki_ingester_flush_queue_length{${own}})`, legend: "waiting {{pod}}" },
      {
        expr: rise("loki_ingester_chunks_flush_failures_total", ["pod"]),
        legend: "failed {{pod}}",
      },
    ),
    graph(
      { title: "Loki: since compaction and retention", unit: "s", description: "Compaction runs every ten minutes." },
      {
        expr:
          `time() - max(loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds{${own}} > ` +
          "0)",
        legend: "compaction",
      },
      {
        expr: `time() - max(loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${own}} > 0)`,
        legend: "retention",
      },
    ),
  ],
};

const tempo: Row = {
  title: "Tempo",
  panels: [
    graph(
      { title: "Tempo: spans in", unit: "short", description: "Spans a second." },
      { expr: `sum(rate(tempo_distributor_spans_received_total{${own}}[$__rate_interval]))`, legend: "spans" },
    ),
    graph(
      {
        title: "Tempo: discarded spans",
        unit: "short",
        description: "Spans between two points, by tenant and reason.",
      },
      {
        expr: rise("tempo_discarded_spans_total", ["tenant", "reason"]),
        legend: "{{tenant}} {{reason}}",
      },
    ),
    ...storage("Tempo", "tempodb_backend_request_duration_seconds"),
    graph(
      {
        title: "Tempo: live traces and flushes",
        unit: "short",
        description: "Traces in memory, blocks that wait for S3, flushes that failed.",
      },
      { expr: `sum(tempo_ingester_live_traces{${own}})`, legend: "live traces" },
      { expr: `sum(tempo_ingester_flush_queue_length{${own}})`, legend: "blocks waiting" },
      { expr: rise("tempo_ingester_failed_flushes_total", ["pod"]), legend: "failed flushes {{pod}}" },
    ),
    graph(
      {
        title: "Tempo: blocks",
        unit: "short",
        description: "Blocks of each tenant. Growing without end: compaction does not keep up.",
      },
      { expr: `max by (tenant) (tempodb_blocklist_length{${own}})`, legend: "{{tenant}}" },
    ),
  ],
};

const prometheus: Row = {
  title: "Prometheus",
  panels: [
    graph(
      { title: "Prometheus: samples in", unit: "short", description: "Samples a second, in order and late." },
      {
        expr: `sum by (pod) (rate(prometheus_tsdb_head_samples_appended_total{${own}}[$__rate_interval]))`,
        legend: "{{pod}}",
      },
      {
        expr: `sum by (pod) (rate(prometheus_tsdb_head_out_of_order_samples_appended_total{${own}}[$__rate_interval]))`,
        legend: "late {{pod}}",
      },
    ),
    graph(
      {
        title: "Prometheus: cardinality",
        unit: "short",
        description: "Active series. A step is a new label or service.",
      },
      { expr: `max by (pod) (prometheus_tsdb_head_series{${own}})`, legend: "{{pod}}" },
    ),
    graph(
      {
        title: "Remote write behind",
        unit: "s",
        description: "How late the scraping agent and Tempo's generator write.",
      },
      {
        expr: `max by (pod, remote_name) (${unsentSeconds(own, own)})`,
        legend: "{{pod}} {{remote_name}}",
      },
    ),
    graph(
      { title: "Samples refused or lost", unit: "short", description: "Between two points." },
      {
        expr: rise("prometheus_remote_storage_samples_failed_total", ["pod"]),
        legend: "refused by the store {{pod}}",
      },
      {
        expr: rise("prometheus_remote_storage_samples_dropped_total", ["reason"]),
        legend: "dropped: {{reason}}",
      },
      { expr: rise("prometheus_tsdb_too_old_samples_total", ["pod"]), legend: "too old {{pod}}" },
    ),
    graph(
      { title: "Prometheus: disk", unit: "bytes", description: "Blocks, write-ahead log and the limit by size." },
      { expr: `prometheus_tsdb_storage_blocks_bytes{${own}}`, legend: "blocks {{pod}}" },
      { expr: `prometheus_tsdb_wal_storage_size_bytes{${own}}`, legend: "write-ahead log {{pod}}" },
      { expr: `prometheus_tsdb_retention_limit_bytes{${own}}`, legend: "limit {{pod}}" },
    ),
    graph(
      {
        title: "Rules",
        unit: "s",
        description: "Time of an evaluation, by the ten slowest groups, and failures between two points.",
      },
      {
        expr: `topk(10, max by (rule_group) (prometheus_rule_group_last_duration_seconds{${own}}))`,
        legend: "{{rule_group}}",
      },
      { expr: rise("prometheus_rule_evaluation_failures_total", ["rule_group"]), legend: "failures {{rule_group}}" },
    ),
    graph(
      {
        title: "Notifications",
        unit: "short",
        description: "Alerts that Alertmanager could not deliver between two points, by receiver type.",
      },
      {
        expr: rise("alertmanager_notifications_failed_total", ["integration"], `${own}, ${notByReload}`),
        legend: "{{integration}}",
      },
    ),
    graph(
      { title: "Scrapes", unit: "short", description: "Targets that answer and that do not." },
      { expr: "sum(up)", legend: "up" },
      { expr: "count(up == 0)", legend: "down" },
    ),
  ],
};

export const backendRows: readonly Row[] = [loki, tempo, prometheus];
