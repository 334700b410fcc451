// What the settings say of images.
import type { PinnableImage } from "../../conventions/versions";
import { editByHand, type Path, type Problem, removeCommand } from "../refusals/problem";
import type { Configuration } from "../schema";
import { modeMeant } from "./kafka";
import { type Chosen, needs, type Row } from "./needs";
import { hasPods } from "./rows";
import { own, type Rule, repeated } from "./rule";

type Choice = Chosen & Pick<Configuration, "sizing">;

interface Use {
  when(choice: Choice): boolean;
  only: string;
  /** The keys by which it is so: their defaults do not say that another image was meant. */
  by: readonly Path[];
}

const ofRows = (...rows: Row[]): Use => ({
  when: (choice) => rows.some((row) => hasPods(choice, row)),
  only: `with pods of sizing.${rows.join(", sizing.")}`,
  by: rows.flatMap((row) => [needs[row].used?.by?.path ?? ["size"], ["sizing", row, "replicas"]]),
});
const caches = ofRows("lokiChunksCache", "lokiResultsCache", "tempoCache");

/** Images that some stacks do not pull; the others every one does, for itself or for what it instruments. */
const pulledFor: Partial<Record<PinnableImage, Use>> = {
  "grafana/alloy": {
    when: ({ logs }) => logs.containerShipper === "alloy" || logs.kubernetesEvents,
    only: "with logs.containerShipper alloy, or logs.kubernetesEvents",
    by: [["logs", "containerShipper"]],
  },
  "grafana/promtail": {
    when: ({ logs }) => logs.containerShipper === "promtail",
    only: "with logs.containerShipper promtail",
    by: [["logs", "containerShipper"]],
  },
  "grafana/loki-canary": ofRows("lokiCanary"),
  "grafana/rollout-operator": ofRows("lokiRolloutOperator"),
  "library/memcached": caches,
  "prom/memcached-exporter": caches,
  "danielqsj/kafka-exporter": ofRows("kafkaExporter"),
};

const always: Use = { when: () => true, only: "", by: [] };

/** Whether a stack pulls an image; `npm run test:charts` compares it with what the real charts render. */
export function isPulled(image: PinnableImage, choice: Choice): boolean {
  return (pulledFor[image] ?? always).when(choice);
}

const atDigest = (index: number) => ["images", "digests", index] as const;

/** Of two digests of an image nobody knows which one counts. */
const digestsStandOnce: Rule = {
  reads: [["images", "digests", own, "image"]],
  check: ({ images }) =>
    repeated(images.digests.map(({ image }, index) => ({ path: atDigest(index), key: image }))).map(
      ({ path, key }) => ({
        path: [...path, "image"],
        value: key,
        allowed: "must be listed once: an image has one digest",
        command: removeCommand(path),
      }),
    ),
};

/** A digest of what nobody pulls hides that another image was meant. */
const digestsAreOfImagesPulled: Rule = {
  reads: [["images", "digests", own, "image"], ["size"], ["sizing"], ["kafka"], ["logs"]],
  check: (configuration, isWritten) => {
    const meant = { ...configuration, kafka: { mode: modeMeant(configuration, isWritten) } };
    const images = configuration.images.digests;
    return images.flatMap(({ image }, index): Problem[] => {
      const { when, only, by } = pulledFor[image] ?? always;
      // Where an image is listed twice, the second entry is to go anyway.
      const isFirst = images.findIndex((other) => other.image === image) === index;
      if (when(meant) || !isFirst) return [];
      const command = by.some(isWritten)
        ? removeCommand(atDigest(index))
        : editByHand("write the setting by which it is pulled, or take the digest away");
      const allowed = `must be an image that this stack pulls: this one is pulled only ${only}`;
      return [{ path: [...atDigest(index), "image"], value: image, allowed, command }];
    });
  },
};

export const imageRules: readonly Rule[] = [digestsStandOnce, digestsAreOfImagesPulled];
