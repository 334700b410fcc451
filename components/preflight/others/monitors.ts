// Monitors of another monitoring stack that name what the platform's own name too: its exporters' series would be stored a
// second time under the same jobs, and rules over them count twice, or find two series for one. Pure.
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { type Check, foundOf, fullNames, list, mapped, none } from "../check";
import { namedWhere } from "../cluster/api-server";
import type { Findings, ObjectName } from "../findings";

export const monitorPaths = ["servicemonitors", "podmonitors"].map((kind) => `/apis/monitoring.coreos.com/v1/${kind}`);

const { monitorsLabel, rulesLabel, elsewhere } = conventions;
/** Namespaces with one of the two labels that keep what is in them to another Prometheus. */
export const elsewherePath = (label: string) =>
  `/api/v1/namespaces?labelSelector=${encodeURIComponent(`${label}=${elsewhere}`)}`;

interface Monitor {
  spec?: { selector?: unknown } | null;
}

/** What a monitor is called is its users' to say; the labels of what it selects are the exporter's chart's. */
const exporters = /node-exporter|kube-state-metrics/;
/** A monitor there may name other namespaces, and its targets are there. */
const ofKubeSystem = /node-exporter|kube-state-metrics|kubelet|cadvisor|apiserver|coredns|kube-dns/;

/** Of a list of monitors those of nodes, pods and the control plane, by namespace and name; none of the platform's. */
export function clusterMonitorsOf(body: unknown, { namespace: own }: Pick<Settings, "namespace">): ObjectName[] {
  return namedWhere<Monitor>(body, ({ spec }, { namespace, name }) => {
    const doubles = namespace === "kube-system" ? ofKubeSystem : exporters;
    return namespace !== own && doubles.test(`${name} ${JSON.stringify(spec?.selector ?? {})}`);
  });
}

/** What they name may be gone, so that this refuses nothing. */
export function otherMonitors({ cluster: { otherMonitors: found } }: Findings): Check {
  const namespaces = new Set(foundOf(found).map(({ namespace }) => namespace));
  return none(
    {
      what: "other monitors",
      needed:
        "none that names exporters of nodes or kube-state-metrics a second time: rules over them would count twice",
      mend:
        `kubectl label namespace ${[...namespaces].join(" ") || "<namespace>"} ${monitorsLabel}=${elsewhere} ` +
        "(docs/operations/migrate.md, “Monitors”)",
    },
    mapped(found, fullNames),
    "lacking",
  );
}

/** Of a namespace the labels that keep its monitors or rules to another Prometheus. */
export function elsewhereLabelsOf(body: unknown): string[] {
  const { labels } = (body as { metadata?: { labels?: Record<string, string> } }).metadata ?? {};
  return [monitorsLabel, rulesLabel].filter((label) => labels?.[label] === elsewhere);
}

/** Then nothing of the platform itself is scraped, or no rule evaluated, and no alert says so. */
export function readElsewhere({ namespace }: Settings, { cluster: { readElsewhere } }: Findings): Check[] {
  const found = foundOf(readElsewhere);
  if (found.length === 0) return [];
  return [
    {
      what: "own monitors",
      found: list(found.map((label) => `${label}=${elsewhere}`)),
      needed: "no such label on the platform's own namespace, whose monitors and rules its own Prometheus alone reads",
      verdict: "impossible",
      mend: `kubectl label namespace ${namespace} ${found.map((label) => `${label}-`).join(" ")}`,
    },
  ];
}
