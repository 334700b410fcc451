// Alerts on the OpenTelemetry Collectors: gateway, sampler, log consumer. Metrics: the Collector's own telemetry.
import { behindHops } from "../../conventions/hops";
import { deadLetterReasons } from "../../conventions/kafka";
import { increased } from "./counters";
import { alert, asRecorded, type Platform, type RuleGroup } from "./rule";
import { throttled } from "./throttled";

/** No sender waits for a copy, and none is told. */
const ofCopy = "Of a copy (fanout) the copy alone lacks it, and no sender is told.";

export function collectorRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  const refused = {
    family: "otelcol_receiver_refused",
    selector: `${own}, receiver!~"${behindHops.receivers.ofQueues}"`,
    by: ["job", "receiver"],
  };
  const noRoom = {
    family: "otelcol_exporter_enqueue_failed",
    selector: `${own}, exporter!~"${behindHops.exporters.ofQueues}"`,
    by: ["job", "exporter"],
  };
  const rejected = {
    family: "otelcol_exporter_send_failed",
    // Dead letters have an alert of their own.
    selector: `${own}, exporter!~"kafka/(${deadLetterReasons.join("|")})|${behindHops.exporters.ofQueues}"`,
    by: ["job", "exporter"],
  };
  // Of a whole request that it refuses it says no type of error: the queue in front has it still.
  const documents = {
    metric: "otelcol.elasticsearch.docs.processed",
    selector: `${own}, "error.type"!=""`,
    by: ["job"],
  };
  const forgotten = {
    metric: "otelcol_processor_tail_sampling_sampling_trace_dropped_too_early",
    selector: own,
    by: ["job"],
  };
  // Pushed by the gateway under the tenant whose points they were.
  const refusedPoints = {
    metric: "gateway_refused_metric_points_total",
    selector: "",
    by: ["tenant", "service", "reason"],
  };
  const untranslated = [
    { metric: "otelcol_exporter_prometheusremotewrite_failed_translations", selector: own, by: ["pod"] },
    { metric: "otelcol_deltatocumulative_datapoints", selector: `${own}, error!=""`, by: ["pod"] },
  ];
  return [
    {
      name: "observability.collectors",
      rules: [
        alert("CollectorRefusingData", {
          severity: "warning",
          expr: increased(refused, namespace),
          for: "0m",
          summary: "{{ $labels.job }} has refused {{ $value | humanize }} {{ $labels.signal }} in 15 minutes",
          description:
            "Senders of receiver {{ $labels.receiver }} are told to try again later. Those without a buffer of " +
            "their own lose data.",
        }),
        alert("CollectorQueueFilling", {
          severity: "warning",
          expr: queueUsedOver(0.5, own),
          for: "15m",
          summary: "The queue to {{ $labels.exporter }} in {{ $labels.pod }} is {{ $value | humanizePercentage }} full",
          description:
            "{{ with $labels.tenant }}Tenant {{ . }} sends more than its limit.{{ else }}What {{ $labels.exporter }} " +
            "sends to is slow or down.{{ end }} The queue is on disk and loses nothing until it is full.",
        }),
        alert("CollectorQueueFull", {
          severity: "critical",
          expr: queueUsedOver(0.9, own),
          for: "5m",
          summary: "The queue to {{ $labels.exporter }} in {{ $labels.pod }} is {{ $value | humanizePercentage }} full",
          description:
            "{{ with $labels.tenant }}Tenant {{ . }} sends more than its limit. {{ end }}When it is full, senders are " +
            `refused: Kafka keeps logs, but applications drop spans and metrics. ${ofCopy}`,
        }),
        alert("CollectorLosingData", {
          severity: "critical",
          expr: tenantsOwn(increased(noRoom, namespace), ["job", "exporter", "signal"]),
          for: "0m",
          summary:
            "{{ $labels.job }} could not queue {{ $value | humanize }} {{ $labels.signal }} for {{ $labels.exporter }}",
          description:
            "{{ with $labels.tenant }}Tenant {{ . }} sends more than its limit, and its queue is full.{{ else }}The queue " +
            `is full or its disk cannot be written.{{ end }} Unless the sender tries again, the data is gone. ${ofCopy}`,
        }),
        alert("CollectorExportRejected", {
          severity: "warning",
          expr: increased(rejected, namespace),
          for: "0m",
          summary: "{{ $labels.exporter }} gave up on {{ $value | humanize }} {{ $labels.signal }} in 15 minutes",
          description:
            "The backend answered that trying again is useless: too old, too long, malformed, or over a limit that " +
            "does not pass.",
        }),
        alert("SearchDocumentsRefused", {
          severity: "warning",
          expr: increased(documents, namespace),
          for: "0m",
          summary: "Elasticsearch refused {{ $value | humanize }} log records of {{ $labels.job }} in 15 minutes",
          description: "They are lost there. It took the others that came with them.",
        }),
        alert("MetricPointsRefused", {
          severity: "warning",
          expr: increased(refusedPoints, namespace),
          for: "0m",
          summary:
            "{{ $labels.service }} of {{ $labels.tenant }} sent metric points that cannot be stored " +
            "({{ $labels.reason }})",
          description: "The gateway left them out; every other point of the service is stored.",
        }),
        alert("MetricPointsUntranslated", {
          severity: "warning",
          expr: untranslated.map((counter) => increased(counter, namespace)).join("\nor "),
          for: "0m",
          summary: "{{ $labels.pod }} could not translate metric points for Prometheus",
          description:
            "They are lost: deltas that came in the wrong order, or a metric that Prometheus has no form for. Other " +
            "points are stored.",
        }),
        alert("SamplerForgettingTraces", {
          severity: "warning",
          expr: increased(forgotten, namespace),
          for: "0m",
          summary: "The sampler forgot {{ $value | humanize }} traces before it had decided on them",
          description: "More traces are in flight than it may hold. Traces with errors are among those that are lost.",
        }),
      ],
    },
  ];
}

/** Queues that are used beyond a share. */
function queueUsedOver(share: number, own: string): string {
  const queue = ["job", "pod", "exporter", "data_type"];
  const onDisk = `${own}, exporter!~"${behindHops.exporters.ofQueues}"`;
  const filled = `otelcol_exporter_queue_size{${onDisk}} / otelcol_exporter_queue_capacity{${onDisk}}`;
  return tenantsOwn(`max by (${queue.join(", ")}) (${filled}) > ${share}`, queue);
}

/**
 * What is wrong with an exporter's queue, by labels of which `exporter` is one. A queue that a tenant's own limit fills
 * bears the tenant's label, which sends the alert to the tenant; any other is the platform's.
 */
function tenantsOwn(wrong: string, by: readonly string[]): string {
  const tenants = `label_replace(${wrong}, "tenant", "$1", "exporter", "otlp_http/(?:logs|traces)/(.+)")`;
  const overLimit = `(${tenants} and on (tenant) ${asRecorded(throttled)})`;
  return `${overLimit}\nor (${wrong} unless on (${by.join(", ")}) ${overLimit})`;
}
