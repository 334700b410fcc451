// What the platform is told of its cluster: an Input where a value is only handed on, so that a cluster made in the
// same program will do; a plain value where the plan depends on it.
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterKind } from "../../settings/cluster-kind";

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
