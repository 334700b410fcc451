// What AWS has already of what this run would make, and makes no second time: kept by a protected stack that let go of
// it, left by a state that was lost, or made by a run that was cut off. Without the look `up` would end in the middle. Reads AWS.
import { getLogGroup } from "@pulumi/aws/cloudwatch";
import { getRole } from "@pulumi/aws/iam";
import { getFirehoseDeliveryStream } from "@pulumi/aws/kinesis";
import { getAlias } from "@pulumi/aws/kms";
import { getCluster, getConfiguration } from "@pulumi/aws/msk";
import { getBucket } from "@pulumi/aws/s3";
import { getSecret, getSecretVersions } from "@pulumi/aws/secretsmanager";
import type { Settings } from "../../../settings/settings";
import { type FixedName, fixedNames, type NamedType, namedOnce } from "../../cloud/fixed-names";
import type { CloudNames } from "../../cloud/names";
import { oneLine, saysItIsGoing, saysThereIsNoneHere, saysThereIsOne } from "../../cloud/there-is-none";
import type { Known } from "../findings";

const lookups: Readonly<Record<NamedType, (name: string) => Promise<{ arn?: string }>>> = {
  "aws:s3/bucket:Bucket": (bucket) => getBucket({ bucket }),
  "aws:kms/alias:Alias": (name) => getAlias({ name }),
  "aws:msk/cluster:Cluster": (clusterName) => getCluster({ clusterName }),
  "aws:msk/configuration:Configuration": (name) => getConfiguration({ name }),
  "aws:secretsmanager/secret:Secret": lookUpSecret,
  "aws:cloudwatch/logGroup:LogGroup": (name) => getLogGroup({ name }),
  "aws:iam/role:Role": (name) => getRole({ name }),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (name) => getFirehoseDeliveryStream({ name }),
};

/**
 * @param standing `type name` of what is in the stack's own state: that is not asked for.
 */
export async function keptInAws(
  settings: Settings,
  names: CloudNames,
  standing: readonly string[],
): Promise<Known<readonly string[]>> {
  const wanted = fixedNames(settings, names).filter(({ type, name }) => !standing.includes(`${type} ${name}`));
  const found = await Promise.all(wanted.map(isThere));
  const kept = wanted
    .map((fixed, index) => ({ ...fixed, answer: found[index] }))
    .filter(({ answer }) => answer === "there" || answer === "going")
    .map(({ type, name, answer }) => `${namedOnce[type].word} ${name}${answer === "going" ? " (to be deleted)" : ""}`);
  const [reason] = found.flatMap((answer) => (typeof answer === "object" ? answer.unknown : []));
  return kept.length === 0 && reason !== undefined ? { unknown: reason } : { is: kept };
}

/** Whether it is, also as one that is to be deleted and has its name until then; or why that is not to be known. */
async function isThere({ type, name }: FixedName): Promise<"there" | "going" | "none" | { unknown: string }> {
  try {
    return typeof (await lookups[type](name)).arn === "string" ? "there" : "none";
  } catch (cause) {
    const reason = oneLine(cause);
    if (saysItIsGoing(reason)) return "going";
    if (saysThereIsOne(reason)) return "there";
    return saysThereIsNoneHere(reason) ? "none" : { unknown: reason };
  }
}

/** The lookup says of one that is to be deleted that there is none; the list of its versions knows it. */
async function lookUpSecret(name: string): Promise<{ arn?: string }> {
  return getSecret({ name }).catch((cause: unknown) =>
    getSecretVersions({ secretId: name }).catch((other: unknown) => {
      throw saysItIsGoing(oneLine(other)) ? other : cause;
    }),
  );
}
