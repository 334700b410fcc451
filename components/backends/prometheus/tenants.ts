// Which tenant a metric or an alert belongs to, as relabelling rules: tenants in, rules out.
//
// One table serves everything that Prometheus scrapes. It sits in the agent's remote write, the one place where a rule
// is written once and has the last word. A scrape class would repeat it in every scrape job (1,000 tenants with a
// monitor each are a million rules; the operator keeps its configuration in one Secret of at most 1 MiB), and a
// monitor's own relabelling or `honorLabels` would come after it.

import { conventions } from "../../../conventions/names";
import { defaultTenantId } from "../../../settings/rules/tenants";
import type { Settings } from "../../../settings/settings";

/** A relabelling rule in the operator's spelling; only the fields that are used here. */
export type RelabelRule =
  | { sourceLabels?: string[]; regex?: string; targetLabel: string; replacement: string }
  | { action: "labeldrop"; regex: string };

/** Label that carries the namespace a sample is about. The operator enforces it on what tenants' monitors scrape. */
export const namespaceLabel = "namespace";

/** Carries a tenant past the table; no stored series has it. */
const savedTenant = "__tmp_tenant";

/**
 * Loki, Tempo and the collectors count by tenant: in what they say of themselves, `tenant` is the one they speak about,
 * and stays. Only the platform's own namespace has that right, and the operator enforces the namespace of everybody
 * else.
 */
function sparingThePlatform(platformNamespace: string, rules: readonly RelabelRule[]): RelabelRule[] {
  const { tenantAttribute: tenant } = conventions;
  const forget: RelabelRule = { action: "labeldrop", regex: savedTenant };
  return [
    // First too: an application may expose a label of this very name, and would so choose its tenant.
    forget,
    {
      sourceLabels: [namespaceLabel, tenant],
      regex: `${platformNamespace};(.+)`,
      targetLabel: savedTenant,
      replacement: "$1",
    },
    ...rules,
    { sourceLabels: [savedTenant], regex: "(.+)", targetLabel: tenant, replacement: "$1" },
    forget,
  ];
}

/** One rule for each tenant that owns namespaces: `namespace` decides `tenant`. */
function tenantByNamespace(tenants: Settings["tenants"]): RelabelRule[] {
  return tenants
    .filter(({ namespaces }) => namespaces.length > 0)
    .map(({ id, namespaces }) => ({
      sourceLabels: [namespaceLabel],
      regex: namespaces.join("|"),
      targetLabel: conventions.tenantAttribute,
      replacement: id,
    }));
}

type Owners = Pick<Settings, "tenants" | "namespace">;

/** Rules for alerts: the namespace decides; one that names no namespace keeps the tenant that its rule gave it. */
export function alertTenant({ tenants, namespace }: Owners): RelabelRule[] {
  return sparingThePlatform(namespace, tenantByNamespace(tenants));
}

/**
 * Rules for scraped samples: whatever they say of their tenant is kept under another name, as series may differ by it alone,
 * and overwritten; what no tenant owns is `default`'s. Where a target itself has such a label (a monitor's `targetLabels`),
 * Prometheus has given a sample's that name already, and it stays.
 */
export function scrapedTenant({ tenants, namespace }: Owners): RelabelRule[] {
  const { tenantAttribute: tenant } = conventions;
  const exported = `exported_${tenant}`;
  const own: RelabelRule = {
    sourceLabels: [savedTenant, exported, tenant],
    regex: ";;(.+)",
    targetLabel: exported,
    replacement: "$1",
  };
  const unowned: RelabelRule = { targetLabel: tenant, replacement: defaultTenantId };
  return sparingThePlatform(namespace, [own, unowned, ...tenantByNamespace(tenants)]);
}

/** The same rule as Prometheus itself spells it. */
export function nativeRelabelRule(rule: RelabelRule): Record<string, string | string[]> {
  if ("action" in rule) return { action: rule.action, regex: rule.regex };
  return {
    ...(rule.sourceLabels ? { source_labels: rule.sourceLabels } : {}),
    ...(rule.regex === undefined ? {} : { regex: rule.regex }),
    target_label: rule.targetLabel,
    replacement: rule.replacement,
  };
}

/**
 * Namespaces whose monitors and rules may speak for other namespaces: the platform's own and kube-system, where only
 * administrators create them. kube-state-metrics and the kubelet report on every namespace.
 */
export function trustedNamespaces(platformNamespace: string): string[] {
  return [platformNamespace, "kube-system"];
}

/** `excludedFromEnforcement` of a Prometheus: their rules keep the tenants that they name. */
export const excludedFromEnforcement = (platformNamespace: string) =>
  trustedNamespaces(platformNamespace).map((namespace) => ({ namespace, resource: "prometheusrules" }));

/** Namespaces in which the platform reads objects of a kind, and so confines them: all but those that say no. */
const saysNotElsewhere = (label: string) => ({ key: label, operator: "NotIn", values: [conventions.elsewhere] });
export const rulesHere = { matchExpressions: [saysNotElsewhere(conventions.rulesLabel)] };
export const monitorsHere = { matchExpressions: [saysNotElsewhere(conventions.monitorsLabel)] };
