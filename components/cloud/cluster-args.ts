// What the platform is told of its cluster: an Input where a value is only handed on, so that a cluster made in the
// same program will do; a plain value where the plan depends on it.
import type * as pulumi from "@pulumi/pulumi";
import { zones } from "../../conventions/kafka";
import type { ClusterKind } from "../../settings/cluster-kind";
import type { Settings } from "../../settings/settings";

/** `ClusterFacts`, as looked up, is one. */
export interface ClusterArgs {
  /** Plain, and that of the settings: part of the names of buckets, roles and brokers. */
  name: string;
  arn: pulumi.Input<string>;
  endpoint: pulumi.Input<string>;
  /** CA of the API server, base64 of PEM. */
  certificateAuthority: pulumi.Input<string>;
  vpcId: pulumi.Input<string>;
  /** Security group that EKS makes for control plane and nodes. */
  securityGroupId: pulumi.Input<string>;
  /** Plain: a rule of the brokers' group for each, named after it. Empty where nodes have no group of their own. */
  nodeSecurityGroupIds: readonly string[];
  /**
   * Address blocks of hybrid nodes and of their pods, which are in no security group: brokers admit them. Plain: rules of
   * the brokers' group for each, named after it. None when absent.
   */
  hybridAddressBlocks?: readonly string[];
  /** Issuer of service-account tokens, `https://...`. */
  oidcIssuer: pulumi.Input<string>;
  /** One subnet for each zone. Their number is plain: brokers are spread over the first three. */
  subnetPerZone: readonly { subnetId: pulumi.Input<string> }[];
  /**
   * Plain: chart values and network policies depend on it. `ordinaryCluster` is one without Auto Mode, on IPv4;
   * add the VPC's address blocks (docs/package.md).
   */
  kind: ClusterKind;
}

/**
 * Why new brokers cannot be placed; where the cluster is looked up, the lookup says so.
 *
 * @param held URNs of data, as the state has them: brokers that are there stay where they are.
 */
export function tooFewZones(
  { kafka }: Pick<Settings, "kafka">,
  { subnetPerZone }: Pick<ClusterArgs, "subnetPerZone">,
  held: readonly string[],
): string | undefined {
  const areMade = held.some((urn) => urn.includes("$aws:msk/cluster:Cluster::"));
  return kafka.mode !== "msk" || kafka.subnetIds !== undefined || areMade || subnetPerZone.length >= zones
    ? undefined
    : `the program hands over subnets in ${subnetPerZone.length} zones as cluster.subnetPerZone, and kafka.mode msk places ` +
        `brokers in ${zones}; nothing was changed - hand over one in each of ${zones} zones, or name them in kafka.subnetIds`;
}
