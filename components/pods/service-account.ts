// The service account of a workload that calls AWS. Its name is half of the Pod Identity association, and under
// IRSA the annotation is what the workload's role trusts.
import type { Settings } from "../../settings/settings";
import { type CloudNames, type IdentityName, serviceAccounts } from "../cloud/names";
import type { HelmValues } from "../helm-values";

/** Values of `serviceAccount` in a chart. */
export function serviceAccountValues(
  settings: Pick<Settings, "identity">,
  names: Pick<CloudNames, "roles">,
  workload: IdentityName,
): HelmValues {
  const trusted = { annotations: { "eks.amazonaws.com/role-arn": names.roles[workload].arn } };
  return { create: true, name: serviceAccounts[workload], ...(settings.identity === "irsa" ? trusted : {}) };
}
