// The buckets of Loki, of Tempo and of what passes through, one each: they have different lifecycles and different
// readers, and a policy that names a bucket is simpler to trust than one that names prefixes. Loki's rules are files of
// this program, so they need none.
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { objectDays } from "../control-plane/transit";
import { bucketArn, type CloudNames } from "../names";
import { accessLogPolicy, bucketPolicy, expiryDays, type LifecycleRule, lifecycleRules } from "./bucket-rules";
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
  /** Where logs of the control plane pass through, where they are read. */
  readonly controlPlane?: SecureBucket;

  constructor(name: string, args: ObjectStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:ObjectStorage", name, {}, opts);
    const { settings, names, keyArn } = args;
    const arnOf = (bucketName: string) => bucketArn(names.place, bucketName);
    const accessLogBucket =
      settings.retention.accessLogsDays > 0 ? this.accessLogs(name, settings, names, arnOf) : undefined;

    const bucket = (part: string, bucketName: string, lifecycle: LifecycleRule[]) =>
      new SecureBucket(
        `${name}-${part}`,
        {
          bucketName,
          lifecycle,
          policy: pulumi.output(keyArn).apply((key) => bucketPolicy(arnOf(bucketName), key)),
          keyArn,
          accessLogBucket,
          protect: settings.protect,
        },
        { parent: this },
      );

    const kept = (signal: "logsDays" | "tracesDays") =>
      lifecycleRules(settings.size, expiryDays(settings.tenants, signal));
    this.lokiChunks = bucket("loki-chunks", names.buckets.lokiChunks, kept("logsDays"));
    this.tempo = bucket("tempo", names.buckets.tempo, kept("tracesDays"));
    if (settings.logs.controlPlane) {
      // They pass through, whatever the size: no cheaper class pays off.
      const lifecycle = lifecycleRules("small", objectDays);
      this.controlPlane = bucket("control-plane", names.buckets.controlPlane, lifecycle);
    }
    this.registerOutputs({ lokiChunks: this.lokiChunks.bucketName, tempo: this.tempo.bucketName });
  }

  private accessLogs(
    name: string,
    settings: Settings,
    names: CloudNames,
    arnOf: (bucketName: string) => string,
  ): pulumi.Output<string> {
    const { accessLogs, controlPlane, ...always } = names.buckets;
    const sources = [...Object.values(always), ...(settings.logs.controlPlane ? [controlPlane] : [])];
    const bucket = new SecureBucket(
      `${name}-access-logs`,
      {
        bucketName: accessLogs,
        lifecycle: lifecycleRules("small", settings.retention.accessLogsDays),
        policy: accessLogPolicy(arnOf(accessLogs), sources.map(arnOf), names.place.accountId),
        protect: settings.protect,
      },
      { parent: this },
    );
    return bucket.bucketName;
  }
}
