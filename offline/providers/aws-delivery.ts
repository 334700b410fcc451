// Firehose, SQS and subscriptions of CloudWatch Logs as the stand-in AWS provider knows them.

import type * as aws from "@pulumi/aws";
import { autoname } from "./autoname";
import { arn, id, input, region, regional } from "./aws-model";
import { fixture } from "./fixture";
import type { ResourceModel } from "./model";
import type { Subject } from "./subject";

const queueUrl = (s: Subject) => `https://sqs.${region(s)}.amazonaws.com/${fixture().accountId}/${s.text("name")}`;

/** One setting of a queue: an object of its own to Pulumi, an attribute of the queue to AWS. */
const queueSetting = { id: input("queueUrl"), existing: "overwrite", seconds: { create: 25, delete: 1 } } as const;

export const deliveryTypes: Record<string, ResourceModel> = {
  "aws:sqs/queue:Queue": regional<aws.sqs.QueueArgs, aws.sqs.QueueState>({
    required: [],
    optional: [
      "messageRetentionSeconds",
      "name",
      "redrivePolicy",
      "sqsManagedSseEnabled",
      "tags",
      "visibilityTimeoutSeconds",
    ],
    replaceOn: ["name"],
    autoname: autoname("name"),
    defaults: { visibilityTimeoutSeconds: 30, messageRetentionSeconds: 345_600 },
    id: queueUrl,
    existing: (url) => `creating SQS Queue (${url}): QueueAlreadyExists: A queue already exists with the same name`,
    outputs: { arn: (s) => arn("sqs", region(s), s.text("name")), url: id },
    // AWS shows what a queue was told half a minute later; the provider waits for it.
    seconds: { create: 30, update: 30, delete: 3 },
  }),
  "aws:sqs/queuePolicy:QueuePolicy": regional<aws.sqs.QueuePolicyArgs, aws.sqs.QueuePolicyState>({
    ...queueSetting,
    required: ["policy", "queueUrl"],
    optional: [],
    replaceOn: ["queueUrl"],
  }),
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": regional<
    aws.sqs.RedriveAllowPolicyArgs,
    aws.sqs.RedriveAllowPolicyState
  >({
    ...queueSetting,
    required: ["queueUrl", "redriveAllowPolicy"],
    optional: [],
    replaceOn: ["queueUrl"],
  }),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": regional<
    aws.kinesis.FirehoseDeliveryStreamArgs,
    aws.kinesis.FirehoseDeliveryStreamState
  >({
    required: ["destination"],
    optional: ["extendedS3Configuration", "name", "serverSideEncryption", "tags"],
    replaceOn: ["destination", "name"],
    autoname: autoname("name"),
    id: (s) => arn("firehose", region(s), `deliverystream/${s.text("name")}`),
    existing: (stream) =>
      `creating Kinesis Firehose Delivery Stream (${stream}): ResourceInUseException: Firehose already exists`,
    outputs: { arn: id },
    seconds: { create: 60, update: 30, delete: 60 },
  }),
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": regional<
    aws.cloudwatch.LogSubscriptionFilterArgs,
    aws.cloudwatch.LogSubscriptionFilterState
  >({
    required: ["destinationArn", "filterPattern", "logGroup"],
    optional: ["distribution", "name", "roleArn"],
    replaceOn: ["logGroup", "name"],
    autoname: autoname("name"),
    defaults: { distribution: "ByLogStream" },
    id: (s) => `cwlsf-${s.digits(10, s.text("logGroup"), s.text("name"))}`,
    existing: "overwrite",
    seconds: { create: 1, delete: 1 },
  }),
};
