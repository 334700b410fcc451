// Releases that failed: the provider writes down the values that they were to have all the same, and Helm rolls back
// what is atomic. Pure.
import { z } from "zod";

const releaseSchema = z.object({
  name: z.string(),
  atomic: z.boolean().optional(),
  status: z.object({ status: z.literal("failed") }),
});

/** Which release these outputs are of, where its last run failed, and whether it has been rolled back. */
export function failedRelease(outputs: unknown): { name: string; isRolledBack: boolean } | undefined {
  const { data } = releaseSchema.safeParse(outputs);
  return data && { name: data.name, isRolledBack: data.atomic === true };
}
