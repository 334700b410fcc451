// Roles of AWS that a change would make anew in their own place. Pure.
import { type Problem, setTo } from "../refusals/problem";
import type { Settings } from "../settings";
import type { StackHistory } from "./changes";
import { page } from "./stays";

/**
 * A role's name is its account's, whatever its path: at another path it cannot be made before it is gone, and so long AWS
 * would refuse its pods. Those of another name are made first, and let go of when their pods have been replaced.
 *
 * @param wanted names of the roles of this run.
 */
export function movedRoles(
  { roles = {} }: Pick<StackHistory, "roles">,
  { iam: { rolePath } }: Pick<Settings, "iam">,
  wanted: readonly string[],
): Problem[] {
  const [had] = wanted.flatMap((name) => roles[name] ?? []).filter((path) => path !== rolePath);
  return had === undefined
    ? []
    : [
        setTo(
          ["iam", "rolePath"],
          rolePath,
          `must stay ${had}, unless iam.roleNamePrefix becomes another in the same change: AWS has one role of a name, ` +
            `whatever its path (${page}, "Another path of roles")`,
          had,
        ),
      ];
}
