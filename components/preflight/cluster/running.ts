// Whether what the platform leans on is there and runs: the driver for EBS, the agent of Pod Identity, the AWS Load Balancer
// Controller. Pure.
import type { Running } from "../findings";
import { itemsOf } from "./api-server";

/** A definition of the AWS Load Balancer Controller, which Helm leaves behind when the controller goes. */
export const controllersDefinition = "targetgroupbindings.elbv2.k8s.aws";

/** In whatever namespace: both its chart and its manifests label it so. */
export const controllersPath =
  "/apis/apps/v1/deployments?limit=10&labelSelector=app.kubernetes.io%2Fname%3Daws-load-balancer-controller";

interface DaemonSet {
  metadata?: { labels?: Readonly<Record<string, string>> | null };
  status?: { desiredNumberScheduled?: number; numberReady?: number } | null;
}

/** Of a list of DaemonSets: whoever installed the agent may call it as he likes. Where no node wants a pod of it, none is missing. */
export function agentRuns(body: unknown): Running {
  const agents = itemsOf<DaemonSet>(body).filter(
    ({ metadata }) => metadata?.labels?.["app.kubernetes.io/name"] === "eks-pod-identity-agent",
  );
  if (agents.length === 0) return "none";
  const wanted = agents.filter(({ status }) => (status?.desiredNumberScheduled ?? 0) > 0);
  return wanted.length > 0 && wanted.every(({ status }) => (status?.numberReady ?? 0) === 0) ? "not ready" : "ready";
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
