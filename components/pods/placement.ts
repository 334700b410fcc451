// On which nodes pods may start. Plain data. Pure.
import type { Settings } from "../../settings/settings";
import type { HelmValues } from "../helm-values";
import { platformPriorityClass } from "./priority";

/** Every image is Linux's: on a Windows node, which carries no taint by itself, no pod of the platform would start. */
export const linux = { "kubernetes.io/os": "linux" } as const;

/** Label of EKS's own: which kind of machine a node is; none on nodes of EC2 but for Auto Mode's. */
export const computeType = "eks.amazonaws.com/compute-type";

/**
 * What is listed as a node, and runs no pod but its own, by label: Fargate's, one for each pod, and virtual kubelets.
 * What runs on every node would wait there for ever.
 */
export const noNodes: Readonly<Record<string, string>> = { [computeType]: "fargate", type: "virtual-kubelet" };

/** Terms of a selector of nodes that leaves these out. */
export const onNodes = Object.entries(noNodes).map(([key, value]) => `${key}!=${value}`);

/** For pods that the program describes itself, without a chart. */
export function placement({ scheduling, images }: Pick<Settings, "scheduling" | "images">) {
  return {
    priorityClassName: platformPriorityClass,
    nodeSelector: { ...linux, ...scheduling.nodeSelector },
    ...(scheduling.tolerations.length > 0 ? { tolerations: [...scheduling.tolerations] } : {}),
    ...(images.pullSecrets.length > 0 ? { imagePullSecrets: images.pullSecrets.map((name) => ({ name })) } : {}),
  };
}

/**
 * Update of a Deployment by which a pod goes before the next comes, where two would want one place. A single pod by
 * `Recreate`: Helm waits for no pod that may be missing, and would call an upgrade done, and not take it back, whose
 * only pod never starts (findings/helm-waits-for-none.sh).
 */
export function oneGoesFirst(replicas: number): HelmValues {
  return replicas === 1
    ? { type: "Recreate" }
    : { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
}

/**
 * Affinity by which pods of one part stand on nodes of their own where there are as many. The charts of Loki and Tempo
 * demand it: with more pods than nodes one would wait for ever, and the next upgrade until it times out. A term without
 * a selector matches no pod, and takes the place of the charts' own; the Kubernetes provider would drop an empty list.
 */
export function apartIfPossible(labels: Readonly<Record<string, string>>): HelmValues {
  const topologyKey = "kubernetes.io/hostname";
  const podAffinityTerm = { labelSelector: { matchLabels: labels }, topologyKey };
  return {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey }],
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }],
    },
  };
}
