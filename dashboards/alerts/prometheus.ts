// Alerts on metrics: the agent that scrapes, the Prometheus that stores.
// kube-prometheus-stack's own rules are installed too; what they say (compaction, volumes, targets)
// is not repeated.
import { longTermQueue } from "../../conventions/names";
import { increased } from "./counters";
import { unsentSeconds } from "./remote-write";
import { alert, type Platform, type RuleGroup } from "./rule";

export function prometheusRules(platform: Platform): RuleGroup[] {
  const { namespace } = platform;
  const own = `namespace="${namespace}"`;
  const agents = `${own}, pod=~"prom-agent-.+"`;
  const toPrometheus = `${own}, remote_name!="${longTermQueue}"`;
  const toLongTerm = `${own}, remote_name="${longTermQueue}"`;
  const behind = (selector: string) => `max by (pod, remote_name) (
  ${unsentSeconds(own, selector)}
) > 120`;
  /** What was never sent counts as sent in 1970. */
  const unlessNever = (late: string) =>
    `{{ $labels.pod }} {{ if gt $value 1e9 }}has sent nothing since it started{{ else }}${late}{{ end }}`;
  const lost = (selector: string) =>
    // Native histograms are counted by themselves.
    ["samples", "histograms"]
      .flatMap((of) => [
        { metric: `prometheus_remote_storage_${of}_failed_total`, selector },
        { metric: `prometheus_remote_storage_${of}_dropped_total`, selector: `${selector}, reason!="dropped_series"` },
      ])
      .map((counter) => increased({ ...counter, by: ["pod", "remote_name"] }, namespace))
      .join("\nor ");
  /** Any of these counters. */
  const rise = (...metrics: string[]) =>
    metrics.map((metric) => increased({ metric, selector: own, by: ["pod"] }, namespace)).join("\nor ");
  return [
    {
      name: "observability.prometheus",
      rules: [
        alert("ScrapingStopped", {
          severity: "critical",
          // Counted: else the alert would bear the namespace, and go to its tenant's receivers.
          expr: `absent(count(up{${own}}))`,
          for: "10m",
          summary: "No scraped metrics arrive in Prometheus",
          description:
            "Every alert on a scraped metric is blind, those of tenants included. The agent keeps four hours of " +
            "samples at most.",
        }),
        alert("TargetsNotFound", {
          severity: "warning",
          // The chart's rules of this kind ask Prometheus, which scrapes nothing.
          expr: `sum by (pod, scrape_job) (increase(prometheus_sd_kubernetes_failures_total{${agents}}[5m])) > 0
or sum by (pod, scrape_job) (increase(prometheus_target_sync_failed_total{${agents}}[5m])) > 0`,
          for: "15m",
          summary:
            "{{ if $labels.scrape_job }}{{ $labels.pod }} makes no target of {{ $labels.scrape_job }}" +
            "{{ else }}{{ $labels.pod }} gets no list of targets{{ end }}",
          description:
            "New pods are not scraped, and their alerts are blind. What it knows already it goes on to scrape.",
        }),
        alert("RemoteWriteBehind", {
          severity: "warning",
          expr: behind(toPrometheus),
          for: "15m",
          summary: unlessNever("writes metrics {{ $value | humanizeDuration }} late"),
          description: "Alerts look at the past. Samples later than the out-of-order window are refused.",
        }),
        alert("RemoteWriteLosing", {
          severity: "critical",
          expr: lost(toPrometheus),
          for: "0m",
          summary: "{{ $labels.pod }} lost {{ $value | humanize }} samples in 15 minutes",
          description: "Prometheus refused them for good, or they were too old to send.",
        }),
        alert("LongTermMetricsBehind", {
          severity: "warning",
          expr: behind(toLongTerm),
          for: "15m",
          summary: `Long-term metrics: ${unlessNever("is {{ $value | humanizeDuration }} behind with their store")}`,
          description:
            "Prometheus keeps what it has not sent for two hours at least, and not over a restart; then the store has a gap.",
        }),
        alert("LongTermMetricsLosing", {
          severity: "critical",
          expr: lost(toLongTerm),
          for: "0m",
          summary: "{{ $labels.pod }} gave up on {{ $value | humanize }} samples for the store of long-term metrics",
          description:
            "The store refused them for good: it has a gap. Prometheus has the samples until its own retention ends.",
        }),
        alert("PrometheusSamplesRejected", {
          severity: "warning",
          expr: rise("prometheus_tsdb_too_old_samples_total", "prometheus_tsdb_out_of_bound_samples_total"),
          for: "0m",
          summary: "Prometheus refused {{ $value | humanize }} pushed samples as too old",
          description: "They are older than the out-of-order window (`sizing.prometheus.outOfOrderMinutes`).",
        }),
        alert("PrometheusSeriesGrowing", {
          severity: "warning",
          expr: `max by (pod) (prometheus_tsdb_head_series{${own}}) > 100000
and max by (pod) (prometheus_tsdb_head_series{${own}}) 
  > 1.5 * max by (pod) (prometheus_tsdb_head_series{${own}} offset 1d)`,
          for: "1h",
          summary: "{{ $value | humanize }} active series, half as many again as yesterday",
          description: "Memory follows the number of series, about 8 KiB each. Most often one new label is the cause.",
        }),
        alert("PrometheusRetentionCutShort", {
          severity: "warning",
          // A block goes every two hours.
          expr: `sum by (pod) (increase(prometheus_tsdb_size_retentions_total{${own}}[1d])) > 0`,
          for: "0m",
          summary: "Metrics are deleted for their size before `retention.metricsDays`",
          description: "The TSDB has reached `sizing.prometheus.retentionSizeGib`.",
        }),
        alert("PrometheusWalFailing", {
          severity: "critical",
          expr: rise(
            "prometheus_tsdb_wal_corruptions_total",
            "prometheus_tsdb_wal_writes_failed_total",
            "prometheus_agent_corruptions_total",
          ),
          for: "0m",
          summary: "The write-ahead log of {{ $labels.pod }} is damaged",
          description: "Samples since the last block may be lost on its next restart.",
        }),
      ],
    },
  ];
}
