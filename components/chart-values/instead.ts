// The setting that says what an override would: named where an override is refused. Keys of charts, the first that
// matches anywhere in a path, from its root; releases where the key means something in them alone.
interface Instead {
  keys: RegExp;
  release?: string;
  setting: string;
}

const settings: readonly Instead[] = [
  {
    keys: /^(replica(s|Count)|(min|max)Replicas|autoscaling|keda.*|vpa|verticalPodAutoscaler|hpa)$/,
    setting: "sizing",
  },
  {
    keys: /^(resources|persistence|storageSpec|volumeClaimTemplates?|allocatedMemory|useGOMEMLIMIT)$/,
    setting: "sizing",
  },
  { keys: /^(retentionSize|memBallastSizeMbs|deploymentMode)$/, setting: "sizing" },
  { keys: /^storageClass(Name)?$/, setting: "storageClass" },
  {
    keys: /^(image(s|Registry|PullSecrets|PullPolicy)?|registry|repository|tag|digest|pullSecrets)$/,
    setting: "images",
  },
  { keys: /^((?!external|match).*[lL]abels|podMetadata)$/, setting: "pods.labels" },
  { keys: /^.*[aA]nnotations$/, setting: "pods.annotations" },
  { keys: /^(nodeSelector|tolerations|affinity|topologySpread.*)$/, setting: "scheduling" },
  { keys: /^serviceAccount.*$/, setting: "identity, iam" },
  { keys: /^host(Network|Port)$/, setting: "cluster.operatorsOnNodes" },
  { keys: /^(retention.*|block_retention|max_query_lookback|compaction)$/, setting: "retention, tenants[].retention" },
  {
    keys: /^(ingestion.*|per_stream.*|max_global_streams_per_user|max_traces_per_user|per_tenant_overrides|runtimeConfig)$/,
    setting: "tenants[].limits, sizing.tenantLimits",
  },
  { keys: /^overrides$/, setting: "tenants[].limits, tenants[].retention" },
  { keys: /^remoteWrite$/, setting: "longTermMetrics" },
  { keys: /^(additionalAlertManagerConfigs.*|alertingEndpoints|notifiers|alerting)$/, setting: "alerts" },
  { keys: /^(config|stringConfig|tplConfig)$/, release: "kps", setting: "alerts" },
  { keys: /^(ingress|route|listenerSet|service)$/, release: "grafana", setting: "grafana.ingress" },
  { keys: /^(auth.*|ldap|users|security)$/, release: "grafana", setting: "signOn, tenants[].people" },
  { keys: /^(ingress|service|ports)$/, release: "otel-gateway", setting: "cluster.externalIngest" },
  { keys: /^(config|alternateConfig)$/, release: "otel-gateway", setting: "fanout, tenants" },
  { keys: /^(config|extraConfig|luaScripts)$/, release: "fluent-bit", setting: "logs, tenants" },
  { keys: /^(kafkaServer|sasl|tls)$/, release: "kafka-exporter", setting: "kafka" },
  { keys: /^extraEnvs?$/, setting: "proxy, for a proxy's variables" },
];

/** The setting, or settings, that decide what is at a path; undefined where none does. */
export function settingInstead(release: string, path: readonly string[]): string | undefined {
  return path
    .map((key) => settings.find((each) => (each.release ?? release) === release && each.keys.test(key))?.setting)
    .find((setting) => setting !== undefined);
}
