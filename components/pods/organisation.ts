// Where each chart takes what is the same for all pods: the registry of images and its Secrets, nodes, tolerations,
// labels, annotations. The one place that knows; `npm run test:charts` proves it on what the real charts render. Pure.
import { stringify } from "yaml";
import { dataStorageClass } from "../../conventions/names";
import type { PinnableImage } from "../../conventions/versions";
import type { Settings } from "../../settings/settings";
import { isMap, merged } from "../chart-values/overrides";
import { type ChartId, charts } from "../charts";
import { type HelmValue, type HelmValues, untemplated } from "../helm-values";
import { type ChartImage, chartImageTags } from "./chart-images";
import { linux } from "./placement";
import { proxyVariables } from "./proxy";

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
  /** Those of the annotations that the chart takes for templates. */
  templates?: readonly string[];
  /** Pods of every node: they keep the tolerations and nodes that they have, but for Linux. */
  everyNode?: boolean;
  /** Keys of a registry that holds for all images of the chart. */
  registry?: readonly string[];
  /** Keys of an image's repository, registry included, and what it is at its public registry. */
  repositories?: Readonly<Record<string, string>>;
  /** Where environment variables of what leaves the cluster go, as a list of `{ name, value }` or as a map. */
  environment?: readonly [path: string, form: "list" | "map"];
  /** Where digests of images go: `sha256:...`, or its digits alone. */
  digests?: Readonly<Record<string, readonly [image: PinnableImage, form: "digest" | "sha"]>>;
  /** Where tags of images go, for charts that take a digest behind the tag only. */
  tags?: Readonly<Record<string, ChartImage>>;
  /** Tags that are always set: another chart brings another version of the image. */
  sameTags?: Readonly<Record<string, ChartImage>>;
  /** Parts whose constraints of spread are a text in the chart, lenient by default, and their `component` label. */
  spreadTexts?: Readonly<Record<string, string>>;
  /** Lists of pull secrets, of names or of `{ name }`. */
  pullSecrets: readonly (readonly [path: string, form: "name" | "map"])[];
}

const collector: Places = {
  pods: [""],
  templates: ["podAnnotations"],
  repositories: {
    "image.repository": "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib",
  },
  environment: ["extraEnvs", "list"],
  digests: {
    "image.digest": ["open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib", "digest"],
  },
  pullSecrets: [["imagePullSecrets", "map"]],
};

const lokiParts = ["defaults", "gateway", "chunksCache", "resultsCache", "lokiCanary", "rollout_operator"];

