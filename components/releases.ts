// The platform's plan: every Helm release as a row. A stack has those whose condition its settings meet. Plain data and
// functions of the settings, read by the components that deploy them, the cost sheet, the goldens, both kinds of test
// charts and docs/releases.md; a new chart is its pin in charts.ts, its values, its row here, and its lines in
// cluster/network-table.ts. No rendering function may import this file: it imports them all.
import type { Problem } from "../settings/refusals/problem";
import type { Settings } from "../settings/settings";
import { grafanaValues } from "./backends/grafana/values";
import { platformLogAlerts } from "./backends/loki/alerts";
import { lokiValues } from "./backends/loki/values";
import { prometheusCrdsValues, prometheusValues } from "./backends/prometheus/values";
import { tempoDistributedValues } from "./backends/tempo/distributed-values";
import { tempoValues } from "./backends/tempo/values";
import { type JudgedRelease, overrideProblems } from "./chart-values/override-problems";
import { merged } from "./chart-values/overrides";
import { type ChartId, charts } from "./charts";
import type { CloudNames } from "./cloud/names";
import { alloyValues } from "./collection/container-logs/alloy-values";
import { eventsValues } from "./collection/container-logs/events-values";
import { promtailValues } from "./collection/container-logs/promtail-values";
import { controlPlaneConfig } from "./collection/control-plane-logs/config";
import { controlPlaneLogsValues } from "./collection/control-plane-logs/values";
import { fileLogsValues } from "./collection/file-logs/values";
import { gatewayConfig } from "./collection/gateway/config";
import { gatewayValues } from "./collection/gateway/values";
import { instrumentationOperatorValues } from "./collection/instrumentation/values";
import { logConsumerConfig } from "./collection/log-consumer/config";
import { logConsumerValues } from "./collection/log-consumer/values";
import { blackboxExporterValues, kafkaExporterValues } from "./collection/metrics/exporters-values";
import { samplerConfig } from "./collection/sampler/config";
import { samplerValues } from "./collection/sampler/values";
import { ports, services } from "./endpoints";
import type { HelmValues } from "./helm-values";
import { externalBrokers, hasBrokers, kafkaMechanism } from "./kafka-client/client";
import type { PlannedCollector, PlannedRelease, WorkloadRow } from "./planned-release";
import { organised } from "./pods/organisation";

const always = { condition: "always", when: () => true } as const;
const inSizeLarge = { condition: "size `large`", when: ({ size }: Settings) => size === "large" } as const;
const nothing = { serves: [], ownSecrets: {} } as const;

