// What settings would let expire of data that a new stack takes up: its state has no record of an earlier run, so that
// only what was exported from the old one tells whose it is. Pure.
import type { Problem } from "../refusals/problem";
import type { Settings } from "../settings";
import { asked, unaccepted } from "./accepted";
import { losses } from "./losses";
import { recordOf, type StackRecord } from "./record";
import { mustStay, removedTenants } from "./stays";

/** Of what is stored in S3: metrics and brokers' volumes are not taken up, and other names are another stack's affair. */
const isStored = /^(expiry\/(logs|traces|access-logs)|tenant|reassigned)\//;

/**
 * Tenants that are missing, and retention that is shorter than it was and not accepted; and another cluster, whose stack
 * would have buckets of other names.
 *
 * @param before The old stack's record.
 * @param today `2026-11-27`.
 * @param isNamedByCluster Whether names in AWS end in the digest of the cluster's ARN: not those of the first version.
 */
export function refusedAdoption(
  before: StackRecord,
  settings: Settings,
  today: string,
  isNamedByCluster: boolean,
): Problem[] {
  const { accept } = settings;
  const after = recordOf(settings, before.cluster, before, today);
  const [was, is] = [before.cluster.split("/").at(-1), settings.cluster.name];
  return [
    ...(isNamedByCluster && was !== is
      ? [mustStay(["cluster", "name"], was, is, "buckets, key and brokers are named after it, and stay as they are")]
      : []),
    ...removedTenants(before, after, settings),
    ...unaccepted(
      losses(before, after, today)
        .filter(({ token }) => isStored.test(token))
        .map(asked(accept)),
      accept,
    ),
  ];
}
