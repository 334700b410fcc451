// Marks by which a service mesh puts its proxy before every pod of a namespace, or takes over their traffic. The platform's
// network policies let no such proxy reach its control plane: its pods would never become ready. Pure.
import type { Settings } from "../../../settings/settings";
import { type Check, foundOf, list, type Verdict } from "../check";
import { metadataOf } from "../cluster/api-server";
import type { Findings } from "../findings";

export interface MeshMark {
  kind: "label" | "annotation";
  key: string;
  value: string;
}

/** By key; which values switch it on. */
const marks: Readonly<Record<MeshMark["kind"], Readonly<Record<string, RegExp>>>> = {
  label: {
    "istio-injection": /^enabled$/,
    "istio.io/rev": /./,
    "istio.io/dataplane-mode": /^ambient$/,
    "kuma.io/sidecar-injection": /^(?:enabled|true)$/,
    "appmesh.k8s.aws/sidecarInjectorWebhook": /^enabled$/,
  },
  annotation: { "linkerd.io/inject": /^(?:enabled|ingress)$/, "kuma.io/sidecar-injection": /^(?:enabled|true)$/ },
};

const verbs = { label: "label", annotation: "annotate" } as const;

/** Of the namespace. */
export function meshMarksOf(body: unknown): MeshMark[] {
  const { labels, annotations } = metadataOf(body) as Partial<Record<string, Readonly<Record<string, unknown>> | null>>;
  const has = { label: labels ?? {}, annotation: annotations ?? {} };
  return (["label", "annotation"] as const).flatMap((kind) =>
    Object.entries(marks[kind]).flatMap(([key, on]) => {
      const value = has[kind][key];
      return typeof value === "string" && on.test(value) ? [{ kind, key, value }] : [];
    }),
  );
}

/** What runs was started without a proxy, as long as nothing is replaced. */
export function meshes({ namespace }: Settings, { isInCluster, takesOver, cluster }: Findings): Check[] {
  const found = foundOf(cluster.meshMarks);
  if (found.length === 0 || !(isInCluster || takesOver)) return [];
  const verdict: Verdict = isInCluster ? "lacking" : "impossible";
  return [
    {
      what: `service mesh in namespace ${namespace}`,
      found: list(found.map(({ kind, key, value }) => `${kind} ${key}=${value}`)),
      needed: "none: network policies let no proxy reach its control plane, and pods would not become ready",
      verdict,
      mend: found.map(({ kind, key }) => `kubectl ${verbs[kind]} namespace ${namespace} ${key}-`).join(" && "),
    },
  ];
}
