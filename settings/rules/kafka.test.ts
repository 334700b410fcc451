// Brokers and partitions that cannot be: refused before anything is planned.
import { type Case, type Overrides, tellsOf } from "../../test/support/told";

/** Each says that brokers are meant. */
const describing: Overrides[] = [
  { kafka: { retentionHours: 24 } },
  { cluster: { name: "c", nodeSecurityGroupIds: ["sg-0123456789abcdef0"] } },
  { sizing: { kafka: { partitions: 6 } } },
  { sizing: { logConsumer: { replicas: 2 } } },
];

const ofMsk = (auth: "iam" | "scram", ...bootstrapServers: string[]) => ({
  kafka: {
    ...{ mode: "external", auth, bootstrapServers },
    ...(auth === "iam"
      ? { clusterArn: "arn:aws:kafka:eu-west-1:111122223333:cluster/logs/0f-1" }
      : { existingSecret: "s" }),
  },
});

const cases: Case[] = [
  [
    "a port above 65535",
    { kafka: { mode: "external", auth: "scram", existingSecret: "s", bootstrapServers: ["b:99999"] } },
    'kafka.bootstrapServers[0]: "b:99999" - must be host:port, with a port from 1 to 65535',
  ],
  [
    "port 0",
    { fanout: { jaeger: { enabled: true, endpoint: "jaeger:0" } } },
    'fanout.jaeger.endpoint: "jaeger:0" - must be host:port',
  ],
  [
    "a broker type that MSK has not",
    { kafka: { brokerType: "kafka.m5.small" } },
    'kafka.brokerType: "kafka.m5.small" - must be one of kafka.t3.small, ',
  ],
  [
    "an Express broker",
    { kafka: { brokerType: "express.m7g.large" } },
    'kafka.brokerType: "express.m7g.large" - must be one of',
  ],
  [
    "more partitions than a broker bears",
    { kafka: { partitions: 1000 } },
    'kafka.brokerType: "kafka.m7g.large" - must be one whose brokers bear 3053 partitions each',
  ],
  [
    "more partitions than a broker bears, of all three topics of logs",
    { kafka: { partitions: 483 } },
    'kafka.brokerType: "kafka.m7g.large" - must be one whose brokers bear 1502 partitions each (483 of each of 3 topics of ' +
      "logs and 53 others, on 1 broker a zone); it bears 1500 - pulumi config set --path observability:kafka.brokerType " +
      "kafka.m7g.2xlarge",
  ],
  [
    "more partitions than brokers of the type that was written bear: they are not made larger",
    { kafka: { partitions: 1000, brokerType: "kafka.t3.small" } },
    'kafka.brokerType: "kafka.t3.small" - must be one whose brokers bear 3053 partitions each (1000 of each of 3 topics of ' +
      "logs and 53 others, on 1 broker a zone); it bears 300 - edit the stack's file: lower kafka.partitions or raise " +
      "kafka.brokersPerZone, or write brokerType kafka.m7g.4xlarge",
  ],
  [
    "more consumers than partitions",
    { size: "large", kafka: { partitions: 1 } },
    "sizing.logConsumer.replicas: 3 - must be at most 1",
  ],
  [
    "clusterArn with scram",
    {
      kafka: {
        mode: "external",
        auth: "scram",
        bootstrapServers: ["b:9096"],
        existingSecret: "s",
        clusterArn: "arn:aws:kafka:eu-west-1:111122223333:cluster/shared/0f-1",
      },
    },
    'kafka.clusterArn: "arn:aws:kafka:eu-west-1:111122223333:cluster/shared/0f-1" - must be absent unless ' +
      "kafka.auth is iam (it is scram)",
  ],
  [
    "keys of Kafka without Kafka",
    { kafka: { mode: "none", auth: "scram", retentionHours: 5 } },
    'kafka.auth: "scram" - must be absent unless kafka.mode is msk or external (it is none)',
    "kafka.retentionHours: 5 - must be absent",
  ],
  [
    "a credential for brokers that there are none of, once",
    { kafka: { mode: "none", existingSecret: "s" } },
    'kafka.existingSecret: "s" - must be absent unless kafka.mode is external (it is none)',
  ],
  [
    "a credential beside requests that are signed, and a number of MSK's brokers",
    {
      kafka: {
        mode: "external",
        auth: "iam",
        bootstrapServers: ["b:9098"],
        clusterArn: "arn:aws:kafka:eu-west-1:111122223333:cluster/shared/0f-1",
        existingSecret: "s",
        brokersPerZone: 2,
      },
    },
    "kafka.brokersPerZone: 2 - must be absent unless kafka.mode is msk (it is external)",
    'kafka.existingSecret: "s" - must be absent unless kafka.auth is scram (it is iam)',
  ],
  [
    "brokers elsewhere of which nothing is told",
    { kafka: { mode: "external" } },
    "kafka.bootstrapServers: (not set) - is required, because kafka.mode is external - pulumi config set --path " +
      "'observability:kafka.bootstrapServers[0]'",
    "kafka.clusterArn: (not set) - is required, because iam with external brokers signs for the region of that " +
      "cluster - pulumi config set --path observability:kafka.clusterArn",
  ],
  [
    "brokers elsewhere without their credential",
    { kafka: { mode: "external", auth: "scram", bootstrapServers: ["b:9096"] } },
    "kafka.existingSecret: (not set) - is required, because external brokers are used with scram - pulumi config set " +
      "--path --plaintext observability:kafka.existingSecret",
  ],
  ...describing.map(
    (described): Case => [
      `brokers that are described, and for nothing: ${JSON.stringify(described)}`,
      { logs: { filePipeline: "none" }, ...described },
      'logs.filePipeline: "none" - must be kafka, or the settings of brokers absent: nothing would use them - pulumi ' +
        "config set --path observability:logs.filePipeline kafka",
    ],
  ),
  [
    "logs apart of one tenant among several, and brokers for nothing",
    { logs: { filePipeline: "none" }, tenants: [{ id: "a", logsApart: true }, { id: "b" }] },
    'logs.filePipeline: "none" - must be kafka, or the settings of brokers absent',
  ],
  [
    "brokers by default alone, for nothing",
    { logs: { filePipeline: "none" }, tenants: [{ id: "a", logsApart: false }] },
    'kafka.mode: "msk" - must be none while logs.filePipeline is none',
  ],
  [
    "brokers for nothing",
    { kafka: { mode: "msk" }, logs: { filePipeline: "none" } },
    'kafka.mode: "msk" - must be none while logs.filePipeline is none: nothing would use the brokers',
  ],
  [
    "two ways beside brokers that carry OTLP",
    {
      kafka: { mode: "msk" },
      logs: { filePipeline: "collector" },
      tenants: [{ id: "payments", otlpPipeline: "kafka" }],
    },
    'logs.filePipeline: "collector" - must be kafka or none while kafka.mode is msk - pulumi config set --path ' +
      "observability:logs.filePipeline kafka",
  ],
  [
    "sizing of Kafka without Kafka",
    { kafka: { mode: "none" }, sizing: { kafka: { partitions: 3 }, logConsumer: { replicas: 2 } } },
    "sizing.kafka: a map of 1 key - must be absent: it is used only with Kafka",
    "sizing.logConsumer: a map of 1 key - must be absent",
  ],
  [
    "the same number in two places",
    { kafka: { partitions: 6, volumeGib: 100 }, sizing: { kafka: { partitions: 12, volumeGib: 200 } } },
    "sizing.kafka.partitions: 12 - must be absent beside kafka.partitions (6), which counts",
    "sizing.kafka.volumeGib: 200 - must be absent beside kafka.volumeGib (100), which counts",
  ],
  [
    "sizes of brokers that exist already",
    {
      kafka: { mode: "external", auth: "scram", existingSecret: "s", bootstrapServers: ["b:9096"] },
      sizing: { kafka: { partitions: 12, volumeGib: 100 } },
    },
    "sizing.kafka.volumeGib: 100 - must be absent unless kafka.mode is msk (it is external)",
  ],
  [
    "two subnets for three zones",
    { kafka: { subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"] } },
    "kafka.subnetIds: a list of 2 - must have at least 3 entries - edit the stack's file: add what the list lacks",
  ],
  [
    "a text in place of a list, beside a mode that stays what it is",
    { kafka: { mode: "none", subnetIds: "small" }, logs: { filePipeline: "collector" } },
    'kafka.subnetIds: "small" - must be a list - edit the stack\'s file: write a list, each entry after a hyphen',
  ],
  [
    "groups of nodes without brokers of MSK",
    { kafka: { mode: "none" }, cluster: { name: "c", nodeSecurityGroupIds: ["sg-0123456789abcdef0"] } },
    "cluster.nodeSecurityGroupIds: a list of 1 - must be absent unless kafka.mode is msk (it is none)",
  ],
  [
    "a subnet twice",
    { kafka: { subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef0", "subnet-0123456789abcdef1"] } },
    'kafka.subnetIds[1]: "subnet-0123456789abcdef0" - must be listed once - pulumi config set ',
  ],
  [
    "a group of nodes twice",
    { cluster: { name: "c", nodeSecurityGroupIds: ["sg-0123456789abcdef0", "sg-0123456789abcdef0"] } },
    'cluster.nodeSecurityGroupIds[1]: "sg-0123456789abcdef0" - must be listed once - pulumi config rm ',
  ],
  [
    "two dots in a broker's name",
    { kafka: { mode: "external", auth: "scram", existingSecret: "s", bootstrapServers: ["a..b:9096"] } },
    'kafka.bootstrapServers[0]: "a..b:9096" - must be host:port',
  ],
  [
    "brokers of MSK at the port of another way to log in",
    ofMsk("scram", "b-1.logs.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098", "b-2.logs.example.com:9098"),
    "kafka.bootstrapServers[0]: ",
  ],
  [
    "the public port of another way to log in",
    ofMsk("iam", "b-1-public.logs.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9196"),
    'kafka.bootstrapServers[0]: "b-1-public.logs.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9196" - must have the port for ' +
      "kafka.auth iam, 9198: at 9196 MSK takes scram - pulumi config set --path 'observability:kafka.bootstrapServers[0]' " +
      "b-1-public.logs.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9198",
  ],
  [
    "brokers of MSK in another region than requests are signed for",
    ofMsk("iam", "b-1.logs.a1b2c3.c2.kafka.eu-central-1.amazonaws.com:9098"),
    "kafka.bootstrapServers[0]: ",
  ],
  ["brokers of MSK as it names them", ofMsk("iam", "boot-a1b2c3.c1.kafka-serverless.eu-west-1.amazonaws.com:9098")],
  ["brokers of MSK reached from another VPC", ofMsk("scram", "b-1.scram.logs.c2.kafka.eu-west-1.amazonaws.com:14001")],
];

describe("brokers that cannot be", () => tellsOf(cases));
