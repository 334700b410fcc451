// What is known of a container when it is discovered, as rules of relabelling: labels, kubelet's file, tenant, and what
// the tenant keeps. Settings in, plain data out; the steps for each line are in pipeline.ts.
import { conventions } from "../../../conventions/names";
import { type Severity, severities } from "../../../conventions/severity";
import { defaultTenantId } from "../../../settings/rules/tenants";
import type { Settings, Tenant } from "../../../settings/settings";

/** Kubelet's folder of container logs on a node, and in the agents' containers. */
export const containerLogsPath = "/var/log/pods";

/** A rule of Prometheus relabelling with the action `replace`. Without `from` it sets a constant. */
export interface RelabelRule {
  from?: readonly string[];
  separator?: string;
  /** Anchored on both sides; the whole value when absent. */
  regex?: string;
  to: string;
  /** `$1` and so on are groups of the expression. The first group when absent. */
  value?: string;
}

/** The same in the words of Alloy and Promtail. */
export function relabelKeys({ from, separator, regex, to, value }: RelabelRule) {
  return {
    ...(from ? { source_labels: from } : {}),
    ...(separator === undefined ? {} : { separator }),
    ...(regex === undefined ? {} : { regex }),
    target_label: to,
    ...(value === undefined ? {} : { replacement: value }),
  };
}

/** Set before the tenant, which follows from it. */
export const namespaceLabel = "k8s_namespace_name";
export const environmentLabel = "deployment_environment_name";

/** Labels that only the stages read. */
export const minimumLabel = "minimum_severity";
export const shareLabel = "debug_share_percent";
export const customerLimitLabel = "customer_lines_per_second";

/**
 * Of a container's target: whatever may not change while its file is read. Alloy keeps how far it has read by path and
 * labels (1.18.1, source/file/file.go), so with another label it would send a file again from its start.
 */
export function relabelling({ environment }: Pick<Settings, "environment">): RelabelRule[] {
  return [...identity, { to: environmentLabel, value: environment }, ...file];
}

/** What settings say of a container, by `namespaceLabel`. */
export function ownership({ tenants, namespace }: Pick<Settings, "tenants" | "namespace">): RelabelRule[] {
  return [
    ...tenantRules(tenants),
    ...minimumRules(tenants, namespace),
    ...shareRules(tenants),
    ...customerLimitRules(tenants),
  ];
}

const pod = (field: string) => `__meta_kubernetes_pod_${field}`;
const podLabel = (label: string) => pod(`label_${label.replace(/[^A-Za-z0-9_]/g, "_")}`);
const copy = (from: string, to: string): RelabelRule => ({ from: [from], to });

const identity: readonly RelabelRule[] = [
  copy("__meta_kubernetes_namespace", namespaceLabel),
  copy(pod("container_name"), "k8s_container_name"),
  copy(pod("name"), "k8s_pod_name"),
  copy(pod("node_name"), "k8s_node_name"),
  // A Deployment's pods are controlled by a ReplicaSet, whose name ends in a hash of the pod template.
  {
    from: [pod("controller_name")],
    regex: "([0-9a-z-.]+?)(?:-[0-9a-f]{8,10})?",
    to: "__tmp_controller_name",
    value: "$1",
  },
  // The first of these that is not empty.
  {
    from: [podLabel(conventions.serviceLabel), podLabel("app"), "__tmp_controller_name", pod("name")],
    separator: ";",
    regex: ";*([^;]+)(?:;.*)?",
    to: "service_name",
    value: "$1",
  },
];

/**
 * Kubelet's file, in the folder NAMESPACE_POD_UID of the pod itself. A static pod's is named after the hash of its
 * manifest, which stands in an annotation, and those anybody may write on a pod of his own: so namespace and name are in
 * the path too, and what is no hash is not taken, or it would lead to other pods' files.
 */
const file: readonly RelabelRule[] = [
  copy(pod("uid"), "__tmp_uid"),
  {
    from: [pod("annotation_kubernetes_io_config_hash")],
    regex: "([0-9a-f-]+)",
    to: "__tmp_uid",
  },
  { from: ["__meta_kubernetes_namespace", pod("name"), "__tmp_uid"], separator: "_", to: "__tmp_folder" },
  {
    from: ["__tmp_folder", pod("container_name")],
    separator: "/",
    regex: "(.*)",
    to: "__path__",
    value: `${containerLogsPath}/$1/*.log`,
  },
];

