// What the settings say of images.
import type { PinnableImage } from "../../conventions/versions";
import { removeCommand } from "../refusals/problem";
import type { Configuration } from "../schema";
import type { Chosen, Row } from "./needs";
import { type Rule, repeated } from "./rule";
import { hasPods } from "./sizing";

type Choice = Chosen & Pick<Configuration, "sizing">;

interface Use {
  when(choice: Choice): boolean;
  only: string;
}

const ofRows = (...rows: Row[]): Use => ({
  when: (choice) => rows.some((row) => hasPods(choice, row)),
  only: `with pods of sizing.${rows.join(", sizing.")}`,
});
const caches = ofRows("lokiChunksCache", "lokiResultsCache", "tempoCache");

/** Images that some stacks do not pull; the others every one does, for itself or for what it instruments. */
const pulledFor: Partial<Record<PinnableImage, Use>> = {
  "grafana/alloy": {
    when: ({ logs }) => logs.containerShipper === "alloy" || logs.kubernetesEvents,
    only: "with logs.containerShipper alloy, or logs.kubernetesEvents",
  },
  "grafana/promtail": {
    when: ({ logs }) => logs.containerShipper === "promtail",
    only: "with logs.containerShipper promtail",
  },
  "grafana/loki-canary": ofRows("lokiCanary"),
  "grafana/rollout-operator": ofRows("lokiRolloutOperator"),
  "library/memcached": caches,
  "prom/memcached-exporter": caches,
  "danielqsj/kafka-exporter": ofRows("kafkaExporter"),
};

/** Whether a stack pulls an image; `npm run test:charts` compares it with what the real charts render. */
export function isPulled(image: PinnableImage, choice: Choice): boolean {
  return pulledFor[image]?.when(choice) ?? true;
}

const atDigest = (index: number) => ["images", "digests", index] as const;

/** Of two digests of an image nobody knows which one counts. */
const digestsStandOnce: Rule = {
  reads: [["images"]],
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
  reads: [["images"], ["size"], ["sizing"], ["kafka"], ["logs"]],
  check: (configuration) =>
    configuration.images.digests.flatMap(({ image }, index) =>
      isPulled(image, configuration)
        ? []
        : [
            {
              path: [...atDigest(index), "image"],
              value: image,
              allowed: `must be an image that this stack pulls: this one is pulled only ${pulledFor[image]?.only ?? ""}`,
              command: removeCommand(atDigest(index)),
            },
          ],
    ),
};

export const imageRules: readonly Rule[] = [digestsStandOnce, digestsAreOfImagesPulled];
