// The way of the EKS control plane's logs out of CloudWatch: a subscription of the cluster's log group, Firehose, a
// bucket, and a queue that tells of each object. The log group is EKS's own, and only read.
import { LogSubscriptionFilter } from "@pulumi/aws/cloudwatch";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { FirehoseDeliveryStream } from "@pulumi/aws/kinesis";
import { BucketNotification } from "@pulumi/aws/s3";
import { Queue, QueuePolicy, RedriveAllowPolicy } from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { madeFirst, roleOptions } from "../identity/workload-identity";
import { bucketArn, type CloudNames, controlPlaneLogGroup, regionalArn, type ServiceRole } from "../names";
import type { SecureBucket } from "../storage/secure-bucket";
import {
  deadLetterPolicy,
  firehosePolicy,
  firehoseTrust,
  queuePolicy,
  subscriptionPolicy,
  subscriptionTrust,
} from "./permissions";
import { buffering, errorsPrefix, objectEnding, queueSettings, recordsPrefix, redrivePolicy } from "./transit";

export interface ControlPlaneLogsArgs {
  settings: Settings;
  names: CloudNames;
  /** ARN of the key that encrypts objects. */
  keyArn: pulumi.Input<string>;
  bucket: SecureBucket;
}

export class ControlPlaneLogs extends pulumi.ComponentResource {
  constructor(name: string, args: ControlPlaneLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:ControlPlaneLogs", name, {}, opts);
    const { settings, names, bucket } = args;
    const { place, controlPlane } = names;
    const child = { parent: this };
    const sourceArn = bucketArn(place, names.buckets.controlPlane);
    const streamArn = regionalArn(place, "firehose", `deliverystream/${controlPlane.stream}`);

    this.notify(name, args);

    const firehose = this.serviceRole(name, "firehose", args, {
      trust: firehoseTrust(place, streamArn),
      policy: pulumi.output(args.keyArn).apply((key) => firehosePolicy(sourceArn, key)),
    });
    const stream = new FirehoseDeliveryStream(
      name,
      {
        name: controlPlane.stream,
        destination: "extended_s3",
        serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
        extendedS3Configuration: {
          roleArn: firehose.role.arn,
          bucketArn: bucket.arn,
          prefix: recordsPrefix,
          errorOutputPrefix: errorsPrefix,
          // What comes is gzipped already. The bucket's own encryption holds, with its bucket key.
          compressionFormat: "UNCOMPRESSED",
          fileExtension: objectEnding,
          bufferingSize: buffering.mebibytes,
          bufferingInterval: buffering.seconds,
        },
      },
      { ...child, dependsOn: firehose.policy },
    );
    const subscription = this.serviceRole(name, "subscription", args, {
      trust: subscriptionTrust(place),
      policy: subscriptionPolicy(streamArn),
    });
    new LogSubscriptionFilter(
      name,
      {
        name: controlPlane.stream,
        logGroup: controlPlaneLogGroup(settings),
        filterPattern: "",
        destinationArn: stream.arn,
        roleArn: subscription.role.arn,
      },
      { ...child, dependsOn: subscription.policy },
    );
    this.registerOutputs({});
  }

  /** The queue, and what goes into it. Made before Firehose's stream: no object comes that nobody is told of. */
  private notify(name: string, { names, bucket }: ControlPlaneLogsArgs): void {
    const { place, controlPlane } = names;
    const child = { parent: this };
    const sourceArn = bucketArn(place, names.buckets.controlPlane);
    const [queueArn, deadLetterArn] = [controlPlane.queue, controlPlane.deadLetters].map((queue) =>
      regionalArn(place, "sqs", queue),
    ) as [string, string];

    const unread = new Queue(`${name}-unread`, { name: controlPlane.deadLetters, ...queueSettings }, child);
    const queue = new Queue(
      name,
      { name: controlPlane.queue, ...queueSettings, redrivePolicy: unread.arn.apply(redrivePolicy) },
      child,
    );
    new QueuePolicy(`${name}-unread`, { queueUrl: unread.url, policy: deadLetterPolicy(deadLetterArn) }, child);
    new RedriveAllowPolicy(
      `${name}-unread`,
      {
        queueUrl: unread.url,
        redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [queueArn] }),
      },
      child,
    );
    const admitted = new QueuePolicy(
      name,
      { queueUrl: queue.url, policy: queuePolicy(queueArn, sourceArn, place) },
      child,
    );
    new BucketNotification(
      name,
      {
        bucket: bucket.bucketName,
        queues: [
          {
            queueArn: queue.arn,
            events: ["s3:ObjectCreated:*"],
            filterPrefix: recordsPrefix,
            filterSuffix: objectEnding,
          },
        ],
      },
      { ...child, dependsOn: admitted },
    );
  }

  private serviceRole(
    name: string,
    service: ServiceRole,
    { settings, names }: ControlPlaneLogsArgs,
    { trust, policy }: { trust: string; policy: pulumi.Input<string> },
  ): { role: Role; policy: RolePolicy } {
    const child = { parent: this, ...madeFirst };
    const role = new Role(
      `${name}-${service}`,
      {
        name: names.roles[service].name,
        ...roleOptions(settings),
        description: `Logs of the control plane of EKS cluster ${settings.cluster.name}`,
        assumeRolePolicy: trust,
      },
      child,
    );
    return { role, policy: new RolePolicy(`${name}-${service}`, { name: "workload", role: role.name, policy }, child) };
  }
}
