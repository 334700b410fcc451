// Values of chart opentelemetry-collector that the platform's releases share. Plain data.
//
// Each is a StatefulSet, because its queues lie on a volume: a pod that comes back under its name finds what it had not
// sent. For the same reason autoscaling only adds pods. A removed pod's queue would wait on its volume until the pod is
// needed again, and low CPU is no sign of an empty queue: a collector whose backend is down has little to do.

import { createHash } from "node:crypto";
import { imageParts, images } from "../../../conventions/versions";
import { collectorPorts } from "../../endpoints";
import { type HelmValues, resources, restrictedContainer } from "../../helm-values";
import { dataVolume } from "../../pods/storage-class";
import { textDigest } from "../../text-digest";
import { featureGates } from "./names";
import { goEnvironment, statePath } from "./parts";

/** The user of the image. */
const imageUser = 10_001;

/**
 * Serves so long before it stops to listen: the nodes learn meanwhile that it goes. A sender that still comes would be
 * refused, and SDKs by HTTP drop what they had then. Kubelet waits by itself: the image has no program that would.
 */
const stillServesSeconds = 5;

/** Requests under way are finished on a stop; what is queued stays on the volume. */
const terminationGraceSeconds = 60;

/**
 * How long a collector may take to start before it is started anew. It opens a file for each queue: 100 tenants took
 * the gateway 17 s on a busy machine, and the liveness probe alone would kill it after 30 s, for ever.
 */
const startWithinSeconds = 900;
const startupProbeSeconds = 5;

/** CPU at which a pod is added, in percent of its request. */
const targetCpuPercent = 80;

export interface CollectorRelease {
  /** Name of workload and Service. */
  name: string;
  /** Texts of the configuration; the component keeps each in its own ConfigMap, `configMapName(name, index, text)`. */
  config: readonly string[];
  row: { replicas: number; maxReplicas?: number; cpuMillicores: number; memoryMib: number; volumeGib: number };
  serviceAccount: HelmValues;
  /** Ports of pod and Service besides the one for own metrics. */
  ports?: Readonly<Record<string, number>>;
  /** No cluster address: the name leads to every pod. */
  headless?: boolean;
  /** Whether it reads pods and namespaces from the API server. */
  readsPods?: boolean;
  environment?: readonly HelmValues[];
  /** Annotations that stand for what pods read at their start (components/pods/revision.ts). */
  revisions?: HelmValues;
  volumes?: readonly { volume: HelmValues; mount: HelmValues }[];
}

/** Ports that the chart would open by default. */
const chartPorts = ["otlp", "otlp-http", "jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin"];

