// The kinds of cluster that people have, as the program sees them after its lookups.
import { type ClusterKind, ordinaryCluster } from "../../settings/cluster-kind";

export const kindsOfCluster = {
  ordinary: {
    ...ordinaryCluster,
    dnsAddress: "172.20.0.10",
    serviceAddressBlock: "172.20.0.0/16",
    nodeAddressBlocks: ["10.0.0.0/16"],
  },
  autoMode: {
    ipFamily: "ipv4",
    volumeDriver: "ebs.csi.eks.amazonaws.com",
    dnsAddress: "10.100.0.10",
    serviceAddressBlock: "10.100.0.0/16",
    nodeAddressBlocks: ["10.0.0.0/16", "100.64.0.0/16"],
  },
  /** Pods have addresses of a block of their own, and their interfaces security groups of their own. */
  customNetworking: {
    ipFamily: "ipv4",
    volumeDriver: "ebs.csi.aws.com",
    dnsAddress: "172.20.0.10",
    serviceAddressBlock: "172.20.0.0/16",
    nodeAddressBlocks: ["10.0.0.0/16", "100.64.0.0/16"],
  },
  ipv6: {
    ipFamily: "ipv6",
    volumeDriver: "ebs.csi.aws.com",
    dnsAddress: "fd30:1c53:5f8a::a",
    serviceAddressBlock: "fd30:1c53:5f8a::/108",
    nodeAddressBlocks: ["10.0.0.0/16", "2600:1f13:aa:bb00::/56"],
  },
} as const satisfies Readonly<Record<string, ClusterKind>>;

export type KindOfCluster = keyof typeof kindsOfCluster;
