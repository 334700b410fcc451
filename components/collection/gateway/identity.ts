// How the gateway learns whose a record is. Plain data. Pure.

import { conventions } from "../../../conventions/names";
import type { HelmValues } from "../../helm-values";
import { namespaceAttribute, parseStatements, podUidStatements } from "../collector";

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
