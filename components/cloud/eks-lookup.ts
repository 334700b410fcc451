// The existing EKS cluster, looked up from AWS before anything is registered. Reads AWS, changes nothing.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterFacts, clusterProblems, type Subnet, subnetPerZone } from "./eks-facts";
import type { Place } from "./names";

/** The account, region and partition that the stack's AWS provider is configured for. */
export async function lookUpPlace(): Promise<Place> {
  const [caller, region, partition] = await Promise.all([aws.getCallerIdentity(), aws.getRegion(), aws.getPartition()]);
  return { accountId: caller.accountId, region: region.region, partition: partition.partition };
}

/**
 * Looks up the cluster.
 *
 * @param zonesNeeded zones that must have a subnet: two for the platform, three where brokers are spread.
 * @throws pulumi.RunError when there is no such cluster, or it can't carry the platform; all reasons at once.
 */
export async function lookUpCluster(name: string, zonesNeeded: number): Promise<ClusterFacts> {
  const cluster = await aws.eks.getCluster({ name }).catch((cause: unknown) => {
    throw new pulumi.RunError(
      `EKS cluster "${name}" cannot be looked up: ${oneLine(cause)}\n` +
        "  Is it in this account and region? List clusters with: aws eks list-clusters\n" +
        "  Name another with: pulumi config set --path observability:cluster.name <name>",
    );
  });
  const subnets = await Promise.all(
    cluster.vpcConfig.subnetIds.map(async (id): Promise<Subnet> => {
      const subnet = await aws.ec2.getSubnet({ id });
      return { id, zone: subnet.availabilityZone, isPublic: subnet.mapPublicIpOnLaunch };
    }),
  );
  const facts: ClusterFacts = {
    name,
    arn: cluster.arn,
    version: cluster.version,
    endpoint: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthorities[0]?.data ?? "",
    vpcId: cluster.vpcConfig.vpcId,
    securityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
    oidcIssuer: cluster.identities[0]?.oidcs[0]?.issuer ?? "",
    subnetPerZone: subnetPerZone(subnets),
  };
  const problems = clusterProblems(facts, zonesNeeded);
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `EKS cluster "${name}" can't carry the platform; nothing was ` +
        `changed\n${problems.map((p) => `  ${p}`).join("\n")}`,
    );
  }
  return facts;
}

/** The provider puts its reason on a line of its own, below a heading. */
function oneLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}
