// Exporters of others that listen where the platform's node-exporter does: on a port of every node. Pure.
import type { Settings } from "../../../settings/settings";
import { type Check, none, ofOthers } from "../check";
import { namedWhere } from "../cluster/api-server";
import type { Findings, ObjectName } from "../findings";

const port = 9100;

/** All that there are: a cluster has a few dozen, and what an exporter is called is its users' to say. */
export const daemonSetsPath = "/apis/apps/v1/daemonsets";

interface PodSpec {
  hostNetwork?: boolean;
  containers?: { ports?: { containerPort?: number; hostPort?: number }[] | null }[];
}

interface DaemonSet {
  spec?: { template?: { spec?: PodSpec } } | null;
}

/** On a node's network a container's port is the node's, and since Kubernetes 1.28 the template does not say it twice. */
export function nodeExportersOf(body: unknown): ObjectName[] {
  return namedWhere<DaemonSet>(body, ({ spec }) => {
    const { hostNetwork = false, containers = [] } = spec?.template?.spec ?? {};
    return containers.some(({ ports }) =>
      (ports ?? []).some(({ hostPort, containerPort }) => (hostPort ?? (hostNetwork ? containerPort : 0)) === port),
    );
  });
}

/** It may run on other nodes, or go before `up`, so that this refuses nothing. */
export function nodeExporters({ namespace }: Settings, { cluster: { nodeExporters: found } }: Findings): Check {
  return none(
    {
      what: "other node-exporters",
      needed: `none on port ${port} of the same nodes: the platform's own would wait for it, and its release fail`,
      mend: "uninstall it just before up (docs/operations/migrate.md, “Hand-made Helm”)",
    },
    ofOthers(found, namespace),
    "lacking",
  );
}
