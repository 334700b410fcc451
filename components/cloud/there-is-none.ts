// AWS's words for "there is none", which differ by service.

/** Whether a failed lookup says so; else it failed for another reason, a missing right perhaps. */
export function saysThereIsNone(reason: string): boolean {
  return /couldn't find|not ?found|NoSuchEntity|empty result|no matching|no results/i.test(reason);
}

/**
 * The same of a service that not every region has: it has no host name where it is not. Of others that is a network
 * from which they cannot be asked.
 */
export function saysThereIsNoneHere(reason: string): boolean {
  return saysThereIsNone(reason) || reason.includes("no such host");
}

/** Whether a failed lookup says that there is one still, under its name, which goes in some days. */
export function saysItIsGoing(reason: string): boolean {
  return /Pending(?:Replica)?Deletion|(?:marked|scheduled) for deletion/i.test(reason);
}

/**
 * Whether a lookup that failed has found it by its name, and failed in what it asked besides: for a right that is
 * missing, or of what is being made or goes. The provider tells it by what it was about to read; S3 sends on where a
 * bucket is in another region.
 */
export function saysThereIsOne(reason: string): boolean {
  const read =
    /reading (?:KMS Key \(alias\/|MSK Cluster \(arn:|MSK Configuration \([^)]*\) revision|Secrets Manager Secret \(arn:|S3 Bucket \([^)]*\) Region)/;
  return saysItIsGoing(reason) || read.test(reason) || reason.includes("MovedPermanently");
}
