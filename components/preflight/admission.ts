// Whether the cluster admits whoever asks. Pure.
import type { Settings } from "../../settings/settings";
import type { Check } from "./check";
import { type Findings, notAdmitted } from "./findings";

/** Without that the engine plans as if the cluster were away, and stops in the middle of `up`, after AWS's half. */
export function admission({ cluster: { name } }: Settings, { cluster }: Findings): Check[] {
  if (Object.values(cluster).every((fact) => !("unknown" in fact) || fact.unknown !== notAdmitted)) return [];
  const entry = `--cluster-name ${name} --principal-arn <role of the identity>`;
  return [
    {
      what: "access to the cluster",
      found: `401 of the API server: ${notAdmitted}`,
      needed: "an EKS access entry with rights for the whole cluster",
      verdict: "impossible",
      mend:
        `aws sts get-caller-identity says who asks; aws eks create-access-entry ${entry} && aws eks ` +
        `associate-access-policy ${entry} --access-scope type=cluster --policy-arn ` +
        "arn:<partition>:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy (who only previews: " +
        "AmazonEKSAdminViewPolicy); with authentication mode CONFIG_MAP, in the ConfigMap aws-auth instead",
    },
  ];
}
