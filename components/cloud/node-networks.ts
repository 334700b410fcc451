// Where nodes and their pods come from: address blocks of the VPC, which the gateway's policy admits, and security groups
// of nodes, which brokers do. What the state has of them stays where AWS does not tell. Reads AWS, changes nothing.
import { getSecurityGroups, getVpc } from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { StackHistory } from "../../settings/history/changes";
import type { Settings } from "../../settings/settings";
import { warn } from "../refusal";
import { brokersGroup } from "./kafka/plan";
import { oneLine, saysThereIsNone } from "./there-is-none";

/** Address blocks of the VPC, of both families. Without them pods on the nodes' own network cannot send. */
export async function blocksOf(vpcId: string, { admittedBlocks = [] }: StackHistory): Promise<string[]> {
  try {
    const vpc = await getVpc({ id: vpcId });
    const v4 = (vpc.cidrBlockAssociations ?? []).filter(isThere).map(({ cidrBlock }) => cidrBlock);
    const v6 = (vpc.ipv6CidrBlockAssociations ?? []).filter(isThere).map(({ ipv6CidrBlock }) => ipv6CidrBlock);
    return [...new Set([vpc.cidrBlock, ...v4, ...v6].filter((block) => block !== undefined && block !== ""))].sort();
  } catch (cause) {
    const effect =
      admittedBlocks.length > 0
        ? "OTLP of pods on their node's network is taken from the address blocks of the run before"
        : "pods on their node's network cannot send OTLP";
    void pulumi.log.warn(`VPC ${vpcId} cannot be looked up (ec2:DescribeVpcs), so ${effect}: ${oneLine(cause)}`);
    return [...admittedBlocks];
  }
}

/** A block that was taken off a VPC is listed for a while, and belongs to nobody or somebody else by then. */
const isThere = ({ state }: { state?: string }) => !/^(disassociat|fail)/.test(state ?? "");

interface SecurityGroup {
  id: string;
  vpcId?: string;
}

/**
 * What has the cluster's tag and is of no node. Kubernetes' own controller puts it on groups of load balancers, and so do
 * the others where it is among the tags of the account, which the platform hands on: they come and go with Services and
 * Ingresses, admit what the internet sends, and AWS deletes none that a rule of the brokers' names. Then brokers' own
 * groups have it, too.
 */
const ofOthers: readonly Filter[] = [
  { name: "group-name", values: ["k8s-elb-*"] },
  {
    name: "tag-key",
    values: [
      "elbv2.k8s.aws/cluster",
      ...["service.k8s.aws/stack", "ingress.k8s.aws/stack"],
      ...["service.eks.amazonaws.com/stack", "ingress.eks.amazonaws.com/stack"],
    ],
  },
  { name: "description", values: [brokersGroup] },
];

/**
 * Groups of the nodes, where brokers are to admit them: those of the settings, or those with the tag that EKS, eksctl,
 * the common Terraform modules and the AWS cloud provider put on what belongs to a cluster, and with them those that
 * brokers admit already: a tag that is taken off takes the way to the brokers from nobody.
 */
export async function nodeSecurityGroups(
  { cluster, kafka }: Settings,
  { admittedGroups = [] }: StackHistory,
): Promise<SecurityGroup[]> {
  if (kafka.mode !== "msk") return [];
  const named = cluster.nodeSecurityGroupIds;
  if (named) {
    const letGo = admittedGroups.filter((id) => !named.includes(id));
    if (letGo.length > 0)
      void pulumi.log.warn(
        `brokers admit ${letGo.join(", ")} no more: cluster.nodeSecurityGroupIds stands in the place of what was found, ` +
          "and does not name it. What runs on nodes of that group reaches no broker then",
      );
    return named.map((id) => ({ id }));
  }
  try {
    const ofNodes = await ofNobodyElse({
      name: `tag:kubernetes.io/cluster/${cluster.name}`,
      values: ["owned", "shared"],
    });
    const untagged = admittedGroups.filter((admitted) => ofNodes.every(({ id }) => id !== admitted));
    return [...ofNodes, ...(untagged.length === 0 ? [] : await ofNobodyElse({ name: "group-id", values: untagged }))];
  } catch (cause) {
    const whom = admittedGroups.length > 0 ? "go on to admit those that they do" : "admit the cluster's own only";
    warn(
      `security groups of the nodes cannot be looked up (ec2:DescribeSecurityGroups), brokers ${whom}: ` +
        `${oneLine(cause)}; name them: pulumi config set ` +
        "--path 'observability:cluster.nodeSecurityGroupIds[0]' sg-...",
    );
    return admittedGroups.map((id) => ({ id }));
  }
}

async function ofNobodyElse(filter: Filter): Promise<SecurityGroup[]> {
  const [all, ...others] = await Promise.all([
    securityGroupsWith(filter),
    ...ofOthers.map((other) => securityGroupsWith(filter, other)),
  ]);
  return all.filter(({ id }) => others.flat().every((other) => other.id !== id));
}

interface Filter {
  name: string;
  values: string[];
}

/** None where nothing has what the filters ask for. */
export async function securityGroupsWith(...filters: Filter[]): Promise<SecurityGroup[]> {
  try {
    const { ids, vpcIds } = await getSecurityGroups({ filters });
    return ids.map((id, index) => ({ id, ...(vpcIds[index] === undefined ? {} : { vpcId: vpcIds[index] }) }));
  } catch (cause) {
    if (saysThereIsNone(oneLine(cause))) return [];
    throw cause;
  }
}
