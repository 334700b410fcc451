// How many objects of a kind a stack has at least in its namespace, by the names that a ResourceQuota has for them. What
// each chart makes in every size, and the operator for it; a test compares it with what the real charts render. Pure.
import type { Settings } from "../../../settings/settings";
import type { ChartId } from "../../charts";
import { networkPolicySpecs } from "../../cluster/network-policy-specs";
import type { WorkloadRow } from "../../planned-release";
import { plannedRequests } from "../../planned-requests";
import { plannedReleases } from "../../releases";

type Kind =
  | "ConfigMap"
  | "Secret"
  | "Service"
  | "ServiceAccount"
  | "Deployment"
  | "StatefulSet"
  | "DaemonSet"
  | "Job"
  | "HorizontalPodAutoscaler"
  | "PodDisruptionBudget"
  | "NetworkPolicy"
  | "Ingress"
  | "Role"
  | "RoleBinding"
  | "ServiceMonitor"
  | "PodMonitor"
  | "PrometheusRule"
  | "Prometheus"
  | "PrometheusAgent"
  | "Alertmanager"
  | "Instrumentation";

type Counts = Partial<Record<Kind, number>>;

const collector = { Service: 1, ServiceAccount: 1, StatefulSet: 1, ServiceMonitor: 1 } as const;

/** Of each chart. */
export const fewestOfChart: Readonly<Record<ChartId, Counts>> = {
  prometheusCrds: {},
  prometheus: {
    ...{ ConfigMap: 23, Secret: 2, Service: 6, ServiceAccount: 6, Deployment: 2, DaemonSet: 1, Job: 2 },
    ...{ Role: 1, RoleBinding: 1, ServiceMonitor: 8, PrometheusRule: 30, Prometheus: 1, Alertmanager: 1 },
  },
  loki: { ConfigMap: 3, Service: 6, ServiceAccount: 4, Deployment: 2, StatefulSet: 1, ServiceMonitor: 1 },
  tempo: { ConfigMap: 1, Service: 1, ServiceAccount: 1, StatefulSet: 1, ServiceMonitor: 1 },
  tempoDistributed: { ConfigMap: 1, Service: 1, ServiceAccount: 1, Deployment: 4, StatefulSet: 1, ServiceMonitor: 7 },
  grafana: { ConfigMap: 2, Service: 1, ServiceAccount: 1, Deployment: 1, RoleBinding: 1, ServiceMonitor: 1 },
  gateway: { ...collector, HorizontalPodAutoscaler: 1 },
  sampler: collector,
  logConsumer: { ...collector, HorizontalPodAutoscaler: 1 },
  controlPlaneLogs: collector,
  fileLogs: { ConfigMap: 2, Service: 1, ServiceAccount: 1, DaemonSet: 1, ServiceMonitor: 1 },
  alloy: { ConfigMap: 1, Service: 1, ServiceAccount: 1, DaemonSet: 1, ServiceMonitor: 1 },
  promtail: { Secret: 1, Service: 1, ServiceAccount: 1, DaemonSet: 1 },
  kubernetesEvents: { ConfigMap: 1, Service: 1, ServiceAccount: 1, StatefulSet: 1, ServiceMonitor: 1 },
  instrumentationOperator: {
    ...{ Secret: 1, Service: 2, ServiceAccount: 1, Deployment: 1, Role: 1, RoleBinding: 1, ServiceMonitor: 1 },
  },
  blackboxExporter: { ConfigMap: 1, Service: 1, ServiceAccount: 1, Deployment: 1, ServiceMonitor: 1 },
  kafkaExporter: { Service: 1, Deployment: 1 },
};

/** Prometheus, its two agents and Alertmanager: the operator makes the workload of each. */
const ofOperator: Counts = { StatefulSet: 4 };

/** Beside the charts, in every stack. */
export const fewestBeside: Counts = {
  ...{ ConfigMap: 2, Secret: 3, Service: 1, Deployment: 1, Role: 1 },
  ...{ PodMonitor: 3, PrometheusAgent: 2, Instrumentation: 1 },
};

