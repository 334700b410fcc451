// S3, KMS and Secrets Manager as the stand-in AWS provider knows them.

import type * as aws from "@pulumi/aws";
import { autoname } from "./autoname";
import { arn, id, input, region, regional } from "./aws-model";
import { fixture } from "./fixture";
import type { ResourceModel } from "./model";
import { type Subject, uuid } from "./subject";

/** One setting of a bucket: an object of its own to Pulumi, a put on the bucket to AWS, so that a second one wins. */
const bucketSetting = { id: input("bucket"), existing: "overwrite", seconds: { create: 1, delete: 1 } } as const;

const keyId = (subject: Subject): string => uuid(subject.digits(32, "key", subject.urn));
const keyArn = (subject: Subject): string => arn("kms", region(subject), `key/${subject.id}`);

export const storageTypes: Record<string, ResourceModel> = {
  "aws:s3/bucket:Bucket": regional<aws.s3.BucketArgs, aws.s3.BucketState>({
    required: [],
    optional: ["bucket", "forceDestroy", "objectLockEnabled", "tags"],
    replaceOn: ["bucket", "objectLockEnabled"],
    autoname: autoname("bucket", 7, (name) => name.toLowerCase()),
    defaults: { forceDestroy: false },
    id: input("bucket"),
    existing: (bucket) =>
      `creating S3 Bucket (${bucket}): BucketAlreadyOwnedByYou: Your previous request to create the named bucket ` +
      "succeeded and you already own it.",
    refuseDelete: (bucket, inputs) =>
      fixture().bucketsWithObjects.includes(bucket) && inputs.forceDestroy !== true
        ? `deleting S3 Bucket (${bucket}): BucketNotEmpty: The bucket you tried to delete is not empty`
        : undefined,
    outputs: {
      arn: (s) => `arn:${fixture().partition}:s3:::${s.id}`,
      bucketDomainName: (s) => `${s.id}.s3.amazonaws.com`,
      bucketRegionalDomainName: (s) => `${s.id}.s3.${region(s)}.amazonaws.com`,
      bucketRegion: (s) => region(s),
    },
    seconds: { create: 3, delete: 2 },
  }),
  "aws:s3/bucketVersioning:BucketVersioning": regional<aws.s3.BucketVersioningArgs, aws.s3.BucketVersioningState>({
    ...bucketSetting,
    required: ["bucket", "versioningConfiguration"],
    optional: ["expectedBucketOwner", "mfa"],
    replaceOn: ["bucket", "expectedBucketOwner"],
  }),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": regional<
    aws.s3.BucketServerSideEncryptionConfigurationArgs,
    aws.s3.BucketServerSideEncryptionConfigurationState
  >({
    ...bucketSetting,
    required: ["bucket", "rules"],
    optional: ["expectedBucketOwner"],
    replaceOn: ["bucket", "expectedBucketOwner"],
  }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": regional<
    aws.s3.BucketPublicAccessBlockArgs,
    aws.s3.BucketPublicAccessBlockState
  >({
    ...bucketSetting,
    required: ["bucket"],
    optional: ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets", "skipDestroy"],
    replaceOn: ["bucket"],
  }),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": regional<
    aws.s3.BucketOwnershipControlsArgs,
    aws.s3.BucketOwnershipControlsState
  >({ ...bucketSetting, required: ["bucket", "rule"], optional: [], replaceOn: ["bucket"] }),
  "aws:s3/bucketPolicy:BucketPolicy": regional<aws.s3.BucketPolicyArgs, aws.s3.BucketPolicyState>({
    ...bucketSetting,
    required: ["bucket", "policy"],
    optional: [],
    replaceOn: ["bucket"],
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": regional<
    aws.s3.BucketLifecycleConfigurationArgs,
    aws.s3.BucketLifecycleConfigurationState
  >({
    ...bucketSetting,
    required: ["bucket"],
    optional: ["expectedBucketOwner", "rules", "transitionDefaultMinimumObjectSize"],
    replaceOn: ["bucket", "expectedBucketOwner"],
    defaults: { transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
    // AWS answers reads only when the rules have reached all of S3; the provider waits for that.
    seconds: { create: 40, update: 40, delete: 1 },
  }),
  "aws:s3/bucketNotification:BucketNotification": regional<
    aws.s3.BucketNotificationArgs,
    aws.s3.BucketNotificationState
  >({
    ...bucketSetting,
    required: ["bucket"],
    optional: ["eventbridge", "lambdaFunctions", "queues", "topics"],
    replaceOn: ["bucket"],
  }),
  "aws:s3/bucketLogging:BucketLogging": regional<aws.s3.BucketLoggingArgs, aws.s3.BucketLoggingState>({
    ...bucketSetting,
    required: ["bucket", "targetBucket", "targetPrefix"],
    optional: ["expectedBucketOwner", "targetObjectKeyFormat"],
    replaceOn: ["bucket", "expectedBucketOwner"],
  }),

  "aws:kms/key:Key": regional<aws.kms.KeyArgs, aws.kms.KeyState>({
    required: [],
    optional: [
      "customerMasterKeySpec",
      "deletionWindowInDays",
      "description",
      "enableKeyRotation",
      "isEnabled",
      "keyUsage",
      "multiRegion",
      "policy",
      "rotationPeriodInDays",
      "tags",
    ],
    replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion"],
    defaults: { customerMasterKeySpec: "SYMMETRIC_DEFAULT", isEnabled: true, keyUsage: "ENCRYPT_DECRYPT" },
    id: keyId,
    existing: "another",
    outputs: { arn: keyArn, keyId: id },
    seconds: { create: 20, delete: 1 },
  }),
  "aws:kms/alias:Alias": regional<aws.kms.AliasArgs, aws.kms.AliasState>({
    required: ["targetKeyId"],
    optional: ["name"],
    replaceOn: ["name"],
    autoname: autoname("name", 7, (name) => `alias/${name}`),
    id: input("name"),
    existing: (name) => `creating KMS Alias (${name}): AlreadyExistsException: An alias with this name already exists`,
    outputs: { arn: (s) => arn("kms", region(s), s.id) },
    seconds: { create: 1, delete: 1 },
  }),

  "aws:secretsmanager/secret:Secret": regional<aws.secretsmanager.SecretArgs, aws.secretsmanager.SecretState>({
    required: [],
    optional: ["description", "kmsKeyId", "name", "recoveryWindowInDays", "tags"],
    replaceOn: ["name"],
    autoname: autoname("name"),
    defaults: { recoveryWindowInDays: 30 },
    // AWS ends the ARN of a secret with six characters of its own.
    id: (s) => arn("secretsmanager", region(s), `secret:${s.text("name")}-${s.digits(6, s.text("name"))}`),
    existing: (secretArn) =>
      "creating Secrets Manager Secret: ResourceExistsException: The operation failed because the secret " +
      `${secretArn} already exists.`,
    outputs: { arn: id },
    seconds: { create: 1, delete: 1 },
  }),
  "aws:secretsmanager/secretVersion:SecretVersion": regional<
    aws.secretsmanager.SecretVersionArgs,
    aws.secretsmanager.SecretVersionState
  >({
    required: ["secretId"],
    optional: ["secretString", "versionStages"],
    replaceOn: ["secretId", "secretString"],
    id: (s) => `${s.text("secretId")}|terraform-${s.digits(26, s.text("secretId"), s.text("secretString"))}`,
    existing: "another",
    outputs: {
      arn: input("secretId"),
      secretArn: input("secretId"),
      versionId: (s) => s.id.split("|")[1],
    },
    secretOutputs: ["secretString"],
    seconds: { create: 1, delete: 1 },
  }),
};
