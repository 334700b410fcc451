// Where each chart takes what is the same for all pods: the registry of images and its Secrets, nodes, tolerations,
// labels, annotations. The one place that knows; `npm run test:charts` proves it on what the real charts render. Pure.
import type { Settings } from "../../settings/settings";
import { isMap, merged } from "../chart-values/overrides";
import type { ChartId } from "../charts";
import type { HelmValue, HelmValues } from "../helm-values";
import { linux } from "./placement";
import { dataStorageClass } from "./storage-class";

interface Places {
  /** Maps that take `nodeSelector` and `tolerations`. */
  pods: readonly string[];
  /** Further maps that take `nodeSelector`: these do not fall back to those above. */
  nodes?: readonly string[];
  /**
   * Maps of labels and of annotations of pods; those beside `pods`, as `podLabels` and `podAnnotations`, when absent.
   */
  labels?: readonly string[];
  annotations?: readonly string[];
  /** Pods of every node: they keep the tolerations and nodes that they have, but for Linux. */
  everyNode?: boolean;
  /** Keys of a registry that holds for all images of the chart. */
  registry?: readonly string[];
  /** Keys of an image's repository, registry included, and what it is at its public registry. */
  repositories?: Readonly<Record<string, string>>;
  /** Lists of pull secrets, of names or of `{ name }`. */
  pullSecrets: readonly (readonly [path: string, form: "name" | "map"])[];
}

const collector: Places = {
  pods: [""],
  repositories: {
    "image.repository": "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib",
  },
  pullSecrets: [["imagePullSecrets", "map"]],
};

const lokiParts = ["defaults", "gateway", "chunksCache", "resultsCache", "lokiCanary", "rollout_operator"];

const places: Readonly<Record<Exclude<ChartId, "prometheusCrds">, Places>> = {
  prometheus: {
    pods: [
      "prometheusOperator",
      "prometheusOperator.admissionWebhooks.patch",
      "prometheus.prometheusSpec",
      "alertmanager.alertmanagerSpec",
      "kube-state-metrics",
    ],
    labels: [
      "prometheusOperator.podLabels",
      "prometheus.prometheusSpec.podMetadata.labels",
      "alertmanager.alertmanagerSpec.podMetadata.labels",
      "kube-state-metrics.podLabels",
      "prometheus-node-exporter.podLabels",
    ],
    annotations: [
      "prometheusOperator.podAnnotations",
      "prometheusOperator.admissionWebhooks.patch.podAnnotations",
      "prometheus.prometheusSpec.podMetadata.annotations",
      "alertmanager.alertmanagerSpec.podMetadata.annotations",
      "kube-state-metrics.podAnnotations",
      "prometheus-node-exporter.podAnnotations",
    ],
    registry: ["global.imageRegistry"],
    pullSecrets: [["global.imagePullSecrets", "map"]],
  },
  loki: {
    pods: lokiParts,
    nodes: ["A", "B", "C"].map((zone) => `ingester.zoneAwareReplication.zone${zone}`),
    registry: ["global.imageRegistry", "rollout_operator.image.registry"],
    pullSecrets: [
      ["imagePullSecrets", "map"],
      ["rollout_operator.imagePullSecrets", "map"],
    ],
  },
  tempo: {
    pods: [""],
    registry: ["global.imageRegistry"],
    pullSecrets: [["tempo.pullSecrets", "name"]],
  },
  tempoDistributed: {
    pods: ["defaults", "memcached"],
    registry: ["global.image.registry"],
    pullSecrets: [["global.image.pullSecrets", "name"]],
  },
  grafana: {
    pods: [""],
    registry: ["global.imageRegistry"],
    pullSecrets: [["global.imagePullSecrets", "map"]],
  },
  gateway: collector,
  sampler: collector,
  logConsumer: collector,
  instrumentationOperator: {
    pods: [""],
    labels: ["manager.podLabels"],
    annotations: ["manager.podAnnotations"],
    repositories: {
      "manager.image.repository": "ghcr.io/open-telemetry/opentelemetry-operator/opentelemetry-operator",
      "testFramework.image.repository": "docker.io/library/busybox",
    },
    pullSecrets: [["imagePullSecrets", "map"]],
  },
  fileLogs: {
    pods: [""],
    everyNode: true,
    repositories: { "image.repository": "ghcr.io/fluent/fluent-bit" },
    pullSecrets: [["imagePullSecrets", "map"]],
  },
  alloy: {
    pods: ["controller"],
    everyNode: true,
    registry: ["global.image.registry"],
    pullSecrets: [["global.image.pullSecrets", "map"]],
  },
  promtail: {
    pods: [""],
    everyNode: true,
    registry: ["global.imageRegistry"],
    pullSecrets: [["global.imagePullSecrets", "map"]],
  },
  blackboxExporter: {
    pods: [""],
    labels: ["pod.labels"],
    registry: ["global.imageRegistry"],
    pullSecrets: [["image.pullSecrets", "name"]],
  },
  kafkaExporter: {
    pods: [""],
    annotations: ["annotations"],
    repositories: { "image.repository": "docker.io/danielqsj/kafka-exporter" },
    pullSecrets: [["imagePullSecrets", "map"]],
  },
};

