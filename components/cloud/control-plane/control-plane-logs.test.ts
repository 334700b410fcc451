// What `logs.controlPlane` registers in AWS, under mocks: each step admits the one before it, and no one else.
import assert from "node:assert/strict";
import { cloudOf } from "../../../test/support/cloud-of";
import { ofType, only, type Registration } from "../../../test/support/mock-stack";
import { namesFor } from "../../../test/support/place";
import { settingsWith } from "../../../test/support/stack-configuration";
import { subscriptionTrust } from "./permissions";
import { objectDays, queueSettings, recordsPrefix } from "./transit";

const settings = settingsWith({ kafka: { mode: "none" }, logs: { controlPlane: true } });
const names = namesFor(settings);
const account = "111122223333";
const bucketArn = `arn:aws:s3:::${names.buckets.controlPlane}`;
const queueArn = `arn:aws:sqs:eu-central-1:${account}:${names.controlPlane.queue}`;
const streamArn = `arn:aws:firehose:eu-central-1:${account}:deliverystream/${names.controlPlane.stream}`;

interface Statement {
  Sid: string;
  Effect: string;
  Principal?: unknown;
  Action: unknown;
  Resource: unknown;
  Condition?: unknown;
}
const statements = (document: unknown) => (JSON.parse(document as string) as { Statement: Statement[] }).Statement;

