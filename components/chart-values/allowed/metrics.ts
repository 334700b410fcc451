// What overrides may set of Prometheus, its operator and exporters.
import { duration, type Kind, moreThanOwn, on, oneOf, updatedAtOnce, wholeNumber } from "./kinds";
import { type AllowedPath, type Knobs, knobsOf } from "./knob";

const logLevel = oneOf("debug", "info", "warn", "error");
const revisions = wholeNumber(1, 50);

/** Stock alerts about how full a cluster is: none of them tells of the platform, or of data. */
const ofCapacity = [
  "CPUThrottlingHigh",
  "InfoInhibitor",
  "KubeCPUOvercommit",
  "KubeCPUQuotaOvercommit",
  "KubeMemoryOvercommit",
  "KubeMemoryQuotaOvercommit",
  "KubeQuotaAlmostFull",
  "KubeQuotaExceeded",
  "KubeQuotaFullyUsed",
  "KubeVersionMismatch",
];

/** What kube-state-metrics knows by these names, namespaces aside: their labels are the tenants'. */
const resources = [
  "cronjobs",
  "daemonsets",
  "deployments",
  "horizontalpodautoscalers",
  "ingresses",
  "jobs",
  "nodes",
  "persistentvolumeclaims",
  "poddisruptionbudgets",
  "pods",
  "replicasets",
  "services",
  "statefulsets",
];
const allowlistEntry = /^([a-z]+)=\[[A-Za-z0-9][A-Za-z0-9._/-]*(,[A-Za-z0-9][A-Za-z0-9._/-]*){0,19}\]$/;

/** Labels, or annotations, of objects as metrics; a resource twice would take the first's away. */
const shownOfObjects: Kind = moreThanOwn(
  `a list of entries such as pods=[app], each of ${resources.join(", ")} once`,
  (entries) => {
    const named = entries.map((entry) => (typeof entry === "string" ? allowlistEntry.exec(entry)?.[1] : undefined));
    return (
      named.every((each) => each !== undefined && resources.includes(each)) && new Set(named).size === named.length
    );
  },
  "pods=[app.kubernetes.io/name]",
);

const silenced: AllowedPath = {
  path: ["defaultRules", "disabled"],
  keys: {
    are: `one of ${ofCapacity.join(", ")}`,
    fit: (key) => ofCapacity.includes(key),
    example: "CPUThrottlingHigh",
  },
  kind: on,
};

export const metricsKnobs: Knobs = {
  prometheus: [
    silenced,
    ...knobsOf({
      "prometheus.prometheusSpec.logLevel": logLevel,
      "prometheus.prometheusSpec.query.maxConcurrency": wholeNumber(20, 100),
      "prometheus.prometheusSpec.query.timeout": duration("2m", "10m"),
      "prometheusOperator.logLevel": logLevel,
      "prometheusOperator.revisionHistoryLimit": revisions,
      // Not debug: it writes to whom and with what a notification goes.
      "alertmanager.alertmanagerSpec.logLevel": oneOf("info", "warn", "error"),
      "kube-state-metrics.metricAnnotationsAllowList": shownOfObjects,
      "kube-state-metrics.metricLabelsAllowlist": shownOfObjects,
      "kube-state-metrics.revisionHistoryLimit": revisions,
      "prometheus-node-exporter.revisionHistoryLimit": revisions,
      "prometheus-node-exporter.updateStrategy.rollingUpdate.maxUnavailable": updatedAtOnce,
    }),
  ],
  blackboxExporter: knobsOf({ revisionHistoryLimit: revisions }),
  kafkaExporter: knobsOf({ verbosity: wholeNumber(0, 2) }),
};
