// Alerts on Tempo and its metrics generator. Metrics: Tempo's own. `tenant` is the tenant whose data it is.
import { increased } from "./counters";
import { alert, type Platform, type RuleGroup } from "./rule";
import { retriedByTempo, throttledSpans } from "./throttled";

export function tempoRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  const discarded = {
    metric: "tempo_discarded_spans_total",
    selector: `${own}, reason!~"${retriedByTempo}"`,
    by: ["tenant", "reason"],
  };
  const refused = increased({ metric: "tempo_receiver_refused_spans", selector: own, by: ["pod"] }, namespace);
  const overLimit = increased({ ...throttledSpans(own), by: ["pod"] }, namespace);
  const limited = {
    metric: "tempo_metrics_generator_registry_series_limited_total",
    selector: own,
    by: ["tenant"],
  };
  // Nothing tries again what does not reach the generator: its queue holds a hundred requests of a tenant, and is empty
  // where the generator refuses at once, or is not there.
  const uncounted = [
    ["tempo_distributor_queue_pushes_failures_total", `${own}, name="metrics-generator"`, "tenant"],
    ["tempo_metrics_generator_processor_service_graphs_dropped_spans", own, "tenant"],
    ["tempo_distributor_metrics_generator_pushes_failures_total", own, "metrics_generator"],
  ].map(([metric = "", selector = "", by = ""]) => increased({ metric, selector, by: [by] }, namespace));
  return [
    {
      name: "observability.tempo",
      rules: [
        alert("TempoSpansDiscarded", {
          severity: "warning",
          expr: increased(discarded, namespace),
          for: "0m",
          summary: "Tempo discarded {{ $value | humanize }} spans of {{ $labels.tenant }} ({{ $labels.reason }})",
          description: "Traces of the tenant have holes or are missing.",
        }),
        alert("TempoTenantThrottled", {
          severity: "warning",
          expr: increased(throttledSpans(own), namespace),
          for: "0m",
          summary: "{{ $labels.tenant }} sends more spans than its limit ({{ $labels.reason }})",
          description:
            "Tempo sent {{ $value | humanize }} spans back in 15 minutes. The Collectors hold them and try again, so " +
            "the tenant's traces are late.",
        }),
        alert("TempoRefusingSpans", {
          severity: "critical",
          // Spans over a tenant's limit are refused too, and counted in both places: they are the tenant's affair.
          expr: `${refused}
unless on (pod) (${refused}) <= 1.1 * (${overLimit})`,
          for: "0m",
          summary: "{{ $labels.pod }} has refused {{ $value | humanize }} spans, not for a tenant's limit",
          description: "The gateway queues them on disk and tries again.",
        }),
        alert("TempoStorageErrors", {
          severity: "critical",
          expr: `sum by (operation) (rate(
  tempodb_backend_request_duration_seconds_count{${own}, status_code=~"5..|403"}[5m]
))
/ sum by (operation) (rate(tempodb_backend_request_duration_seconds_count{${own}}[5m])) > 0.05`,
          for: "15m",
          summary: "{{ $value | humanizePercentage }} of Tempo's {{ $labels.operation }} requests to S3 fail",
          description: "Blocks stay on the ingester's disk; searches beyond the last minutes fail.",
        }),
        alert("TempoFlushFailing", {
          severity: "critical",
          expr: `sum by (pod) (increase(tempo_ingester_failed_flushes_total{${own}}[15m])) > 0`,
          for: "15m",
          summary: "{{ $labels.pod }} cannot write blocks to S3",
          description: "Traces pile up on its disk; when that is full, spans are refused.",
        }),
        alert("TempoMaintenanceFailing", {
          severity: "warning",
          expr: `sum(increase(tempodb_compaction_errors_total{${own}}[1h])) > 0
or sum(increase(tempodb_retention_errors_total{${own}}[1h])) > 0
or sum(increase(tempodb_blocklist_poll_errors_total{${own}}[1h])) > 0`,
          for: "1h",
          summary: "Tempo fails to compact, to delete or to list blocks",
          description: "Searches get slower, expired traces stay, or new blocks are not found.",
        }),
        alert("SpanMetricsLimited", {
          severity: "warning",
          expr: increased(limited, namespace),
          for: "0m",
          summary: "{{ $labels.tenant }} has more span metrics than its limit",
          description: "New services and operations of the tenant do not appear in span metrics and the service map.",
        }),
        alert("SpanMetricsIncomplete", {
          severity: "warning",
          expr: uncounted.join("\nor "),
          for: "0m",
          summary:
            "Spans{{ with $labels.tenant }} of {{ . }}{{ end }} are missing from span metrics or the service map",
          description:
            "{{ with $labels.metrics_generator }}{{ . }} did not take them. {{ end }}The traces are stored. What is " +
            "counted of them, and what is judged by that, is too low.",
        }),
      ],
    },
  ];
}