/** Rows that have a PodDisruptionBudget as soon as they have several pods. */
const budgeted: ReadonlySet<WorkloadRow> = new Set([
  ...(["prometheus", "alertmanager", "promLabelProxy", "instrumentationOperator"] as const),
  ...(["gateway", "sampler", "logConsumer"] as const),
  ...(["loki", "lokiGateway", "lokiDistributor", "lokiQuerier", "lokiQueryFrontend", "lokiQueryScheduler"] as const),
  ...(["tempoDistributor", "tempoIngester", "tempoQuerier", "tempoQueryFrontend", "tempoMetricsGenerator"] as const),
]);

/** What depends on the settings. */
export function fewestAsSet(settings: Settings): Counts {
  return {
    NetworkPolicy: Object.keys(networkPolicySpecs(settings)).length,
    PodDisruptionBudget: plannedRequests(settings, 1).filter(({ row, pods }) => pods > 1 && budgeted.has(row)).length,
    ...(settings.grafana.ingress === undefined ? {} : { Ingress: 1 }),
  };
}

const countsOf = (resource: string) => [`count/${resource}`];

/** Names by which a quota counts objects of a kind. */
const names: Readonly<Record<Kind, readonly string[]>> = {
  ConfigMap: ["configmaps", "count/configmaps"],
  Secret: ["secrets", "count/secrets"],
  // Kubernetes makes an EndpointSlice and an Endpoints object for each.
  Service: ["services", "count/services", "count/endpointslices.discovery.k8s.io", "count/endpoints"],
  ServiceAccount: countsOf("serviceaccounts"),
  // Each has a ReplicaSet.
  Deployment: ["count/deployments.apps", "count/replicasets.apps"],
  StatefulSet: countsOf("statefulsets.apps"),
  DaemonSet: countsOf("daemonsets.apps"),
  Job: countsOf("jobs.batch"),
  HorizontalPodAutoscaler: countsOf("horizontalpodautoscalers.autoscaling"),
  PodDisruptionBudget: countsOf("poddisruptionbudgets.policy"),
  NetworkPolicy: countsOf("networkpolicies.networking.k8s.io"),
  Ingress: countsOf("ingresses.networking.k8s.io"),
  Role: countsOf("roles.rbac.authorization.k8s.io"),
  RoleBinding: countsOf("rolebindings.rbac.authorization.k8s.io"),
  ServiceMonitor: countsOf("servicemonitors.monitoring.coreos.com"),
  PodMonitor: countsOf("podmonitors.monitoring.coreos.com"),
  PrometheusRule: countsOf("prometheusrules.monitoring.coreos.com"),
  Prometheus: countsOf("prometheuses.monitoring.coreos.com"),
  PrometheusAgent: countsOf("prometheusagents.monitoring.coreos.com"),
  Alertmanager: countsOf("alertmanagers.monitoring.coreos.com"),
  Instrumentation: countsOf("instrumentations.opentelemetry.io"),
};

export function fewestObjects(settings: Settings): Record<string, number> {
  const releases = plannedReleases(settings);
  // Helm keeps each release in a Secret.
  const ofHelm: Counts = { Secret: releases.length };
  const all = [ofOperator, fewestBeside, ofHelm, fewestAsSet(settings), ...releases.map(([id]) => fewestOfChart[id])];
  const count = (kind: Kind) => all.reduce((total, some) => total + (some[kind] ?? 0), 0);
  return {
    ...Object.fromEntries(
      Object.entries(names).flatMap(([kind, quotas]) => quotas.map((quota) => [quota, count(kind as Kind)])),
    ),
    // Kubernetes keeps a ControllerRevision of each StatefulSet and DaemonSet.
    "count/controllerrevisions.apps": count("StatefulSet") + count("DaemonSet"),
    ...(settings.cluster.externalIngest?.loadBalancer === undefined ? {} : { "services.loadbalancers": 1 }),
  };
}