describe("the way of the control plane's logs in AWS", () => {
  let made: Registration[];
  before(async () => {
    made = await cloudOf(settings);
  });
  const inputsOf = (type: string, name = "cloud-control-plane-logs") => only(made, type, name).inputs;

  it("is there only where it is asked for", async () => {
    const off = settingsWith({ kafka: { mode: "none" } });
    const without = await cloudOf(off);
    assert.deepEqual(
      without.filter(
        ({ type, name }) => /:sqs\/|:kinesis\/|Subscription|Notification/.test(type) || /control/.test(name),
      ),
      [],
    );
  });

  it("goes from the cluster's log group to Firehose, all of it", () => {
    const { logGroup, filterPattern } = inputsOf("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter");
    assert.deepEqual([logGroup, filterPattern], ["/aws/eks/test/cluster", ""]);
    const trust = statements(inputsOf("aws:iam/role:Role", "cloud-control-plane-logs-subscription").assumeRolePolicy);
    assert.deepEqual(trust[0]?.Principal, { Service: "logs.amazonaws.com" });
    assert.deepEqual(trust[0]?.Condition, {
      StringEquals: { "aws:SourceAccount": account },
      StringLike: { "aws:SourceArn": `arn:aws:logs:eu-central-1:${account}:*` },
    });
    const may = statements(inputsOf("aws:iam/rolePolicy:RolePolicy", "cloud-control-plane-logs-subscription").policy);
    assert.deepEqual(
      may.flatMap(({ Resource }) => Resource),
      [streamArn],
    );
  });

  it("admits CloudWatch Logs by the name that it has in the partition", () => {
    const trusted = (partition: string) =>
      statements(subscriptionTrust({ ...names.place, partition })).map(({ Principal }) => Principal);
    assert.deepEqual(trusted("aws-cn"), [{ Service: "logs.amazonaws.com.cn" }]);
    assert.deepEqual(trusted("aws-us-gov"), [{ Service: "logs.amazonaws.com" }]);
    assert.deepEqual(trusted("aws-iso"), [{ Service: "logs.c2s.ic.gov" }]);
  });

  it("goes from Firehose into the bucket, as it came, under keys that the queue is told of", () => {
    const { extendedS3Configuration } = inputsOf("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream") as {
      extendedS3Configuration: Record<string, unknown>;
    };
    const { prefix, errorOutputPrefix, fileExtension, compressionFormat, processingConfiguration } =
      extendedS3Configuration;
    assert.deepEqual([prefix, fileExtension, compressionFormat], [recordsPrefix, ".json.gz", "UNCOMPRESSED"]);
    assert.equal(processingConfiguration, undefined);
    assert.ok(!String(errorOutputPrefix).startsWith(recordsPrefix));
    const { queues } = inputsOf("aws:s3/bucketNotification:BucketNotification") as { queues: object[] };
    assert.deepEqual(
      queues.map((queue) => ({ ...queue, queueArn: "" })),
      [{ queueArn: "", events: ["s3:ObjectCreated:*"], filterPrefix: prefix, filterSuffix: fileExtension }],
    );
    const trust = statements(inputsOf("aws:iam/role:Role", "cloud-control-plane-logs-firehose").assumeRolePolicy);
    assert.deepEqual(trust[0]?.Condition, {
      StringEquals: { "aws:SourceAccount": account },
      ArnEquals: { "aws:SourceArn": streamArn },
    });
    const may = statements(inputsOf("aws:iam/rolePolicy:RolePolicy", "cloud-control-plane-logs-firehose").policy);
    assert.deepEqual(
      may.flatMap(({ Resource }) => Resource),
      [bucketArn, `${bucketArn}/*`, "arn:aws:kms:eu-central-1:111122223333:key/1"],
    );
  });

  it("lets S3 tell the queue of this bucket alone, and nobody in plain text", () => {
    const [notifications, plain] = statements(inputsOf("aws:sqs/queuePolicy:QueuePolicy").policy);
    assert.deepEqual(
      [notifications?.Principal, notifications?.Action, notifications?.Resource],
      [{ Service: "s3.amazonaws.com" }, "sqs:SendMessage", queueArn],
    );
    assert.deepEqual(notifications?.Condition, {
      ArnEquals: { "aws:SourceArn": bucketArn },
      StringEquals: { "aws:SourceAccount": account },
    });
    assert.equal(plain?.Effect, "Deny");
  });

  it("puts what cannot be read where it stays to be seen, after hours of tries", () => {
    const { redrivePolicy } = inputsOf("aws:sqs/queue:Queue");
    const { maxReceiveCount, deadLetterTargetArn } = JSON.parse(redrivePolicy as string) as {
      maxReceiveCount: number;
      deadLetterTargetArn: string;
    };
    assert.match(deadLetterTargetArn, /cloud-control-plane-logs-unread$/);
    const hours = (maxReceiveCount * queueSettings.visibilityTimeoutSeconds) / 3_600;
    assert.ok(hours > 8 && hours < 12, `${hours}`);
    assert.equal(inputsOf("aws:sqs/queue:Queue", "cloud-control-plane-logs-unread").redrivePolicy, undefined);
  });

  it("keeps an object longer than any message that tells of it", () => {
    assert.ok(objectDays * 86_400 > queueSettings.messageRetentionSeconds);
    const { rules } = inputsOf(
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "cloud-storage-control-plane",
    );
    assert.deepEqual(
      (rules as { expiration: object }[]).map(({ expiration }) => expiration),
      [{ expiredObjectDeleteMarker: true }, { days: objectDays }],
    );
  });

  it("lets the Collector receive, fetch and delete messages, and nothing else: it may not list, nor delete objects", () => {
    const may = statements(inputsOf("aws:iam/rolePolicy:RolePolicy", "cloud-identities-controlPlaneLogs").policy);
    assert.deepEqual(
      may.map(({ Action, Resource }) => [Action, Resource]),
      [
        [["sqs:ReceiveMessage", "sqs:DeleteMessage"], [queueArn]],
        [["s3:GetObject"], [`${bucketArn}/records/*`]],
        [["kms:Decrypt"], ["arn:aws:kms:eu-central-1:111122223333:key/1"]],
      ],
    );
  });

  it("is watched like other buckets where access logs are kept", async () => {
    const watched = settingsWith({
      kafka: { mode: "none" },
      logs: { controlPlane: true },
      retention: { accessLogsDays: 30 },
    });
    const all = await cloudOf(watched);
    const logging = ofType(all, "aws:s3/bucketLogging:BucketLogging").map(({ inputs }) => inputs.bucket);
    assert.ok(logging.includes(names.buckets.controlPlane));
    const policy = only(all, "aws:s3/bucketPolicy:BucketPolicy", "cloud-storage-access-logs").inputs.policy;
    assert.match(policy as string, new RegExp(names.buckets.controlPlane));
  });
});
