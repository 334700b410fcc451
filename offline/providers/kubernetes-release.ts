// Helm releases as the stand-in Kubernetes provider knows them: recorded, not rendered.

import type * as kubernetes from "@pulumi/kubernetes";
import { autoname } from "./autoname";
import type { ResourceModel } from "./model";
import type { Subject } from "./subject";
import { isProperties, reveal, type Value } from "./values";

const optional: (keyof kubernetes.helm.v3.ReleaseArgs)[] = [
  "atomic",
  "cleanupOnFail",
  "compat",
  "createNamespace",
  "dependencyUpdate",
  "description",
  "disableCRDHooks",
  "disableOpenapiValidation",
  "disableWebhooks",
  "forceUpdate",
  "maxHistory",
  "name",
  "namespace",
  "recreatePods",
  "replace",
  "repositoryOpts",
  "resetValues",
  "reuseValues",
  "skipAwait",
  "skipCrds",
  "takeOwnership",
  "timeout",
  "valueYamlFiles",
  "values",
  "version",
  "waitForJobs",
];

function namespace(subject: Subject): string {
  return subject.text("namespace") || String(subject.config.namespace ?? "default");
}

/** Known only once Helm has acted, as with the real provider. */
function status(subject: Subject): Value {
  return subject.assigned(() => {
    const before = subject.previous("status");
    const revision = isProperties(before) ? Number(before.revision) + 1 : 1;
    return {
      status: "deployed",
      chart: subject.text("chart"),
      version: subject.text("version"),
      name: subject.text("name"),
      namespace: namespace(subject),
      revision,
    };
  });
}

/**
 * Assumed time until a chart's pods are ready, in seconds: a minute for a few Deployments or a DaemonSet, more for
 * volumes to be attached, four minutes for StatefulSets that come up one pod after the other.
 */
const createSeconds: Readonly<Record<string, number>> = {
  "kube-prometheus-stack": 240,
  loki: 240,
  "tempo-distributed": 240,
  tempo: 120,
  grafana: 120,
  "opentelemetry-collector": 120,
};

export const releaseModel: ResourceModel = {
  required: ["chart"],
  optional,
  replaceOn: ["name", "namespace"],
  autoname: autoname("name", 8),
  id: (s) => `${namespace(s)}/${s.text("name")}`,
  existing: (release) => `cannot re-use a name that is still in use (${release})`,
  outputs: { namespace, status },
  seconds: ({ chart }) => ({ create: createSeconds[String(reveal(chart ?? ""))] ?? 60, update: 60, delete: 30 }),
};
