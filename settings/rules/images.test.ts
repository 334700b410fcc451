// Digests of images: one of each, and of those alone that a stack pulls.
import { type Case, tellsOf } from "../../test/support/told";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const pinned = (...images: string[]) => ({
  images: { digests: images.map((image, index) => ({ image, digest: digest(index.toString(16)) })) },
});
const rm = (index: number) => `pulumi config rm --path 'observability:images.digests[${index}]'`;
const rmAll = "pulumi config rm --path observability:images";
const isPulledOnly = "must be an image that this stack pulls: this one is pulled only";
const external = { mode: "external", auth: "scram", existingSecret: "k", bootstrapServers: ["b.example.com:9096"] };

const cases: Case[] = [
  [
    "digests of an image more than once, mended from the last to the first",
    pinned("grafana/grafana", "grafana/grafana", "grafana/loki", "grafana/loki"),
    `images.digests[3].image: "grafana/loki" - must be listed once: an image has one digest - ${rm(3)}`,
    `images.digests[1].image: "grafana/grafana" - must be listed once: an image has one digest - ${rm(1)}`,
  ],
  [
    "digests of images that a small stack on MSK does not pull",
    {
      size: "small",
      kafka: { mode: "msk" },
      logs: { containerShipper: "alloy" },
      ...pinned("grafana/promtail", "danielqsj/kafka-exporter", "library/memcached", "grafana/rollout-operator"),
    },
    `images.digests[3].image: "grafana/rollout-operator" - ${isPulledOnly} with pods of sizing.lokiRolloutOperator`,
    `images.digests[2].image: "library/memcached" - ${isPulledOnly} with pods of sizing.lokiChunksCache, sizing.`,
    `images.digests[1].image: "danielqsj/kafka-exporter" - ${isPulledOnly} with pods of sizing.kafkaExporter`,
    `images.digests[0].image: "grafana/promtail" - ${isPulledOnly} with logs.containerShipper promtail - ${rmAll}`,
  ],
  [
    "an image twice that nobody pulls, of which each entry goes once",
    { size: "small", ...pinned("prom/memcached-exporter", "prom/memcached-exporter") },
    `images.digests[1].image: "prom/memcached-exporter" - must be listed once: an image has one digest - ${rm(1)}`,
    `images.digests[0].image: "prom/memcached-exporter" - ${isPulledOnly} with pods of`,
  ],
  [
    "readers of containers and events that are switched off, and caches",
    {
      size: "large",
      logs: { containerShipper: "promtail", kubernetesEvents: false },
      sizing: Object.fromEntries(
        ["lokiChunksCache", "lokiResultsCache", "tempoCache", "lokiCanary"].map((row) => [row, { replicas: 0 }]),
      ),
      ...pinned("grafana/alloy", "grafana/loki-canary", "library/memcached", "grafana/promtail"),
    },
    `images.digests[2].image: "library/memcached" - ${isPulledOnly}`,
    `images.digests[1].image: "grafana/loki-canary" - ${isPulledOnly} with pods of sizing.lokiCanary`,
    `images.digests[0].image: "grafana/alloy" - ${isPulledOnly} with logs.containerShipper alloy, or logs.kubernetes`,
  ],
  [
    "images that a stack does pull",
    {
      logs: { containerShipper: "promtail" },
      kafka: external,
      ...pinned("grafana/alloy", "grafana/promtail", "danielqsj/kafka-exporter", "fluent/fluent-bit"),
    },
  ],
  ["images of a large stack", { size: "large", ...pinned("library/memcached", "grafana/rollout-operator") }],
  [
    "tolerations that may not be, mended from the last to the first",
    {
      scheduling: {
        tolerations: ["dedicated", "node.kubernetes.io/not-ready", "a", "karpenter.sh/disrupted"].map((key) => ({
          key,
        })),
      },
    },
    "scheduling.tolerations[3].key: ",
    "scheduling.tolerations[1].key: ",
  ],
];

describe("digests of images, and entries that go as a whole", () => tellsOf(cases));
