// IAM and queue policies of the way that logs of the EKS control plane take: each service may do its one step, for this
// account's resources, and the Collector reads.
import { document, type Statement } from "../identity/permissions";
import { logsPrincipal, type Place, regionalArn } from "../names";
import { recordsPrefix } from "./transit";

/** Trust in an AWS service that acts for a resource of this account, and for nobody else's. */
function serviceTrust(service: string, place: Place, source: object): string {
  return document([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": place.accountId }, ...source },
    },
  ]);
}

export function firehoseTrust(place: Place, streamArn: string): string {
  return serviceTrust("firehose.amazonaws.com", place, { ArnEquals: { "aws:SourceArn": streamArn } });
}

/**
 * The form that AWS documents: which log group asks is not said to it (docs.aws.amazon.com, "Log group-level
 * subscription filters").
 */
export function subscriptionTrust(place: Place): string {
  return serviceTrust(logsPrincipal(place), place, {
    StringLike: { "aws:SourceArn": regionalArn(place, "logs", "*") },
  });
}

/** Writing objects of this bucket under this key. */
export function firehosePolicy(bucketArn: string, keyArn: string): string {
  return document([
    {
      Sid: "Bucket",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: [bucketArn],
    },
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"],
      Resource: [`${bucketArn}/*`],
    },
    { Sid: "Key", Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: [keyArn] },
  ] satisfies Statement[]);
}

export function subscriptionPolicy(streamArn: string): string {
  return document([
    {
      Sid: "Stream",
      Effect: "Allow",
      Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
      Resource: [streamArn],
    },
  ] satisfies Statement[]);
}

/**
 * What the Collector does. It may not list the bucket: an object that is gone then looks refused, and its message ends
 * where it is seen, instead of being deleted as done.
 */
export function readerPolicy(bucketArn: string, keyArn: string, queueArn: string): string {
  return document([
    { Sid: "Queue", Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: [queueArn] },
    { Sid: "Objects", Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${bucketArn}/${recordsPrefix}*`] },
    { Sid: "Key", Effect: "Allow", Action: ["kms:Decrypt"], Resource: [keyArn] },
  ] satisfies Statement[]);
}

/** S3 tells the queue of this bucket's objects; nobody speaks to it in plain text. */
export function queuePolicy(queueArn: string, bucketArn: string, { accountId }: Place): string {
  return document([
    {
      Sid: "Notifications",
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": bucketArn }, StringEquals: { "aws:SourceAccount": accountId } },
    },
    denyPlainTransport(queueArn),
  ]);
}

export function deadLetterPolicy(queueArn: string): string {
  return document([denyPlainTransport(queueArn)]);
}

function denyPlainTransport(queueArn: string): object {
  return {
    Sid: "DenyPlainTransport",
    Effect: "Deny",
    Principal: "*",
    Action: "sqs:*",
    Resource: queueArn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
