// Changes of AWS that failed in the middle. Most of the provider's resources stand in the state then as they were to
// become, and the next `up`, which finds nothing to change, ends well without having made the change
// (hashicorp/terraform-plugin-sdk#476). The engine marks them. Pure.
import { z } from "zod";

const exportSchema = z.object({
  deployment: z.object({
    resources: z.array(z.object({ urn: z.string(), type: z.string(), initErrors: z.array(z.string()).default([]) })),
  }),
});

/**
 * What the state has as if its last change had been made, in words.
 *
 * @param exported what `pulumi stack export` prints.
 */
export function failedInAws(exported: unknown): string[] {
  return exportSchema
    .parse(exported)
    .deployment.resources.filter(({ type, initErrors }) => type.startsWith("aws:") && initErrors.length > 0)
    .map(({ urn, type }) => `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`);
}