const alloy: Places = {
  pods: ["controller"],
  registry: ["global.image.registry"],
  digests: {
    "image.digest": ["grafana/alloy", "digest"],
    "configReloader.image.digest": ["prometheus-operator/prometheus-config-reloader", "digest"],
  },
  sameTags: { "configReloader.image.tag": "prometheus-operator/prometheus-config-reloader" },
  pullSecrets: [["global.image.pullSecrets", "map"]],
};

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
      // The one way to the pods of the hooks that make the webhook's certificate; the operator's has them by it, too.
      "commonLabels",
      "prometheus.prometheusSpec.podMetadata.labels",
      "alertmanager.alertmanagerSpec.podMetadata.labels",
      "kube-state-metrics.podLabels",
      "prometheus-node-exporter.podLabels",
    ],
    templates: ["prometheus.prometheusSpec.podMetadata.annotations"],
    annotations: [
      "prometheusOperator.podAnnotations",
      "prometheusOperator.admissionWebhooks.patch.podAnnotations",
      "prometheus.prometheusSpec.podMetadata.annotations",
      "alertmanager.alertmanagerSpec.podMetadata.annotations",
      "kube-state-metrics.podAnnotations",
      "prometheus-node-exporter.podAnnotations",
    ],
    registry: ["global.imageRegistry"],
    digests: {
      "prometheusOperator.image.sha": ["prometheus-operator/prometheus-operator", "sha"],
      "prometheusOperator.prometheusConfigReloader.image.sha": [
        "prometheus-operator/prometheus-config-reloader",
        "sha",
      ],
      "prometheusOperator.admissionWebhooks.patch.image.sha": ["jkroepke/kube-webhook-certgen", "sha"],
      "prometheusOperator.thanosImage.sha": ["thanos/thanos", "sha"],
      "prometheus.prometheusSpec.image.sha": ["prometheus/prometheus", "sha"],
      "alertmanager.alertmanagerSpec.image.sha": ["prometheus/alertmanager", "sha"],
      "kube-state-metrics.image.sha": ["kube-state-metrics/kube-state-metrics", "digest"],
      "prometheus-node-exporter.image.digest": ["prometheus/node-exporter", "digest"],
    },
    pullSecrets: [["global.imagePullSecrets", "map"]],
  },
  loki: {
    pods: lokiParts,
    nodes: ["A", "B", "C"].map((zone) => `ingester.zoneAwareReplication.zone${zone}`),
    registry: ["global.imageRegistry", "rollout_operator.image.registry"],
    environment: ["global.extraEnv", "list"],
    digests: {
      "loki.image.digest": ["grafana/loki", "digest"],
      "lokiCanary.image.digest": ["grafana/loki-canary", "digest"],
      "gateway.image.digest": ["nginxinc/nginx-unprivileged", "digest"],
    },
    tags: {
      "rollout_operator.image.tag": "grafana/rollout-operator",
      "gateway.metrics.image.tag": "jkroepke/access-log-exporter",
      "memcached.image.tag": "library/memcached",
      "memcachedExporter.image.tag": "prom/memcached-exporter",
    },
    pullSecrets: [
      ["imagePullSecrets", "map"],
      ["rollout_operator.imagePullSecrets", "map"],
    ],
  },
  tempo: {
    pods: [""],
    registry: ["global.imageRegistry"],
    environment: ["tempo.extraEnv", "list"],
    tags: { "tempo.tag": "grafana/tempo" },
    pullSecrets: [["tempo.pullSecrets", "name"]],
  },
  tempoDistributed: {
    pods: ["defaults", "memcached"],
    registry: ["global.image.registry"],
    spreadTexts: {
      distributor: "distributor",
      ingester: "ingester",
      memcached: "memcached",
      metricsGenerator: "metrics-generator",
      querier: "querier",
      queryFrontend: "query-frontend",
    },
    environment: ["global.extraEnv", "list"],
    sameTags: {
      "tempo.image.tag": "grafana/tempo",
      "memcached.image.tag": "library/memcached",
      "memcachedExporter.image.tag": "prom/memcached-exporter",
    },
    pullSecrets: [["global.image.pullSecrets", "name"]],
  },
  grafana: {
    pods: [""],
    registry: ["global.imageRegistry"],
    environment: ["env", "map"],
    digests: { "image.sha": ["grafana/grafana", "sha"], "sidecar.image.sha": ["kiwigrid/k8s-sidecar", "sha"] },
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
    tags: {
      "manager.image.tag": "open-telemetry/opentelemetry-operator/opentelemetry-operator",
      "testFramework.image.tag": "library/busybox",
    },
    pullSecrets: [["imagePullSecrets", "map"]],
  },
  fileLogs: {
    pods: [""],
    everyNode: true,
    repositories: { "image.repository": "ghcr.io/fluent/fluent-bit" },
    digests: { "image.digest": ["fluent/fluent-bit", "digest"] },
    pullSecrets: [["imagePullSecrets", "map"]],
  },
  alloy: { ...alloy, everyNode: true },
  kubernetesEvents: alloy,
  promtail: {
    pods: [""],
    everyNode: true,
    registry: ["global.imageRegistry"],
    tags: { "image.tag": "grafana/promtail" },
    pullSecrets: [["global.imagePullSecrets", "map"]],
  },
  blackboxExporter: {
    pods: [""],
    labels: ["pod.labels"],
    registry: ["global.imageRegistry"],
    digests: { "image.digest": ["prometheus/blackbox-exporter", "digest"] },
    pullSecrets: [["image.pullSecrets", "name"]],
  },
  kafkaExporter: {
    pods: [""],
    annotations: ["annotations"],
    repositories: { "image.repository": "docker.io/danielqsj/kafka-exporter" },
    tags: { "image.tag": "danielqsj/kafka-exporter" },
    pullSecrets: [["imagePullSecrets", "map"]],
  },
};

/** Values of a release with what the organisation prescribes. What the release sets itself wins, images aside. */
export function organised(id: ChartId, settings: Settings, values: HelmValues): HelmValues {
  if (id === "prometheusCrds") return values;
  const place = places[id];
  const all = [values, imagesOf(place, settings), strictTexts(place, settings)].reduce(
    merged,
    prescribed(place, settings),
  );
  return spread(inStorageClass(proxied(place, settings, all), settings.storageClass), settings);
}

/** With the variables of the proxy beside those that the release has. */
function proxied({ environment }: Places, settings: Settings, values: HelmValues): HelmValues {
  const variables = Object.entries(proxyVariables(settings));
  if (environment === undefined || variables.length === 0) return values;
  const [path, form] = environment;
  const keys = path.split(".");
  const own = keys.reduce<HelmValue | undefined>((value, key) => (isMap(value) ? value[key] : undefined), values);
  const more =
    form === "map"
      ? Object.fromEntries(variables)
      : [...(Array.isArray(own) ? (own as HelmValue[]) : []), ...variables.map(([name, value]) => ({ name, value }))];
  return merged(values, nested(keys, more));
}

