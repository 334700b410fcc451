// Alerts on the platform's parts as Kubernetes workloads: scraped at all, out of memory, autoscaled, certificates.
import { partsDown } from "./parts-down";
import { alert, asRecorded, type Platform, type RuleGroup } from "./rule";

const notAnswering = "AddressNotAnswering";

export function workloadRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  return [
    {
      name: "observability.workloads",
      rules: [
        alert("PlatformPartDown", {
          severity: "critical",
          expr: partsDown(own),
          for: "10m",
          summary:
            "Every instance of {{ or $labels.job $labels.workload }}{{ with $labels.container }} ({{ . }}){{ end }} is down",
          description: "None answers a scrape, or none is ready. Alerts on its metrics are blind.",
        }),
        alert(notAnswering, {
          severity: "critical",
          // One that never answered is not to be reached from inside the cluster, as people may want it. What has fired
          // goes on until the address answers.
          expr: `max by (job, instance) (probe_success{${own}}) == 0
and on (job, instance) (
  max by (job, instance) (max_over_time(probe_success{${own}}[1d])) == 1
  or max_over_time(${asRecorded("ALERTS", `alertname="${notAnswering}"`, 'alertstate="firing"')}[1d]) == 1
)`,
          for: "10m",
          summary: "{{ $labels.instance }} does not answer any more",
          description:
            "People do not reach Grafana, or senders outside the cluster do not reach the gateway, by this address.",
        }),
        alert("ConfigNotLoaded", {
          severity: "critical",
          // Of those that read it anew as they run. All others get it with a new pod, and then `up` waits for them.
          expr: `min by (pod) (alloy_config_last_load_successful{${own}}) == 0
or min by (pod) (loki_runtime_config_last_reload_successful{${own}}) == 0
or min by (pod) (tempo_runtime_config_last_reload_successful{${own}}) == 0`,
          for: "10m",
          summary: "{{ $labels.pod }} runs with an old configuration",
          description:
            "It refused the new one: tenants' namespaces (Alloy), or their limits and retention (Loki, Tempo) are not those that were deployed.",
        }),
        alert("PlatformContainerOutOfMemory", {
          severity: "warning",
          expr: `sum by (pod, container) (
  increase(kube_pod_container_status_restarts_total{${own}}[30m]) > 0
  and on (pod, container) kube_pod_container_status_last_terminated_reason{${own}, reason="OOMKilled"} == 1
) > 0`,
          for: "0m",
          summary: "{{ $labels.container }} of {{ $labels.pod }} was killed for its memory",
          description: "It had more to do than its limit in the size table allows.",
        }),
        alert("AutoscalerWithoutMetrics", {
          severity: "warning",
          expr: `max by (horizontalpodautoscaler) (
  kube_horizontalpodautoscaler_status_condition{${own}, condition="ScalingActive", status="false"}
) == 1`,
          // An autoscaler that is new, or whose pods have just started, has no numbers for a minute or two.
          for: "15m",
          summary: "{{ $labels.horizontalpodautoscaler }} does not grow under load",
          description: "Its autoscaler gets no numbers, so it stays at the replicas that it has.",
        }),
        alert("CertificateExpiring", {
          severity: "warning",
          expr: "min by (namespace, instance) (probe_ssl_earliest_cert_expiry > 0) - time() < 14 * 86400",
          for: "1h",
          summary:
            "The certificate of {{ $labels.instance }} {{ if gt $value 0.0 }}expires in {{ $value | humanizeDuration }}" +
            '{{ else }}expired {{ $value | humanizeDuration | reReplaceAll "^-" "" }} ago{{ end }}',
          description: "With an expired one senders from outside and browsers are refused.",
        }),
      ],
    },
  ];
}
