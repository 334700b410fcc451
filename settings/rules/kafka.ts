// Kafka's mode and the keys that belong to it.
import { removeCommand, setCommand } from "../problem";
import { sizes } from "../sizes";
import type { Rule } from "./rule";

const forMode = {
  msk: ["brokerType", "brokersPerZone", "volumeGib", "partitions", "subnetIds"],
  external: ["bootstrapServers", "advertisedPorts", "existingSecret", "clusterArn"],
} as const;

const kafkaKeysFitTheMode: Rule = {
  reads: [["kafka"]],
  check: ({ kafka }) =>
    (["msk", "external"] as const)
      .filter((mode) => mode !== kafka.mode)
      .flatMap((mode) =>
        forMode[mode]
          .filter((key) => kafka[key] !== undefined)
          .map((key) => ({
            path: ["kafka", key],
            value: kafka[key],
            allowed: `must be absent unless kafka.mode is ${mode} (it is ${kafka.mode})`,
            command: removeCommand(["kafka", key]),
          })),
      ),
};

const externalKafkaIsComplete: Rule = {
  reads: [["kafka"]],
  check: ({ kafka }) => {
    if (kafka.mode !== "external") return [];
    const needed: [
      key: "bootstrapServers" | "existingSecret" | "clusterArn",
      needed: boolean,
      example: unknown,
      why: string,
    ][] = [
      ["bootstrapServers", true, ["broker-1.example.com:9096"], "kafka.mode is external"],
      ["existingSecret", kafka.auth === "scram", "kafka-credentials", "external brokers are used with scram"],
      [
        "clusterArn",
        kafka.auth === "iam",
        "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1",
        "iam with external brokers signs for the region of that cluster",
      ],
    ];
    return needed
      .filter(([key, isNeeded]) => isNeeded && kafka[key] === undefined)
      .map(([key, , example, why]) => ({
        path: ["kafka", key],
        value: undefined,
        allowed: `is required, because ${why}`,
        command: setCommand(["kafka", key], example),
      }));
  },
};

const filePipelineFitsKafka: Rule = {
  reads: [
    ["kafka", "mode"],
    ["logs", "filePipeline"],
  ],
  check: ({ kafka, logs }) => {
    if (kafka.mode === "none" && logs.filePipeline === "kafka") {
      return [
        {
          path: ["logs", "filePipeline"],
          value: "kafka",
          allowed: "must be collector or none while kafka.mode is none",
          command: setCommand(["logs", "filePipeline"], "collector"),
        },
      ];
    }
    if (kafka.mode !== "none" && logs.filePipeline !== undefined && logs.filePipeline !== "kafka") {
      return [
        {
          path: ["kafka", "mode"],
          value: kafka.mode,
          allowed: `must be none while logs.filePipeline is ${logs.filePipeline}: nothing would use the brokers`,
          command: setCommand(["kafka", "mode"], "none"),
        },
      ];
    }
    return [];
  },
};

const brokerVolumes: Rule = {
  reads: [["kafka"], ["size"], ["sizing"]],
  check: ({ kafka, size, sizing }) => {
    const row = { ...sizes[size].kafka, ...sizing.kafka };
    const volumeGib = kafka.volumeGib ?? row.volumeGib;
    return volumeGib <= row.maxVolumeGib
      ? []
      : [
          {
            path: ["sizing", "kafka", "maxVolumeGib"],
            value: row.maxVolumeGib,
            allowed: `must be at least the volume at creation (${volumeGib})`,
            command: setCommand(["sizing", "kafka", "maxVolumeGib"], volumeGib),
          },
        ];
  },
};

export const kafkaRules: readonly Rule[] = [
  kafkaKeysFitTheMode,
  externalKafkaIsComplete,
  filePipelineFitsKafka,
  brokerVolumes,
];
