// What a data bucket allows and when its objects go. Plain policy and lifecycle documents out.

import type { Retention } from "../../../settings/settings";
import type { SizeName } from "../../../settings/sizing";

/** Days between the engine's own deletion and S3's, for the engine to catch up after an outage. */
export const expiryMarginDays = 7;
/** Days in which an object that was deleted or overwritten by mistake can be brought back. */
export const undeleteDays = 7;

/**
 * After how many days S3 expires an object that no engine deleted: never before the longest retention of any tenant.
 * The engines (Loki's compactor, Tempo's) delete on time and per tenant; this only sweeps what they lost sight of.
 */
export function expiryDays(tenants: readonly { retention: Readonly<Retention> }[], signal: keyof Retention): number {
  return Math.max(...tenants.map(({ retention }) => retention[signal])) + expiryMarginDays;
}

/** Id of the rule by which telemetry expires. */
export const telemetryRule = "telemetry";

export interface LifecycleRule {
  id: string;
  status: "Enabled";
  filter: { prefix?: string };
  abortIncompleteMultipartUpload?: { daysAfterInitiation: number };
  noncurrentVersionExpiration?: { noncurrentDays: number };
  expiration?: { days?: number; expiredObjectDeleteMarker?: boolean };
  transitions?: { days: number; storageClass: string }[];
}

/**
 * Storage class of telemetry. Intelligent tiering pays off where objects are large and many, which `large` makes them;
 * infrequent access has a minimum of 30 days, so `medium` uses it for what is kept longer than twice that; `small`
 * stays in Standard, where the requests cost more than the bytes.
 */
export function transitions(size: SizeName, days: number): { days: number; storageClass: string }[] {
  if (size === "large") return [{ days: 0, storageClass: "INTELLIGENT_TIERING" }];
  if (size === "medium" && days > 60) return [{ days: 30, storageClass: "STANDARD_IA" }];
  return [];
}

/** Rules of one bucket. */
export function lifecycleRules(size: SizeName, expireAfterDays: number): LifecycleRule[] {
  const housekeeping: LifecycleRule = {
    id: "housekeeping",
    status: "Enabled",
    filter: {},
    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    noncurrentVersionExpiration: { noncurrentDays: undeleteDays },
    expiration: { expiredObjectDeleteMarker: true },
  };
  const moves = transitions(size, expireAfterDays);
  const telemetry: LifecycleRule = {
    id: telemetryRule,
    status: "Enabled",
    filter: {},
    expiration: { days: expireAfterDays },
    ...(moves.length > 0 ? { transitions: moves } : {}),
  };
  return [housekeeping, telemetry];
}

/**
 * Denies plain transport and every encryption but the bucket's own. Requests that name no encryption pass: the bucket's
 * default applies to them, so engines need not know the key.
 */
export function bucketPolicy(bucketArn: string, keyArn: string): string {
  const objects = `${bucketArn}/*`;
  const everyone = "*";
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyPlainTransport",
        Effect: "Deny",
        Principal: everyone,
        Action: "s3:*",
        Resource: [bucketArn, objects],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "DenyOtherEncryption",
        Effect: "Deny",
        Principal: everyone,
        Action: "s3:PutObject",
        Resource: objects,
        Condition: {
          StringNotEqualsIfExists: { "s3:x-amz-server-side-encryption": "aws:kms" },
          Null: { "s3:x-amz-server-side-encryption": "false" },
        },
      },
      {
        Sid: "DenyOtherKeys",
        Effect: "Deny",
        Principal: everyone,
        Action: "s3:PutObject",
        Resource: objects,
        Condition: {
          StringNotEqualsIfExists: { "s3:x-amz-server-side-encryption-aws-kms-key-id": keyArn },
          Null: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "false" },
        },
      },
    ],
  });
}

/** Lets S3 deliver access logs of the named buckets, from this account only, over TLS. */
export function accessLogPolicy(logBucketArn: string, sourceBucketArns: readonly string[], accountId: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AccessLogDelivery",
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${logBucketArn}/*`,
        Condition: { ArnLike: { "aws:SourceArn": sourceBucketArns }, StringEquals: { "aws:SourceAccount": accountId } },
      },
      {
        Sid: "DenyPlainTransport",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [logBucketArn, `${logBucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
