// Whether the API server would let this identity make what the platform consists of. It reviews that without making any of
// it, also for an identity that may look at everything, or at nothing.
import type { Settings } from "../../../settings/settings";
import { type ClusterFindings, type Known, notAdmitted } from "../findings";
import { type Get, together } from "./api-server";

export const reviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/** What every run that is the first one makes, of the whole cluster and in the namespace: a kind of each that is granted apart. */
const made = (namespace: string) => [
  { group: "rbac.authorization.k8s.io", resource: "clusterroles" },
  { group: "apiextensions.k8s.io", resource: "customresourcedefinitions" },
  { group: "admissionregistration.k8s.io", resource: "mutatingwebhookconfigurations" },
  { group: "admissionregistration.k8s.io", resource: "validatingadmissionpolicies" },
  { group: "", resource: "secrets", namespace },
  { group: "apps", resource: "daemonsets", namespace },
  { group: "networking.k8s.io", resource: "networkpolicies", namespace },
];

export async function forbiddenKinds({ namespace }: Settings, get: Get): Promise<ClusterFindings["forbidden"]> {
  return together(made(namespace).map((kind) => forbidden(kind, get)));
}

async function forbidden(
  kind: { group: string; resource: string; namespace?: string },
  get: Get,
): Promise<Known<readonly string[]>> {
  const review = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: { ...kind, verb: "create" } },
  };
  try {
    const { status, body } = await get(reviewPath, undefined, review);
    if (status === 401) return { unknown: notAdmitted };
    const allowed = (body as { status?: { allowed?: unknown } | null }).status?.allowed;
    if (typeof allowed !== "boolean") return { unknown: `the API server answers ${status} for ${reviewPath}` };
    return { is: allowed ? [] : [kind.resource] };
  } catch (cause) {
    return { unknown: cause instanceof Error ? cause.message : String(cause) };
  }
}