/** By `namespaceLabel`; what none owns is the default tenant's. */
export function tenantRules(tenants: readonly Tenant[]): RelabelRule[] {
  return [
    { to: conventions.tenantAttribute, value: defaultTenantId },
    ...byNamespace(tenants, conventions.tenantAttribute, ({ id }) => id),
  ];
}

/** Alerts read what the platform's own pods warn of (dashboards/alerts/loki-ruler.ts): that much of it is kept. */
const ownMinimum: Severity = "warn";
const above = (minimum: Severity) => severities.indexOf(minimum) > severities.indexOf(ownMinimum);

/** Minima in use. */
export function minimaOf(tenants: readonly Tenant[]): Severity[] {
  const used = new Set(tenants.map(({ minimumSeverity }) => minimumSeverity));
  return severities.filter(
    (severity) => used.has(severity) || (severity === ownMinimum && above(usualMinimum(tenants))),
  );
}

/** Rules only for tenants that differ from the one that owns every other namespace, and for the platform's own. */
export function minimumRules(tenants: readonly Tenant[], platformNamespace: string): RelabelRule[] {
  const usual = usualMinimum(tenants);
  const groups = severities
    .filter((severity) => severity !== usual)
    .map((severity) => ({
      severity,
      namespaces: tenants
        .filter(({ minimumSeverity }) => minimumSeverity === severity)
        .flatMap(({ namespaces }) => namespaces),
    }));
  const own = above(usual) ? [{ severity: ownMinimum, namespaces: [platformNamespace] }] : [];
  return [
    { to: minimumLabel, value: usual },
    ...byNamespace([...groups, ...own], minimumLabel, ({ severity }) => severity),
  ];
}

function shareRules(tenants: readonly Tenant[]): RelabelRule[] {
  return sharesOf(tenants).flatMap((percent) => {
    const owners = tenants.filter(({ debugSharePercent }) => debugSharePercent === percent);
    // The tenant of every other namespace lists none: its share comes first, and the others' put it right.
    const usual = owners.some(({ id }) => id === defaultTenantId);
    return usual
      ? [{ to: shareLabel, value: String(percent) }]
      : byNamespace([{ namespaces: owners.flatMap(({ namespaces }) => namespaces) }], shareLabel, () =>
          String(percent),
        );
  });
}

/** Shares in use, that of every other namespace first; empty where everything is kept. */
export function sharesOf(tenants: readonly Tenant[]): number[] {
  const shares = new Set(tenants.map(({ debugSharePercent }) => debugSharePercent));
  const usual = tenants.find(({ id }) => id === defaultTenantId)?.debugSharePercent ?? 100;
  return shares.size === 1 && usual === 100 ? [] : [usual, ...[...shares].filter((share) => share !== usual)];
}

/** 0 is none. No rules where no tenant limits its customers. */
function customerLimitRules(tenants: readonly Tenant[]): RelabelRule[] {
  if (customerLimitsOf(tenants).length === 0) return [];
  const usual = tenants.find(({ id }) => id === defaultTenantId)?.customerLinesPerSecond ?? 0;
  const groups = [0, ...customerLimitsOf(tenants)]
    .filter((limit) => limit !== usual)
    .map((limit) => ({
      limit,
      namespaces: tenants
        .filter(({ customerLinesPerSecond = 0 }) => customerLinesPerSecond === limit)
        .flatMap(({ namespaces }) => namespaces),
    }));
  return [
    { to: customerLimitLabel, value: String(usual) },
    ...byNamespace(groups, customerLimitLabel, ({ limit }) => String(limit)),
  ];
}

/** Limits in use. */
export const customerLimitsOf = (tenants: readonly Tenant[]): number[] => [
  ...new Set(tenants.flatMap(({ customerLinesPerSecond = [] }) => customerLinesPerSecond)),
];

export const usualMinimum = (tenants: readonly Tenant[]) =>
  tenants.find(({ id }) => id === defaultTenantId)?.minimumSeverity ?? "trace";

function byNamespace<T extends { namespaces: readonly string[] }>(
  owners: readonly T[],
  to: string,
  valueFor: (owner: T) => string,
): RelabelRule[] {
  return owners
    .filter(({ namespaces }) => namespaces.length > 0)
    .map((owner) => ({
      from: [namespaceLabel],
      regex: owner.namespaces.join("|"),
      to,
      value: valueFor(owner),
    }));
}
