// Values of kube-prometheus-stack: settings in, plain values out. Operator, exporters, Prometheus as the store,
// Alertmanager. Prometheus itself scrapes nothing: agent-spec.ts does.

import { conventions, dashboardLabel } from "../../../conventions/names";
import { imageParts, images } from "../../../conventions/versions";
import { replacedRules } from "../../../dashboards/alerts";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { operatorPorts } from "../../cluster/operator-ports";
import { type HelmValue, type HelmValues, keptByHelm, resources } from "../../helm-values";
import { everyNode, nodeAgentAffinity, nodeAgentPriorityClass, nodeAgentUpdate } from "../../pods/node-agent";
import { oneGoesFirst, onNodes } from "../../pods/placement";
import { identityRevision } from "../../pods/revision";
import { serviceAccountValues } from "../../pods/service-account";
import { dataVolume } from "../../pods/storage-class";
import { scrapeIntervalSeconds } from "./agent-spec";
import { alertmanagerConfig, alertmanagerFeatures } from "./alertmanager/config";
import { alertmanagerSecret, credentials } from "./alertmanager/receivers";
import { longTermSpec } from "./long-term-store";
import { alertTenant, excludedFromEnforcement, namespaceLabel, nativeRelabelRule, rulesHere } from "./tenants";

const zoneSpread: HelmValues = {
  maxSkew: 1,
  topologyKey: "topology.kubernetes.io/zone",
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
};

/** Containers beside a workload that only copy or patch configuration; they need this in every size. */
const helperResources = resources({ cpuMillicores: 10, memoryMib: 64 });

/**
 * It writes all monitors of an agent anew as one configuration, to memory besides: some 15 KiB for each endpoint (seen), of which
 * four thousand were more than 64 MiB, and an agent that starts waits for it. With this it takes whatever the operator's
 * Secret holds, 1 MiB compressed (24,000 endpoints: 414 MB).
 */
const reloaderResources: HelmValues = { ...helperResources, limits: { memory: "512Mi" } };

/**
 * Each pod has an interface on its node, of some 36 series under a name that goes with it (VPC CNI's `eni...`, Calico's, Cilium's):
 * an eighth of Prometheus' memory in `small`. What pods send and receive the kubelet tells, by pod.
 */
const withoutPodsInterfaces: HelmValue = {
  action: "drop",
  sourceLabels: ["__name__", "device"],
  regex: "node_(network|arp)_.+;(eni|veth|cali|lxc).*",
};

/** Kept too when a first install fails and is rolled back: they may be others', taken over a moment before. */
export const prometheusCrdsValues: HelmValues = { crds: { annotations: keptByHelm } };

export function prometheusValues(settings: Settings, names: Pick<CloudNames, "roles" | "rings">): HelmValues {
  const { sizing } = settings;
  return {
    fullnameOverride: "kps",
    crds: { enabled: false },
    // Dashboards come as ConfigMaps for the platform's own Grafana; its data sources are defined there.
    grafana: {
      enabled: false,
      forceDeployDashboards: true,
      forceDeployDatasources: false,
      sidecar: { dashboards: { label: dashboardLabel } },
    },
    ...hiddenRules,
    prometheusOperator: {
      resources: resources(sizing.prometheusOperator),
      ...actsOnOwnInstances(settings),
      ...operatorNetwork(settings),
      // Fargate's answer nobody but the API server: each would be a target that is down for ever.
      kubeletService: { namespace: settings.namespace, selector: onNodes.join() },
      prometheusConfigReloader: { resources: reloaderResources },
      // The chart makes the webhook's certificate itself: no cert-manager needed.
      admissionWebhooks: {
        enabled: true,
        // Rules of another stack may be no PromQL of this version, or of another language.
        namespaceSelector: rulesHere,
        certManager: { enabled: false },
        patch: { enabled: true, resources: helperResources },
      },
    },
    kubelet: kubelets(settings),
    "kube-state-metrics": {
      replicas: sizing.kubeStateMetrics.replicas,
      resources: resources(sizing.kubeStateMetrics),
      metricLabelsAllowlist: [`namespaces=[${conventions.tenantLabel}]`],
      // Nothing reads their metrics; with them it may list every Secret of the cluster, and holds them in its memory.
      collectorsExclude: ["secrets"],
      // Whether it may list and watch what it tells of: rules of the chart read it, and nothing of it is on its first port.
      selfMonitor: { enabled: true },
    },
    "prometheus-node-exporter": {
      resources: resources(sizing.nodeExporter),
      tolerations: [everyNode],
      affinity: nodeAgentAffinity,
      priorityClassName: nodeAgentPriorityClass,
      updateStrategy: nodeAgentUpdate,
      prometheus: { monitor: { metricRelabelings: [withoutPodsInterfaces] } },
      // All interfaces are, to the chart, those of IPv4; the node's own address is of the cluster's family.
      ...(settings.clusterKind.ipFamily === "ipv6" ? { service: { listenOnAllInterfaces: false } } : {}),
    },
    // Dashboards of systems that EKS nodes never run.
    nodeExporter: { operatingSystems: { aix: { enabled: false }, darwin: { enabled: false } } },
    prometheus: {
      prometheusSpec: prometheusSpec(settings),
      ...(sizing.prometheus.replicas > 1 ? pair : {}),
      ...(settings.longTermMetrics?.type === "amp"
        ? { serviceAccount: serviceAccountValues(settings, names, "longTermMetrics") }
        : {}),
    },
    alertmanager: alertmanager(settings, names),
  };
}

