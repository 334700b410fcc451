// Whether what the platform leans on is there and runs: the driver for EBS, the agent of Pod Identity, the AWS Load Balancer
// Controller. Pure.
import type { Running } from "../findings";
import { itemsOf, metadataOf } from "./api-server";

export const podIdentityAgentPath = "/apis/apps/v1/namespaces/kube-system/daemonsets/eks-pod-identity-agent";

/** A definition of the AWS Load Balancer Controller, which Helm leaves behind when the controller goes. */
export const controllersDefinition = "targetgroupbindings.elbv2.k8s.aws";

/** In whatever namespace: both its chart and its manifests label it so. */
export const controllersPath =
  "/apis/apps/v1/deployments?limit=10&labelSelector=app.kubernetes.io%2Fname%3Daws-load-balancer-controller";

/** Of a DaemonSet; where no node wants a pod of it, none is missing. */
export function agentRuns(body: unknown): Running {
  metadataOf(body);
  const { status } = body as { status?: { desiredNumberScheduled?: number; numberReady?: number } | null };
  return (status?.desiredNumberScheduled ?? 0) > 0 && (status?.numberReady ?? 0) === 0 ? "not ready" : "ready";
}

/** Of the driver for EBS, whoever installed it. */
export const volumeControllerPath =
  "/apis/apps/v1/deployments?limit=10&labelSelector=app.kubernetes.io%2Fname%3Daws-ebs-csi-driver";

/** Of a list of Deployments. */
export function anyRuns(body: unknown): Running {
  const deployments = itemsOf<{ status?: { readyReplicas?: number } | null }>(body);
  if (deployments.length === 0) return "none";
  return deployments.some(({ status }) => (status?.readyReplicas ?? 0) > 0) ? "ready" : "not ready";
}
