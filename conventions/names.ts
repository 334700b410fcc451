// Labels, annotations, paths and names that applications and the platform agree on. Part of the contract: add, never
// rename.

export const conventions = {
  /** Label that names a tenant on an object, for people and queries. Nothing decides by it: the namespace does. */
  tenantLabel: "observability.io/tenant",
  /** HTTP header that names a tenant to Loki and Tempo. */
  tenantHeader: "X-Scope-OrgID",
  /** Label and attribute that name a tenant on metrics, logs and spans. */
  tenantAttribute: "tenant",
  /**
   * Labels of a namespace, and their value: PrometheusRules in it, or ServiceMonitors, PodMonitors and Probes, are
   * another Prometheus' business. They are neither read nor confined here.
   */
  rulesLabel: "observability.io/rules",
  monitorsLabel: "observability.io/monitors",
  elsewhere: "elsewhere",
  /** Pod label whose value becomes `service` on metrics and `service_name` on logs. */
  serviceLabel: "app.kubernetes.io/name",
  /** Pod annotations that ask for auto-instrumentation: prefix, then the language. */
  instrumentationAnnotationPrefix: "instrumentation.opentelemetry.io/inject-",
  /** Name of the `Instrumentation` resource in the platform's namespace that the annotation's value points at. */
  instrumentationName: "default",
  /** Name of the emptyDir volume whose files Fluent Bit reads, and of the files it takes. */
  logVolume: "observability-logs",
  logFilePattern: "*.log",
  /** Where a container mounts that volume. */
  logMountPath: "/var/log/app",
  /** Names under which a JSON log line carries its trace and span. */
  traceIdKey: "trace_id",
  spanIdKey: "span_id",
  /**
   * Name under which a JSON line or an attribute says for which customer of its tenant it was written. Kept as
   * structured metadata of that name, and never read as the tenant: that is decided by the namespace.
   */
  customerKey: "tenant_id",
  /** Attribute that keeps the time of a record which Loki would have refused for it. */
  sentTimeKey: "time.sent",
  /** Kafka topics of the log buffer: what Fluent Bit writes, many records as OTLP in one message; ... */
  chunkTopic: "logs-otlp",
  /** ... single records as JSON, of earlier releases and mended dead letters; what cannot be stored. */
  logTopic: "logs",
  deadLetterTopic: "logs-dead-letters",
  /** Records of tenants with `logsApart`, on their way from the log consumer back to it. */
  apartTopic: "logs-apart",
} as const;

/** Tenant that Loki's canary writes and reads as; no other may have the id. */
export const canaryTenant = "self-monitoring";

/** What the names of the platform's probes begin with, as jobs: their `up` is the prober's, whatever the address does. */
export const probeJobs = "probe/";

/** Name of the storage class that the platform brings along: EKS has none for gp3. */
export const dataStorageClass = "observability-gp3";

/** `app.kubernetes.io/*` labels of everything the platform creates. */
export const ownLabels = {
  "app.kubernetes.io/part-of": "observability",
  "app.kubernetes.io/managed-by": "pulumi",
} as const;

/** Labels of the platform's namespace, by which another platform is found. */
export const platformNamespaceLabels = {
  ...ownLabels,
  // Shippers and node-exporter read host paths, which is `privileged`; everything else is warned where it falls short.
  "pod-security.kubernetes.io/enforce": "privileged",
  "pod-security.kubernetes.io/warn": "restricted",
} as const;

/**
 * Label of a ConfigMap whose entries are dashboards of the platform's Grafana. Not `grafana_dashboard`: the Grafana of a
 * kube-prometheus-stack reads those of every namespace, by file names that are the same, and deletes what goes here.
 */
export const dashboardLabel = "observability.io/dashboard";

/** Queue in which Prometheus keeps what is for the store outside (`remote_name` of its metrics). */
export const longTermQueue = "long-term";

/** Uids of the data sources that operators alone have. */
export const operatorUids = {
  prometheus: "prometheus",
  alertmanager: "alertmanager",
  jaeger: "jaeger",
  elasticsearch: "elasticsearch",
} as const;
