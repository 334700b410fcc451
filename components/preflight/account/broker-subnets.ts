// Where new brokers would be placed: in subnets that the settings name, else in the cluster's; whom they are to admit.
// Reads AWS.
import { getSubnet } from "@pulumi/aws/ec2";
import { zones } from "../../../conventions/kafka";
import type { StackHistory } from "../../../settings/history/changes";
import type { Settings } from "../../../settings/settings";
import { whyNoBrokers } from "../../cloud/broker-zones";
import type { ClusterFacts } from "../../cloud/eks-facts";
import { placeOf } from "../../cloud/eks-lookup";
import { securityGroupsWith } from "../../cloud/node-networks";
import { oneLine, saysThereIsNone } from "../../cloud/there-is-none";
import { mskBrokers } from "../../kafka-client/client";
import { type AwsFindings, type BrokerSubnet, notAsked } from "../findings";

/** Undefined where no brokers are made, or those that are there stay. */
export async function brokerSubnets(
  settings: Settings,
  cluster: ClusterFacts,
  { brokers }: StackHistory,
): Promise<AwsFindings["brokers"]> {
  const msk = mskBrokers(settings);
  if (msk === undefined || brokers !== undefined) return undefined;
  const subnets: readonly BrokerSubnet[] =
    msk.subnetIds === undefined
      ? cluster.subnetPerZone.slice(0, zones)
      : await Promise.all(msk.subnetIds.map((id) => named(id, cluster.vpcId)));
  return { subnets, brokersPerZone: msk.brokersPerZone };
}

/** Those security groups of the settings that AWS does not have. */
export async function missingGroups(settings: Settings): Promise<AwsFindings["missingSecurityGroups"]> {
  const ids = settings.cluster.nodeSecurityGroupIds;
  if (mskBrokers(settings) === undefined || ids === undefined) return notAsked;
  try {
    const found = await securityGroupsWith({ name: "group-id", values: [...ids] });
    return { is: ids.filter((id) => found.every((group) => group.id !== id)) };
  } catch (cause) {
    return { unknown: oneLine(cause) };
  }
}

async function named(subnetId: string, vpcId: string): Promise<BrokerSubnet> {
  try {
    const subnet = await getSubnet({ id: subnetId });
    const problem = subnet.vpcId === vpcId ? whyNoBrokers(placeOf(subnet)) : `in ${subnet.vpcId}`;
    return {
      subnetId,
      zone: subnet.availabilityZone,
      freeAddresses: subnet.availableIpAddressCount,
      ...(problem === undefined ? {} : { problem }),
    };
  } catch (cause) {
    return { subnetId, ...(saysThereIsNone(oneLine(cause)) ? { problem: "not there" } : {}) };
  }
}