const rows = {
  prometheusCrds: {
    ...charts.prometheusCrds,
    ...nothing,
    purpose: "definitions of ServiceMonitor, PrometheusRule and the like; they outlive the platform",
    ...always,
    values: (_settings: Settings) => prometheusCrdsValues,
    sizes: [],
  },
  prometheus: {
    ...charts.prometheus,
    purpose: "Prometheus, its operator, Alertmanager, kube-state-metrics and node-exporter",
    ...always,
    values: prometheusValues,
    serves: [
      { service: services.prometheus, ports: [ports.prometheus] },
      { service: services.alertmanager, ports: [ports.alertmanager] },
    ],
    ownSecrets: {
      "alertmanager-kps-alertmanager": "Alertmanager's configuration; receivers read their credentials from files",
      "kps-prometheus-am-relabel-confg": "relabelling of alerts on their way to Alertmanager",
    },
    clusterRoles: ["kps-kube-state-metrics", "kps-operator", "kps-prometheus"],
    sizes: [
      "prometheus",
      "prometheusAgent",
      "tenantAgent",
      "alertmanager",
      "prometheusOperator",
      "kubeStateMetrics",
      "nodeExporter",
    ],
  },
  loki: {
    ...charts.loki,
    ...nothing,
    purpose: "logs of all tenants",
    ...always,
    values: (settings: Settings, names: CloudNames) => lokiValues(settings, names, platformLogAlerts(settings)),
    serves: [{ service: services.lokiGateway, ports: [ports.lokiGateway] }],
    sizes: [
      "loki",
      "lokiGateway",
      "lokiDistributor",
      "lokiIngester",
      "lokiQuerier",
      "lokiQueryFrontend",
      "lokiQueryScheduler",
      "lokiIndexGateway",
      "lokiCompactor",
      "lokiRuler",
      "lokiRolloutOperator",
      "lokiChunksCache",
      "lokiResultsCache",
      "lokiCanary",
      "metricsExporter",
    ],
  },
  tempo: {
    ...charts.tempo,
    ...nothing,
    purpose: "traces of all tenants, as one process",
    condition: "size `small` or `medium`",
    when: (settings: Settings) => !inSizeLarge.when(settings),
    values: tempoValues,
    serves: [{ service: services.tempo, ports: [ports.tempoQuery, ports.otlpGrpc, ports.otlpHttp] }],
    sizes: ["tempo"],
  },
  tempoDistributed: {
    ...charts.tempoDistributed,
    ...nothing,
    purpose: "traces of all tenants, in parts",
    ...inSizeLarge,
    values: tempoDistributedValues,
    serves: [
      { service: services.tempoDistributor, ports: [ports.otlpGrpc, ports.otlpHttp] },
      { service: services.tempoQueryFrontend, ports: [ports.tempoQuery] },
    ],
    sizes: [
      "tempoDistributor",
      "tempoIngester",
      "tempoQuerier",
      "tempoQueryFrontend",
      "tempoCompactor",
      "tempoMetricsGenerator",
      "tempoCache",
      "metricsExporter",
    ],
  },
  grafana: {
    ...charts.grafana,
    ...nothing,
    purpose: "dashboards, an organisation for each tenant",
    ...always,
    values: grafanaValues,
    serves: [{ service: services.grafana, ports: [ports.grafana] }],
    sizes: ["grafana"],
  },
  gateway: {
    ...charts.gateway,
    ...nothing,
    purpose: "takes OTLP, stamps the tenant, writes to the stores and to copies",
    ...always,
    config: gatewayConfig,
    values: gatewayValues,
    serves: [{ service: services.gateway, ports: [ports.otlpGrpc, ports.otlpHttp] }],
    clusterRoles: ["otel-gateway"],
    sizes: ["gateway"],
  },
  sampler: {
    ...charts.sampler,
    ...nothing,
    purpose: "decides which traces are kept",
    ...inSizeLarge,
    config: (settings: Settings) => samplerConfig(settings),
    values: (settings: Settings, _names: CloudNames, texts?: readonly string[]) => samplerValues(settings, texts),
    serves: [{ service: services.sampler, ports: [ports.otlpGrpc] }],
    sizes: ["sampler"],
  },
  logConsumer: {
    ...charts.logConsumer,
    ...nothing,
    purpose: "reads logs from Kafka, writes them to Loki and to copies",
    condition: "`kafka.mode` is not `none`",
    when: hasBrokers,
    config: logConsumerConfig,
    values: logConsumerValues,
    clusterRoles: ["log-consumer"],
    sizes: ["logConsumer"],
  },
  controlPlaneLogs: {
    ...charts.controlPlaneLogs,
    ...nothing,
    purpose: "logs of the EKS control plane, from a bucket that Firehose writes",
    condition: "`logs.controlPlane` is on",
    when: ({ logs }: Settings) => logs.controlPlane,
    config: (settings: Settings, names: CloudNames) => controlPlaneConfig(settings, names),
    values: controlPlaneLogsValues,
    sizes: ["controlPlaneLogs"],
  },
  fileLogs: {
    ...charts.fileLogs,
    ...nothing,
    purpose: "Fluent Bit on every node: log files of applications",
    condition: "`logs.filePipeline` is not `none`",
    when: ({ logs }: Settings) => logs.filePipeline !== "none",
    values: fileLogsValues,
    clusterRoles: ["fluent-bit"],
    sizes: ["fileLogs"],
  },
  alloy: {
    ...charts.alloy,
    ...nothing,
    purpose: "what containers write to stdout and stderr",
    condition: "`logs.containerShipper` is `alloy`",
    when: ({ logs }: Settings) => logs.containerShipper === "alloy",
    values: alloyValues,
    clusterRoles: ["alloy"],
    sizes: ["containerLogs"],
  },
  promtail: {
    ...charts.promtail,
    ...nothing,
    purpose: "what containers write to stdout and stderr; end of life, for clusters that have it already",
    condition: "`logs.containerShipper` is `promtail`",
    when: ({ logs }: Settings) => logs.containerShipper === "promtail",
    values: promtailValues,
    ownSecrets: { promtail: "Promtail's configuration, which the chart keeps in a Secret; it holds no credential" },
    clusterRoles: ["promtail"],
    sizes: ["containerLogs"],
  },
  kubernetesEvents: {
    ...charts.kubernetesEvents,
    ...nothing,
    purpose: "events of the cluster, as logs of their namespaces' tenants",
    condition: "`logs.kubernetesEvents` is on",
    when: ({ logs }: Settings) => logs.kubernetesEvents,
    values: eventsValues,
    clusterRoles: ["kubernetes-events"],
    sizes: ["kubernetesEvents"],
  },
  instrumentationOperator: {
    ...charts.instrumentationOperator,
    ...nothing,
    purpose: "puts OpenTelemetry's agents into pods that ask for it",
    ...always,
    values: instrumentationOperatorValues,
    ownSecrets: {
      "otel-operator-controller-manager-service-cert": "certificate of the webhook, which the chart makes for itself",
    },
    clusterRoles: ["otel-operator-manager"],
    sizes: ["instrumentationOperator"],
  },
  blackboxExporter: {
    ...charts.blackboxExporter,
    ...nothing,
    purpose: "probes addresses from outside",
    ...always,
    values: blackboxExporterValues,
    serves: [{ service: services.blackboxExporter, ports: [ports.blackboxExporter] }],
    sizes: ["blackboxExporter"],
  },
  kafkaExporter: {
    ...charts.kafkaExporter,
    ...nothing,
    purpose: "consumer lag of brokers that exist already; MSK reports its own",
    condition: "`kafka.mode` is `external`",
    when: (settings: Settings) => externalBrokers(settings) !== undefined,
    values: (settings: Settings, names: CloudNames) => {
      const [brokers, mechanism] = [externalBrokers(settings), kafkaMechanism(settings, names)];
      return brokers && mechanism ? kafkaExporterValues(settings, brokers, mechanism) : {};
    },
    sizes: ["kafkaExporter"],
  },
} as const satisfies Record<ChartId, PlannedRelease | PlannedCollector>;

