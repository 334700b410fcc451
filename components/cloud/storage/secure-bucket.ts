// One private, encrypted, versioned S3 bucket with its policy and lifecycle.
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { dataOptions } from "../data-options";
import type { LifecycleRule } from "./bucket-rules";

export interface SecureBucketArgs {
  /** Bucket name; fixed, as S3 cannot rename (a change is a replacement and is refused while protected). */
  bucketName: string;
  lifecycle: readonly LifecycleRule[];
  /** The bucket's policy document. */
  policy: pulumi.Input<string>;
  /** Key for default encryption; without one S3's own key is used (log delivery cannot use a customer key). */
  keyArn?: pulumi.Input<string>;
  /** Bucket that receives this one's access logs. */
  accessLogBucket?: pulumi.Input<string>;
  protect: boolean;
}

/** The settings of a bucket are resources of their own since provider v7: the inline ones are deprecated. */
export class SecureBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: SecureBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:SecureBucket", name, args, opts);
    const data = dataOptions(this, args.protect);

    const bucket = new s3.Bucket(name, { bucket: args.bucketName, forceDestroy: false }, data);
    const id = bucket.bucket;

    new s3.BucketOwnershipControls(name, { bucket: id, rule: { objectOwnership: "BucketOwnerEnforced" } }, data);
    const closed = new s3.BucketPublicAccessBlock(
      name,
      {
        bucket: id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      data,
    );
    new s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket: id,
        rules: [
          args.keyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : // The bucket key turns a KMS request per object into one per bucket and hour.
              {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
                bucketKeyEnabled: true,
              },
        ],
      },
      data,
    );
    // Versioning is on: a compactor gone wrong, or a stolen role, deletes objects that can be brought back for a week.
    const versioning = new s3.BucketVersioning(
      name,
      { bucket: id, versioningConfiguration: { status: "Enabled" } },
      data,
    );
    new s3.BucketLifecycleConfiguration(
      name,
      { bucket: id, rules: [...args.lifecycle] },
      { ...data, dependsOn: versioning },
    );
    new s3.BucketPolicy(name, { bucket: id, policy: args.policy }, { ...data, dependsOn: closed });
    if (args.accessLogBucket !== undefined) {
      new s3.BucketLogging(
        name,
        { bucket: id, targetBucket: args.accessLogBucket, targetPrefix: `${args.bucketName}/` },
        data,
      );
    }

    this.bucketName = id;
    this.arn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }
}
