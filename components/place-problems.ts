// What settings can't have in the place where the stack lives: its region's services, and the machine that runs it.
import { existsSync } from "node:fs";
import { askCommand, type Problem, setCommand } from "../settings/problem";
import type { Settings } from "../settings/settings";
import type { Place } from "./cloud/names";

/**
 * The problems of settings in this partition of AWS and on this machine; none where all is there.
 *
 * @param exists whether there is such a directory here.
 */
export function placeProblems(
  { identity, charts: { mirror } }: Pick<Settings, "identity" | "charts">,
  { partition }: Pick<Place, "partition">,
  exists: (directory: string) => boolean = existsSync,
): Problem[] {
  return [
    // docs.amazonaws.cn, EKS user guide, "EKS Pod Identities": considerations.
    ...(partition === "aws-cn" && identity === "podIdentity"
      ? [
          {
            path: ["identity"],
            value: identity,
            allowed: "must be irsa in the regions of China, where EKS has no Pod Identity",
            command: setCommand(["identity"], "irsa"),
          },
        ]
      : []),
    ...(mirror?.startsWith("/") && !exists(mirror)
      ? [
          {
            path: ["charts", "mirror"],
            value: mirror,
            allowed: "must be a directory that exists on the machine that runs pulumi",
            command: askCommand(["charts", "mirror"]),
          },
        ]
      : []),
  ];
}
