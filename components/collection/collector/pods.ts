// What the API server knows of a pod: processors that add it to a resource. Plain data.

import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import { namespaceAttribute } from "./delivery";
import type { Surroundings } from "./parts";

/**
 * Kubernetes attributes of a pod that is known by its uid (a log file's path holds it), or by the connection that a
 * record came over. A pod behind the node's own network has the node's address and stays unknown.
 */
export function podAttributes({ kubernetes }: Surroundings, known: "uid" | "connection"): HelmValues {
  return {
    auth_type: kubernetes,
    // Before the pods are listed everything would be unknown, hence the default tenant's.
    wait_for_metadata: true,
    wait_for_metadata_timeout: "30s",
    // A backlog of files outlives the pods that wrote it. An address does not: a pod that has ended keeps it in the API, and
    // the VPC gives it to another, of another tenant perhaps, half a minute later.
    ...(known === "uid" ? { pod_delete_grace_period: "1h" } : { pod_delete_grace_period: "0s", filter: notEnded }),
    // By default pods that have `jaeger-agent` or `jaeger-collector` in their names stay unknown, and so the default
    // tenant's. No pod is without a name.
    exclude: { pods: [{ name: "^$" }] },
    pod_association: [
      { sources: [known === "uid" ? { from: "resource_attribute", name: "k8s.pod.uid" } : { from: "connection" }] },
    ],
    extract: {
      metadata: [
        namespaceAttribute,
        "k8s.pod.name",
        "k8s.pod.uid",
        "k8s.node.name",
        "k8s.deployment.name",
        "k8s.container.name",
      ],
      labels: [{ tag_name: serviceLabelAttribute, key: conventions.serviceLabel, from: "pod" }],
    },
  };
}

const notEnded: HelmValues = {
  fields: ["Succeeded", "Failed"].map((value) => ({ key: "status.phase", value, op: "not-equals" })),
};

/** Attribute that names the environment. */
export const environmentAttribute = "deployment.environment.name";

/** Attribute that holds the pod's label until `serviceAndEnvironment` has used it. */
const serviceLabelAttribute = "service.label";

/**
 * Metrics of two pods are two series, also where their SDK names no instance: Prometheus' label `instance` is
 * namespace, pod and, where it is known, container, as OpenTelemetry's convention joins them. By the pod's name, not
 * its uid, a StatefulSet's pod goes on with its series after a restart.
 */
const instanceOfPod = [
  ["k8s.namespace.name", "k8s.pod.name", "k8s.container.name"],
  ["k8s.namespace.name", "k8s.pod.name"],
].map((parts) => {
  const values = parts.map((part) => `attributes["${part}"]`);
  const known = ['attributes["service.instance.id"] == nil', ...values.map((value) => `${value} != nil`)].join(" and ");
  return `set(attributes["service.instance.id"], Concat([${values.join(", ")}], ".")) where ${known}`;
});

const sender = 'attributes["gateway.sender"]';

/**
 * Of a pod on its node's network the platform knows the address that it sends from, the node's: the pods of a DaemonSet
 * are told apart by it. By gRPC there is a port behind it, another for each connection.
 */
const instanceByAddress = [
  `set(${sender}, otelcol.client.addr) where attributes["${namespaceAttribute}"] == nil`,
  ...["^([0-9.]+):[0-9]+$", "^\\[(.*)\\]:[0-9]+$"].map(
    (withPort) =>
      `replace_pattern(${sender}, ${JSON.stringify(withPort.replaceAll("$", "$$$$"))}, "$$1") where ${sender} != nil`,
  ),
  `set(attributes["service.instance.id"], ${sender}) where ${sender} != nil and attributes["service.instance.id"] == nil`,
  'delete_key(attributes, "gateway.sender")',
];

/** SDKs that are told no name send one all the same, which is that of their language: `unknown_service:java`. */
const isUnnamed =
  'attributes["service.name"] == nil or attributes["service.name"] == "" or ' +
  'HasPrefix(attributes["service.name"], "unknown_service")';

/** Who made a pod that no Deployment did, as the agents that are injected say themselves: a CronJob before its Job. */
const otherControllers = ["statefulset", "daemonset", "cronjob", "job"].map((kind) => `k8s.${kind}.name`);

/**
 * What a record without a service name goes by: the pod's label, what made the pod, or the pod. And what a record that
 * names no environment is from: the stack's. docs/labels.md says where both end up.
 */
export function serviceAndEnvironment({ environment }: Pick<Settings, "environment">): HelmValues {
  const environmentKey = `attributes["${environmentAttribute}"]`;
  return {
    error_mode: "silent",
    ...Object.fromEntries(
      ["log_statements", "metric_statements", "trace_statements"].map((signal) => [
        signal,
        [
          {
            context: "resource",
            statements: [
              ...[serviceLabelAttribute, "k8s.deployment.name", ...otherControllers, "k8s.pod.name"].map(
                (source) =>
                  `set(attributes["service.name"], attributes["${source}"]) where attributes["${source}"] != nil and ` +
                  `(${isUnnamed})`,
              ),
              `delete_key(attributes, "${serviceLabelAttribute}")`,
              `set(${environmentKey}, "${environment}") where ${environmentKey} == nil`,
              ...(signal === "metric_statements" ? [...instanceOfPod, ...instanceByAddress] : []),
            ],
          },
        ],
      ]),
    ),
  };
}

/**
 * Reads the pod's uid out of a log file's path. The path is kubelet's: an application chooses only what follows the
 * volume.
 */
export function podUidStatements(file: string, target: string): string[] {
  return [
    `merge_maps(log.cache, ExtractPatterns(${file}, "^/var/lib/kubelet/pods/(?P<pod>[0-9a-f-]{36})/volumes/"), ` +
      `"upsert") where IsString(${file})`,
    `set(${target}["k8s.pod.uid"], log.cache["pod"]) where IsString(log.cache["pod"])`,
  ];
}
