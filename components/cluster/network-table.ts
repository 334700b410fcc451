// Who may talk to whom in the platform's namespace. One table; everything it doesn't list is denied. Pure.
//
// X-Scope-OrgID proves nothing by itself, so Loki, Tempo and Prometheus are open to the platform's own collectors,
// shippers and Grafana only. The agent that scrapes may reach every port: metrics share ports with APIs in most of
// these programs.

import { brokerPorts } from "../../conventions/kafka";
import type { Settings } from "../../settings/settings";
import { agentPodLabels } from "../backends/prometheus/agent-spec";
import { promLabelProxyLabels } from "../backends/prometheus/label-proxy-manifests";
import { charts } from "../charts";
import { ports } from "../endpoints";

type Labels = Readonly<Record<string, string>>;

const release = (name: string, component?: string): Labels => ({
  "app.kubernetes.io/instance": name,
  ...(component === undefined ? {} : { "app.kubernetes.io/component": component }),
});

/** Pods by the labels that their charts and the operator give them. */
export const pods = {
  loki: release(charts.loki.release),
  lokiGateway: release(charts.loki.release, "gateway"),
  tempo: release(charts.tempo.release),
  prometheus: { "app.kubernetes.io/name": "prometheus" },
  agent: agentPodLabels,
  alertmanager: { "app.kubernetes.io/name": "alertmanager" },
  promLabelProxy: promLabelProxyLabels,
  grafana: release(charts.grafana.release),
  prometheusOperator: release(charts.prometheus.release),
  instrumentationOperator: release(charts.instrumentationOperator.release),
  gateway: release(charts.gateway.release),
  sampler: release(charts.sampler.release),
  logConsumer: release(charts.logConsumer.release),
  fileLogs: release(charts.fileLogs.release),
  alloy: release(charts.alloy.release),
  promtail: release(charts.promtail.release),
  blackboxExporter: release(charts.blackboxExporter.release),
  kafkaExporter: release(charts.kafkaExporter.release),
} as const satisfies Record<string, Labels>;

export type PodGroup = keyof typeof pods;

/** Where traffic comes from or goes to: pods of the platform, any pod of the cluster, or any address at all. */
export type Peer = PodGroup | "cluster" | "anywhere";

export interface Allowed {
  from: Peer;
  to: Peer;
  /** Ports of the receiving pods; every port when absent. */
  ports?: readonly number[];
}

/** Container ports; those of Services are in endpoints.ts. */
const containerPorts = {
  lokiGateway: 8080,
  grafana: 3000,
  alertmanagerGossip: 9094,
  operatorWebhook: 10_250,
  instrumentationWebhook: 9_443,
} as const;

const each = (from: readonly Peer[], rule: Omit<Allowed, "from">): Allowed[] =>
  from.map((peer) => ({ from: peer, ...rule }));

/** What reaches the platform's pods. */
export function allowedIn(settings: Settings): Allowed[] {
  return [
    ...each(["gateway", "logConsumer", "alloy", "promtail", "grafana"], {
      to: "lokiGateway",
      ports: [containerPorts.lokiGateway],
    }),
    { from: "loki", to: "loki" },
    ...each(["gateway", "sampler"], { to: "tempo", ports: [ports.otlpGrpc] }),
    { from: "grafana", to: "tempo", ports: [ports.tempoQuery] },
    { from: "tempo", to: "tempo" },
    ...each(["gateway", "agent", "tempo", "grafana", "promLabelProxy"], {
      to: "prometheus",
      ports: [ports.prometheus],
    }),
    ...each(["prometheus", "loki", "grafana"], { to: "alertmanager", ports: [ports.alertmanager] }),
    { from: "alertmanager", to: "alertmanager", ports: [containerPorts.alertmanagerGossip] },
    { from: "grafana", to: "promLabelProxy", ports: [ports.promLabelProxy] },
    // People come through an ingress controller or a load balancer, whose address is not known here. Grafana asks who
    // they are.
    { from: "anywhere", to: "grafana", ports: [containerPorts.grafana] },
    { from: "cluster", to: "gateway", ports: [ports.otlpGrpc, ports.otlpHttp] },
    ...(settings.cluster.externalIngest
      ? [{ from: "anywhere" as const, to: "gateway" as const, ports: [ports.externalOtlpGrpc, ports.externalOtlpHttp] }]
      : []),
    { from: "gateway", to: "sampler", ports: [ports.otlpGrpc] },
    // On this port the path that a record names decides its tenant: Fluent Bit's alone.
    { from: "fileLogs", to: "gateway", ports: [ports.fileLogsOtlpHttp] },
    { from: "agent", to: "blackboxExporter" },
    // The API server calls webhooks from an address outside the pod network.
    { from: "anywhere", to: "prometheusOperator", ports: [containerPorts.operatorWebhook] },
    { from: "anywhere", to: "instrumentationOperator", ports: [containerPorts.instrumentationWebhook] },
  ];
}

/**
 * What the platform's pods reach outside the namespace, beyond what all of them may (DNS, port 443, the Pod Identity
 * agent).
 */
export function allowedOut(settings: Settings): Allowed[] {
  const { kafka, fanout } = settings;
  const brokers =
    kafka.mode === "none"
      ? []
      : kafka.mode === "msk"
        ? [brokerPorts[kafka.auth]]
        : [...new Set(kafka.bootstrapServers.map(portOf))];
  const search = fanout.elasticsearch.enabled ? fanout.elasticsearch.endpoints.map(portOf) : [];
  const jaeger = fanout.jaeger.enabled && fanout.jaeger.endpoint !== undefined ? [portOf(fanout.jaeger.endpoint)] : [];
  const outward: [from: PodGroup, ports: number[]][] = [
    // The consumer carries logs only.
    ["gateway", [...search, ...jaeger]],
    ["logConsumer", search],
    ["grafana", [...search, ...(fanout.jaeger.queryUrl === undefined ? [] : [portOf(fanout.jaeger.queryUrl)])]],
  ];
  return [
    { from: "agent", to: "anywhere" },
    { from: "blackboxExporter", to: "anywhere" },
    ...(brokers.length > 0
      ? each(["fileLogs", "logConsumer", "kafkaExporter"], { to: "anywhere", ports: brokers })
      : []),
    ...outward
      .filter(([, open]) => open.length > 0)
      .map(([from, open]): Allowed => ({ from, to: "anywhere", ports: open })),
  ];
}

function portOf(address: string): number {
  if (!address.includes("://")) return Number(address.split(":")[1]);
  const url = new URL(address);
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}
