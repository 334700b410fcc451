// How names of Services end in the cluster, by the configuration of its CoreDNS. The platform's addresses end in
// `svc.cluster.local`, as they do wherever nobody has changed it; where nothing answers for that, nothing of it finds
// another. Pure.
import { type Check, foundOf, list } from "../check";
import type { Findings } from "../findings";

/** None on EKS Auto Mode, whose DNS is no pod. */
export const corefilePath = "/api/v1/namespaces/kube-system/configmaps/coredns";

/** Zones of Services, where there are any and `cluster.local` is nowhere among them, not as an alias either. */
export function otherZonesOf(body: unknown): string[] {
  const { data } = body as { data?: Readonly<Record<string, string>> | null };
  const text = Object.values(data ?? {})
    .join("\n")
    .replace(/#.*$/gm, "");
  if (/\bcluster\.local\b/i.test(text)) return [];
  const zones = [...text.matchAll(/^\s*kubernetes[ \t]+([^\n]*)$/gm)].flatMap(([, rest = ""]) => {
    const [words = "", variable] = rest.split(/(\{\$)/);
    // What a variable holds is not told here; without a zone the plugin has those of its server.
    const named = words.replace(/\{.*$/, "").trim().split(/\s+/);
    return variable !== undefined || named[0] === "" ? ["."] : named;
  });
  return zones.includes(".") ? [] : zones.filter((zone) => !/\.arpa\.?$/.test(zone));
}

export function clusterDomain({ isInCluster, cluster }: Findings): Check[] {
  const zones = foundOf(cluster.otherZones);
  if (zones.length === 0) return [];
  return [
    {
      what: "names of Services",
      found: `CoreDNS answers for ${list(zones)}`,
      needed: "cluster.local: addresses of the platform end in svc.cluster.local",
      verdict: isInCluster ? "lacking" : "impossible",
      mend:
        `let it answer for both: kubectl -n kube-system edit configmap coredns, “kubernetes cluster.local ` +
        `${zones.join(" ")} ...” (of EKS's add-on: the corefile among its configuration values)`,
    },
  ];
}
