// Kafka's mode and the keys that belong to it.
import { askCommand, editByHand, type Path, type Problem, setCommand, setTo, takenAway } from "../refusals/problem";
import type { Configuration } from "../schema";
import { authMeant, defaultAuth } from "../schema/kafka";
import { brokerNumberRules } from "./broker-numbers";
import { brokersAreNoZooKeeper, isServerless, mskAddressesFit, serverlessTakesIam } from "./msk-addresses";
import { each, own, type Rule } from "./rule";

type Kafka = Configuration["kafka"];

/** The keys that only some modes read. A key without effect is refused: it hides that something else was meant. */
const modesOf = {
  auth: ["msk", "external"],
  retentionHours: ["msk", "external"],
  brokerType: ["msk"],
  brokersPerZone: ["msk"],
  volumeGib: ["msk"],
  partitions: ["msk"],
  subnetIds: ["msk"],
  bootstrapServers: ["external"],
  advertisedPorts: ["external"],
  existingSecret: ["external"],
  clusterArn: ["external"],
} as const satisfies Partial<Record<keyof Kafka, readonly Kafka["mode"][]>>;

/** Keys that are there, and that this mode alone reads. */
function keysOf(mode: "msk" | "external", kafka: Kafka): (keyof typeof modesOf)[] {
  return (Object.keys(modesOf) as (keyof typeof modesOf)[]).filter(
    (key) => kafka[key] !== undefined && modesOf[key].join() === mode,
  );
}

/** Brokers elsewhere are meant where they are described, and no mode is written. */
export function modeMeant({ kafka }: Pick<Configuration, "kafka">, isWritten: (path: Path) => boolean): Kafka["mode"] {
  return !isWritten(["kafka", "mode"]) && keysOf("external", kafka).length > 0 ? "external" : kafka.mode;
}

const kafkaKeysFitTheMode: Rule = {
  reads: [
    ["kafka", "mode"],
    ["kafka", "auth"],
  ],
  check: ({ kafka }, isWritten) => {
    const [ofExternal] = keysOf("external", kafka);
    if (!isWritten(["kafka", "mode"]) && ofExternal !== undefined) {
      const path = ["kafka", "mode"];
      const [ofMsk] = keysOf("msk", kafka);
      const allowed = `must be external beside kafka.${ofExternal}: without it the platform creates its own brokers`;
      const either = `write kafka.mode, and take away what the other alone reads: kafka.${ofMsk} or kafka.${ofExternal}`;
      const command = ofMsk === undefined ? setCommand(path, "external") : editByHand(either);
      return [{ path, value: undefined, allowed, command }];
    }
    const useless = (key: keyof typeof modesOf, unless: string): Problem =>
      takenAway(["kafka", key], kafka[key], `must be absent unless ${unless}`);
    const ofOtherModes = (Object.keys(modesOf) as (keyof typeof modesOf)[])
      .filter((key) => kafka[key] !== undefined && !(modesOf[key] as readonly string[]).includes(kafka.mode))
      .map((key) => useless(key, `kafka.mode is ${modesOf[key].join(" or ")} (it is ${kafka.mode})`));
    if (kafka.mode !== "external") return ofOtherModes;
    const auth = authMeant(kafka);
    if (auth !== (kafka.auth ?? defaultAuth)) {
      // Of Serverless it is told that it has no scram.
      if (kafka.bootstrapServers?.some(isServerless)) return ofOtherModes;
      const path = ["kafka", "auth"];
      const allowed = `must be ${auth} beside kafka.existingSecret: the default, ${defaultAuth}, signs requests and reads no such Secret`;
      return [...ofOtherModes, setTo(path, undefined, allowed, auth)];
    }
    if (kafka.auth === undefined && kafka.existingSecret !== undefined) {
      const path = ["kafka", "auth"];
      const allowed =
        "must be written beside kafka.existingSecret and kafka.clusterArn: scram reads the one, iam the other";
      const command = editByHand(
        "write kafka.auth, and take away what the other alone reads: kafka.existingSecret or kafka.clusterArn",
      );
      return [...ofOtherModes, { path, value: undefined, allowed, command }];
    }
    const other = auth === "iam" ? "existingSecret" : "clusterArn";
    return kafka[other] === undefined
      ? ofOtherModes
      : [...ofOtherModes, useless(other, `kafka.auth is ${auth === "iam" ? "scram" : "iam"} (it is ${auth})`)];
  },
};

/** Security groups of nodes are what MSK's brokers admit. */
const nodeGroupsHaveBrokers: Rule = {
  reads: [["kafka", "mode"]],
  check: ({ cluster: { nodeSecurityGroupIds }, kafka: { mode } }) => {
    const path = ["cluster", "nodeSecurityGroupIds"];
    return nodeSecurityGroupIds === undefined || mode === "msk"
      ? []
      : [takenAway(path, nodeSecurityGroupIds, `must be absent unless kafka.mode is msk (it is ${mode})`)];
  },
};

