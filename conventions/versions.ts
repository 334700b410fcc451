// Every image that the program names itself, each once; charts are in components/charts.ts, and bring the others. One
// line each, `repository:tag`, as Renovate finds them (renovate.json5).

export const images = {
  /**
   * Of all collectors: the application version of the pinned chart. The engine tests build its core, and of its components
   * the newest that can be had as modules, some of them 0.158 (tools/otel-collector/go.mod).
   */
  collector: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:0.165.1",
  /** Sidecar beside an application; the version of the DaemonSet's chart, fluent-bit-collector 1.1.1. */
  fluentBit: "ghcr.io/fluent/fluent-bit:5.1.1",
  /** Store and agent; the version that the tests run. */
  prometheus: "quay.io/prometheus/prometheus:v3.16.0-distroless",
  promLabelProxy: "quay.io/prometheuscommunity/prom-label-proxy:v0.14.0",
  /** The image that Grafana's chart itself downloads dashboards with: shell and curl. */
  curl: "docker.io/curlimages/curl:8.21.0",
} as const;

/** Every image, as it is called below its public registry: `images.digests` may pin any. */
export const pinnableImages = [
  "open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib",
  "fluent/fluent-bit",
  "prometheuscommunity/prom-label-proxy",
  "curlimages/curl",
  "prometheus/prometheus",
  "prometheus/alertmanager",
  "prometheus/node-exporter",
  "prometheus-operator/prometheus-operator",
  "prometheus-operator/prometheus-config-reloader",
  "kube-state-metrics/kube-state-metrics",
  "jkroepke/kube-webhook-certgen",
  "thanos/thanos",
  "grafana/loki",
  "grafana/loki-canary",
  "grafana/rollout-operator",
  "nginxinc/nginx-unprivileged",
  "jkroepke/access-log-exporter",
  "library/memcached",
  "prom/memcached-exporter",
  "grafana/tempo",
  "grafana/grafana",
  "kiwigrid/k8s-sidecar",
  "grafana/alloy",
  "grafana/promtail",
  "prometheus/blackbox-exporter",
  "danielqsj/kafka-exporter",
  "open-telemetry/opentelemetry-operator/opentelemetry-operator",
  "library/busybox",
  "open-telemetry/opentelemetry-operator/autoinstrumentation-java",
  "open-telemetry/opentelemetry-operator/autoinstrumentation-nodejs",
  "open-telemetry/opentelemetry-operator/autoinstrumentation-python",
  "open-telemetry/opentelemetry-operator/autoinstrumentation-dotnet",
  "open-telemetry/opentelemetry-go-instrumentation/autoinstrumentation-go",
  "open-telemetry/opentelemetry-operator/autoinstrumentation-apache-httpd",
] as const;

export type PinnableImage = (typeof pinnableImages)[number];

/** An image as charts take it; a digest stays with the tag. */
export function imageParts(image: string): { repository: string; tag: string } {
  const colon = (image.split("@")[0] ?? "").lastIndexOf(":");
  return { repository: image.slice(0, colon), tag: image.slice(colon + 1) };
}