/** Values of a row with what the organisation prescribes for every pod. */
const prescribed = (id: ChartId, row: PlannedRelease) =>
  ((...args) =>
    organised(id, args[0], (row.values as PlannedCollector["values"])(...args))) as PlannedCollector["values"];

/** The rows, their values as they are installed: with what the organisation prescribes, the stack's own words last. */
export const releases = Object.fromEntries(
  Object.entries(rows).map(([id, row]) => {
    const values = prescribed(id as ChartId, row);
    const own = ({ overrides }: Settings) => (overrides[row.release] ?? {}) as HelmValues;
    return [id, { ...row, values: ((...args) => merged(values(...args), own(args[0]))) as typeof values }];
  }),
) as unknown as typeof rows;

/** The problems of the stack's overrides. */
export function problemsOfOverrides(settings: Settings, names: CloudNames): Problem[] {
  return overrideProblems(settings, () =>
    plannedReleases(settings).map(([id, chart]): JudgedRelease => {
      return { id, chart, values: prescribed(id, rows[id])(settings, names) };
    }),
  );
}

/** Size rows of what the program deploys without a chart: prom-label-proxy. */
export const withoutChart: readonly WorkloadRow[] = ["promLabelProxy"];

/** The rows with their ids, in the order of the plan. */
export const allReleases: readonly (readonly [ChartId, PlannedRelease])[] = Object.entries(releases) as [
  ChartId,
  PlannedRelease,
][];

/** The releases that a stack has. */
export function plannedReleases(settings: Settings): (readonly [ChartId, PlannedRelease])[] {
  return allReleases.filter(([, { when }]) => when(settings));
}

/** Rows of the size table that a stack runs, each once. */
export function plannedSizes(settings: Settings): Set<WorkloadRow> {
  return new Set([...plannedReleases(settings).flatMap(([, { sizes }]) => sizes), ...withoutChart]);
}
