// Every Helm chart of the platform: name, repository, version and the release it is installed as. The one place.
// Facts that a chart version brings with it (Service names, ports) are in endpoints.ts and proved by `npm run
// test:charts`.

export interface Chart {
  /** Name inside its repository. */
  name: string;
  /** Exact chart version. Renovate raises it; the goldens show what that changes. */
  version: string;
  /** HTTP repository. */
  repository: string;
  /** Fixed release name, so that Service names are constants. */
  release: string;
  /** How long Helm waits for the release to become ready, in seconds. */
  timeoutSeconds: number;
}

const grafanaCommunity = "https://grafana-community.github.io/helm-charts";
const prometheusCommunity = "https://prometheus-community.github.io/helm-charts";
const openTelemetry = "https://open-telemetry.github.io/opentelemetry-helm-charts";
const grafanaLabs = "https://grafana.github.io/helm-charts";
const fluent = "https://fluent.github.io/helm-charts";

const collectorChart = { name: "opentelemetry-collector", version: "0.170.0", repository: openTelemetry } as const;
const alloyChart = { name: "alloy", version: "1.11.1", repository: grafanaLabs } as const;

export const charts = {
  prometheusCrds: {
    name: "prometheus-operator-crds",
    version: "31.0.1",
    repository: prometheusCommunity,
    release: "prometheus-operator-crds",
    timeoutSeconds: 300,
  },
  prometheus: {
    name: "kube-prometheus-stack",
    version: "88.5.3",
    repository: prometheusCommunity,
    release: "kps",
    timeoutSeconds: 900,
  },
  loki: { name: "loki", version: "18.11.0", repository: grafanaCommunity, release: "loki", timeoutSeconds: 900 },
  tempo: { name: "tempo", version: "2.2.4", repository: grafanaCommunity, release: "tempo", timeoutSeconds: 900 },
  /** The last of the Tempo 2.x line: Tempo 3.0's Kafka client knows neither TLS nor SCRAM or IAM. */
  tempoDistributed: {
    name: "tempo-distributed",
    version: "2.26.2",
    repository: grafanaCommunity,
    release: "tempo",
    timeoutSeconds: 900,
  },
  grafana: {
    name: "grafana",
    version: "12.11.1",
    repository: grafanaCommunity,
    release: "grafana",
    timeoutSeconds: 600,
  },
  gateway: { ...collectorChart, release: "otel-gateway", timeoutSeconds: 600 },
  sampler: { ...collectorChart, release: "otel-sampler", timeoutSeconds: 600 },
  logConsumer: { ...collectorChart, release: "log-consumer", timeoutSeconds: 600 },
  controlPlaneLogs: { ...collectorChart, release: "control-plane-logs", timeoutSeconds: 600 },
  instrumentationOperator: {
    name: "opentelemetry-operator",
    version: "0.122.0",
    repository: openTelemetry,
    release: "otel-operator",
    timeoutSeconds: 600,
  },
  fileLogs: {
    name: "fluent-bit-collector",
    version: "1.1.1",
    repository: fluent,
    release: "fluent-bit",
    timeoutSeconds: 600,
  },
  alloy: { ...alloyChart, release: "alloy", timeoutSeconds: 600 },
  kubernetesEvents: { ...alloyChart, release: "kubernetes-events", timeoutSeconds: 600 },
  /** Deprecated upstream; end of life 2026-03-02. */
  promtail: { name: "promtail", version: "6.17.1", repository: grafanaLabs, release: "promtail", timeoutSeconds: 600 },
  blackboxExporter: {
    name: "prometheus-blackbox-exporter",
    version: "11.17.2",
    repository: prometheusCommunity,
    release: "blackbox-exporter",
    timeoutSeconds: 300,
  },
  kafkaExporter: {
    name: "prometheus-kafka-exporter",
    version: "3.1.1",
    repository: prometheusCommunity,
    release: "kafka-exporter",
    timeoutSeconds: 300,
  },
} as const satisfies Record<string, Chart>;

export type ChartId = keyof typeof charts;

/** What `helm.v3.Release` needs to find a chart. */
export interface ChartLocation {
  chart: string;
  version: string;
  repositoryOpts?: { repo: string };
}

/**
 * Where a chart is taken from: its public repository, or the mirror of the settings.
 *
 * @param mirror `oci://` registry, `https://` repository, or an absolute directory that holds `<name>-<version>.tgz`
 *   files.
 */
export function chartLocation(chart: Chart, mirror?: string): ChartLocation {
  const base = mirror?.replace(/\/+$/, "");
  if (base === undefined)
    return { chart: chart.name, version: chart.version, repositoryOpts: { repo: chart.repository } };
  if (base.startsWith("oci://")) return { chart: `${base}/${chart.name}`, version: chart.version };
  if (base.startsWith("/")) return { chart: `${base}/${chart.name}-${chart.version}.tgz`, version: chart.version };
  return { chart: chart.name, version: chart.version, repositoryOpts: { repo: base } };
}
