// Whether pods can be given their AWS roles, by the agent of Pod Identity or by a provider in IAM, and roles their boundary.
// Pure.
import type { Settings } from "../../../settings/settings";
import { endpointDomain } from "../../cloud/names";
import { asksForIam } from "../../kafka-client/client";
import { type Check, judged, mapped, yesNo } from "../check";
import type { Findings } from "../findings";
import { hasOthers } from "../nodes/nodes";
import { installed } from "./add-on";

/** IAM deletes no policy that bounds a role, so where it is missing this stack has no role yet. */
export function boundary({ iam }: Settings, { aws }: Findings): Check[] {
  if (iam.permissionsBoundary === undefined) return [];
  return [
    judged(
      {
        what: "permissions boundary",
        needed: `policy ${iam.permissionsBoundary}: without it IAM makes no role, and changes none`,
        mend:
          "make it, or name one that is there (aws iam list-policies --query 'Policies[].Arn'): " +
          "pulumi config set --path observability:iam.permissionsBoundary <ARN>",
      },
      aws.boundary,
      Boolean,
      "impossible",
      yesNo,
    ),
  ];
}

/** What is known without a look at the cluster. */
type Known = Pick<Findings, "isBeforeBrokers" | "writesByIrsa"> & { aws: Pick<Findings["aws"], "partition"> };

/**
 * Both clients of brokers sign for `kafka.<region>.amazonaws.com`, wherever they are (Fluent Bit 5.1, flb_aws_msk_iam.c; the
 * Collector's aws-msk-iam-sasl-signer-go 1.0.4). Told as long as `auth` can be another.
 */
export function brokerLogin(settings: Settings, { isBeforeBrokers, aws: { partition } }: Known): Check[] {
  const domain = endpointDomain(partition);
  if (!isBeforeBrokers || !asksForIam(settings) || domain === endpointDomain("aws")) return [];
  return [
    {
      what: "login at brokers (iam)",
      found: `partition ${partition}, whose names end in ${domain}`,
      needed: "another way: clients sign for names in amazonaws.com alone, and brokers may refuse that",
      verdict: "lacking",
      mend: "pulumi config set --path observability:kafka.auth scram",
    },
  ];
}

/** Whether Fluent Bit logs in at brokers with its role. */
const shutsOutIrsa = (settings: Settings) => asksForIam(settings) && settings.logs.filePipeline === "kafka";

/**
 * Fluent Bit 5.1.1 makes its credentials for brokers without TLS (flb_aws_msk_iam.c; fluent-bit#11255): STS answers no plain
 * text, and what it then finds is the role of its node, if any. The agent of Pod Identity is asked in plain text.
 */
export function fileLogsLogin(
  settings: Settings,
  { isBeforeBrokers, writesByIrsa, aws: { partition } }: Known,
): Check[] {
  if (settings.identity !== "irsa" || !shutsOutIrsa(settings)) return [];
  const another = [
    ...(partition === "aws-cn" ? [] : ["pulumi config set observability:identity podIdentity"]),
    ...(isBeforeBrokers || partition === "aws-cn" ? ["pulumi config set --path observability:kafka.auth scram"] : []),
  ];
  return [
    {
      what: "login of Fluent Bit at brokers (iam)",
      found: "identity irsa, by which it is given no role for them: it asks STS without TLS",
      needed: "Pod Identity, or brokers that ask for a password: else no log file ever arrives",
      // Of a stack that runs so the nodes' own role may be let in.
      verdict: writesByIrsa ? "lacking" : "impossible",
      mend: another.join("; or: "),
    },
  ];
}

export function identity(settings: Settings, findings: Findings): Check {
  const { identity: way, cluster } = settings;
  const { aws, cluster: found } = findings;
  if (way === "irsa") {
    const row = {
      what: "identity (irsa)",
      needed: "an OIDC provider for the cluster's issuer in IAM, with the audience sts.amazonaws.com",
      mend:
        `eksctl utils associate-iam-oidc-provider --cluster ${cluster.name} --approve; one that lacks the audience: ` +
        "aws iam add-client-id-to-open-id-connect-provider --client-id sts.amazonaws.com " +
        "--open-id-connect-provider-arn <arn>",
    };
    return judged(row, aws.oidcProvider, Boolean, "impossible", yesNo);
  }
  const irsa = "pulumi config set observability:identity irsa";
  if (aws.partition === "aws-cn") {
    const row = { what: "identity (podIdentity)", needed: "a region outside China", mend: irsa };
    return { ...row, found: "a region in China, where EKS has no Pod Identity", verdict: "impossible" };
  }
  const row = {
    what: "identity (podIdentity)",
    needed: "the Pod Identity agent",
    mend:
      `aws eks create-addon --cluster-name ${cluster.name} --addon-name eks-pod-identity-agent` +
      (shutsOutIrsa(settings) ? "" : `; or: ${irsa}`),
  };
  if (aws.autoMode) {
    const { podIdentityAgent: agent, nodes: all } = found;
    const isLacking = hasOthers(all) && "is" in agent && agent.is === "none";
    const own = "EKS Auto Mode's own";
    return isLacking
      ? {
          ...row,
          found: `${own}, none on other nodes`,
          needed: "the Pod Identity agent on every node",
          verdict: "lacking",
        }
      : { ...row, found: own, verdict: "ok" };
  }
  const { podIdentityAgent: agent } = found;
  if ("is" in agent && agent.is === "not ready")
    return {
      ...row,
      found: "the agent, ready on no node: no pod is given its role",
      verdict: "lacking",
      mend: "kubectl -n kube-system describe pods -l app.kubernetes.io/name=eks-pod-identity-agent says why",
    };
  const isThere = mapped(agent, (state) => state !== "none");
  return installed(row, "eks-pod-identity-agent", findings, isThere, cluster.name);
}
