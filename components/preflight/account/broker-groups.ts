// Security groups that brokers are to admit: whether they are there, and how many they are. Pure.
import { mostRules, rulesOfBlock, rulesOfGroup } from "../../../conventions/kafka";
import type { Settings } from "../../../settings/settings";
import { type Check, judged, list, wasAsked } from "../check";
import type { Findings } from "../findings";

export function brokerGroups(settings: Settings, findings: Findings): Check[] {
  return [...named(findings), ...brokerRules(settings, findings)];
}

/** AWS refuses a rule for a group that it does not have, and does so after MSK has taken half an hour. */
function named({ aws: { missingSecurityGroups: missing } }: Findings): Check[] {
  if (!wasAsked(missing)) return [];
  const row = {
    what: "security groups of nodes",
    needed: "each of cluster.nodeSecurityGroupIds, in this account and region",
    mend: "list them: aws ec2 describe-security-groups --filters Name=vpc-id,Values=<vpc>; then name those of the nodes",
  };
  return [
    judged(
      row,
      missing,
      (ids) => ids.length === 0,
      "impossible",
      (ids) => (ids.length === 0 ? "there" : `not there: ${list(ids)}`),
    ),
  ];
}

/** The quota may have been raised, so that this refuses nothing. */
function brokerRules(
  { cluster }: Settings,
  { aws: { nodeSecurityGroups: groups, hybridBlocks: blocks } }: Findings,
): Check[] {
  const rules = rulesOfGroup * (1 + groups) + rulesOfBlock * blocks;
  if (rules <= mostRules) return [];
  const ofBlocks = blocks === 0 ? "" : `, ${blocks} blocks of hybrid nodes and their pods, ${rulesOfBlock} rules each`;
  return [
    {
      what: "rules of the brokers' security group",
      found: `${groups} groups of nodes beside the cluster's, ${rulesOfGroup} rules each${ofBlocks}`,
      needed: `at most ${mostRules} rules: AWS takes no more unless asked`,
      verdict: "lacking",
      mend:
        (groups === 0
          ? ""
          : "name the groups of the nodes: pulumi config set --path " +
            "'observability:cluster.nodeSecurityGroupIds[0]' sg-...; those that are there: aws ec2 " +
            `describe-security-groups --filters Name=tag-key,Values=kubernetes.io/cluster/${cluster.name}; or `) +
        "ask AWS for more: aws service-quotas request-service-quota-increase --service-code vpc --quota-code " +
        `L-0EA8095F --desired-value ${rules}`,
    },
  ];
}
