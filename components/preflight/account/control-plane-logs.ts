// Whether there is something to read of the EKS control plane's logs, and from where. Pure.
import type { Settings } from "../../../settings/settings";
import { controlPlaneLogGroup } from "../../cloud/names";
import { type Check, judged, list, type Row, type Verdict } from "../check";
import type { Findings } from "../findings";

const types = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** EKS makes the log group when it is told to write into it; without one there is nothing to subscribe to. It stays. */
export function controlPlaneLogs(settings: Settings, { aws }: Findings): Check[] {
  if (!settings.logs.controlPlane) return [];
  const { name } = settings.cluster;
  const off = "pulumi config set --path observability:logs.controlPlane false";
  const all = JSON.stringify({ clusterLogging: [{ types, enabled: true }] });
  const bad: Verdict = aws.readsControlPlane ? "lacking" : "impossible";
  const kinds = judged(
    {
      what: "logs of the control plane",
      needed: "at least one kind switched on",
      mend: `aws eks update-cluster-config --name ${name} --logging '${all}', with the kinds that you want; or: ${off}`,
    },
    aws.controlPlaneLogs,
    (found) => found.length > 0,
    bad,
    list,
  );
  // While EKS writes no logs it has made no log group that could be judged.
  return kinds.verdict === "ok" ? [kinds, logGroup(settings, aws.controlPlaneGroup, bad, off)] : [kinds];
}

/** One that was made beforehand may be of a class that takes no subscription, and keeps it. */
function logGroup(settings: Settings, found: Findings["aws"]["controlPlaneGroup"], bad: Verdict, off: string): Check {
  const group = controlPlaneLogGroup(settings);
  const row: Row = {
    what: "log group of the control plane",
    needed: `${group} of class STANDARD: others take no subscription`,
    mend:
      `aws logs create-log-group --log-group-name ${group}; one of another class is deleted before, with what is in it; ` +
      `or: ${off}`,
  };
  return judged(row, found, (group) => group === "STANDARD", bad, String);
}
