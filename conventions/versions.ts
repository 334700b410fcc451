// Every image that the program names itself, each once; charts are in components/charts.ts, and bring the others. One
// line each, `repository:tag`, as Renovate finds them (renovate.json5).

export const images = {
  /** Of all collectors: the application version of the pinned chart. The engine tests build the same version. */
  collector: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:0.165.1",
  /** Sidecar beside an application; the version of the DaemonSet's chart, fluent-bit-collector 1.1.1. */
  fluentBit: "ghcr.io/fluent/fluent-bit:5.1.1",
  /** Store and agent; the version that the tests run. */
  prometheus: "quay.io/prometheus/prometheus:v3.16.0-distroless",
  promLabelProxy: "quay.io/prometheuscommunity/prom-label-proxy:v0.14.0",
  /** The image that Grafana's chart itself downloads dashboards with: shell and curl. */
  curl: "docker.io/curlimages/curl:8.21.0",
} as const;

/**
 * Images that `images.digests` may pin, as they are called below their public registries: those that the program names
 * itself, and those whose chart takes a digest.
 */
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
  "ingress-nginx/kube-webhook-certgen",
  "grafana/loki",
  "grafana/loki-canary",
  "nginxinc/nginx-unprivileged",
  "grafana/grafana",
  "kiwigrid/k8s-sidecar",
  "grafana/alloy",
  "prometheus/blackbox-exporter",
] as const;

/** An image as charts take it; a digest stays with the tag. */
export function imageParts(image: string): { repository: string; tag: string } {
  const colon = (image.split("@")[0] ?? "").lastIndexOf(":");
  return { repository: image.slice(0, colon), tag: image.slice(colon + 1) };
}
