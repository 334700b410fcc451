// Rules that say another tenant's id than their namespace has, as they may since before it came to it: admission looks at
// them when they change. What they record of the one is the other's to read. And rules that Prometheus does not read, and
// all others with them. Pure.
import { conventions } from "../../../conventions/names";
import { defaultTenantId } from "../../../settings/rules/tenants";
import type { Settings } from "../../../settings/settings";
import { trustedNamespaces } from "../../backends/prometheus/tenants";
import { type Check, foundOf, fullNames, list, mapped, none } from "../check";
import { namedWhere } from "../cluster/api-server";
import type { Findings, ObjectName } from "../findings";

export const rulesPath = "/apis/monitoring.coreos.com/v1/prometheusrules";

interface Labelled {
  labels?: Readonly<Record<string, string>> | null;
}

interface PrometheusRule {
  spec?: { groups?: Group[] | null } | null;
}

interface Group extends Labelled {
  interval?: string;
  rules?: (Labelled & { for?: string })[] | null;
}

/** Of a list of rules, by namespace and name, those that name another tenant than these settings give the namespace to. */
export function strayRulesOf(
  body: unknown,
  { tenants, namespace: own }: Pick<Settings, "namespace" | "tenants">,
): ObjectName[] {
  const owners = new Map(
    tenants.flatMap(({ id, namespaces }) => namespaces.map((namespace) => [namespace, id] as const)),
  );
  return namedWhere<PrometheusRule>(body, ({ spec }, { namespace }) => {
    if (trustedNamespaces(own).includes(namespace)) return false;
    const named = (spec?.groups ?? []).flatMap(({ labels, rules }) =>
      (rules ?? []).flatMap(
        (rule) => rule.labels?.[conventions.tenantAttribute] ?? labels?.[conventions.tenantAttribute] ?? [],
      ),
    );
    const owner = owners.get(namespace) ?? defaultTenantId;
    return named.some((tenant) => tenant !== owner);
  });
}

export function strayRules({ cluster: { strayRules: found } }: Findings): Check {
  return none(
    {
      what: "rules in namespaces",
      needed:
        "none that names another tenant than the settings give its namespace to: what it records is that one's to read",
      mend:
        "give them their namespace's in labels: { tenant: <id> }, or none where no tenant owns it; where this run moves " +
        "the namespace, as soon as it has (docs/tenancy.md)",
    },
    mapped(found, fullNames),
    "lacking",
  );
}

/** With an empty duration, which the operator lets through (backends/prometheus/confinement/policies.ts). */
export const unreadRulesOf = (body: unknown): ObjectName[] =>
  namedWhere<PrometheusRule>(body, ({ spec }) =>
    (spec?.groups ?? []).some(
      ({ interval, rules }) => interval === "" || (rules ?? []).some((rule) => rule.for === ""),
    ),
  );

/** They may change before `up`, so that this refuses nothing. */
export function unreadRules({ cluster: { unreadRules: found } }: Findings): Check[] {
  const rules = foundOf(found);
  return rules.length === 0
    ? []
    : [
        {
          what: "rules with an empty duration",
          found: list(fullNames(rules)),
          needed: "none: Prometheus reads no change of any rule with one of them, and does not start",
          verdict: "lacking",
          mend:
            "take for and interval out of them where they are empty; rules of another stack are left to it: kubectl " +
            `label namespace <namespace> ${conventions.rulesLabel}=${conventions.elsewhere}`,
        },
      ];
}
