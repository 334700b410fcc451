// Answers the stand-in AWS provider gives to lookups by name of what stacks have made: from its account.

import { deliveryTypes } from "./aws-delivery";
import { identityTypes } from "./aws-identity";
import { kafkaTypes } from "./aws-kafka";
import { storageTypes } from "./aws-storage";
import { fixture } from "./fixture";
import type { ProviderModel } from "./model";
import { Subject } from "./subject";

/**
 * @param key input of the resource that names it.
 * @param asked argument of the lookup that does.
 */
function byName(type: string, title: string, key: string, asked: string = key): ProviderModel["lookups"][string] {
  const model = { ...storageTypes, ...kafkaTypes, ...identityTypes, ...deliveryTypes }[type];
  if (model === undefined) throw new Error(`the stand-in AWS provider does not know ${type}`);
  return (args, config, account) => {
    const name = String(args[asked]);
    const id = model.id(new Subject({ urn: "", inputs: { [key]: name }, config, preview: false, attempt: 1 }));
    const made = account.get(type, id);
    if (made === undefined) throw new Error(`reading ${title} (${name}): couldn't find resource`);
    return { id, ...made.outputs };
  };
}

const logGroup = byName("aws:cloudwatch/logGroup:LogGroup", "CloudWatch Logs Log Group", "name");

export const madeLookups: ProviderModel["lookups"] = {
  "aws:iam/getRole:getRole": byName("aws:iam/role:Role", "IAM Role", "name"),
  "aws:kinesis/getFirehoseDeliveryStream:getFirehoseDeliveryStream": byName(
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "Kinesis Firehose Delivery Stream",
    "name",
  ),
  "aws:s3/getBucket:getBucket": byName("aws:s3/bucket:Bucket", "S3 Bucket", "bucket"),
  "aws:kms/getAlias:getAlias": byName("aws:kms/alias:Alias", "KMS Alias", "name"),
  "aws:msk/getCluster:getCluster": byName("aws:msk/cluster:Cluster", "MSK Cluster", "clusterName"),
  "aws:msk/getConfiguration:getConfiguration": byName(
    "aws:msk/configuration:Configuration",
    "MSK Configuration",
    "name",
  ),
  "aws:cloudwatch/getLogGroup:getLogGroup": (args, config, account) => {
    const name = String(args.name);
    // EKS has made that of a cluster which writes logs.
    const isOfEks = fixture().clusters.some(
      (one) => one.logTypes.length > 0 && name === `/aws/eks/${one.name}/cluster`,
    );
    return isOfEks ? { id: name, name, logGroupClass: "STANDARD" } : logGroup(args, config, account);
  },
  "aws:secretsmanager/getSecret:getSecret": byName(
    "aws:secretsmanager/secret:Secret",
    "Secrets Manager Secret",
    "name",
  ),
  "aws:secretsmanager/getSecretVersions:getSecretVersions": byName(
    "aws:secretsmanager/secret:Secret",
    "Secrets Manager Secret Versions",
    "name",
    "secretId",
  ),
};
