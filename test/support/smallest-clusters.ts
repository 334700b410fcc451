// The smallest cluster of each size, as docs/sizing.md states it, and what an instance of EC2 leaves to pods on EKS.
import type { NodeSpec } from "../servers/nodes";

export const zones = ["zone-a", "zone-b", "zone-c"] as const;

type Room = Required<Pick<NodeSpec, "cpu" | "memoryGib" | "pods">>;

/**
 * What EKS's image keeps for the kubelet, by its formula, and what its own agents (VPC CNI, kube-proxy, EBS driver, Pod
 * Identity) ask for on every node. Pods are as many as network interfaces carry addresses.
 */
function roomOf(cpu: number, memoryGib: number, pods: number): Room {
  const kubelet = 0.06 + 0.01 * Math.min(1, cpu - 1) + 0.005 * Math.min(2, Math.max(0, cpu - 2));
  const rest = 0.0025 * Math.max(0, cpu - 4);
  const memory = memoryGib - (255 + 11 * pods + 100) / 1024;
  return { cpu: round(cpu - kubelet - rest - 0.3), memoryGib: round(memory - 0.5), pods: pods - 4 };
}

const round = (amount: number) => Math.floor(amount * 100) / 100;

export const instances = {
  "m7i.large": roomOf(2, 8, 29),
  "m7i.xlarge": roomOf(4, 16, 58),
  "m7i.2xlarge": roomOf(8, 32, 58),
  "m7i.4xlarge": roomOf(16, 64, 234),
} as const;

export const smallestClusters = {
  dev: { instance: "m7i.large", nodesPerZone: 1 },
  sandbox: { instance: "m7i.2xlarge", nodesPerZone: 1 },
  prod: { instance: "m7i.4xlarge", nodesPerZone: 3 },
} as const satisfies Readonly<Record<string, { instance: keyof typeof instances; nodesPerZone: number }>>;
