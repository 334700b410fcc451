// What AWS makes once under its name and refuses to make again, of all that a stack has: by type, what it is called and
// where its name stands.
import type { Settings } from "../../settings/settings";
import { asksForIam, gatewayCallsAws } from "../kafka-client/client";
import { kafkaUsers, secretName } from "./kafka/credentials";
import type { CloudNames, IdentityName, ServiceRole } from "./names";

/** In words, and the input that is the name. */
export const namedOnce = {
  "aws:s3/bucket:Bucket": { word: "bucket", key: "bucket" },
  "aws:kms/alias:Alias": { word: "key", key: "name" },
  "aws:msk/cluster:Cluster": { word: "brokers", key: "clusterName" },
  "aws:msk/configuration:Configuration": { word: "configuration of brokers", key: "name" },
  "aws:secretsmanager/secret:Secret": { word: "secret", key: "name" },
  "aws:cloudwatch/logGroup:LogGroup": { word: "log group", key: "name" },
  "aws:iam/role:Role": { word: "role", key: "name" },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": { word: "delivery stream", key: "name" },
} as const;

export type NamedType = keyof typeof namedOnce;

export interface FixedName {
  type: NamedType;
  name: string;
}

/** All that a stack with these settings has, in the order of what would be missed most. */
export function fixedNames(settings: Settings, names: CloudNames): FixedName[] {
  const { buckets, roles, controlPlane, kafkaCluster, kafkaLogGroup, kafkaSecretPrefix, logGroupPrefix } = names;
  const { kafka, logs, fanout, retention, kmsKeyArn } = settings;
  const of = (type: NamedType, ...all: readonly string[]) => all.map((name) => ({ type, name }));
  return [
    ...of("aws:s3/bucket:Bucket", buckets.lokiChunks, buckets.tempo),
    ...(retention.accessLogsDays > 0 ? of("aws:s3/bucket:Bucket", buckets.accessLogs) : []),
    ...(kmsKeyArn === undefined ? of("aws:kms/alias:Alias", names.keyAlias) : []),
    ...(kafka.mode === "msk"
      ? [
          ...of("aws:msk/cluster:Cluster", kafkaCluster),
          ...of("aws:msk/configuration:Configuration", kafkaCluster),
          ...of("aws:cloudwatch/logGroup:LogGroup", kafkaLogGroup),
          ...(kafka.auth === "scram"
            ? of("aws:secretsmanager/secret:Secret", ...kafkaUsers.map((user) => secretName(kafkaSecretPrefix, user)))
            : []),
        ]
      : []),
    ...(fanout.cloudwatch.enabled
      ? of("aws:cloudwatch/logGroup:LogGroup", `${logGroupPrefix}/logs`, `${logGroupPrefix}/metrics`)
      : []),
    ...(logs.controlPlane
      ? [
          ...of("aws:s3/bucket:Bucket", buckets.controlPlane),
          ...of("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", controlPlane.stream),
        ]
      : []),
    ...of("aws:iam/role:Role", ...rolesOf(settings).map((role) => roles[role].name)),
  ];
}

function rolesOf(settings: Settings): (IdentityName | ServiceRole)[] {
  const { kafka, logs, fanout, longTermMetrics } = settings;
  const isCopied = kafka.mode !== "none" && fanout.cloudwatch.enabled;
  return [
    ...(["loki", "tempo"] as const),
    ...(asksForIam(settings) ? (["logProducer"] as const) : []),
    ...(asksForIam(settings) || isCopied ? (["logConsumer"] as const) : []),
    ...(gatewayCallsAws(settings) ? (["cloudwatch"] as const) : []),
    ...(logs.controlPlane ? (["controlPlaneLogs", "firehose", "subscription"] as const) : []),
    ...(longTermMetrics?.type === "amp" ? (["longTermMetrics"] as const) : []),
  ];
}
