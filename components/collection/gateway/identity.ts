// How the gateway learns whose a record is. Plain data.

import { reasonAttribute, resourceKey } from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { oldestAcceptedHours } from "../../backends/loki/config";
import type { HelmValues } from "../../helm-values";
import {
  cachedLine,
  customerStatements,
  namespaceAttribute,
  outsideNamespace,
  parseStatements,
  podUidStatements,
  saidSeverityStatements,
  withoutAny,
} from "../collector";

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
  reasonAttribute,
];

export const dropClaims = onResources([withoutAny("attributes", claims)]);

/**
 * Fluent Bit's records: the line is the body, its time that of reading, and `file` an attribute. A machine whose clock
 * was never set has read it in 1970, which Loki would refuse: then it counts as read when it arrives.
 */
const lineStatements = (oldestHours: number): string[] => [
  'set(log.cache["log"], log.body) where IsString(log.body)',
  "set(log.observed_time, log.time)",
  `set(log.observed_time, Now()) where log.observed_time < Now() - Duration("${oldestHours}h")`,
  ...parseStatements(cachedLine(oldestHours)),
];

/** What Fluent Bit's DaemonSet says of the pod (file-logs/pod-identity.ts). */
const shipped = `log.attributes["${resourceKey}"]`;

/** Records of Fluent Bit's DaemonSet: it names the pod, or the file's path does. */
export const fileLogStatements = (settings: Pick<Settings, "kafka">): HelmValues => ({
  error_mode: "silent",
  log_statements: [
    {
      context: "log",
      statements: [
        ...lineStatements(oldestAcceptedHours(settings)),
        ...podUidStatements('log.attributes["file"]', "log.attributes"),
        `merge_maps(log.attributes, ${shipped}, "upsert") where IsMap(${shipped})`,
        ...["file", resourceKey, tenant].map((key) => `delete_key(log.attributes, "${key}")`),
      ],
    },
  ],
});

/**
 * Records of a Fluent Bit in the pod or on a machine outside, among others that an SDK sent complete. Those have what
 * Fluent Bit never sends: a severity, a trace, the name of a logger or of the SDK. An SDK's `file` is an attribute like
 * others, and its time stays.
 */
export const shippedLineStatements = (settings: Pick<Settings, "kafka">): HelmValues => ({
  error_mode: "silent",
  log_statements: [
    {
      context: "log",
      conditions: [
        'log.attributes["file"] != nil and IsString(log.attributes["file"]) and log.severity_number == ' +
          'SEVERITY_NUMBER_UNSPECIFIED and log.severity_text == "" and ' +
          `log.trace_id.string == "${"0".repeat(32)}" and ` +
          'instrumentation_scope.name == "" and resource.attributes["telemetry.sdk.name"] == nil',
      ],
      statements: lineStatements(oldestAcceptedHours(settings)),
    },
    { context: "log", statements: [...saidSeverityStatements, ...customerStatements] },
  ],
});

const callersNamespace = `attributes["${namespaceAttribute}"]`;
const saidNamespace = 'resource.cache["namespace"]';
const token = 'otelcol.client.metadata["authorization"][0]';

/**
 * Sets the tenant from the token, whatever the sender says. Its own Kubernetes attributes stay: they are of another
 * cluster. So that its namespaces are never taken for this cluster's, they go by another name.
 */
export const externalTenant: HelmValues = {
  error_mode: "propagate",
  ...Object.fromEntries(
    signals.map((signal) => [
      signal,
      [
        {
          context: "resource",
          statements: [
            `set(${saidNamespace}, ${callersNamespace})`,
            withoutAny("attributes", [tenant, namespaceAttribute, reasonAttribute]),
            `set(attributes["${tenant}"], ExtractPatterns(${token}, "^Bearer ` +
              `(?P<tenant>[a-z0-9-]+)\\\\.")["tenant"])`,
            `set(${callersNamespace}, ${outsideNamespace(saidNamespace)}) where ${saidNamespace} != nil`,
          ],
        },
      ],
    ]),
  ),
};