function strictTexts({ spreadTexts = {} }: Places, { scheduling: { topologySpread } }: Settings): HelmValues {
  if (topologySpread === "ScheduleAnyway") return {};
  return fromEntries(
    Object.entries(spreadTexts).map(([part, component]) => {
      const labels = {
        "app.kubernetes.io/instance": charts.tempoDistributed.release,
        "app.kubernetes.io/component": component,
      };
      const constraint = {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: topologySpread,
        labelSelector: { matchLabels: labels },
      };
      return [`${part}.topologySpreadConstraints`, stringify([constraint])] as const;
    }),
  );
}

/** Constraints of spread as strict as the settings have them. */
function spread<T extends HelmValue | undefined>(value: T, { scheduling }: Pick<Settings, "scheduling">): T {
  if (scheduling.topologySpread === "ScheduleAnyway") return value;
  if (Array.isArray(value)) return value.map((item: HelmValue) => spread(item, { scheduling })) as unknown as T;
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === "whenUnsatisfiable" ? scheduling.topologySpread : spread(item, { scheduling }),
    ]),
  ) as T;
}

/** Volumes of the platform's own class take that of the settings. */
export function inStorageClass<T extends HelmValue | undefined>(value: T, name: string | undefined): T {
  if (name === undefined) return value;
  if (value === dataStorageClass) return name as T;
  if (Array.isArray(value)) return value.map((item: HelmValue) => inStorageClass(item, name)) as unknown as T;
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inStorageClass(item, name)])) as T;
}

function imagesOf(
  { repositories = {}, digests = {}, tags = {}, sameTags = {} }: Places,
  settings: Settings,
): HelmValues {
  const { images } = settings;
  const { registry } = images;
  const behindTag = (image: ChartImage) => {
    const digest = digestOf(image, images);
    return `${chartImageTags[image]}${digest === undefined ? "" : `@${digest}`}`;
  };
  return fromEntries([
    ...Object.entries(tags).flatMap(([path, image]) =>
      digestOf(image, images) === undefined ? [] : [[path, behindTag(image)] as const],
    ),
    ...Object.entries(sameTags).map(([path, image]) => [path, behindTag(image)] as const),
    ...(registry === undefined
      ? []
      : Object.entries(repositories).map(([path, image]) => [path, mirrored(image, registry)] as const)),
    ...Object.entries(digests).flatMap(([path, [image, form]]) => {
      const digest = digestOf(image, images);
      return digest === undefined ? [] : [[path, form === "sha" ? digest.replace("sha256:", "") : digest] as const];
    }),
  ]);
}

function fromEntries(entries: readonly (readonly [path: string, value: HelmValue])[]): HelmValues {
  return entries.reduce<HelmValues>((all, [path, value]) => merged(all, nested(path.split("."), value)), {});
}

function prescribed(place: Places, { images, scheduling, pods }: Settings): HelmValues {
  const at = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);
  const { labels = place.pods.map((path) => at(path, "podLabels")) } = place;
  const { annotations = place.pods.map((path) => at(path, "podAnnotations")) } = place;
  const wanted = (path: string) => (place.templates?.includes(path) ? untemplated(pods.annotations) : pods.annotations);
  const nodes: HelmValues = { ...linux, ...(place.everyNode ? {} : scheduling.nodeSelector) };
  const entries: (readonly [path: string, value: HelmValue])[] = [
    ...[...place.pods, ...(place.nodes ?? [])].map((path) => [at(path, "nodeSelector"), nodes] as const),
    ...(place.everyNode || scheduling.tolerations.length === 0
      ? []
      : place.pods.map((path) => [at(path, "tolerations"), scheduling.tolerations as readonly HelmValues[]] as const)),
    ...(Object.keys(pods.labels).length > 0 ? labels.map((path) => [path, pods.labels] as const) : []),
    ...(Object.keys(pods.annotations).length > 0 ? annotations.map((path) => [path, wanted(path)] as const) : []),
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

function digestOf(name: string, { digests }: Pick<Settings["images"], "digests">): string | undefined {
  return digests.find(({ image }) => image === name)?.digest;
}

/** An image, `host/path:tag`, as the settings want it pulled: from their registry, by the digest that they give. */
export function pulled(image: string, { registry, digests }: Pick<Settings["images"], "registry" | "digests">): string {
  const digest = digestOf(image.replace(/^[^/]+\//, "").replace(/:[^:/]+$/, ""), { digests });
  return `${mirrored(image, registry)}${digest === undefined ? "" : `@${digest}`}`;
}

function nested([key = "", ...rest]: readonly string[], value: HelmValue): HelmValues {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}
