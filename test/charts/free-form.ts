// Value paths that a chart takes although its values.yaml does not list them, or below which it takes anything. Each with
// the reason, found in the chart's templates. Pure. After a raise of a chart's version: read the reasons again.

/** Keys whose content goes unchanged into a field of a Kubernetes object, in whichever chart and at whichever depth. */
export const kubernetesFields: ReadonlySet<string> = new Set([
  "affinity", "annotations", "commonLabels", "containerSecurityContext", "dnsConfig", "extraLabels", "labels", "livenessProbe",
  "nodeSelector", "podAnnotations", "podLabels", "podMetadata", "podSecurityContext", "readinessProbe", "resources",
  "securityContext", "serviceAnnotations", "serviceLabels", "startupProbe", "strategy", "updateStrategy",
]);

const engineBlock = "copied into the engine's configuration as it is; the chart lists only the defaults it changes";
const readWhenSet = "read by a template, at most a comment in values.yaml";

/** Chart name, then path, then why it is open. */
export const freeForm: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "kube-prometheus-stack": {
    "alertmanager.config": "Alertmanager's configuration file",
    "prometheus.prometheusSpec.web": "copied into the Prometheus resource, whose CRD types it",
    "prometheus.networkPolicy.ingress": readWhenSet,
    "prometheus.networkPolicy.egress": readWhenSet,
    "prometheusOperator.logFormat": readWhenSet,
    "prometheusOperator.logLevel": readWhenSet,
    "prometheusOperator.priorityClassName": readWhenSet,
    "kubelet.serviceMonitor.scrapeTimeout": readWhenSet,
  },
  loki: {
    "loki.commonConfig": engineBlock,
    "loki.frontend": engineBlock,
    "loki.frontend_worker": engineBlock,
    "loki.index_gateway": engineBlock,
    "loki.ingester": engineBlock,
    "loki.limits_config": engineBlock,
    "loki.pattern_ingester": engineBlock,
    "loki.rulerConfig": engineBlock,
    "loki.server": engineBlock,
    "loki.storage_config": engineBlock,
    "loki.storage.bucketNames": "demanded by the templates, a comment in values.yaml",
    "loki.storage.s3": "keys that the template does not know, such as `sse`, are copied into Loki's s3 block",
  },
  tempo: {
    "tempo.metricsGenerator.processor": engineBlock,
    "tempo.metricsGenerator.registry": engineBlock,
    "tempo.overrides": engineBlock,
    "tempo.receivers": engineBlock,
    "tempo.server": engineBlock,
    "tempo.storage": engineBlock,
    "persistence.annotations": readWhenSet,
    "persistence.storageClassName": readWhenSet,
    "serviceMonitor.scrapeTimeout": readWhenSet,
  },
  "tempo-distributed": {
    "memberlist": engineBlock,
    "metricsGenerator.config.processor": engineBlock,
    "metricsGenerator.config.registry": engineBlock,
    "metricsGenerator.config.storage": engineBlock,
    "metricsGenerator.config.traces_storage": engineBlock,
    "overrides": engineBlock,
    "storage.trace.s3": "Tempo's s3 block, in the values of no chart version because the default backend is local",
    "storage.trace.search": engineBlock,
    "memcached.priorityClassName": readWhenSet,
    "nameOverride": readWhenSet,
    "queryFrontend.config.search.max_result_limit": readWhenSet,
  },
  grafana: {
    "grafana.ini": "Grafana's configuration file: sections and keys",
    "fullnameOverride": readWhenSet,
    "ingress.ingressClassName": readWhenSet,
    "persistence.storageClassName": readWhenSet,
    "priorityClassName": readWhenSet,
    "serviceMonitor.interval": readWhenSet,
    "serviceMonitor.scrapeTimeout": readWhenSet,
    "sidecar.logLevel": readWhenSet,
    "annotations": readWhenSet,
    "podAnnotations": readWhenSet,
    "podLabels": readWhenSet,
    "persistence.annotations": readWhenSet,
    "rbac.useExistingRole": readWhenSet,
    "serviceAccount.annotations": readWhenSet,
  },
  "opentelemetry-collector": {
    "config": "the Collector's configuration file",
    "ports": "a port by whatever name",
    "autoscaling.targetMemoryUtilizationPercentage": readWhenSet,
    "podDisruptionBudget.maxUnavailable": readWhenSet,
    "podDisruptionBudget.minAvailable": readWhenSet,
    "service.clusterIP": readWhenSet,
    "service.enabled": readWhenSet,
    "service.externalTrafficPolicy": readWhenSet,
    "service.internalTrafficPolicy": readWhenSet,
    "service.loadBalancerSourceRanges": readWhenSet,
    "service.trafficDistribution": readWhenSet,
  },
  "fluent-bit-collector": {
    "config.luaScripts": readWhenSet,
    "config.service": "merged into the service section of Fluent Bit's configuration",
  },
  "prometheus-blackbox-exporter": {
    "config.modules": "modules of blackbox.yml, by a name of the user's choice",
    "fullnameOverride": readWhenSet,
  },
  "prometheus-kafka-exporter": {
    "fullnameOverride": readWhenSet,
    "sasl.scram.mechanism": readWhenSet,
    "sasl.scram.secretName": readWhenSet,
    "tls.mountPath": readWhenSet,
    "tls.secretName": readWhenSet,
  },
};
