// Whether the API server would let this identity make what the platform consists of. It reviews that without making any of
// it, also for an identity that may look at everything, or at nothing.
import type { Settings } from "../../settings/settings";
import type { Get } from "./api-server";
import { type ClusterFindings, notAdmitted } from "./findings";

export const reviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/** Of the whole cluster, and of the namespace: every run that is the first one makes both. */
const made = (namespace: string) => [
  { group: "rbac.authorization.k8s.io", resource: "clusterroles" },
  { group: "", resource: "secrets", namespace },
];

export async function forbiddenKinds({ namespace }: Settings, get: Get): Promise<ClusterFindings["forbidden"]> {
  const forbidden: string[] = [];
  for (const kind of made(namespace)) {
    const resourceAttributes = { ...kind, verb: "create" };
    const review = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes },
    };
    try {
      const { status, body } = await get(reviewPath, undefined, review);
      if (status === 401) return { unknown: notAdmitted };
      const allowed = (body as { status?: { allowed?: unknown } | null }).status?.allowed;
      if (typeof allowed !== "boolean") return { unknown: `the API server answers ${status} for ${reviewPath}` };
      if (!allowed) forbidden.push(kind.resource);
    } catch (cause) {
      return { unknown: cause instanceof Error ? cause.message : String(cause) };
    }
  }
  return { is: forbidden };
}
