// Where each chart takes what is the same for all pods: the registry of images and its Secrets, nodes, tolerations,
// labels, annotations. The one place that knows; `npm run test:charts` proves it on what the real charts render.
import type { PinnableImage } from "../../conventions/versions";
import type { ChartId } from "../charts";
import type { ChartImage } from "./chart-images";

/** Keys of one chart's values. */
export interface Places {
  /** Maps that take `nodeSelector`, `tolerations` and `priorityClassName`. */
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
  /** The chart gives its pods no priority. */
  withoutPriority?: true;
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

/** By chart. */
export const places: Readonly<Record<Exclude<ChartId, "prometheusCrds">, Places>> = {
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
  controlPlaneLogs: collector,
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
    withoutPriority: true,
    annotations: ["annotations"],
    repositories: { "image.repository": "docker.io/danielqsj/kafka-exporter" },
    tags: { "image.tag": "danielqsj/kafka-exporter" },
    pullSecrets: [["imagePullSecrets", "map"]],
  },
};
