// How records of the EKS control plane lie between CloudWatch Logs and the Collector: objects in a bucket, and a queue
// that tells of them. Plain data, which the resources and the Collector's configuration share.
import { type Place, serviceHost } from "../names";

/** Firehose's objects of records begin with this; what it could not deliver as such begins with the other. */
export const recordsPrefix = "records/";
export const errorsPrefix = "errors/!{firehose:error-output-type}/";

/**
 * Ends of an object's key. An object is what CloudWatch Logs sends, gzipped JSON, one after the other, as it came:
 * gzip's members may follow one another, and so may the documents in them. The receiver unpacks by the last ending and
 * finds the decoder by the one before.
 */
export const decodedEnding = ".json";
export const objectEnding = `${decodedEnding}.gz`;

/** Firehose waits for so much or so long, its least: an object is some MiB when it is unpacked. */
export const buffering = { mebibytes: 1, seconds: 60 } as const;

/**
 * A message that was received and not deleted is given out again after this time. Reading an object takes seconds; a
 * Collector whose queue is full holds on to one message, and asks for no other.
 */
const visibilitySeconds = 300;

/**
 * So often a message is given out before it goes to the queue of what could not be read: eight hours, the time in which
 * a bucket or key that refuses the Collector can be mended and nothing needs to be put back.
 */
const mostReceives = 100;

/** The longest that SQS keeps a message. For one that moves to the other queue, its age goes on. */
const messageDays = 14;

/** Longer than any message that tells of an object. */
export const objectDays = messageDays + 7;

export const queueSettings = {
  visibilityTimeoutSeconds: visibilitySeconds,
  messageRetentionSeconds: messageDays * 86_400,
  // SQS's own key: S3 may not use the platform's, whose policy admits no service. Messages hold names of objects only.
  sqsManagedSseEnabled: true,
} as const;

export function redrivePolicy(deadLetterArn: string): string {
  return JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount: mostReceives });
}

/** Address at which the Collector asks for messages. */
export function queueUrl(place: Place, queue: string): string {
  return `https://${serviceHost(place, "sqs")}/${place.accountId}/${queue}`;
}
