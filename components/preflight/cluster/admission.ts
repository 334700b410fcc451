// Whether the cluster can be asked in `up`, and admits whoever asks. Pure.
import type { Settings } from "../../../settings/settings";
import { type Check, foundOf, judged, list, type Row, wasAsked, yesNo } from "../check";
import { type Findings, notAdmitted, notAllowed, notAsked } from "../findings";

/** Without that the engine plans as if the cluster were away, and stops in the middle of `up`, after AWS's half. */
export function admission(settings: Settings, findings: Findings): Check[] {
  return [...awsCli(findings), ...way(findings), ...access(settings, findings)];
}

/** A preview plans without the cluster. `up` makes AWS's half and stops; not so with a provider of the program's own. */
function way({ cluster, isPreview }: Findings): Check[] {
  const answers = Object.values(cluster).map((fact) => ("unknown" in fact ? fact.unknown : undefined));
  const [reason] = answers;
  if (isPreview || reason === undefined || answers.some((answer) => answer !== reason)) return [];
  if ([notAdmitted, notAllowed, notAsked.unknown].includes(reason)) return [];
  return [
    {
      what: "way to the API server",
      found: reason,
      needed: "an answer: up goes the same way, after AWS's half",
      verdict: "lacking",
      mend:
        "run it where the endpoint answers (its VPC, or an address among publicAccessCidrs: aws eks describe-cluster), " +
        "with HTTPS_PROXY where a proxy leads there",
    },
  ];
}

/** Tokens are asked of it in `up`; a program with a provider of its own may do without, so that this refuses nothing. */
function awsCli({ awsCli: found }: Findings): Check[] {
  if (!wasAsked(found)) return [];
  const row = {
    what: "AWS CLI",
    needed: "the command aws on PATH: up asks it for tokens of the cluster",
    mend: "install it (docs.aws.amazon.com/cli, “Installing or updating to the latest version of the AWS CLI”)",
  };
  return [judged(row, found, Boolean, "lacking", yesNo)];
}

function access(settings: Settings, findings: Findings): Check[] {
  const { name } = settings.cluster;
  const entry = `--cluster-name ${name} --principal-arn <role of the identity>`;
  const associate =
    `aws eks associate-access-policy ${entry} --access-scope type=cluster --policy-arn ` +
    "arn:<partition>:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy (who only previews: " +
    "AmazonEKSAdminViewPolicy); with authentication mode CONFIG_MAP, in the ConfigMap aws-auth instead";
  const row = (commands: string) => ({
    what: "access to the cluster",
    needed: "an EKS access entry with rights for the whole cluster",
    mend: `aws sts get-caller-identity says who asks; ${commands}`,
  });
  return Object.values(findings.cluster).some((fact) => "unknown" in fact && fact.unknown === notAdmitted)
    ? [
        {
          ...row(`aws eks create-access-entry ${entry} && ${associate}`),
          found: `401 of the API server: ${notAdmitted}`,
          verdict: "impossible",
        },
      ]
    : rights(row(associate), findings);
}

/** Who previews may only look. Of a stack that is up a run may change nothing in the cluster. */
function rights(row: Row, { cluster: { forbidden }, isPreview, isInCluster }: Findings): Check[] {
  const kinds = foundOf(forbidden);
  if (isPreview || kinds.length === 0) return [];
  const found = `403 of the API server: the identity may not create ${list(kinds)}`;
  return [{ ...row, found, verdict: isInCluster ? "lacking" : "impossible" }];
}
