// Alerts on what reads logs on the nodes: Fluent Bit (files), Alloy or Promtail (stdout).
// Fluent Bit's Kafka client reports a failed delivery in Fluent Bit's log only: see loki-ruler.ts.
import { increased } from "./counters";
import { alert, type Platform, type RuleGroup } from "./rule";

export function shipperRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  const dropped = { metric: "fluentbit_output_dropped_records_total", selector: own, by: ["pod", "name"] };
  const droppedBy = (shipper: "loki_write" | "promtail") =>
    increased({ metric: `${shipper}_dropped_entries_total`, selector: own, by: ["tenant", "reason"] }, namespace);
  const limitedBy = (shipper: "loki_process" | "logentry") =>
    increased(
      {
        metric: `${shipper}_dropped_lines_by_label_total`,
        selector: `${own}, label_name=~"k8s_pod_name|customer"`,
        by: ["label_name", "label_value"],
      },
      namespace,
    );
  return [
    {
      name: "observability.shippers",
      rules: [
        alert("FluentBitRetrying", {
          severity: "warning",
          // Each by itself: one that never counted is no series, and a sum with it is none either.
          expr: `sum by (pod, name) (rate(fluentbit_output_retries_total{${own}}[5m])) > 0
or sum by (pod, name) (rate(fluentbit_output_errors_total{${own}}[5m])) > 0`,
          for: "15m",
          summary: "Fluent Bit {{ $labels.pod }} cannot deliver to {{ $labels.name }}",
          description: "It tries again for ever and keeps the records on the node's disk.",
        }),
        alert("FluentBitBufferFull", {
          severity: "critical",
          expr:
            `max by (pod, name) (fluentbit_input_ingestion_paused{${own}}) > 0 or max by (pod, name) ` +
            `(fluentbit_input_storage_overlimit{${own}}) > 0`,
          for: "5m",
          summary: "Fluent Bit {{ $labels.pod }} has stopped reading {{ $labels.name }}",
          description:
            "Its buffer is full, so the log files are the buffer now: what an application rotates away before " +
            "reading resumes is lost.",
        }),
        alert("FluentBitHeldUp", {
          severity: "warning",
          // Its engine counts, and stands still while something in its way makes it wait.
          expr: `rate(fluentbit_uptime{${own}}[10m]) < 0.5`,
          for: "10m",
          summary: "Fluent Bit {{ $labels.pod }} stands still for most of the time",
          description:
            "It waits for the API server, which it asks for the labels of each pod, or has no CPU. Files are read late; what is " +
            "rotated away or goes with its pod meanwhile is lost.",
        }),
        alert("FluentBitLinesLost", {
          severity: "critical",
          // What its last processor has handed on, and is in no chunk. It reads on, and nothing counts the loss.
          expr: `min by (pod) (increase(fluentbit_processor_items_out_total{${own}, processor="lua"}[15m]))
- sum by (pod) (increase(fluentbit_input_records_total{${own}, name="files"}[15m])) >= 1`,
          for: "0m",
          summary: "Fluent Bit {{ $labels.pod }} lost {{ $value | humanize }} lines that it had read",
          description: "It could not write them to its buffer: the node's disk is full.",
        }),
        alert("FluentBitRecordsDropped", {
          severity: "critical",
          expr: increased(dropped, namespace),
          for: "0m",
          summary: "Fluent Bit {{ $labels.pod }} dropped {{ $value | humanize }} records for {{ $labels.name }}",
          description:
            "The output refused them for good. Their chunks are in the directory `rejected` of its buffer on the node.",
        }),
        alert("ContainerLogsRetrying", {
          severity: "warning",
          expr: `sum by (pod) (rate(loki_write_batch_retries_total{${own}}[5m])) > 0
or sum by (pod) (rate(promtail_batch_retries_total{${own}}[5m])) > 0`,
          for: "15m",
          summary: "{{ $labels.pod }} cannot deliver container logs to Loki",
          description:
            "It tries again for ever, one batch after the other, so that one tenant over its limit holds up all others' " +
            "on the node. Kubelet's files are the buffer, of each container two; what is beyond, or deleted with a pod, is lost.",
        }),
        alert("ContainerLogsUnread", {
          severity: "critical",
          // Of every node one file is there at least: the shipper's own.
          expr: `max by (pod) (loki_source_file_files_active_total{${own}}) == 0
or max by (pod) (promtail_files_active_total{${own}}) == 0`,
          for: "15m",
          summary: "{{ $labels.pod }} reads no container's file",
          description:
            "What containers of its node write to stdout is lost when kubelet rotates or removes their files.",
        }),
        alert("NodeJournalUnread", {
          severity: "warning",
          // Alloy has no count of readers, and stays healthy without. A sound node's is quiet for an hour at times.
          expr: `max by (pod) (rate(loki_source_journal_target_lines_total{${own}}[10m])) == 0`,
          for: "6h",
          summary: "{{ $labels.pod }} has read no line of its node's journal for six hours",
          description:
            "Its reader ends at a damaged file of the journal, and begins with the next start of the pod alone. Twelve hours back are read then.",
        }),
        alert("ContainerLogsDropped", {
          severity: "critical",
          expr: `${droppedBy("loki_write")}\nor ${droppedBy("promtail")}`,
          for: "0m",
          summary:
            "{{ $value | humanize }} container log lines of {{ $labels.tenant }} were dropped ({{ $labels.reason }})",
          description: "Loki refused the lines for good. Container logs have no Kafka behind them: they are lost.",
        }),
        alert("FileLogsLimited", {
          severity: "warning",
          // The one processor that leaves records out.
          expr: increased(
            { metric: "fluentbit_processor_items_drop_total", selector: `${own}, processor="lua"`, by: ["pod"] },
            namespace,
          ),
          for: "0m",
          summary: "Fluent Bit {{ $labels.pod }} dropped {{ $value | humanize }} lines that were above a limit",
          description:
            "A pod of its node writes more than logs.podLinesPerSecond, or its pods write more for one customer than the " +
            "tenant's customerLinesPerSecond. Lines of others are not concerned.",
        }),
        alert("ContainerLogsLimited", {
          severity: "warning",
          expr: `${limitedBy("loki_process")}\nor ${limitedBy("logentry")}`,
          for: "0m",
          summary: "{{ $value | humanize }} lines of {{ $labels.label_value }} were dropped: it writes too many",
          description:
            "A pod above logs.podLinesPerSecond, or TENANT/CUSTOMER above the tenant's customerLinesPerSecond on one node. " +
            "Lines of others are not concerned.",
        }),
      ],
    },
  ];
}