/**
 * Of the servers in the cluster it runs the platform's alone: a Prometheus or Alertmanager of another team is its own
 * operator's, and two would undo each other's work. Monitors and rules it reads in every namespace.
 */
function actsOnOwnInstances({ namespace }: Settings): HelmValues {
  return {
    prometheusInstanceNamespaces: [namespace],
    alertmanagerInstanceNamespaces: [namespace],
    thanosRulerInstanceNamespaces: [namespace],
  };
}

/** On a node's network one pod leaves before the next comes: both want the same port, perhaps of the only node. */
function operatorNetwork(settings: Settings): HelmValues {
  if (settings.cluster.operatorsOnNodes === undefined) return {};
  return {
    hostNetwork: true,
    tls: { internalPort: operatorPorts(settings).prometheusOperator },
    strategy: oneGoesFirst(1),
  };
}

/**
 * An operator makes a Service for the kubelets, with the same labels in every stack, and leaves it behind. In kube-system
 * each kubelet would be scraped once for each that is there, and other stacks would find the platform's, too. What the
 * series say of their namespace stays.
 */
function kubelets({ namespace }: Settings): HelmValues {
  const relabelings: HelmValue = [
    { action: "replace", sourceLabels: ["__metrics_path__"], targetLabel: "metrics_path" },
    { action: "replace", targetLabel: namespaceLabel, replacement: "kube-system" },
  ];
  const ofEndpoints = ["relabelings", "cAdvisorRelabelings", "probesRelabelings"].map((key) => [key, relabelings]);
  // The chart asks for containers every 10 s: three times the samples of what is most of all, and no longer time to answer.
  const cAdvisorInterval = `${scrapeIntervalSeconds}s`;
  return { namespace, serviceMonitor: { ...(Object.fromEntries(ofEndpoints) as HelmValues), cAdvisorInterval } };
}

/**
 * EKS runs these where nobody can scrape them, or bound to localhost: their targets and alerts would be red for ever.
 * The platform has rules of its own in the place of some of the chart's.
 */
const hiddenRules: HelmValues = {
  kubeControllerManager: { enabled: false },
  kubeScheduler: { enabled: false },
  kubeEtcd: { enabled: false },
  kubeProxy: { enabled: false },
  defaultRules: {
    disabled: Object.fromEntries(replacedRules.map((rule) => [rule, true])),
    rules: {
      etcd: false,
      kubeControllerManager: false,
      kubeProxy: false,
      kubeSchedulerAlerting: false,
      kubeSchedulerRecording: false,
      windows: false,
    },
  },
};

/**
 * Both have every sample, so a reader asks either; who asks one keeps to it while it is ready, and sees no difference
 * of a sample between two answers. One at a time may be evicted.
 */
const pair: HelmValues = {
  service: { sessionAffinity: "ClientIP" },
  podDisruptionBudget: { enabled: true, minAvailable: 1 },
};

function prometheusSpec(settings: Settings): HelmValues {
  const { prometheus } = settings.sizing;
  return {
    replicas: prometheus.replicas,
    ...(prometheus.replicas > 1 ? { topologySpreadConstraints: [zoneSpread] } : {}),
    resources: resources(prometheus),
    retention: `${settings.retention.metricsDays}d`,
    retentionSize: `${prometheus.retentionSizeGib}GiB`,
    storageSpec: { volumeClaimTemplate: dataVolume(prometheus.volumeGib) },
    ...receivers(settings),
    web: { maxConnections: mostConnections(settings) },
    ...timeToStart(prometheus.memoryMib),
    query: { maxSamples: mostSamples(prometheus.memoryMib) },
    ...rulesOfEveryNamespace(settings),
    ...scrapesNothing,
    // On alerts only; stored series carry neither.
    externalLabels: { cluster: settings.cluster.name, environment: settings.environment },
    replicaExternalLabelNameClear: true,
    additionalAlertRelabelConfigs: alertTenant(settings).map(nativeRelabelRule),
    ...longTermSpec(settings),
    // A pod is given its proof of identity when it is created.
    ...(settings.longTermMetrics?.type === "amp" ? { podMetadata: { annotations: identityRevision(settings) } } : {}),
  };
}

