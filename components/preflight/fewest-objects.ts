// How many objects of a kind a stack has at least in its namespace, by the names that a ResourceQuota has for them. What
// each chart makes in every size, and the operator for it; a test compares it with what the real charts render. Pure.
import type { Settings } from "../../settings/settings";
import type { ChartId } from "../charts";
import { plannedReleases } from "../releases";

type Kind =
  | "ConfigMap"
  | "Secret"
  | "Service"
  | "ServiceAccount"
  | "Deployment"
  | "StatefulSet"
  | "DaemonSet"
  | "Job"
  | "HorizontalPodAutoscaler";

const collector = { Service: 1, ServiceAccount: 1, StatefulSet: 1 } as const;

/** Of each chart. */
export const fewestOfChart: Readonly<Record<ChartId, Partial<Record<Kind, number>>>> = {
  prometheusCrds: {},
  prometheus: {
    ...{ ConfigMap: 23, Secret: 2, Service: 6, ServiceAccount: 6, Deployment: 2, DaemonSet: 1, Job: 2 },
  },
  loki: { ConfigMap: 3, Service: 6, ServiceAccount: 4, Deployment: 2, StatefulSet: 1 },
  tempo: { ConfigMap: 1, Service: 1, ServiceAccount: 1, StatefulSet: 1 },
  tempoDistributed: { ConfigMap: 1, Service: 1, ServiceAccount: 1, Deployment: 4, StatefulSet: 1 },
  grafana: { ConfigMap: 2, Service: 1, ServiceAccount: 1, Deployment: 1 },
  gateway: { ...collector, HorizontalPodAutoscaler: 1 },
  sampler: collector,
  logConsumer: { ...collector, HorizontalPodAutoscaler: 1 },
  controlPlaneLogs: collector,
  fileLogs: { ConfigMap: 2, Service: 1, ServiceAccount: 1, DaemonSet: 1 },
  alloy: { ConfigMap: 1, Service: 1, ServiceAccount: 1, DaemonSet: 1 },
  promtail: { Secret: 1, Service: 1, ServiceAccount: 1, DaemonSet: 1 },
  kubernetesEvents: { ConfigMap: 1, Service: 1, ServiceAccount: 1, StatefulSet: 1 },
  instrumentationOperator: { Secret: 1, Service: 2, ServiceAccount: 1, Deployment: 1 },
  blackboxExporter: { ConfigMap: 1, Service: 1, ServiceAccount: 1, Deployment: 1 },
  kafkaExporter: { Service: 1, Deployment: 1 },
};

/** Prometheus, its two agents and Alertmanager: the operator makes the workload of each. */
const ofOperator: Partial<Record<Kind, number>> = { StatefulSet: 4 };

/** By kind: its names in a quota. */
const names: Readonly<Record<Kind, readonly string[]>> = {
  ConfigMap: ["configmaps", "count/configmaps"],
  Secret: ["secrets", "count/secrets"],
  Service: ["services", "count/services"],
  ServiceAccount: ["count/serviceaccounts"],
  // Each has a ReplicaSet.
  Deployment: ["count/deployments.apps", "count/replicasets.apps"],
  StatefulSet: ["count/statefulsets.apps"],
  DaemonSet: ["count/daemonsets.apps"],
  Job: ["count/jobs.batch"],
  HorizontalPodAutoscaler: ["count/horizontalpodautoscalers.autoscaling"],
};

export function fewestObjects(settings: Settings): Record<string, number> {
  const releases = plannedReleases(settings);
  const all = [ofOperator, ...releases.map(([id]) => fewestOfChart[id])];
  const count = (kind: Kind) => all.reduce((total, some) => total + (some[kind] ?? 0), 0);
  // Helm keeps each release in a Secret.
  const more = (kind: Kind) => (kind === "Secret" ? releases.length : 0);
  return {
    ...Object.fromEntries(
      Object.entries(names).flatMap(([kind, quotas]) =>
        quotas.map((quota) => [quota, count(kind as Kind) + more(kind as Kind)]),
      ),
    ),
    ...(settings.cluster.externalIngest?.loadBalancer === undefined ? {} : { "services.loadbalancers": 1 }),
  };
}