export function collectorValues(release: CollectorRelease): HelmValues {
  const { name, row, ports = {}, environment = [], volumes = [] } = release;
  const open = Object.fromEntries(
    Object.entries({ ...ports, metrics: collectorPorts.metrics }).map(([port, number]) => [
      port,
      {
        enabled: true,
        containerPort: number,
        servicePort: number,
        protocol: "TCP",
        ...(port === "otlp" ? { appProtocol: "grpc" } : {}),
      },
    ]),
  );
  // The chart mounts the first text; the others are merged into it.
  const [first = "", ...others] = release.config;
  const more = others.map((text, index) => ({
    name: `config-${index + 1}`,
    path: `/conf-${index + 1}`,
    source: configMapName(name, index + 1, text),
  }));
  return {
    mode: "statefulset",
    fullnameOverride: name,
    image: imageParts(images.collector),
    command: {
      name: "otelcol-contrib",
      extraArgs: [`--feature-gates=${featureGates}`, ...more.map(({ path }) => `--config=${path}/${configKey}`)],
    },
    // Not the chart's own ConfigMap: Helm would write every alias out, and keep all of it in the release's Secret as
    // well.
    configMap: { create: false, existingName: configMapName(name, 0, first) },
    enableConfigChecksumAnnotation: false,
    podAnnotations: {
      "checksum/config": createHash("sha256").update(release.config.join("\0")).digest("hex"),
      ...release.revisions,
    },
    replicaCount: row.replicas,
    // Also where there is nothing to add: with an autoscaler the chart's StatefulSet names no number, and one that named it
    // before falls to a single pod when that goes, until the autoscaler has looked.
    ...(row.maxReplicas === undefined
      ? {}
      : {
          autoscaling: {
            enabled: true,
            minReplicas: row.replicas,
            maxReplicas: row.maxReplicas,
            targetCPUUtilizationPercentage: targetCpuPercent,
            behavior: { scaleDown: { selectPolicy: "Disabled" } },
          },
        }),
    statefulset: {
      podManagementPolicy: "Parallel",
      persistentVolumeClaimRetentionPolicy: { enabled: true, whenDeleted: "Retain", whenScaled: "Retain" },
      volumeClaimTemplates: [{ metadata: { name: "state" }, ...dataVolume(row.volumeGib) }],
    },
    extraVolumes: [
      ...volumes.map(({ volume }) => volume),
      ...more.map(({ name: volume, source }) => ({ name: volume, configMap: { name: source } })),
    ],
    extraVolumeMounts: [
      { name: "state", mountPath: statePath },
      ...volumes.map(({ mount }) => mount),
      ...more.map(({ name: volume, path }) => ({ name: volume, mountPath: path, readOnly: true })),
    ],
    extraEnvs: [
      ...Object.entries(goEnvironment(row)).map(([variable, value]) => ({ name: variable, value })),
      ...environment,
    ],
    resources: resources(row),
    // Its 80 percent are above what `memory_limiter` lets pass.
    useGOMEMLIMIT: false,
    startupProbe: {
      httpGet: { path: "/", port: collectorPorts.health },
      periodSeconds: startupProbeSeconds,
      failureThreshold: startWithinSeconds / startupProbeSeconds,
    },
    ...(Object.keys(ports).length === 0
      ? {}
      : { lifecycleHooks: { preStop: { sleep: { seconds: stillServesSeconds } } } }),
    terminationGracePeriodSeconds: terminationGraceSeconds,
    podSecurityContext: { fsGroup: imageUser, fsGroupChangePolicy: "OnRootMismatch" },
    securityContext: { ...restrictedContainer, runAsNonRoot: true, runAsUser: imageUser, runAsGroup: imageUser },
    serviceAccount: release.serviceAccount,
    ...(release.readsPods ? { clusterRole: { create: true, rules: podReaderRules } } : {}),
    ports: { ...Object.fromEntries(chartPorts.map((port) => [port, { enabled: false }])), ...open },
    service: { enabled: true, type: "ClusterIP", ...(release.headless ? { clusterIP: "None" } : {}) },
    serviceMonitor: { enabled: true, metricsEndpoints: [{ port: "metrics" }] },
    podDisruptionBudget: row.replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
    topologySpreadConstraints: [spread(name, "topology.kubernetes.io/zone"), spread(name, "kubernetes.io/hostname")],
  };
}

/** ConfigMap of a text, and the key in it that the chart expects. */
export function configMapName(release: string, index: number, text: string): string {
  return `${release}-config-${index}-${textDigest(text)}`;
}
export const configKey = "relay";

const podReaderRules: readonly HelmValues[] = [
  { apiGroups: [""], resources: ["pods", "namespaces"], verbs: ["get", "list", "watch"] },
  {
    apiGroups: ["apps"],
    resources: ["replicasets", "deployments", "statefulsets", "daemonsets"],
    verbs: ["get", "list", "watch"],
  },
  { apiGroups: ["batch"], resources: ["jobs"], verbs: ["get", "list", "watch"] },
];

function spread(release: string, topologyKey: string): HelmValues {
  return {
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { "app.kubernetes.io/instance": release } },
  };
}

/** A service account that calls nothing in AWS. */
export function plainServiceAccount(name: string): HelmValues {
  return { create: true, name };
}
