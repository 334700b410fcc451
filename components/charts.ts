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
  /** How long Helm waits for the release to become ready, in seconds, besides what its pods take in turn. */
  timeoutSeconds: number;
  /**
   * How long a pod of it takes at most to stop and the next to be ready, in seconds, where pods are replaced one after
   * another; and how much longer for each tenant. Nothing when absent.
   */
  podSeconds?: number;
  tenantSeconds?: number;
}

const grafanaCommunity = "https://grafana-community.github.io/helm-charts";
const prometheusCommunity = "https://prometheus-community.github.io/helm-charts";
const openTelemetry = "https://open-telemetry.github.io/opentelemetry-helm-charts";
const grafanaLabs = "https://grafana.github.io/helm-charts";
const fluent = "https://fluent.github.io/helm-charts";

/** A stop takes a minute at most, a volume's way to the next pod as long; 100 tenants' queues open within 17 s. */
const collectorPods = { podSeconds: 120, tenantSeconds: 0.2 } as const;
/** Every pod may hand what it has to S3 as it stops, for 300 s. */
const storePods = { podSeconds: 420 } as const;
/** A tenth of the nodes at a time: ten times the 45 s in which an agent stops, and those in which the next one starts. */
const everyNode = { timeoutSeconds: 1_200 } as const;

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
  loki: {
    name: "loki",
    version: "18.11.0",
    repository: grafanaCommunity,
    release: "loki",
    timeoutSeconds: 900,
    ...storePods,
  },
  tempo: { name: "tempo", version: "2.2.4", repository: grafanaCommunity, release: "tempo", timeoutSeconds: 900 },
  /** The last of the Tempo 2.x line: Tempo 3.0's Kafka client knows neither TLS nor SCRAM or IAM. */
  tempoDistributed: {
    name: "tempo-distributed",
    version: "2.26.2",
    repository: grafanaCommunity,
    release: "tempo",
    timeoutSeconds: 900,
    ...storePods,
  },
  grafana: {
    name: "grafana",
    version: "12.11.1",
    repository: grafanaCommunity,
    release: "grafana",
    timeoutSeconds: 600,
  },
  gateway: { ...collectorChart, ...collectorPods, release: "otel-gateway", timeoutSeconds: 600 },
  sampler: { ...collectorChart, ...collectorPods, release: "otel-sampler", timeoutSeconds: 600 },
  logConsumer: { ...collectorChart, ...collectorPods, release: "log-consumer", timeoutSeconds: 600 },
  controlPlaneLogs: { ...collectorChart, ...collectorPods, release: "control-plane-logs", timeoutSeconds: 600 },
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
    ...everyNode,
  },
  alloy: { ...alloyChart, release: "alloy", ...everyNode },
  kubernetesEvents: { ...alloyChart, release: "kubernetes-events", timeoutSeconds: 600 },
  /** Deprecated upstream; end of life 2026-03-02. */
  promtail: { name: "promtail", version: "6.17.1", repository: grafanaLabs, release: "promtail", ...everyNode },
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
