// Alerts on the OpenTelemetry Collectors: gateway, sampler, log consumer. Metrics: the Collector's own telemetry. Pure.
import { ratePerSignal } from "./collector-signals";
import { alert, type Platform, type RuleGroup } from "./rule";

export function collectorRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  const queueUse =
    `max by (job, pod, exporter, data_type) (otelcol_exporter_queue_size{${own}} / ` +
    `otelcol_exporter_queue_capacity{${own}})`;
  return [
    {
      name: "observability.collectors",
      rules: [
        alert("CollectorRefusingData", {
          severity: "warning",
          expr: `sum by (job, receiver, signal) (${ratePerSignal("otelcol_receiver_refused", own, "5m")}) > 0`,
          for: "10m",
          summary: "{{ $labels.job }} refuses {{ $value | humanize }} {{ $labels.signal }} a second",
          description:
            "Senders of receiver {{ $labels.receiver }} are told to try again later. Those without a buffer of " +
            "their own lose data.",
        }),
        alert("CollectorQueueFilling", {
          severity: "warning",
          expr: `${queueUse} > 0.5`,
          for: "15m",
          summary: "The queue to {{ $labels.exporter }} in {{ $labels.pod }} is {{ $value | humanizePercentage }} full",
          description:
            "What {{ $labels.exporter }} sends to is slow or down. The queue is on disk and loses nothing until it " +
            "is full.",
        }),
        alert("CollectorQueueFull", {
          severity: "critical",
          expr: `${queueUse} > 0.9`,
          for: "5m",
          summary: "The queue to {{ $labels.exporter }} in {{ $labels.pod }} is {{ $value | humanizePercentage }} full",
          description:
            "When it is full, senders are refused: Kafka keeps logs, but applications drop spans and metrics.",
        }),
        alert("CollectorLosingData", {
          severity: "critical",
          expr: `sum by (job, exporter, signal) (${ratePerSignal("otelcol_exporter_enqueue_failed", own, "5m")}) > 0`,
          for: "0m",
          summary:
            "{{ $labels.job }} could not queue {{ $value | humanize }} {{ $labels.signal }} a second for {{ " +
            "$labels.exporter }}",
          description:
            "The queue is full or its disk cannot be written. Unless the sender tries again, the data is gone.",
        }),
        alert("CollectorExportRejected", {
          severity: "warning",
          expr:
            "sum by (job, exporter, signal) " +
            `(${ratePerSignal("otelcol_exporter_send_failed", `${own}, exporter!~"kafka/.+"`, "5m")}) > 0`,
          for: "5m",
          summary: "{{ $labels.exporter }} gave up on {{ $value | humanize }} {{ $labels.signal }} a second",
          description:
            "The backend answered that trying again is useless: too old, too long, malformed, or over a limit that " +
            "does not pass.",
        }),
        alert("SamplerForgettingTraces", {
          severity: "warning",
          expr: `sum(rate(otelcol_processor_tail_sampling_sampling_trace_dropped_too_early{${own}}[5m])) > 0`,
          for: "15m",
          summary: "The sampler forgets {{ $value | humanize }} traces a second before it has decided on them",
          description: "More traces are in flight than it may hold. Traces with errors are among those that are lost.",
        }),
      ],
    },
  ];
}
