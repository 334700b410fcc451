// Whether the cluster can be asked in `up`, and admits whoever asks. Pure.
import type { Settings } from "../../settings/settings";
import { type Check, judged, yesNo } from "./check";
import { type Findings, notAdmitted, notAsked } from "./findings";

/** Without that the engine plans as if the cluster were away, and stops in the middle of `up`, after AWS's half. */
export function admission(settings: Settings, findings: Findings): Check[] {
  return [...awsCli(findings), ...access(settings, findings)];
}

/** Tokens are asked of it in `up`; a program with a provider of its own may do without, so that this refuses nothing. */
function awsCli({ awsCli: found }: Findings): Check[] {
  if ("unknown" in found && found.unknown === notAsked.unknown) return [];
  const row = {
    what: "AWS CLI",
    needed: "the command aws on PATH: up asks it for tokens of the cluster",
    mend: "install it (docs.aws.amazon.com/cli, “Installing or updating to the latest version of the AWS CLI”)",
  };
  return [judged(row, found, Boolean, "lacking", yesNo)];
}

function access({ cluster: { name } }: Settings, { cluster }: Findings): Check[] {
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
