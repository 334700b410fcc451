// What everything that runs on each node has in common. Plain constants.
import type { HelmValues } from "../helm-values";
import { noNodes } from "./placement";

/**
 * A full node evicts its log shipper last: the records that explain why it is full are the ones wanted afterwards. And
 * on a node without room it comes in an application's place, for no autoscaler makes a node for it.
 * Kubernetes brings this class along; outside kube-system it needs no quota on EKS.
 */
export const nodeAgentPriorityClass = "system-node-critical";

/** Logs and metrics are wanted from every node, whatever it is tainted with. */
export const everyNode: HelmValues = { operator: "Exists" };

/** Keeps it off Fargate and virtual kubelets, nodes by name only, whose taints it would tolerate. */
export const nodeAgentAffinity: HelmValues = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: Object.entries(noNodes).map(([key, value]) => ({
            key,
            operator: "NotIn",
            values: [value],
          })),
        },
      ],
    },
  },
};

/**
 * A tenth of the nodes at a time: a rollout over 500 nodes takes minutes, and a bad one is seen before it is
 * everywhere.
 */
export const nodeAgentUpdate: HelmValues = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } };

/** Folder on each node that keeps a shipper's read positions and buffers across restarts and upgrades. */
export const nodeStatePath = (agent: string): string => `/var/lib/observability/${agent}`;
