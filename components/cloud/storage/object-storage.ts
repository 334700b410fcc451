// The buckets of Loki and Tempo, one each: they have different lifecycles and different readers, and a policy that
// names a bucket is simpler to trust than one that names prefixes. Loki's rules are files of this program, so they need
// none.
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { bucketArn, type CloudNames } from "../names";
import { accessLogPolicy, bucketPolicy, expiryDays, lifecycleRules } from "./bucket-rules";
import { SecureBucket } from "./secure-bucket";

export interface ObjectStorageArgs {
  settings: Settings;
  names: CloudNames;
  /** ARN of the key that encrypts objects. */
  keyArn: pulumi.Input<string>;
}

export class ObjectStorage extends pulumi.ComponentResource {
  readonly lokiChunks: SecureBucket;
  readonly tempo: SecureBucket;

  constructor(name: string, args: ObjectStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:ObjectStorage", name, {}, opts);
    const { settings, names, keyArn } = args;
    const arnOf = (bucketName: string) => bucketArn(names.place, bucketName);
    const accessLogBucket =
      settings.retention.accessLogsDays > 0 ? this.accessLogs(name, settings, names, arnOf) : undefined;

    const bucket = (part: string, bucketName: string, expireAfterDays: number) =>
      new SecureBucket(
        `${name}-${part}`,
        {
          bucketName,
          lifecycle: lifecycleRules(settings.size, expireAfterDays),
          policy: pulumi.output(keyArn).apply((key) => bucketPolicy(arnOf(bucketName), key)),
          keyArn,
          accessLogBucket,
          protect: settings.protect,
        },
        { parent: this },
      );

    this.lokiChunks = bucket("loki-chunks", names.buckets.lokiChunks, expiryDays(settings.tenants, "logsDays"));
    this.tempo = bucket("tempo", names.buckets.tempo, expiryDays(settings.tenants, "tracesDays"));
    this.registerOutputs({ lokiChunks: this.lokiChunks.bucketName, tempo: this.tempo.bucketName });
  }

  private accessLogs(
    name: string,
    settings: Settings,
    names: CloudNames,
    arnOf: (bucketName: string) => string,
  ): pulumi.Output<string> {
    const { accessLogs, ...sources } = names.buckets;
    const bucket = new SecureBucket(
      `${name}-access-logs`,
      {
        bucketName: accessLogs,
        lifecycle: lifecycleRules("small", settings.retention.accessLogsDays),
        policy: accessLogPolicy(arnOf(accessLogs), Object.values(sources).map(arnOf), names.place.accountId),
        protect: settings.protect,
      },
      { parent: this },
    );
    return bucket.bucketName;
  }
}
