// What must be true of a rendered release. Each check returns its complaints; none means passed.
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import type { ChartFile } from "../../commands/render/chart-folder";
import type { HelmValues } from "../../components/helm-values";
import type { Served } from "../../components/planned-release";
import { nodeAgentAffinity, nodeAgentPriorityClass } from "../../components/pods/node-agent";
import { nodesWanted } from "../../components/preflight/nodes/room";
import { podSelectors } from "../../settings/rules/organisation";
import type { Settings } from "../../settings/settings";
import { foreignImages, unpinnedImages } from "./images";
import { containersOf, type Manifest, type PodSpec, podMetadataOf, podOf } from "./manifests";
import { credentialMark } from "./variants";

export function servicesMissing(manifests: readonly Manifest[], wanted: readonly Served[]): string[] {
  const rendered = new Map(
    manifests
      .filter(({ kind }) => kind === "Service")
      .map(({ metadata, spec }) => [metadata.name, (spec?.ports ?? []).map(({ port }) => port)]),
  );
  return wanted.flatMap(({ service, ports }) => {
    const found = rendered.get(service);
    if (found === undefined)
      return [`no Service ${service}; there are ${[...rendered.keys()].sort().join(", ") || "none"}`];
    const missing = ports.filter((port) => !found.includes(port));
    return missing.length === 0
      ? []
      : [`Service ${service} lacks port ${missing.join(", ")}; it has ${found.join(", ")}`];
  });
}

export function containersWithoutResources(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap((manifest) =>
    containersOf(manifest).flatMap(({ name, resources }) => {
      const missing = [
        ...["cpu", "memory"]
          .filter((each) => resources?.requests?.[each] === undefined)
          .map((each) => `${each} request`),
        ...(resources?.limits?.memory === undefined ? ["memory limit"] : []),
      ];
      return missing.length === 0
        ? []
        : [`${manifest.kind} ${manifest.metadata.name}, container ${name}: no ${missing.join(", ")}`];
    }),
  );
}

/**
 * Variables that stand twice in a container. The API server takes them when it is made; of a change Helm makes a patch by name,
 * which is refused ("may not be specified when `value` is not empty").
 */
export function variablesTwice(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap((manifest) =>
    containersOf(manifest).flatMap((container) => {
      const names = (container.env ?? []).map(({ name }) => name);
      return names
        .filter((name, index) => names.indexOf(name) !== index)
        .map((name) => `${manifest.kind} ${manifest.metadata.name}, container ${container.name}: ${name} stands twice`);
    }),
  );
}

/**
 * Credentials of the settings anywhere in values or manifests, and Secrets with content that the release is not known
 * to make: what is in a value is also in Helm's release Secret and in Pulumi's preview.
 */
export function credentials(
  values: HelmValues,
  manifests: readonly Manifest[],
  knownSecrets: readonly string[],
): string[] {
  const complaints: string[] = [];
  if (JSON.stringify(values).includes(credentialMark))
    complaints.push("a credential of the settings is among the values");
  for (const manifest of manifests) {
    const what = `${manifest.kind} ${manifest.metadata.name}`;
    const content = { ...manifest.stringData, ...decoded(manifest) };
    if (JSON.stringify({ ...manifest, ...content }).includes(credentialMark))
      complaints.push(`${what} carries a credential of the settings`);
    const filled = Object.entries(content)
      .filter(([, text]) => text !== "")
      .map(([key]) => key);
    if (manifest.kind === "Secret" && filled.length > 0 && !knownSecrets.includes(manifest.metadata.name)) {
      complaints.push(`${what} is made by the chart with ${filled.join(", ")}`);
    }
  }
  return complaints;
}

function decoded({ kind, data }: Manifest): Record<string, string> {
  if (kind !== "Secret") return data ?? {};
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([key, text]) => [key, Buffer.from(text, "base64").toString()]),
  );
}

/** Kubernetes takes no more than this in one Secret. */
export const secretLimitBytes = 1_048_576;

/**
 * Bytes of the Secret in which Helm keeps a revision of the release: chart without its sub-charts, values and manifests
 * as JSON, gzipped, in base64. Slightly too high where the chart has files that its .helmignore leaves out.
 */
export function releaseSecretBytes(chart: readonly ChartFile[], values: HelmValues, manifest: string): number {
  return Math.ceil(gzipSync(JSON.stringify({ chart, config: values, manifest }), { level: 9 }).length / 3) * 4;
}

/** Labels by which pods are found, and that `pods.labels` could change. */
export function selectorsNotKept(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap(({ kind, metadata, spec }) => {
    const { matchLabels } = spec?.selector ?? {};
    const labels = kind === "Service" ? spec?.selector : matchLabels;
    const isOfPods = ["Service", "Deployment", "StatefulSet", "DaemonSet", "PodDisruptionBudget"].includes(kind);
    return Object.keys((isOfPods ? labels : undefined) ?? {})
      .filter((key) => !podSelectors.has(key))
      .map((key) => `${kind} ${metadata.name} finds pods by ${key}, which pods.labels may set`);
  });
}