/**
 * It is ended where it reads its log back for longer, and begins anew: the operator gives it 15 minutes, asking every 15 s. An hour
 * is asked for every minute, which is for those alone whose log may take it.
 */
const timeToStart = (memoryMib: number): HelmValues =>
  memoryMib > 16_384 ? { maximumStartupDurationSeconds: 3_600 } : {};

/** Of one question, which is told in 48 bytes a sample (seen): an eighth of the memory, and no more than Prometheus' own limit. */
const mostSamples = (memoryMib: number) => Math.min(50_000_000, 2_500 * memoryMib);

/**
 * Of each tenant every one of Tempo's generators keeps one; a thousand for all others. What is above the limit waits,
 * kubelet's probes too, which end Prometheus: its own limit, 512, is 170 tenants in `large` (seen). In steps, as each is a restart.
 */
function mostConnections({ tenants, size, sizing }: Settings): number {
  const generators = size === "large" ? sizing.tempoMetricsGenerator.replicas : 1;
  return Math.max(16_384, 2 ** Math.ceil(Math.log2(tenants.length * generators + 1_000)));
}

/**
 * How samples come in: by remote write alone, from agent, Collectors and Tempo, which stamp the tenant; late ones and
 * exemplars included. Prometheus' own OTLP endpoint stays shut: nothing would stamp what comes there.
 */
function receivers({ sizing: { prometheus } }: Settings): HelmValues {
  return {
    image: { tag: imageParts(images.prometheus).tag },
    enableRemoteWriteReceiver: true,
    tsdb: { outOfOrderTimeWindow: `${prometheus.outOfOrderMinutes}m` },
    enableFeatures: ["exemplar-storage"],
    exemplars: { maxSize: prometheus.maxExemplars },
  };
}

/**
 * A tenant's rule sees, and speaks for, its own namespace only: the operator adds the label to each of its selectors.
 * Another stack's rules would find nothing here, and alert on that: its namespace says so by a label.
 */
function rulesOfEveryNamespace({ namespace }: Settings): HelmValues {
  return {
    ruleSelectorNilUsesHelmValues: false,
    ruleNamespaceSelector: rulesHere,
    enforcedNamespaceLabel: namespaceLabel,
    excludedFromEnforcement: excludedFromEnforcement(namespace),
  };
}

/**
 * The chart cannot leave a selector out, so these ask for a label and for its absence. For a label alone would be to ask
 * whoever sets it: what Prometheus scraped itself would have no limits and no tenant of the platform's choosing.
 */
const nothing: HelmValues = {
  matchExpressions: ["Exists", "DoesNotExist"].map((operator) => ({ key: "observability.io/scraped-by", operator })),
};
const scrapesNothing: HelmValues = {
  serviceMonitorSelector: nothing,
  podMonitorSelector: nothing,
  probeSelector: nothing,
  scrapeConfigSelector: nothing,
};

function alertmanager(settings: Settings, { rings }: Pick<CloudNames, "rings">): HelmValues {
  const { sizing, alerts } = settings;
  const { replicas, volumeGib, memoryMib } = sizing.alertmanager;
  return {
    config: alertmanagerConfig(settings),
    enableFeatures: alertmanagerFeatures,
    podDisruptionBudget: { enabled: replicas > 1, minAvailable: Math.max(1, replicas - 1) },
    alertmanagerSpec: {
      replicas,
      resources: resources(sizing.alertmanager),
      storage: { volumeClaimTemplate: dataVolume(volumeGib) },
      // One rule that fires for each of a tenant's series would fill the memory of all replicas, and nobody be told of
      // anything. Not more of them: room for as many is set aside for each name that fires, 40 bytes for one (seen), and
      // an outage can make the rules of thousands of tenants fire, each of its own name (docs/sizing.md).
      additionalArgs: [{ name: "alerts.per-alertname-limit", value: `${4 * memoryMib}` }],
      // What one has sent it tells the others by UDP, which security groups of nodes often keep from each other; by TCP
      // before the next of them sends it too, which waits for 15 s (seen: with the default, a minute, each came twice).
      clusterPushpullInterval: "5s",
      ...(rings === undefined ? {} : { clusterLabel: rings.alertmanager }),
      ...(Object.keys(credentials(alerts)).length > 0 ? { secrets: [alertmanagerSecret] } : {}),
      // An AlertmanagerConfig of a tenant routes alerts of its own namespace only: the operator adds the matcher.
      alertmanagerConfigMatcherStrategy: { type: "OnNamespace" },
    },
  };
}
