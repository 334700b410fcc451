// Pools from which nodes are made as pods ask for them: Karpenter's, which EKS Auto Mode brings along. Pure.
import type { Settings } from "../../../settings/settings";
import type { Check, Row } from "../check";
import { itemsOf } from "../cluster/api-server";
import type { Findings } from "../findings";
import { judgeNodes, type NodesFound, type Taint } from "./nodes";

export const nodePoolsPath = "/apis/karpenter.sh/v1/nodepools";

interface Told {
  metadata?: { deletionTimestamp?: string };
  spec?: { template?: { spec?: { taints?: Taint[] | null } | null } | null } | null;
}

/** What nodes of each are tainted with for good; taints of a start go by themselves. */
export function nodePoolsOf(body: unknown): NodesFound {
  return itemsOf<Told>(body).flatMap(({ metadata, spec }) =>
    metadata?.deletionTimestamp === undefined ? [{ taints: spec?.template?.spec?.taints ?? [] }] : [],
  );
}

/**
 * Where pods may start on EKS Auto Mode: its pool for everybody may be off, and that of the system is tainted. Nodes of
 * others may do.
 */
export function autoModeNodes(row: Row, settings: Settings, { cluster: { nodes, nodePools } }: Findings): Check {
  const own = "EKS Auto Mode's own";
  const fits = "unknown" in nodePools || judgeNodes(nodePools.is, settings).fits;
  if (fits || "unknown" in nodes || judgeNodes(nodes.is, settings).fits) return { ...row, found: own, verdict: "ok" };
  return {
    ...row,
    found: `${own}, of which the pools are ${judgeNodes(nodePools.is, settings).text}`,
    verdict: "lacking",
    mend:
      "a NodePool without a taint (docs.aws.amazon.com/eks, “Enable or disable built-in NodePools”: general-purpose), or " +
      "scheduling.tolerations",
  };
}
