// What a refused change is told: that something must stay as it is, or cannot become smaller.
import { askCommand, editByHand, type Path, type Problem, removeCommand, setCommand, setTo } from "../refusals/problem";
import { defaultTenantId } from "../rules/tenants";
import { mostTenants } from "../schema";
import { hasFormOfCredential } from "../secrets/credential-forms";
import type { Settings } from "../settings";
import { type StackRecord, tenantOf } from "./record";

export const page = "docs/operations/change.md";

/** What cannot change at all. */
export function mustStay(path: Path, from: unknown, to: unknown, why: string): Problem {
  const isHidden = typeof from === "string" && hasFormOfCredential(from);
  const was = from === undefined ? "absent" : isHidden ? "as it was" : [from].flat().join(", ");
  return {
    path,
    value: to,
    allowed: `must stay ${was}: ${why}. The way to another: ${page}, "What is fixed"`,
    command: from === undefined ? removeCommand(path) : isHidden ? askCommand(path) : setCommand(path, from),
  };
}

/** What can only grow. */
export function cannotShrink(path: Path, now: number, had: number, why: string): Problem {
  return setTo(path, now, `must be at least ${had}, as it is now: ${why}`, had);
}

/**
 * A tenant is retired first: whoever read its data reads it still, and what of it is on its way through Kafka arrives;
 * `default` is always there.
 */
export function removedTenants(
  before: StackRecord,
  after: StackRecord,
  { tenants, signOn, kafka }: Pick<Settings, "tenants" | "signOn" | "kafka">,
): Problem[] {
  const listed = tenants.filter(({ isListed }) => isListed).length;
  return Object.entries(before.tenants)
    .filter(
      ([id, { retiredOn }]) => tenantOf(after, id) === undefined && retiredOn === undefined && id !== defaultTenantId,
    )
    .map(([id, { logsDays, tracesDays, readers = [], logsApart, throughKafka }], index) => {
      const viewers = signOn === undefined ? [] : readers.filter((group) => !hasFormOfCredential(group));
      const path: Path = ["tenants", listed + index];
      return {
        path: [...path, "id"],
        value: undefined,
        allowed:
          `must stay ${id}, retired, until its data has expired (logs ${logsDays} days, traces ${tracesDays} days): ` +
          "docs/operations/retire-a-tenant.md",
        command:
          listed + index < mostTenants
            ? setCommand(path, {
                ...{ id, retired: true, retention: { logsDays, tracesDays }, people: { viewers } },
                ...(throughKafka && kafka.mode !== "none" && { otlpPipeline: "kafka" }),
                ...(logsApart && { logsApart: false }),
              })
            : editByHand(`write ${id} again, with \`retired: true\`, and let another go first`),
      };
    });
}
