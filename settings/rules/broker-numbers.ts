// How many brokers there are, how large their volumes, and what they bear.
import { consumedTopics, deadLetterPartitions } from "../../conventions/kafka";
import { brokerTypeNames, partitionsPerBroker } from "../broker-types";
import { editByHand, setCommand, setTo, takenAway } from "../refusals/problem";
import { brokerNumbers } from "../schema/kafka";
import { brokerTypes, sizes } from "../sizes";
import type { Rule } from "./rule";

/** The same number in two places: the one of `sizing` would hide behind the other. */
const numbersStandOnce: Rule = {
  reads: [["kafka", "mode"], ...brokerNumbers.map((key) => ["kafka", key])],
  check: ({ kafka, sizing }) =>
    brokerNumbers
      .filter((key) => kafka.mode === "msk" && kafka[key] !== undefined && sizing.kafka?.[key] !== undefined)
      .map((key) =>
        takenAway(
          ["sizing", "kafka", key],
          sizing.kafka?.[key],
          `must be absent beside kafka.${key} (${kafka[key]}), which counts`,
        ),
      ),
};

/** Of brokers that exist already, only the partitions count. */
const numbersOfOwnBrokers: Rule = {
  reads: [["kafka", "mode"]],
  check: ({ kafka, sizing }) =>
    (["brokersPerZone", "volumeGib", "maxVolumeGib"] as const)
      .filter((key) => kafka.mode === "external" && sizing.kafka?.[key] !== undefined)
      .map((key) =>
        takenAway(
          ["sizing", "kafka", key],
          sizing.kafka?.[key],
          "must be absent unless kafka.mode is msk (it is external)",
        ),
      ),
};

const brokerVolumes: Rule = {
  reads: [["size"], ["sizing", "kafka"], ...["mode", "volumeGib"].map((key) => ["kafka", key])],
  check: ({ kafka, size, sizing }) => {
    const row = { ...sizes[size].kafka, ...sizing.kafka };
    const volumeGib = kafka.volumeGib ?? row.volumeGib;
    return kafka.mode !== "msk" || volumeGib <= row.maxVolumeGib
      ? []
      : [
          setTo(
            ["sizing", "kafka", "maxVolumeGib"],
            row.maxVolumeGib,
            `must be at least the volume at creation (${volumeGib})`,
            volumeGib,
          ),
        ];
  },
};

/** Partitions beside those of topics of logs: dead letters, and those of `__consumer_offsets` by Kafka's default. */
const otherPartitions = deadLetterPartitions + 50;

/** A broker that carries more partitions than its type bears can't be updated any more. */
const brokersBearTheirPartitions: Rule = {
  reads: [
    ["size"],
    ["sizing", "kafka"],
    ...["mode", "brokerType", "brokersPerZone", "partitions"].map((key) => ["kafka", key]),
  ],
  check: ({ kafka, size, sizing }, isWritten) => {
    if (kafka.mode !== "msk") return [];
    const row = { ...sizes[size].kafka, ...sizing.kafka };
    const brokerType = kafka.brokerType ?? brokerTypes[size];
    const brokersPerZone = kafka.brokersPerZone ?? row.brokersPerZone;
    const partitions = kafka.partitions ?? row.partitions;
    const topics = consumedTopics.length;
    // Each partition has a copy in each zone, so the brokers of one zone carry them all.
    const each = Math.ceil((topics * partitions + otherPartitions) / brokersPerZone);
    const most = partitionsPerBroker[brokerType] ?? 0;
    const enough = brokerTypeNames.find(
      (name) => name.startsWith("kafka.m7g.") && (partitionsPerBroker[name] ?? 0) >= each,
    );
    if (each <= most) return [];
    return [
      {
        path: ["kafka", "brokerType"],
        value: brokerType,
        allowed:
          `must be one whose brokers bear ${each} partitions each (${partitions} of each of ${topics} topics of logs and ` +
          `${otherPartitions} others, on ${brokersPerZone} broker${brokersPerZone === 1 ? "" : "s"} a zone); it ` +
          `bears ${most}`,
        // Of two that were written the larger brokers cost many times as much, and never become small ones again.
        command:
          enough === undefined || isWritten(["kafka", "brokerType"])
            ? editByHand(
                "lower kafka.partitions or raise kafka.brokersPerZone" +
                  (enough === undefined ? "" : `, or write brokerType ${enough}`),
              )
            : setCommand(["kafka", "brokerType"], enough),
      },
    ];
  },
};

export const brokerNumberRules: readonly Rule[] = [
  numbersStandOnce,
  numbersOfOwnBrokers,
  brokerVolumes,
  brokersBearTheirPartitions,
];
