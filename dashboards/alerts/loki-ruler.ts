// Alerts on log lines, for Loki's ruler: what no metric shows. Rules of a tenant see that tenant's logs only.
import { type AlertGroup, alert, type Platform } from "./rule";

/**
 * Rules for the tenant that owns the logs of the platform's own pods.
 *
 * Fluent Bit's Kafka output tells of a record that no broker accepted in its log alone (out_kafka 5.1.1).
 */
export function logLineRules({ namespace }: Platform): AlertGroup[] {
  return [
    {
      name: "observability.log-lines",
      rules: [
        alert("FluentBitDeliveryFailed", {
          severity: "critical",
          expr: `sum(count_over_time({k8s_namespace_name="${namespace}"} |= "message delivery failed" [5m])) > 0`,
          for: "0m",
          summary: "Kafka did not take {{ $value }} records of Fluent Bit",
          description: "Fluent Bit had already freed its copy of them: they are lost.",
        }),
      ],
    },
  ];
}
