// AWS's words for "there is none", which differ by service, and for what says nothing of the thing that was asked for.

/** The provider puts its reason on a line of its own, below a heading. */
export function oneLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

/**
 * Whether it is about who asks: credentials that cannot be had or have expired, a session that is over, a profile or a
 * role that is not there. Some of these say "not found" of a session, a profile or a program that gives credentials.
 */
export function isOfCredentials(reason: string): boolean {
  const words =
    /get identity:|get credentials:|cached credentials|credential sources|credential_process|shared config profile|\bAWS credentials|AWS (?:SSO|login) session|The AWS profile|configured AWS credentials|SSO OIDC|SSO (?:token|session)|Session token|security token|ExpiredToken|InvalidClientTokenId|InvalidGrant|SignatureDoesNotMatch|UnrecognizedClient|cannot assume IAM role/i;
  return words.test(reason);
}

/** Whether the service gave no answer, or none but that the caller may not ask: a proxy's words, a missing right. */
function isNoAnswer(reason: string): boolean {
  return isOfCredentials(reason) || /StatusCode: (?:0|401|403|407)\b|request send failed|proxyconnect/.test(reason);
}

/** Whether a failed lookup says that there is none; else it failed for another reason, a missing right perhaps. */
export function saysThereIsNone(reason: string): boolean {
  return (
    !isNoAnswer(reason) && /couldn't find|not ?found|NoSuchEntity|empty result|no matching|no results/i.test(reason)
  );
}

/**
 * The same of MSK and Firehose, which not every region has: they have no host name where they are not. Of others that
 * is a network from which they cannot be asked, and so it is where it is the name of a proxy.
 */
export function saysThereIsNoneHere(reason: string): boolean {
  const noHost = /\blookup (?:kafka|firehose)[.-][\w.-]+(?: on \S+)?: no such host/;
  return (
    saysThereIsNone(reason) || (noHost.test(reason) && !isOfCredentials(reason) && !reason.includes("proxyconnect"))
  );
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
