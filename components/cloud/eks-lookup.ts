// The existing EKS cluster, looked up from AWS before anything is registered. Reads AWS, changes nothing.

import { type GetSubnetResult, getSubnet } from "@pulumi/aws/ec2";
import { getCluster } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../../contract/refusal";
import { autoModeDriver, ebsDriver } from "../../conventions/ebs";
import { zones } from "../../conventions/kafka";
import type { StackHistory } from "../../settings/history/changes";
import { withShownNames } from "../../settings/secrets/shown-names";
import type { Settings } from "../../settings/settings";
import { withWords } from "../../settings/stack-file/written-as-text";
import { refusal } from "../refusal";
import { withStacksCommands } from "../stack/settings";
import type { SubnetPlace } from "./broker-zones";
import {
  type ClusterFacts,
  clusterProblems,
  dnsAddress,
  type Subnet,
  statusProblems,
  subnetPerZone,
  withoutCluster,
} from "./eks-facts";
import { blocksOf, nodeSecurityGroups } from "./node-networks";
import { oneLine, saysThereIsNone } from "./there-is-none";

/**
 * Looks up the cluster.
 *
 * @param history brokers that are there stay where they are, however few zones the cluster's subnets are in today.
 * @throws Refusal when there is no such cluster, or it can't carry the platform; all reasons at once.
 */
export async function lookUpCluster(settings: Settings, history: StackHistory): Promise<ClusterFacts> {
  try {
    return await clusterFacts(settings, history);
  } catch (cause) {
    // A cluster that is being made or deleted may lack any of it.
    const message =
      cause instanceof Refusal
        ? cause.message
        : `EKS cluster "${settings.cluster.name}": AWS's answer lacks what is needed (${oneLine(cause)}) - look at it: ` +
          `aws eks describe-cluster --name ${settings.cluster.name}`;
    throw refusal(withStacksCommands(withWords(withShownNames(message, settings), settings.inWords)));
  }
}

