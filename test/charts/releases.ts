// Every release of the platform as test:charts renders it: chart, values, when it is there, and what it must serve.
import { grafanaValues } from "../../components/backends/grafana/values";
import { platformLogAlerts } from "../../components/backends/loki/alerts";
import { lokiValues } from "../../components/backends/loki/values";
import { prometheusCrdsValues, prometheusValues } from "../../components/backends/prometheus/values";
import { tempoDistributedValues } from "../../components/backends/tempo/distributed-values";
import { tempoValues } from "../../components/backends/tempo/values";
import type { ChartId } from "../../components/charts";
import type { CloudNames } from "../../components/cloud/names";
import { alloyValues } from "../../components/collection/container-logs/alloy-values";
import { promtailValues } from "../../components/collection/container-logs/promtail-values";
import { fileLogsValues } from "../../components/collection/file-logs/values";
import { gatewayValues } from "../../components/collection/gateway/values";
import { instrumentationOperatorValues } from "../../components/collection/instrumentation/values";
import { logConsumerValues } from "../../components/collection/log-consumer/values";
import { blackboxExporterValues, kafkaExporterValues } from "../../components/collection/metrics/exporters-values";
import { samplerValues } from "../../components/collection/sampler/values";
import { ports, services } from "../../components/endpoints";
import type { HelmValues } from "../../components/helm-values";
import type { Settings } from "../../settings/settings";
import type { Served } from "./checks";

export interface ReleaseUnderTest {
  chart: ChartId;
  /** Whether a stack with these settings has the release; always when absent. */
  when?: (settings: Settings) => boolean;
  values: (settings: Settings, names: CloudNames) => HelmValues;
  /** Services that others connect to, none when absent. */
  serves?: readonly Served[];
  /** Secrets that the chart makes itself, and why they are no worry. */
  secrets?: Readonly<Record<string, string>>;
}

const large = ({ size }: Settings) => size === "large";

export const releases: readonly ReleaseUnderTest[] = [
  { chart: "prometheusCrds", values: () => prometheusCrdsValues },
  {
    chart: "prometheus",
    values: prometheusValues,
    serves: [
      { service: services.prometheus, ports: [ports.prometheus] },
      { service: services.alertmanager, ports: [ports.alertmanager] },
    ],
    secrets: {
      "alertmanager-kps-alertmanager": "Alertmanager's configuration; receivers read their credentials from files",
      "kps-prometheus-am-relabel-confg": "relabelling of alerts on their way to Alertmanager",
    },
  },
  {
    chart: "loki",
    values: (settings, names) => lokiValues(settings, names, platformLogAlerts(settings)),
    serves: [{ service: services.lokiGateway, ports: [ports.lokiGateway] }],
  },
  {
    chart: "tempo",
    when: (settings) => !large(settings),
    values: tempoValues,
    serves: [{ service: services.tempo, ports: [ports.tempoQuery, ports.otlpGrpc, ports.otlpHttp] }],
  },
  {
    chart: "tempoDistributed",
    when: large,
    values: tempoDistributedValues,
    serves: [
      { service: services.tempoDistributor, ports: [ports.otlpGrpc] },
      { service: services.tempoQueryFrontend, ports: [ports.tempoQuery] },
    ],
  },
  { chart: "grafana", values: grafanaValues, serves: [{ service: services.grafana, ports: [ports.grafana] }] },
  { chart: "fileLogs", when: ({ logs }) => logs.filePipeline !== "none", values: fileLogsValues },
  {
    chart: "gateway",
    values: (settings, names) => gatewayValues(settings, names),
    serves: [{ service: services.gateway, ports: [ports.otlpGrpc, ports.otlpHttp] }],
  },
  {
    chart: "sampler",
    when: large,
    values: (settings) => samplerValues(settings),
    serves: [{ service: services.sampler, ports: [ports.otlpGrpc] }],
  },
  {
    chart: "logConsumer",
    when: ({ logs }) => logs.filePipeline === "kafka",
    values: (settings, names) => logConsumerValues(settings, names),
  },
  { chart: "alloy", when: ({ logs }) => logs.containerShipper === "alloy", values: alloyValues },
  {
    chart: "promtail",
    when: ({ logs }) => logs.containerShipper === "promtail",
    values: promtailValues,
    secrets: { promtail: "Promtail's configuration, which the chart keeps in a Secret; it holds no credential" },
  },
  {
    chart: "instrumentationOperator",
    values: instrumentationOperatorValues,
    secrets: {
      "otel-operator-controller-manager-service-cert": "certificate of the webhook, which the chart makes for itself",
    },
  },
  {
    chart: "blackboxExporter",
    values: blackboxExporterValues,
    serves: [{ service: services.blackboxExporter, ports: [ports.blackboxExporter] }],
  },
  {
    chart: "kafkaExporter",
    when: ({ kafka }) => kafka.mode === "external",
    values: (settings) => (settings.kafka.mode === "external" ? kafkaExporterValues(settings, settings.kafka) : {}),
  },
];
