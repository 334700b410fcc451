// What AWS has already of what this run would make, and makes no second time: kept by a protected stack that let go of
// it, or made by a run that was cut off. Without the look `up` would end in the middle. Reads AWS.
import { getLogGroup } from "@pulumi/aws/cloudwatch";
import { getAlias } from "@pulumi/aws/kms";
import { getCluster, getConfiguration } from "@pulumi/aws/msk";
import { getBucket } from "@pulumi/aws/s3";
import { getSecret } from "@pulumi/aws/secretsmanager";
import type { Settings } from "../../settings/settings";
import { oneLine } from "../cloud/eks-lookup";
import { kafkaUsers, secretName } from "../cloud/kafka/credentials";
import type { CloudNames } from "../cloud/names";
import { saysThereIsNoneHere } from "../cloud/there-is-none";
import { mskBrokers } from "../kafka-client/client";
import type { Known } from "./findings";

interface Named {
  /** In words. */
  what: string;
  type: string;
  name: string;
  lookUp: (name: string) => Promise<{ arn?: string }>;
}

/**
 * @param standing `type name` of what is in the stack's own state: that is not asked for.
 */
export async function keptInAws(
  settings: Settings,
  names: CloudNames,
  standing: readonly string[],
): Promise<Known<readonly string[]>> {
  const wanted = madeOnce(settings, names).filter(({ type, name }) => !standing.includes(`${type} ${name}`));
  const found = await Promise.all(wanted.map(isThere));
  const kept = wanted.filter((_, index) => found[index] === true).map(({ what, name }) => `${what} ${name}`);
  const [reason] = found.filter((answer) => typeof answer === "string");
  return kept.length === 0 && reason !== undefined ? { unknown: reason } : { is: kept };
}

/** Whether it is, or why that is not to be known. */
async function isThere({ name, lookUp }: Named): Promise<boolean | string> {
  try {
    return typeof (await lookUp(name)).arn === "string";
  } catch (cause) {
    const reason = oneLine(cause);
    return saysThereIsNoneHere(reason) ? false : reason;
  }
}

function madeOnce(settings: Settings, names: CloudNames): Named[] {
  const { lokiChunks, tempo, controlPlane, accessLogs } = names.buckets;
  const buckets = [
    lokiChunks,
    tempo,
    ...(settings.logs.controlPlane ? [controlPlane] : []),
    ...(settings.retention.accessLogsDays > 0 ? [accessLogs] : []),
  ];
  return [
    ...buckets.map((name) => ({
      ...{ what: "bucket", type: "aws:s3/bucket:Bucket", name },
      lookUp: (bucket: string) => getBucket({ bucket }),
    })),
    ...(settings.kmsKeyArn === undefined
      ? [
          {
            ...{ what: "key", type: "aws:kms/alias:Alias", name: names.keyAlias },
            lookUp: (alias: string) => getAlias({ name: alias }),
          },
        ]
      : []),
    ...ofBrokers(settings, names),
  ];
}

function ofBrokers(settings: Settings, names: CloudNames): Named[] {
  const msk = mskBrokers(settings);
  if (msk === undefined) return [];
  const { kafkaCluster, kafkaLogGroup, kafkaSecretPrefix } = names;
  return [
    {
      ...{ what: "brokers", type: "aws:msk/cluster:Cluster", name: kafkaCluster },
      lookUp: (clusterName) => getCluster({ clusterName }),
    },
    {
      ...{ what: "configuration of brokers", type: "aws:msk/configuration:Configuration", name: kafkaCluster },
      lookUp: (name) => getConfiguration({ name }),
    },
    {
      ...{ what: "log group", type: "aws:cloudwatch/logGroup:LogGroup", name: kafkaLogGroup },
      lookUp: (name) => getLogGroup({ name }),
    },
    ...(msk.auth === "scram" ? kafkaUsers : []).map((user) => ({
      ...{ what: "secret", type: "aws:secretsmanager/secret:Secret", name: secretName(kafkaSecretPrefix, user) },
      lookUp: (name: string) => getSecret({ name }),
    })),
  ];
}