const externalKafkaIsComplete: Rule = {
  reads: [["kafka"]],
  check: ({ kafka }) => {
    if (kafka.mode !== "external") return [];
    const auth = authMeant(kafka);
    const needed: [
      key: "bootstrapServers" | "existingSecret" | "clusterArn",
      needed: boolean,
      place: Path,
      why: string,
    ][] = [
      ["bootstrapServers", true, ["kafka", "bootstrapServers", 0], "kafka.mode is external"],
      ["existingSecret", auth === "scram", ["kafka", "existingSecret"], "external brokers are used with scram"],
      [
        "clusterArn",
        auth === "iam",
        ["kafka", "clusterArn"],
        "iam with external brokers signs for the region of that cluster",
      ],
    ];
    return needed
      .filter(([key, isNeeded]) => isNeeded && kafka[key] === undefined)
      .map(([key, , place, why]) => ({
        path: ["kafka", key],
        value: undefined,
        allowed: `is required, because ${why}`,
        command: askCommand(place),
      }));
  },
};

/** Whether more than the mode, which is msk by default, says that brokers are meant. */
const describesBrokers = ({ kafka, tenants, cluster, sizing }: Configuration) =>
  (Object.keys(modesOf) as (keyof typeof modesOf)[]).some((key) => kafka[key] !== undefined) ||
  [cluster.nodeSecurityGroupIds, sizing.kafka, sizing.logConsumer].some((setting) => setting !== undefined) ||
  tenants.some(({ logsApart }) => logsApart === true);

const filePipelineFitsKafka: Rule = {
  reads: [
    ["kafka"],
    ["logs", "filePipeline"],
    ...["otlpPipeline", "logsApart"].map((key) => ["tenants", each, key]),
    ["cluster", "nodeSecurityGroupIds"],
    ["sizing", "kafka"],
    ["sizing", "logConsumer"],
  ],
  check: (configuration) => {
    const { kafka, logs, tenants } = configuration;
    const takesOtlp = tenants.some(({ otlpPipeline }) => otlpPipeline === "kafka");
    if (kafka.mode === "none" && logs.filePipeline === "kafka") {
      return [
        setTo(["logs", "filePipeline"], "kafka", "must be collector or none while kafka.mode is none", "collector"),
      ];
    }
    if (kafka.mode !== "none" && logs.filePipeline === "collector" && takesOtlp) {
      return [
        setTo(
          ["logs", "filePipeline"],
          "collector",
          `must be kafka or none while kafka.mode is ${kafka.mode}`,
          "kafka",
        ),
      ];
    }
    if (
      kafka.mode !== "none" &&
      logs.filePipeline !== undefined &&
      logs.filePipeline !== "kafka" &&
      !(logs.filePipeline === "none" && takesOtlp)
    ) {
      if (describesBrokers(configuration)) {
        const path = ["logs", "filePipeline"];
        const allowed = "must be kafka, or the settings of brokers absent: nothing would use them";
        return [setTo(path, logs.filePipeline, allowed, "kafka")];
      }
      return [
        setTo(
          ["kafka", "mode"],
          kafka.mode,
          `must be none while logs.filePipeline is ${logs.filePipeline}: nothing would use the brokers`,
          "none",
        ),
      ];
    }
    return [];
  },
};

const otlpThroughKafkaNeedsBrokers: Rule = {
  reads: [
    ["kafka", "mode"],
    ["tenants", own, "otlpPipeline"],
  ],
  check: ({ kafka, tenants }) =>
    tenants.flatMap(({ otlpPipeline }, index) =>
      kafka.mode !== "none" || otlpPipeline === "direct"
        ? []
        : [
            setTo(
              ["tenants", index, "otlpPipeline"],
              otlpPipeline,
              "must be direct while kafka.mode is none",
              "direct",
            ),
          ],
    ),
};

const apartNeedsBrokers: Rule = {
  reads: [
    ["kafka", "mode"],
    ["tenants", own, "logsApart"],
  ],
  check: ({ kafka, tenants }) =>
    tenants.flatMap(({ logsApart }, index) =>
      kafka.mode !== "none" || logsApart !== true
        ? []
        : [
            setTo(
              ["tenants", index, "logsApart"],
              logsApart,
              "must be false while kafka.mode is none: there is no log consumer",
              false,
            ),
          ],
    ),
};

/** Where no logs at all go through Kafka, that is told of the pipeline. */
const apartNeedsLogsInKafka: Rule = {
  reads: [
    ["kafka", "mode"],
    ["logs", "filePipeline"],
    ...["logsApart", "otlpPipeline"].map((key) => ["tenants", each, key]),
  ],
  check: ({ kafka, logs, tenants }) =>
    kafka.mode === "none" ||
    logs.filePipeline !== "none" ||
    tenants.every(({ otlpPipeline }) => otlpPipeline !== "kafka")
      ? []
      : tenants.flatMap(({ logsApart, otlpPipeline }, index) =>
          logsApart !== true || otlpPipeline === "kafka"
            ? []
            : [
                setTo(
                  ["tenants", index, "logsApart"],
                  logsApart,
                  "must be false while none of its logs go through Kafka (logs.filePipeline, otlpPipeline)",
                  false,
                ),
              ],
        ),
};

export const kafkaRules: readonly Rule[] = [
  ...brokerNumberRules,
  kafkaKeysFitTheMode,
  nodeGroupsHaveBrokers,
  externalKafkaIsComplete,
  mskAddressesFit,
  serverlessTakesIam,
  brokersAreNoZooKeeper,
  filePipelineFitsKafka,
  otlpThroughKafkaNeedsBrokers,
  apartNeedsBrokers,
  apartNeedsLogsInKafka,
];
