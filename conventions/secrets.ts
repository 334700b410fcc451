// Secrets that the platform makes in its namespace. A user's own Secret, which a setting names, must be another.

/** Made by the program. */
export const ownSecretNames = {
  gatewayTokens: "otel-gateway-tokens",
  gatewayKafka: "otel-gateway-kafka",
  copies: "otel-fanout",
  fileLogsKafka: "fluent-bit-kafka",
  logConsumerKafka: "log-consumer-kafka",
  alertReceivers: "alertmanager-receivers",
  longTermMetrics: "long-term-metrics",
  grafanaDataSources: "grafana-data-sources",
  grafanaSignOn: "grafana-sign-on",
  grafanaAdmin: "grafana-admin",
  grafanaMetrics: "grafana-metrics",
  /** Addresses of brokers, under the name that the Prometheus chart looks for. */
  brokerTargets: "prometheus-additional-scrape-configs",
  /** Of each tenant's reader, a key for each; and what the front door compares them with. */
  readPasswords: "read-passwords",
  readHashes: "read-hashes",
} as const;

/** Made by charts and the Prometheus operator. */
export const chartSecretNames: readonly string[] = [
  "alertmanager-kps-alertmanager",
  "grafana",
  "kps-admission",
  "kps-prometheus-am-relabel-confg",
  "otel-operator-controller-manager-service-cert",
  "promtail",
];

/** Where Helm keeps its releases. */
export const helmSecretPrefix = "sh.helm.release.";

/** Keys of Secrets that a user makes and a setting names. */
export const tlsSecretKeys = { certificate: "tls.crt", key: "tls.key" } as const;
export const brokerSecretKeys = { username: "username", password: "password", authorities: "ca.crt" } as const;
/** Of a Secret with which images are pulled; the second is that of its older form. */
export const pullSecretKeys = [".dockerconfigjson", ".dockercfg"] as const;
