// Alerts on Tempo and its metrics generator. Metrics: Tempo's own. `tenant` is the tenant whose data it is. Pure.
import { alert, type Platform, type RuleGroup } from "./rule";

export function tempoRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  return [
    {
      name: "observability.tempo",
      rules: [
        alert("TempoSpansDiscarded", {
          severity: "warning",
          expr: `sum by (tenant, reason) (rate(tempo_discarded_spans_total{${own}}[5m])) > 0`,
          for: "10m",
          summary:
            "Tempo discards {{ $value | humanize }} spans a second of {{ $labels.tenant }} ({{ $labels.reason }})",
          description: "Traces of the tenant have holes or are missing.",
        }),
        alert("TempoRefusingSpans", {
          severity: "critical",
          expr: `sum(rate(tempo_receiver_refused_spans{${own}}[5m])) > 0`,
          for: "10m",
          summary: "Tempo refuses {{ $value | humanize }} spans a second",
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
          expr: `sum by (tenant) (rate(tempo_metrics_generator_registry_series_limited_total{${own}}[5m])) > 0`,
          for: "15m",
          summary: "{{ $labels.tenant }} has more span metrics than its limit",
          description: "New services and operations of the tenant do not appear in span metrics and the service map.",
        }),
      ],
    },
  ];
}
