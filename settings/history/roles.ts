// Roles of AWS that a change makes anew, and what it does to the pods that have them. Pure.
import type { Settings } from "../settings";
import type { StackHistory } from "./changes";
import { page } from "./stays";

/**
 * A role's name is its account's, whatever its path: at another path it cannot be made before it is gone. Those of another
 * name are, and let go of when their pods have been replaced.
 *
 * @param wanted names of the roles of this run.
 */
export function rolesMadeAnew(
  { roles = {} }: Pick<StackHistory, "roles">,
  { iam: { rolePath } }: Pick<Settings, "iam">,
  wanted: readonly string[],
): string[] {
  return wanted.some((name) => roles[name] !== undefined && roles[name] !== rolePath)
    ? [
        "iam.rolePath: AWS has one role of a name, so each is deleted before it is made at the other path, and until `up` has " +
          "replaced their pods AWS refuses them S3 and brokers, and what goes to CloudWatch or AMP is dropped: set another " +
          `iam.roleNamePrefix as well, and they are made first: ${page}, "Another path of roles"`,
      ]
    : [];
}
