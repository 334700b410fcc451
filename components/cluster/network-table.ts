// Who may talk to whom in the platform's namespace. One table; everything it doesn't list is denied.
//
// X-Scope-OrgID proves nothing by itself, so Loki and Tempo are open to the front door only, it to the platform's own
// collectors and shippers; Grafana, which people have send what they like, reads with passwords at a port where nothing
// is written (loki/front-door.ts), metrics of all tenants and alerts too. The agent that scrapes the platform may reach every port: metrics share ports with
// APIs in most of these programs. The one that scrapes what tenants name reaches none of them.

import { hostOf, isProbablyService } from "../../conventions/hosts";
import type { Settings } from "../../settings/settings";
import { readsPort } from "../backends/loki/front-door";
import { podsOfAgent } from "../backends/prometheus/agent-spec";
import { promLabelProxyLabels } from "../backends/prometheus/label-proxy-manifests";
import { charts } from "../charts";
import { copiesOf } from "../collection/copies/targets";
import { collectorPorts, ports } from "../endpoints";
import { clientPorts, externalCluster, gatewayWrites } from "../kafka-client/client";
import { operatorPorts } from "./operator-ports";

export type Labels = Readonly<Record<string, string>>;

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
  agent: podsOfAgent("platform"),
  tenantAgent: podsOfAgent("tenants"),
  alertmanager: { "app.kubernetes.io/name": "alertmanager" },
  promLabelProxy: promLabelProxyLabels,
  grafana: release(charts.grafana.release),
  prometheusOperator: release(charts.prometheus.release),
  instrumentationOperator: release(charts.instrumentationOperator.release),
  gateway: release(charts.gateway.release),
  sampler: release(charts.sampler.release),
  logConsumer: release(charts.logConsumer.release),
  controlPlaneLogs: release(charts.controlPlaneLogs.release),
  fileLogs: release(charts.fileLogs.release),
  alloy: release(charts.alloy.release),
  promtail: release(charts.promtail.release),
  kubernetesEvents: release(charts.kubernetesEvents.release),
  blackboxExporter: release(charts.blackboxExporter.release),
  kafkaExporter: release(charts.kafkaExporter.release),
} as const satisfies Record<string, Labels>;

export type PodGroup = keyof typeof pods;

/**
 * They send what people tell them to (webhooks), to addresses of people's choice: of the platform they reach what
 * `allowedOut` lists, and not what else all pods may enter. The gateway would take their records for the platform's.
 */
export const sendForPeople = ["grafana", "alertmanager"] as const satisfies readonly PodGroup[];

/**
 * Where traffic comes from or goes to: pods of the platform, any pod of the cluster or of a namespace, pods that have
 * their node's address, or any address at all.
 */
export type Peer = PodGroup | "cluster" | "nodes" | "anywhere" | { namespace: string };

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
} as const;

const each = (from: readonly Peer[], rule: Omit<Allowed, "from">): Allowed[] =>
  from.map((peer) => ({ from: peer, ...rule }));

/** What reaches the platform's pods. */
export function allowedIn(settings: Settings): Allowed[] {
  return [
    ...each(["gateway", "sampler", "logConsumer", "controlPlaneLogs", "alloy", "promtail", "kubernetesEvents"], {
      to: "lokiGateway",
      ports: [containerPorts.lokiGateway],
    }),
    { from: "grafana", to: "lokiGateway", ports: [readsPort] },
    { from: "loki", to: "loki" },
    { from: "lokiGateway", to: "tempo", ports: [ports.otlpHttp, ports.tempoQuery] },
    { from: "tempo", to: "tempo" },
    // The first five write, and each stamps the tenant; the others read.
    ...each(["gateway", "sampler", "agent", "tenantAgent", "tempo", "lokiGateway", "promLabelProxy"], {
      to: "prometheus",
      ports: [ports.prometheus],
    }),
    ...each(["prometheus", "loki", "lokiGateway"], { to: "alertmanager", ports: [ports.alertmanager] }),
    // What one has sent the others are told by UDP at once, by TCP some seconds later.
    { from: "alertmanager", to: "alertmanager" },
    { from: "lokiGateway", to: "promLabelProxy", ports: [ports.promLabelProxy] },
    // People come through an ingress controller or a load balancer, whose address is not known here. Grafana asks who
    // they are.
    { from: "anywhere", to: "grafana", ports: [containerPorts.grafana] },
    { from: "cluster", to: "gateway", ports: [ports.otlpGrpc, ports.otlpHttp] },
    // A pod on its node's network has the node's address; its records are the default tenant's (collector/pods.ts).
    ...(settings.clusterKind.nodeAddressBlocks.length > 0
      ? [{ from: "nodes" as const, to: "gateway" as const, ports: [ports.otlpGrpc, ports.otlpHttp] }]
      : []),
    ...(settings.cluster.externalIngest
      ? [{ from: "anywhere" as const, to: "gateway" as const, ports: [ports.externalOtlpGrpc, ports.externalOtlpHttp] }]
      : []),
    ...(settings.cluster.externalIngest?.loadBalancer
      ? [{ from: "anywhere" as const, to: "gateway" as const, ports: [collectorPorts.health] }]
      : []),
    { from: "gateway", to: "sampler", ports: [ports.otlpGrpc] },
    // On this port the path that a record names decides its tenant: Fluent Bit's alone.
    { from: "fileLogs", to: "gateway", ports: [ports.fileLogsOtlpHttp] },
    ...each(["agent", "tenantAgent"], { to: "blackboxExporter" }),
    ...webhooks(settings),
  ];
}

