// What settings would let expire of data that a new stack takes up: its state has no record of an earlier run, so that
// only what was exported from the old one tells whose it is. Pure.
import type { Problem } from "../refusals/problem";
import type { Settings } from "../settings";
import { asked, unaccepted } from "./accepted";
import { losses } from "./losses";
import { recordOf, type StackRecord } from "./record";
import { removedTenants } from "./stays";

/** Of what is stored in S3: metrics and brokers' volumes are not taken up, and other names are another stack's affair. */
const isStored = /^(expiry\/(logs|traces|access-logs)|tenant|reassigned)\//;

/**
 * Tenants that are missing, and retention that is shorter than it was and not accepted.
 *
 * @param before The old stack's record.
 * @param today `2026-11-27`.
 */
export function refusedAdoption(before: StackRecord, settings: Settings, today: string): Problem[] {
  const { accept } = settings;
  const after = recordOf(settings, before.cluster, before, today);
  return [
    ...removedTenants(before, after, settings),
    ...unaccepted(
      losses(before, after, today)
        .filter(({ token }) => isStored.test(token))
        .map(asked(accept)),
      accept,
    ),
  ];
}