/** Values of a release with what the organisation prescribes. What the release sets itself wins, images aside. */
export function organised(id: ChartId, settings: Settings, values: HelmValues): HelmValues {
  if (id === "prometheusCrds") return values;
  const place = places[id];
  return inStorageClass(
    merged(merged(prescribed(place, settings), values), repositories(place, settings)),
    settings.storageClass,
  );
}

/** Volumes of the platform's own class take that of the settings. */
export function inStorageClass<T extends HelmValue | undefined>(value: T, name: string | undefined): T {
  if (name === undefined) return value;
  if (value === dataStorageClass) return name as T;
  if (Array.isArray(value)) return value.map((item: HelmValue) => inStorageClass(item, name)) as unknown as T;
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inStorageClass(item, name)])) as T;
}

function repositories({ repositories: known = {} }: Places, { images: { registry } }: Settings): HelmValues {
  return registry === undefined
    ? {}
    : fromEntries(Object.entries(known).map(([path, image]) => [path, mirrored(image, registry)]));
}

function fromEntries(entries: readonly (readonly [path: string, value: HelmValue])[]): HelmValues {
  return entries.reduce<HelmValues>((all, [path, value]) => merged(all, nested(path.split("."), value)), {});
}

function prescribed(place: Places, { images, scheduling, pods }: Settings): HelmValues {
  const at = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);
  const { labels = place.pods.map((path) => at(path, "podLabels")) } = place;
  const { annotations = place.pods.map((path) => at(path, "podAnnotations")) } = place;
  const nodes: HelmValues = { ...linux, ...(place.everyNode ? {} : scheduling.nodeSelector) };
  const entries: (readonly [path: string, value: HelmValue])[] = [
    ...[...place.pods, ...(place.nodes ?? [])].map((path) => [at(path, "nodeSelector"), nodes] as const),
    ...(place.everyNode || scheduling.tolerations.length === 0
      ? []
      : place.pods.map((path) => [at(path, "tolerations"), scheduling.tolerations as readonly HelmValues[]] as const)),
    ...(Object.keys(pods.labels).length > 0 ? labels.map((path) => [path, pods.labels] as const) : []),
    ...(Object.keys(pods.annotations).length > 0 ? annotations.map((path) => [path, pods.annotations] as const) : []),
    ...(images.registry === undefined
      ? []
      : (place.registry ?? []).map((path) => [path, images.registry ?? ""] as const)),
    ...(images.pullSecrets.length === 0
      ? []
      : place.pullSecrets.map(
          ([path, form]) =>
            [path, form === "name" ? images.pullSecrets : images.pullSecrets.map((name) => ({ name }))] as const,
        )),
  ];
  return fromEntries(entries);
}

/** An image, `host/path:tag`, as it is called in the organisation's registry. */
export function mirrored(image: string, registry: string | undefined): string {
  return registry === undefined ? image : `${registry}/${image.replace(/^[^/]+\//, "")}`;
}

function nested([key = "", ...rest]: readonly string[], value: HelmValue): HelmValues {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}