/** What an organisation prescribes, in the pods of a rendered release: nodes, images, pull secrets, tolerations. */
export function againstTheOrganisation(settings: Settings, manifests: readonly Manifest[]): string[] {
  const { images, scheduling } = settings;
  return manifests.flatMap((manifest) => {
    const pod = podOf(manifest);
    if (!pod) return [];
    const everyNode = manifest.kind === "DaemonSet";
    const wanted = { "kubernetes.io/os": "linux", ...(everyNode ? {} : scheduling.nodeSelector) };
    const complaints = [
      ...Object.entries(wanted)
        .filter(([key, value]) => pod.nodeSelector?.[key] !== value)
        .map(([key, value]) => `may start on a node without ${key}=${value}`),
      ...(images.registry === undefined ? [] : foreignImages(manifest, images.registry)),
      ...(images.registry === undefined ? [] : unpinnedImages(manifest, images)),
      ...(everyNode ? [...notOnEveryNode(pod), ...notAsNodeAgent(pod, manifest.spec)] : []),
      // Its chart knows none. Pods by themselves are those of `helm test`, which nobody runs.
      ...(everyNode || pod.priorityClassName || manifest.kind === "Pod" || manifest.metadata.name === "kafka-exporter"
        ? []
        : ["has no priority"]),
      ...withoutProxy(manifest, settings),
      ...withoutMetadata(manifest, settings),
      ...fallsShort(manifest),
      ...(pod.topologySpreadConstraints ?? [])
        .filter(({ whenUnsatisfiable }) => whenUnsatisfiable !== scheduling.topologySpread)
        .map(({ topologyKey }) => `is spread over ${topologyKey} otherwise than ${scheduling.topologySpread}`),
      ...images.pullSecrets
        .filter((name) => !pod.imagePullSecrets?.some((secret) => secret.name === name))
        .map((name) => `pulls without Secret ${name}`),
      ...scheduling.tolerations
        .filter(
          ({ key }) => !pod.tolerations?.some((each) => each.key === key || (!each.key && each.operator === "Exists")),
        )
        .map(({ key }) => `does not tolerate ${key}`),
    ];
    return complaints.map((complaint) => `${manifest.kind} ${manifest.metadata.name} ${complaint}`);
  });
}

/** A taint of any effect keeps no pod of every node away; what is no node does. */
function notOnEveryNode({ tolerations = [], affinity }: PodSpec): string[] {
  const toleratesAll = tolerations.some(
    ({ key, operator, effect }) => key === undefined && operator === "Exists" && effect === undefined,
  );
  const keepsOff = isDeepStrictEqual(affinity?.nodeAffinity, nodeAgentAffinity.nodeAffinity);
  return [
    ...(toleratesAll ? [] : ["does not tolerate every taint"]),
    ...(keepsOff ? [] : ["does not keep off Fargate and virtual kubelets"]),
  ];
}

/** On a full node it waits, and one node after another is no way through hundreds. */
function notAsNodeAgent({ priorityClassName }: PodSpec, spec: Manifest["spec"]): string[] {
  const rolls = /%$/.test(String(spec?.updateStrategy?.rollingUpdate?.maxUnavailable));
  return [
    ...(priorityClassName === nodeAgentPriorityClass ? [] : [`has not the priority ${nodeAgentPriorityClass}`]),
    ...(rolls ? [] : ["rolls one node after another"]),
  ];
}

/**
 * Pods on their node's network: node-exporter, and the operators where they are asked for there, each on ports that no
 * other of them and nothing of EKS' own has.
 */
export function portsOnNodes({ cluster: { operatorsOnNodes } }: Settings, manifests: readonly Manifest[]): string[] {
  const onNodes = manifests.filter((manifest) => podOf(manifest)?.hostNetwork === true);
  const wanted = [
    "kps-prometheus-node-exporter",
    ...(operatorsOnNodes === undefined ? [] : ["kps-operator", "otel-operator"]),
  ];
  const names = onNodes.map(({ metadata }) => metadata.name).sort();
  const ports = onNodes.flatMap((manifest) =>
    (podOf(manifest)?.containers ?? []).flatMap((container) => (container.ports ?? []).map((p) => p.containerPort)),
  );
  return [
    ...(names.join() === wanted.sort().join() ? [] : [`on their node's network are ${names.join(", ")}`]),
    ...ports.filter((port, index) => ports.indexOf(port) !== index).map((port) => `port ${port} is taken twice`),
    ...ports.filter((port) => port >= 10_248 && port <= 10_256).map((port) => `port ${port} is the node's own`),
  ];
}

/**
 * Pods that share no node with another of theirs: as many as the look before a plan counts, and no Deployment of them
 * wants one more pod than it has while it rolls.
 */
