// Labels that the platform puts on metrics: the tenant, by namespace, and the names that scraped metrics have too.
// Plain data.

import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import { namespaceAttribute, outsideNamespace } from "./delivery";
import { defaultTenant, withoutAny } from "./parts";
import { environmentAttribute } from "./pods";
import { exemplarStatements } from "./redaction";

const tenant = conventions.tenantAttribute;

/**
 * Conditions are tried in groups of neighbours in the alphabet, or each resource would pass one statement a namespace.
 */
const namespacesInGroup = 32;

/**
 * The tenant of metrics from the cluster, by namespace: they share one exporter, which wants it as a label.
 *
 * @param known `keep`: a tenant that is there already was set by the platform.
 */
export function stampNamespaceTenant(
  settings: Pick<Settings, "tenants">,
  known: "keep" | "replace" = "replace",
): HelmValues {
  const owners = settings.tenants
    .flatMap(({ id, namespaces }) => namespaces.map((namespace) => ({ id, namespace })))
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  const unless = `attributes["${tenant}"] == nil`;
  const path = `attributes["${namespaceAttribute}"]`;
  const groups = Array.from({ length: Math.ceil(owners.length / namespacesInGroup) }, (_, index) => {
    const group = owners.slice(index * namespacesInGroup, (index + 1) * namespacesInGroup);
    return {
      context: "resource",
      conditions: [`${path} >= "${group[0]?.namespace ?? ""}" and ${path} <= "${group.at(-1)?.namespace ?? ""}"`],
      statements: group.map(
        ({ id, namespace }) => `set(attributes["${tenant}"], "${id}") where ${path} == "${namespace}"`,
      ),
    };
  });
  return {
    error_mode: "ignore",
    metric_statements:
      known === "replace"
        ? [
            { context: "resource", statements: [`set(attributes["${tenant}"], "${defaultTenant(settings).id}")`] },
            ...groups,
          ]
        : [
            ...groups.map(({ conditions, ...group }) => ({
              ...group,
              conditions: conditions.map((condition) => `${unless} and ${condition}`),
            })),
            {
              context: "resource",
              statements: [`set(attributes["${tenant}"], "${defaultTenant(settings).id}") where ${unless}`],
            },
          ],
  };
}

const ownNamespace = 'attributes["namespace"]';
const saidNamespace = 'datapoint.cache["namespace"]';

/**
 * A point's own attribute of that name would become the label instead. The others make pushed metrics say what scraped
 * ones say: service, namespace, environment (docs/labels.md). Exemplars keep no secret.
 *
 * Rules trust the label `namespace`, and take what has none for recorded by themselves. Where the platform knows no
 * namespace (a sender outside, a pod on its node's network) it is what the point says, as one from outside.
 */
export const stampPoints: HelmValues = {
  error_mode: "ignore",
  metric_statements: [
    // Of the resource, `target_info` is made.
    {
      context: "resource",
      statements: [
        withoutAny("attributes", ["namespace"]),
        `set(${ownNamespace}, attributes["${namespaceAttribute}"])`,
        `set(${ownNamespace}, ${outsideNamespace('""')}) where ${ownNamespace} == nil`,
      ],
    },
    {
      context: "datapoint",
      statements: [
        `${withoutAny("attributes", [tenant])} where attributes["${tenant}"] != nil`,
        `set(attributes["${tenant}"], resource.attributes["${tenant}"])`,
        `set(${saidNamespace}, ${ownNamespace}) where ${ownNamespace} != nil`,
        `${withoutAny("attributes", ["namespace"])} where ${saidNamespace} != nil`,
        ...(
          [
            ["service", "service.name"],
            ["namespace", namespaceAttribute],
            ["environment", environmentAttribute],
          ] as const
        ).map(
          ([label, attribute]) =>
            `set(attributes["${label}"], resource.attributes["${attribute}"]) where ` +
            `resource.attributes["${attribute}"] != nil`,
        ),
        `set(${ownNamespace}, ${outsideNamespace(saidNamespace)}) where ${ownNamespace} == nil and ${saidNamespace} != nil`,
        `set(${ownNamespace}, ${outsideNamespace('""')}) where ${ownNamespace} == nil`,
      ],
    },
    { context: "exemplar", statements: exemplarStatements },
  ],
};
