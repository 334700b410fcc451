// APIs that others have added to the API server, and nobody serves any more: what an adapter of metrics leaves behind.
// As long as one has no answer, Kubernetes ends the deletion of no namespace. Pure.
import { type Check, foundOf, list } from "../check";
import { itemsOf } from "../cluster/api-server";
import type { Findings, Running } from "../findings";

export const addedApisPath = "/apis/apiregistration.k8s.io/v1/apiservices";
/** Of pods' CPU and memory; a row of its own tells whether it is there. */
export const metricsApi = "v1beta1.metrics.k8s.io";

interface AddedApi {
  metadata?: { name?: string };
  /** Without a Service it is the API server's own. */
  spec?: { service?: object | null } | null;
  status?: { conditions?: { type: string; status: string }[] | null } | null;
}

const isAvailable = ({ status }: AddedApi): boolean =>
  (status?.conditions ?? []).some(({ type, status }) => type === "Available" && status === "True");

export const stateOfApi = (body: unknown): Running => (isAvailable(body as AddedApi) ? "ready" : "not ready");

export function deadApisOf(body: unknown): string[] {
  return itemsOf<AddedApi>(body).flatMap((api) => {
    const name = api.metadata?.name ?? "";
    return name === metricsApi || !api.spec?.service || isAvailable(api) ? [] : [name];
  });
}

/** Its pods may come back, so that this refuses nothing. */
export function deadApis({ cluster: { deadApis } }: Findings): Check[] {
  const found = foundOf(deadApis);
  if (found.length === 0) return [];
  return [
    {
      what: "APIs of others",
      found: `no answer of ${list(found)}`,
      needed: "an answer of each: without it no namespace ever ends its deletion, and destroy waits for the platform's",
      verdict: "lacking",
      mend: `see to its pods; one that is left of what was uninstalled: kubectl delete apiservice ${found.join(" ")}`,
    },
  ];
}
