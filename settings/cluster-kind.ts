// What kind of cluster the platform runs on, as far as rendering depends on it. The program looks it up
// (components/cloud/eks-lookup.ts) and puts it among the settings; until then it is an ordinary cluster. Plain data.
import { autoModeDriver, ebsDriver } from "../conventions/ebs";

export interface ClusterKind {
  /** Family of pod and Service addresses. */
  ipFamily: "ipv4" | "ipv6";
  /** EKS Auto Mode brings volumes itself: the driver behind a StorageClass. */
  volumeDriver: typeof ebsDriver | typeof autoModeDriver;
  /** Address of the cluster's DNS; undefined where it could not be told, and the Service `kube-dns` stands for it. */
  dnsAddress?: string;
  /** Address block of Services; undefined where it could not be told. */
  serviceAddressBlock?: string;
  /**
   * Address blocks of the VPC, and of hybrid nodes: where nodes, and with them the pods on their network, have their
   * addresses.
   */
  nodeAddressBlocks: readonly string[];
}

export const ordinaryCluster: ClusterKind = {
  ipFamily: "ipv4",
  volumeDriver: ebsDriver,
  nodeAddressBlocks: [],
};

export const isAutoMode = ({ volumeDriver }: Pick<ClusterKind, "volumeDriver">): boolean =>
  volumeDriver === autoModeDriver;
