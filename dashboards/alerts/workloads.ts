// Alerts on the platform's parts as Kubernetes workloads: scraped at all, out of memory, autoscaled, certificates.
import { alert, type Platform, type RuleGroup } from "./rule";

export function workloadRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  return [
    {
      name: "observability.workloads",
      rules: [
        alert("PlatformPartDown", {
          severity: "critical",
          expr: `max by (job) (up{${own}}) == 0`,
          for: "10m",
          summary: "Every instance of {{ $labels.job }} is down",
          description: "No instance answers a scrape. Alerts on its metrics are blind.",
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
          summary: "The certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}",
          description: "When it has, senders from outside and browsers are refused.",
        }),
      ],
    },
  ];
}
