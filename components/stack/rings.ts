// Whether members of the rings in the state have a name by which they tell their own: those of a stack that was made
// without keep it so. Pure.
import { z } from "zod";
import type { StackHistory } from "../../settings/history/changes";
import { releases } from "../releases";

const lokiSchema = z.object({ name: z.literal(releases.loki.release), values: z.unknown() });

/** Loki's ring tells for all: every stack has one, and each was given its name in the same run. */
export function ringsIn(made: readonly unknown[]): Pick<StackHistory, "rings"> {
  const isUnnamed = made.some((outputs) => {
    const { success, data } = lokiSchema.safeParse(outputs);
    return success && !JSON.stringify(data).includes("cluster_label");
  });
  return isUnnamed ? { rings: "unnamed" } : {};
}