export function podsApart(settings: Settings, manifests: readonly Manifest[]): string[] {
  const apart = manifests.filter((manifest) =>
    podOf(manifest)?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(
      ({ topologyKey, labelSelector }) =>
        topologyKey === "kubernetes.io/hostname" && labelSelector?.matchLabels !== undefined,
    ),
  );
  const several = (counts: readonly number[]) => counts.filter((count) => count > 1).sort();
  const found = several(apart.map(({ spec }) => spec?.replicas ?? 1)).join();
  const counted = several(
    nodesWanted(settings).flatMap(({ row, nodes }) => (row === "lokiIngester" ? [] : nodes)),
  ).join();
  return [
    ...(found === counted ? [] : [`pods that share no node: ${found || "none"}; counted are ${counted || "none"}`]),
    ...apart
      .filter(({ kind, spec }) => kind === "Deployment" && spec?.strategy?.rollingUpdate?.maxSurge !== 0)
      .map(({ metadata }) => `Deployment ${metadata.name} rolls only where there is a node more than it has pods`),
  ];
}

/**
 * What Helm calls ready with no pod at all: it waits for none that may be missing, and for nothing that rolls by hand. A
 * release that upgrades to it is never rolled back.
 */
export function notWaitedFor(manifests: readonly Manifest[]): string[] {
  return manifests
    .filter(({ kind, metadata, spec: { replicas = 1, strategy, updateStrategy } = {} }) => {
      if (knownAsNotWaitedFor.test(metadata.name)) return false;
      if (updateStrategy?.type === "OnDelete") return true;
      return kind === "Deployment" && replicas > 0 && replicas <= Number(strategy?.rollingUpdate?.maxUnavailable ?? 0);
    })
    .map(({ kind, metadata }) => `Helm waits for no pod of ${kind} ${metadata.name}`);
}

/** Told in docs/operations/change.md: the charts leave no other way. */
const knownAsNotWaitedFor = /^(loki-ingester-zone-[abc]|loki-(canary|rollout-operator)|tempo-compactor)$/;

/** Run by `helm test` alone, which nobody runs. */
const isTestOfTheChart = ({ metadata }: Manifest) => metadata.annotations?.["helm.sh/hook"]?.includes("test") ?? false;

function withoutMetadata(manifest: Manifest, { pods }: Settings): string[] {
  if (isTestOfTheChart(manifest)) return [];
  const found = podMetadataOf(manifest);
  return (["labels", "annotations"] as const).flatMap((kind) =>
    Object.entries(pods[kind])
      .filter(([key, value]) => found[kind]?.[key] !== value)
      .map(([key]) => `makes pods without ${kind} ${key}`),
  );
}

/** Pods that read the node: they are root, or see its network and processes, and are known for it. */
const readsTheNode: ReadonlySet<string> = new Set(["alloy", "promtail", "fluent-bit", "kps-prometheus-node-exporter"]);

/** What clusters refuse pods for (kubernetes.io, "Pod Security Standards", restricted). */
function fallsShort(manifest: Manifest): string[] {
  const pod = podOf(manifest);
  if (pod === undefined || readsTheNode.has(manifest.metadata.name)) return [];
  return [...(pod.initContainers ?? []), ...(pod.containers ?? [])].flatMap(({ name, securityContext: own = {} }) => [
    ...(own.allowPrivilegeEscalation === false ? [] : [`may escalate privileges in ${name}`]),
    ...(own.capabilities?.drop?.includes("ALL") ? [] : [`keeps capabilities in ${name}`]),
    ...(own.readOnlyRootFilesystem || isTestOfTheChart(manifest) ? [] : [`may write to its image in ${name}`]),
    ...((own.runAsNonRoot ?? pod.securityContext?.runAsNonRoot) ? [] : [`may run as root in ${name}`]),
    ...((own.seccompProfile ?? pod.securityContext?.seccompProfile)?.type === "RuntimeDefault"
      ? []
      : [`has no seccomp profile in ${name}`]),
  ]);
}

/** Workloads that leave the cluster over HTTP, by a part of their names. */
const goesOut =
  /^(loki(-(read|write|backend|ingester|querier|compactor|index-gateway|ruler).*)?|tempo(-.*)?|otel-gateway|log-consumer|grafana)$/;

function withoutProxy(manifest: Manifest, { proxy }: Settings): string[] {
  const pod = podOf(manifest);
  if (proxy === undefined || !goesOut.test(manifest.metadata.name) || /memcached/.test(manifest.metadata.name))
    return [];
  const variables = (pod?.containers ?? []).flatMap(({ env = [] }) => env.map(({ name, value }) => `${name}=${value}`));
  return [`HTTPS_PROXY=${proxy.url}`, `HTTP_PROXY=${proxy.url}`]
    .filter((wanted) => !variables.includes(wanted))
    .map((wanted) => `goes out without ${wanted}`);
}
