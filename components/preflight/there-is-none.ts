// AWS's words for "there is none", which differ by service.

/** Whether a failed lookup says so; else it failed for another reason, a missing right perhaps. */
export function saysThereIsNone(reason: string): boolean {
  // A service that a region has not has no host name there.
  return /couldn't find|not ?found|NoSuchEntity|empty result|no such host|no matching/i.test(reason);
}
