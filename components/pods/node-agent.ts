// What every log shipper that runs on each node has in common. Plain constants.
import type { HelmValues } from "../helm-values";

/**
 * A full node evicts its log shipper last: the records that explain why it is full are the ones wanted afterwards.
 * Kubernetes brings this class along; outside kube-system it needs no quota on EKS.
 */
export const nodeAgentPriorityClass = "system-node-critical";

/** Logs are wanted from every node, whatever it is tainted with. */
export const everyNode: HelmValues = { operator: "Exists" };

/**
 * A tenth of the nodes at a time: a rollout over 500 nodes takes minutes, and a bad one is seen before it is
 * everywhere.
 */
export const nodeAgentUpdate: HelmValues = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } };

/** Folder on each node that keeps a shipper's read positions and buffers across restarts and upgrades. */
export const nodeStatePath = (agent: string): string => `/var/lib/observability/${agent}`;
