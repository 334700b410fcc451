// Exporters of others that listen where the platform's node-exporter does: on a port of every node. Pure.
import type { Settings } from "../../settings/settings";
import { type Check, judged, list, ofOthers } from "./check";
import type { Findings, ObjectName } from "./findings";

const port = 9100;

/** All that there are: a cluster has a few dozen, and what an exporter is called is its users' to say. */
export const nodeExportersPath = "/apis/apps/v1/daemonsets";

interface DaemonSet {
  metadata?: { name?: string; namespace?: string };
  spec?: { template?: { spec?: { containers?: { ports?: { hostPort?: number }[] | null }[] } } } | null;
}

/** On a node's network the API server writes the port of the container down as the node's, too. */
export function nodeExportersOf(body: unknown): ObjectName[] {
  const { items } = body as { items?: DaemonSet[] | null };
  return (items ?? []).flatMap(({ metadata, spec }) =>
    (spec?.template?.spec?.containers ?? []).some(({ ports }) =>
      (ports ?? []).some(({ hostPort }) => hostPort === port),
    )
      ? [{ namespace: metadata?.namespace ?? "", name: metadata?.name ?? "" }]
      : [],
  );
}

/** It may run on other nodes, or go before `up`, so that this refuses nothing. */
export function nodeExporters({ namespace }: Settings, { cluster: { nodeExporters: found } }: Findings): Check {
  return judged(
    {
      what: "other node-exporters",
      needed: `none on port ${port} of the same nodes: the platform's own would wait for it, and its release fail`,
      mend: "uninstall it just before up (docs/operations/migrate.md, “Hand-made Helm”)",
    },
    ofOthers(found, namespace),
    (all) => all.length === 0,
    "lacking",
    list,
  );
}
