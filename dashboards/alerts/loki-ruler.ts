// Alerts on log lines, for Loki's ruler: what no metric shows. Rules of a tenant see that tenant's logs only.
import { type AlertGroup, alert, type Platform } from "./rule";

/** The Collector's line of an item that a queue drops, because it is larger than a batch; whose queue it was. */
export const tooLargeLine = "Failed to split request";
export const exporterOfLine = 'otelcol.component.id": ?"(?P<exporter>[^"]+)';

/**
 * Label `app.kubernetes.io/name` of the pods whose lines are read, by their charts. Loki's own pods are not among them: it
 * logs each query that it evaluates, the texts in it included, and a rule would find itself.
 */
const services = {
  collectors: "opentelemetry-collector",
  fluentBit: "fluent-bit-collector",
  tempo: "tempo",
  grafana: "grafana",
} as const;

/** Container of the organisations' script, and its word of what it could not set (backends/grafana/organisations.sh). */
export const organisationsScript = { container: "organisations", failure: "failed: " } as const;

/**
 * Tempo's words of a block or a part of one that it gives up: not read back, not made whole, invalid, or of a generator not
 * in S3 after a hundred tries.
 */
export const blockLost =
  "failed to replay block|partial replay likely|POSSIBLE DATA LOSS|local block failed validation|" +
  "WAL block that was never completed|failed to flush block after max attempts";

/** Of a login by IAM; what is refused by SCRAM names its mechanism. */
const tokenRefused = '|= "SASL authentication error" != "SCRAM"';

/**
 * Rules for the tenant that owns the logs of the platform's own pods.
 *
 * Fluent Bit's Kafka output tells of a record that no broker accepted in its log alone (out_kafka 5.1.1), and so do the
 * Collector of an object in S3 that it could not read, Tempo of spans on its disk that it deletes (2.10.8), and the script
 * of Grafana's organisations of all.
 */
export function logLineRules({ namespace }: Platform): AlertGroup[] {
  const linesOf = (service: keyof typeof services) =>
    `{k8s_namespace_name="${namespace}", service_name="${services[service]}"}`;
  const byPod = (filter: string, within: string) =>
    `sum by (k8s_pod_name) (count_over_time(${linesOf("fluentBit")} ${filter} [${within}]))`;
  return [
    {
      name: "observability.log-lines",
      rules: [
        // What it could not send waits in its client's queue, which no metric counts; the client's own words are the
        // first sign (librdkafka: "3/3 brokers are down", and each half minute why). With IAM a token lasts 15 minutes
        // and is renewed after 12, but only by who sends (out_kafka 5.1.1, rd_kafka_poll): a node that was quiet for
        // longer is refused until it sends again, which means nothing. That a new token is refused does.
        alert("FluentBitKafkaUnreachable", {
          severity: "critical",
          expr: `(count(
  ((${byPod('|= "brokers are down"', "1h")} and ${byPod('|= "in state " != "in state UP"', "5m")}) unless ${byPod(tokenRefused, "10m")})
  or (${byPod(tokenRefused, "5m")} and ${byPod('|= "OAuth bearer token successfully set"', "13m")})
) > 0)
or (sum(count_over_time(${linesOf("fluentBit")} |= "failed to generate MSK IAM payload" [5m])) > 0)`,
          for: "6m",
          summary: "Fluent Bit reaches no broker of Kafka",
          description: "File logs wait on the nodes' disks, as long as their buffers last.",
        }),
        alert("FluentBitDeliveryFailed", {
          severity: "critical",
          expr: `sum(count_over_time(${linesOf("fluentBit")} |= "message delivery failed" [5m])) > 0`,
          for: "0m",
          summary: "Kafka did not take {{ $value }} messages of Fluent Bit",
          description:
            "Each may hold what a node wrote in a second. Fluent Bit had already freed its copy: they are lost.",
        }),
        // No metric counts it (exporterhelper 0.165). The exporter's name holds the tenant's.
        alert("CollectorItemsTooLarge", {
          severity: "warning",
          expr:
            `sum by (exporter) (count_over_time(${linesOf("collectors")} |= "${tooLargeLine}" ` +
            `| regexp \`${exporterOfLine}\` [15m])) > 0`,
          for: "0m",
          summary: "The queue to {{ $labels.exporter }} dropped records, spans or points that are too large",
          description: "One of them alone is larger than a batch may be. They are lost; everything else is stored.",
        }),
        alert("TempoBlocksLost", {
          severity: "warning",
          expr: `sum by (k8s_pod_name) (count_over_time(${linesOf("tempo")} |~ "${blockLost}" [15m])) > 0`,
          for: "0m",
          summary: "{{ $labels.k8s_pod_name }} has given up spans that were on its disk and not in S3",
          description: "They had been taken: up to ten minutes of them. In size large other ingesters have copies.",
        }),
        // It tries again each half minute. Right after a start a password or Grafana may not be there yet.
        alert("GrafanaOrganisationsFailing", {
          severity: "warning",
          expr:
            `sum(count_over_time(${linesOf("grafana")} | k8s_container_name="${organisationsScript.container}" ` +
            `|= "${organisationsScript.failure}" [10m])) > 0`,
          for: "15m",
          summary: "Organisations, data sources or dashboards of tenants cannot be set in Grafana",
          description:
            "A new tenant has none, and a new password of a reader is not taken. With signOn nobody can sign in while a " +
            "tenant's organisation is missing.",
        }),
        // The receiver counts what the pipeline refuses, and not what it could not fetch or decode (awss3 0.158). A
        // stop while the queue on disk is full ends a wait with a line of the same form.
        alert("ControlPlaneLogsUnreadable", {
          severity: "warning",
          expr:
            `sum(count_over_time(${linesOf("collectors")} ` +
            '|~ "Failed to (get S3 object|process S3 object content)" != "context canceled" [15m])) > 0',
          for: "0m",
          summary: "Objects with logs of the EKS control plane could not be read {{ $value }} times in 15 minutes",
          description:
            "Each is tried again every five minutes, for eight hours; then its message waits in the queue of what was not read.",
        }),
      ],
    },
  ];
}
