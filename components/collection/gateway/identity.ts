// How the gateway learns whose a record is. Plain data. Pure.

import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import { namespaceAttribute } from "../collector/delivery";
import { parseStatements } from "../collector/log-parsing";
import { defaultTenant } from "../collector/parts";
import { environmentAttribute, podUidStatements } from "../collector/pods";

const signals = ["log_statements", "metric_statements", "trace_statements"] as const;
const tenant = conventions.tenantAttribute;

/** The same statements on the resources of all three signals. */
function onResources(statements: readonly string[]): HelmValues {
  return {
    error_mode: "ignore",
    ...Object.fromEntries(signals.map((signal) => [signal, [{ context: "resource", statements }]])),
  };
}

/**
 * Attributes by which a caller could pass for another pod, namespace or tenant. What the platform knows replaces them.
 */
const claims = [
  tenant,
  namespaceAttribute,
  "k8s.pod.name",
  "k8s.pod.uid",
  "k8s.pod.ip",
  "k8s.node.name",
  "k8s.deployment.name",
];

export const dropClaims = onResources(claims.map((claim) => `delete_key(attributes, "${claim}")`));

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

/**
 * A point's own attribute of that name would become the label instead. The others make pushed metrics say what scraped
 * ones say: service, namespace, environment (docs/labels.md).
 */
export const stampPoints: HelmValues = {
  error_mode: "ignore",
  metric_statements: [
    {
      context: "datapoint",
      statements: [
        `set(attributes["${tenant}"], resource.attributes["${tenant}"])`,
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
      ],
    },
  ],
};

/** Fluent Bit's records: the line is the body, its time that of reading, and `file` an attribute. */
const lineStatements = [
  'set(log.cache["log"], log.body) where IsString(log.body)',
  "set(log.observed_time, log.time)",
  ...parseStatements,
];

/** Records of Fluent Bit's DaemonSet: the file's path tells the pod. */
export const fileLogStatements: HelmValues = {
  error_mode: "silent",
  log_statements: [
    {
      context: "log",
      statements: [
        ...lineStatements,
        ...podUidStatements('log.attributes["file"]', "log.attributes"),
        'delete_key(log.attributes, "file")',
      ],
    },
  ],
};

/** Records of a Fluent Bit in the pod or on a machine outside, among others that an SDK sent complete. */
export const shippedLineStatements: HelmValues = {
  error_mode: "silent",
  log_statements: [{ context: "log", conditions: ['IsString(log.attributes["file"])'], statements: lineStatements }],
};