/** The API server calls them from an address outside the pod network. No policy holds for pods on their node's. */
function webhooks(settings: Settings): Allowed[] {
  if (settings.cluster.operatorsOnNodes !== undefined) return [];
  const { prometheusOperator, instrumentation } = operatorPorts(settings);
  return [
    { from: "anywhere", to: "prometheusOperator", ports: [prometheusOperator] },
    { from: "anywhere", to: "instrumentationOperator", ports: [instrumentation] },
  ];
}

/** Port of the Pod Identity agent, 169.254.170.23 and [fd00:ec2::23] (docs.aws.amazon.com/eks, "EKS Pod Identity"). */
const podIdentityAgent = 80;

/** Pods that get an AWS role; components/cloud/identity makes the roles of those that a stack has. */
const callAws = [
  "loki",
  "tempo",
  "fileLogs",
  "logConsumer",
  "controlPlaneLogs",
  "gateway",
] as const satisfies readonly PodGroup[];

/** Prometheus where it writes to a store in AWS; the exporter of lag, as the log consumer, where brokers ask for IAM. */
const callAwsToo = (settings: Settings): PodGroup[] => [
  ...(settings.longTermMetrics?.type === "amp" ? (["prometheus"] as const) : []),
  ...(externalCluster(settings) === undefined ? [] : (["kafkaExporter"] as const)),
];

/** What the platform's pods reach, beyond what all of them may (DNS, port 443), and most of them (each other). */
export function allowedOut(settings: Settings): Allowed[] {
  const { identity, signOn, longTermMetrics: store } = settings;
  const brokers = clientPorts(settings);
  const copies = copiesOf(settings);
  const outward: [from: PodGroup, addresses: readonly string[]][] = [
    ["gateway", copies.flatMap(({ reaches }) => reaches)],
    // The consumer carries logs only.
    ["logConsumer", copies.flatMap(({ signals, reaches }) => (signals.includes("logs") ? reaches : []))],
    ["prometheus", store === undefined || store.type === "amp" ? [] : [store.url]],
    ["grafana", [signOn?.tokenUrl ?? [], signOn?.userInfoUrl ?? []].flat()],
    ["grafana", copies.flatMap(({ dataSource }) => (dataSource === undefined ? [] : [dataSource.body.url]))],
  ];
  return [
    { from: "grafana", to: "lokiGateway" },
    { from: "alertmanager", to: "alertmanager" },
    ...each(["agent", "tenantAgent"], { to: "anywhere" }),
    { from: "blackboxExporter", to: "anywhere" },
    // The agent is a process of the node: to Cilium no address block holds it. The port also leads to the instance
    // metadata, which a hop limit of 1 on the nodes keeps from pods.
    ...(identity === "podIdentity"
      ? each([...callAws, ...callAwsToo(settings)], { to: "anywhere", ports: [podIdentityAgent] })
      : []),
    ...(brokers.length > 0
      ? each([...(gatewayWrites(settings) ? (["gateway"] as const) : []), "fileLogs", "logConsumer", "kafkaExporter"], {
          to: "anywhere",
          ports: brokers,
        })
      : []),
    ...outward
      .filter(([, addresses]) => addresses.length > 0)
      .flatMap(([from, addresses]): Allowed[] => [
        { from, to: "anywhere", ports: [...new Set(addresses.map(portOf))] },
        ...namespacesOf(addresses, settings).map((namespace) => ({ from, to: { namespace } })),
      ]),
    // Addresses of receivers are secret, and so are their ports.
    ...(toldAt(settings).some((address) => !isOnCommonPort(address) || isProbablyService(address))
      ? [{ from: "alertmanager" as const, to: "anywhere" as const }]
      : []),
  ];
}

/** What every pod of the platform reaches outside: the API server, AWS, and whatever is behind the proxy. */
export function commonPorts({ proxy }: Settings): number[] {
  return [...new Set([commonPort, ...(proxy === undefined ? [] : [portOf(proxy.url)])])];
}

const commonPort = 443;

/**
 * Other namespaces whose Services these addresses are. Calico and Cilium judge the port of the pods behind one, which
 * nobody told: Mimir's 80 is its pods' 8080.
 */
export function namespacesOf(addresses: readonly string[], { namespace: own }: Pick<Settings, "namespace">): string[] {
  const named = addresses.filter(isProbablyService).map((address) => hostOf(address)?.split(".")[1] ?? own);
  return [...new Set(named)].filter((namespace) => namespace !== own);
}

/** Addresses that Alertmanager sends to. */
function toldAt({ alerts: { receivers, deadMansSwitch: outside } }: Settings): string[] {
  const urls = [
    ...receivers.flatMap((receiver) => (receiver.type === "pagerduty" ? [] : [receiver.url])),
    ...(outside === undefined || outside.type === "opsgenie" ? [] : [outside.url]),
  ];
  return urls.map((url) => url.reveal());
}

/** By an expression: not every address is one that `URL` can read. */
const isOnCommonPort = (address: string) => /^https:\/\/([^/?#:[]+|\[[^\]]*\])(:443)?([/?#]|$)/.test(address);

function portOf(address: string): number {
  if (!address.includes("://")) return Number(address.split(":")[1]);
  const url = new URL(address);
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}