async function clusterFacts(settings: Settings, history: StackHistory): Promise<ClusterFacts> {
  const { name } = settings.cluster;
  const another = withoutCluster(history.record !== undefined);
  const [cluster, nodeGroups] = await Promise.all([
    getCluster({ name }).catch((cause: unknown) => {
      const reason = oneLine(cause);
      const mend = saysThereIsNone(reason)
        ? `  Is it in this account and region? List clusters with: aws eks list-clusters; ${another}`
        : `  Try it as the same identity: aws eks describe-cluster --name ${name}`;
      throw new Refusal(`EKS cluster "${name}" cannot be looked up: ${reason}\n${mend}`);
    }),
    nodeSecurityGroups(settings, history),
  ]);
  const vpcConfig: typeof cluster.vpcConfig | undefined = cluster.vpcConfig;
  if (vpcConfig === undefined && cluster.status === "ACTIVE")
    throw new Refusal(
      `"${name}" is no cluster of EKS: EKS Connector lists it, and it runs elsewhere - name another: ` +
        "pulumi config set --path observability:cluster.name <name>",
    );
  const [subnets, nodeAddressBlocks] = await Promise.all([
    subnetsOf(vpcConfig.subnetIds),
    blocksOf(vpcConfig.vpcId, history),
  ]);
  const network = cluster.kubernetesNetworkConfigs?.[0];
  // Of hybrid nodes.
  const remote = cluster.remoteNetworkConfigs?.[0];
  const ipFamily = network?.ipFamily === "ipv6" ? "ipv6" : "ipv4";
  const serviceAddressBlock = ipFamily === "ipv6" ? network?.serviceIpv6Cidr : network?.serviceIpv4Cidr;
  const dns = dnsAddress(serviceAddressBlock);
  const facts: ClusterFacts = {
    name,
    arn: cluster.arn,
    version: cluster.version,
    endpoint: cluster.endpoint ?? "",
    certificateAuthority: cluster.certificateAuthorities?.[0]?.data ?? "",
    vpcId: vpcConfig.vpcId,
    securityGroupId: vpcConfig.clusterSecurityGroupId,
    nodeSecurityGroupIds: nodeGroups
      .filter(
        ({ id, vpcId }) => id !== vpcConfig.clusterSecurityGroupId && (vpcId ?? vpcConfig.vpcId) === vpcConfig.vpcId,
      )
      .map(({ id }) => id)
      .sort(),
    oidcIssuer: cluster.identities?.[0]?.oidcs?.[0]?.issuer ?? "",
    subnetPerZone: subnetPerZone(subnets),
    kind: {
      ipFamily,
      volumeDriver: cluster.storageConfigs?.[0]?.blockStorages?.[0]?.enabled ? autoModeDriver : ebsDriver,
      ...(dns === undefined ? {} : { dnsAddress: dns }),
      ...(serviceAddressBlock ? { serviceAddressBlock } : {}),
      nodeAddressBlocks: [...new Set([...nodeAddressBlocks, ...cidrsOf(remote?.remoteNodeNetworks)])],
    },
    logTypes: [...(cluster.enabledClusterLogTypes ?? [])].sort(),
    hybridAddressBlocks: [...new Set([...cidrsOf(remote?.remoteNodeNetworks), ...cidrsOf(remote?.remotePodNetworks)])],
  };
  const warn = (message: string) =>
    void pulumi.log.warn(withWords(withShownNames(message, settings), settings.inWords));
  const { kafka } = settings;
  const placesBrokers = kafka.mode === "msk" && kafka.subnetIds === undefined && history.brokers === undefined;
  const zonesNeeded = placesBrokers ? zones : history.record === undefined ? 2 : 1;
  const notRunning = statusProblems(name, cluster.status, another);
  // What a cluster has or lacks while it does not run says nothing.
  const problems =
    notRunning.length > 0
      ? notRunning
      : [...clusterProblems(facts, zonesNeeded, subnets), ...brokersElsewhere(settings, history, facts)];
  if (problems.length > 0) {
    throw new Refusal(
      `EKS cluster "${name}" can't carry the platform; nothing was ` +
        `changed\n${problems.map((p) => `  ${p}`).join("\n")}`,
    );
  }
  if (history.oidcIssuer !== undefined && history.oidcIssuer !== facts.oidcIssuer) {
    warn(
      `EKS cluster "${name}" is another one than in the run before, of the same name: what the state says is in it ` +
        "went with the one before, its volumes' claims too: docs/data.md, “What the state has and the cluster has " +
        "not”",
    );
  }
  if (settings.kafka.mode === "msk" && facts.subnetPerZone.length < zones) {
    warn(
      `subnets of EKS cluster "${name}" are in ${facts.subnetPerZone.length} zones, brokers in ${zones}: what passes ` +
        "between zones is paid for",
    );
  }
  return facts;
}

/** Those of a cluster that had this one's name: their rules take no security group of another VPC. */
function brokersElsewhere({ kafka }: Settings, { brokersVpc }: StackHistory, { vpcId }: ClusterFacts): string[] {
  return kafka.mode !== "msk" || brokersVpc === undefined || brokersVpc === vpcId
    ? []
    : [
        `it is in ${vpcId}, the stack's brokers are in ${brokersVpc}: make it there, or brokers anew: ` +
          "docs/operations/change.md, “Another Kafka mode”",
      ];
}

function cidrsOf(networks: readonly { cidrs: string[] }[] | undefined): string[] {
  return (networks ?? []).flatMap(({ cidrs }) => cidrs).sort();
}

/** What a lookup says of a subnet's place. */
export function placeOf(subnet: GetSubnetResult): SubnetPlace {
  return { zone: subnet.availabilityZone, zoneId: subnet.availabilityZoneId, outpostArn: subnet.outpostArn };
}

/** EKS goes on naming a subnet that was deleted after the cluster was made. */
async function subnetsOf(ids: readonly string[]): Promise<Subnet[]> {
  const subnets = await Promise.all(
    ids.map(async (id): Promise<Subnet[]> => {
      const subnet = await getSubnet({ id }).catch((cause: unknown) => {
        const reason = oneLine(cause);
        if (saysThereIsNone(reason)) return undefined;
        throw new Refusal(`subnet ${id} of the cluster cannot be looked up: ${reason}`);
      });
      if (subnet === undefined) return [];
      const { mapPublicIpOnLaunch: isPublic, availableIpAddressCount: freeAddresses } = subnet;
      return [{ id, ...placeOf(subnet), isPublic, freeAddresses }];
    }),
  );
  return subnets.flat();
}
