// What cannot be stored: on its way back to Kafka, with the reason as a header. Plain data.
import { type DeadLetterReason, deadLetterReasons, maxMessageBytes } from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";
import type { HelmValues } from "../../helm-values";
import { deadLetterStatements, originAttributes } from "./statements";

/** Kafka header of a dead letter. */
export const reasonHeader = "dead-letter-reason";

/** Share of the volume for dead letters on their way to the brokers. */
export const deadLetterShare = 0.05;

/**
 * A pipeline and an exporter for each reason.
 *
 * @param client Brokers and credentials (kafka-client/spellings.ts). @param queue Of each exporter, on disk: brokers that
 *   refuse a dead letter hold up no other record of its batch. @param sourcesOf What hands on the records of a pipeline.
 */
export function deadLetterParts<Source>(
  client: HelmValues,
  queue: HelmValues,
  sourcesOf: (pipeline: `logs/${DeadLetterReason}`) => readonly Source[],
) {
  return {
    processors: {
      "resource/origin": {
        attributes: originAttributes.map((key) => ({ key, action: "insert", from_context: `metadata.${key}` })),
      },
      "transform/dead-letters": { error_mode: "silent", log_statements: deadLetterStatements },
    },
    exporters: Object.fromEntries(
      deadLetterReasons.map((reason) => [exporterOf(reason), { ...deadLetters(client, reason), ...queue }]),
    ),
    pipelines: Object.fromEntries(
      deadLetterReasons.map((reason) => [
        `logs/${reason}`,
        {
          receivers: sourcesOf(`logs/${reason}`),
          processors: ["resource/origin", "transform/dead-letters"] as const,
          exporters: [exporterOf(reason)],
        },
      ]),
    ),
  };
}

/** Exporter of a reason. */
const exporterOf = (reason: DeadLetterReason) => `kafka/${reason}` as const;

/** The record as it was read, with its reason as a header, so that it can be produced to the log topic again. */
function deadLetters(client: HelmValues, reason: DeadLetterReason): HelmValues {
  return {
    ...client,
    logs: { topic: conventions.deadLetterTopic, encoding: "raw" },
    record_headers: [{ name: reasonHeader, value: reason }],
    // gzip: few records, and every Kafka client reads it.
    producer: {
      required_acks: -1,
      compression: "gzip",
      max_message_bytes: maxMessageBytes,
      allow_auto_topic_creation: false,
    },
  };
}
