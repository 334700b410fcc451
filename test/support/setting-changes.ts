// A change of each setting, for whoever looks at what it does.
import { signOn as login } from "./stack-configuration";

export type Overrides = Record<string, unknown>;
export interface Change {
  before?: Overrides;
  after: Overrides;
}

const tenant = { id: "payments", namespaces: ["payments"] };
const withTenant = (more: object): Change => ({
  before: { tenants: [tenant] },
  after: { tenants: [{ ...tenant, ...more }] },
});
const external = {
  mode: "external",
  auth: "scram",
  bootstrapServers: ["b-1.example.com:9096"],
  existingSecret: "kafka",
};
const signed = {
  mode: "external",
  auth: "iam",
  bootstrapServers: ["b-1.example.com:9098"],
  clusterArn: "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1",
};
const kafka = (before: object, after: object): Change => ({ before: { kafka: before }, after: { kafka: after } });
const fanout = (before: object, after: object): Change => ({ before: { fanout: before }, after: { fanout: after } });
const datadog = { enabled: true, apiKey: "0123456789abcdef0123456789abcdef" };
const search = { enabled: true, endpoints: ["https://a.example.com"], username: "otel", password: "correct horse" };
const jaeger = { enabled: true, endpoint: "jaeger:4317", queryUrl: "http://jaeger:16686" };
const vendor = { enabled: true, endpoint: "https://otlp.example.com", headers: { Authorization: "token one" } };
const workspace = (id: string) => ({
  type: "amp",
  workspaceArn: `arn:aws:aps:eu-central-1:111122223333:workspace/${id}`,
});
const mimir = (before: object, after: object): Change => {
  const store = { type: "mimir", url: "https://mimir.example.com/api/v1/push", credential: "correct horse" };
  return {
    before: { longTermMetrics: { ...store, ...before } },
    after: { longTermMetrics: { ...store, ...before, ...after } },
  };
};
const ingest = { hostname: "ingest.example.com", tlsSecret: "ingest-tls" };
const cluster = (before: object, after: object): Change => ({
  before: { cluster: { name: "test", ...before } },
  after: { cluster: { name: "test", ...after } },
});
const ingress = { className: "alb", annotations: { "alb.ingress.kubernetes.io/scheme": "internal" } };
const grafana = (after: object): Change => ({
  before: { grafana: { hostname: "grafana.example.com", ingress } },
  after: { grafana: { hostname: "grafana.example.com", ...after } },
});
const host = { grafana: { hostname: "grafana.example.com" } };
const signOn = (after: object): Change => ({
  before: { ...host, signOn: login },
  after: { ...host, signOn: { ...login, ...after } },
});
const withPeople = (people: object): Change => ({
  before: { ...host, signOn: login, tenants: [tenant] },
  after: { ...host, signOn: login, tenants: [{ ...tenant, people }] },
});
const loadBalancer = { sourceRanges: ["10.0.0.0/8"] };
const balanced = (after: object): Change =>
  cluster(
    { externalIngest: { ...ingest, loadBalancer } },
    { externalIngest: { ...ingest, loadBalancer: { ...loadBalancer, ...after } } },
  );
const slack = { name: "a", type: "slack", severity: "warning", url: "https://hooks.example.com/a", channel: "#a" };
const pager = { name: "a", type: "pagerduty", severity: "warning", routingKey: "0123456789" };
const receiver = (before: object, after: object): Change => ({
  before: { alerts: { receivers: [before] } },
  after: { alerts: { receivers: [after] } },
});
const pinged = { type: "healthchecks", url: "https://hc-ping.com/a" };
const heard = { type: "opsgenie", heartbeat: "platform", apiKey: "correct horse battery" };
const outside = (before: object, after: object): Change => ({
  before: { alerts: { deadMansSwitch: before } },
  after: { alerts: { deadMansSwitch: after } },
});

/** A change of each setting; what other settings it needs stands in both. */
export const changes: Record<string, Change> = {
  environment: { after: { environment: "other" } },
  "cluster.name": { after: { cluster: { name: "other" } } },
  "cluster.nodeSecurityGroupIds": cluster({}, { nodeSecurityGroupIds: ["sg-0123456789abcdef0"] }),
  "cluster.operatorsOnNodes": cluster({}, { operatorsOnNodes: {} }),
  "cluster.operatorsOnNodes.firstPort": cluster({ operatorsOnNodes: {} }, { operatorsOnNodes: { firstPort: 20_000 } }),
  "cluster.externalIngest": cluster({}, { externalIngest: ingest }),
  "cluster.externalIngest.hostname": cluster(
    { externalIngest: ingest },
    { externalIngest: { ...ingest, hostname: "other.example.com" } },
  ),
  "cluster.externalIngest.tlsSecret": cluster(
    { externalIngest: ingest },
    { externalIngest: { ...ingest, tlsSecret: "other-tls" } },
  ),
  namespace: { after: { namespace: "elsewhere" } },
  size: { before: { kafka: { mode: "none" } }, after: { size: "medium", kafka: { mode: "none" } } },
  identity: { after: { identity: "irsa" } },
  tenants: { before: { tenants: [tenant] }, after: { tenants: [tenant, { id: "search", namespaces: ["search"] }] } },
  "tenants[].id": { before: { tenants: [tenant] }, after: { tenants: [{ ...tenant, id: "other" }] } },
  "tenants[].namespaces": withTenant({ namespaces: ["payments", "ledger"] }),
  "tenants[].retention": withTenant({ retention: { logsDays: 90, tracesDays: 30 } }),
  "tenants[].retention.logsDays": withTenant({ retention: { logsDays: 90 } }),
  "tenants[].retention.tracesDays": withTenant({ retention: { tracesDays: 30 } }),
  "tenants[].limits": withTenant({ limits: { tracesMbPerSecond: 7 } }),
  "tenants[].objectives": withTenant({ objectives: { availabilityPercent: 99 } }),
  "tenants[].objectives.availabilityPercent": withTenant({ objectives: { availabilityPercent: 99 } }),
  "tenants[].objectives.latencyPercent": withTenant({ objectives: { latencyPercent: 95 } }),
  "tenants[].objectives.latencySeconds": withTenant({ objectives: { latencySeconds: 0.5 } }),
  "tenants[].objectives.windowDays": withTenant({ objectives: { windowDays: 28 } }),
  "tenants[].minimumSeverity": withTenant({ minimumSeverity: "error" }),
  "tenants[].debugSharePercent": withTenant({ debugSharePercent: 10 }),
  "tenants[].customerLinesPerSecond": withTenant({ customerLinesPerSecond: 50 }),
  "tenants[].otlpPipeline": withTenant({ otlpPipeline: "kafka" }),
  "tenants[].logsApart": withTenant({ logsApart: true }),
  "tenants[].retired": withTenant({ namespaces: [], retired: true }),
  "tenants[].team": withTenant({ team: "Payments" }),
  "retention.logsDays": { after: { retention: { logsDays: 90 } } },
  "retention.tracesDays": { after: { retention: { tracesDays: 30 } } },
  "retention.metricsDays": { after: { retention: { metricsDays: 30 } } },
  "retention.accessLogsDays": { after: { retention: { accessLogsDays: 30 } } },
  "kafka.mode": kafka({ mode: "none" }, { mode: "msk" }),
  "kafka.auth": kafka({ auth: "scram" }, { auth: "iam" }),
  "kafka.brokerType": kafka({}, { brokerType: "kafka.m5.large" }),
  "kafka.brokersPerZone": kafka({}, { brokersPerZone: 2 }),
  "kafka.volumeGib": kafka({ volumeGib: 100 }, { volumeGib: 200 }),
  // Loki takes records a week old in any case.
  "kafka.retentionHours": kafka({}, { retentionHours: 500 }),
  "kafka.partitions": kafka({}, { partitions: 24 }),
  "kafka.subnetIds": kafka({}, { subnetIds: ["subnet-0000000a", "subnet-0000000b", "subnet-0000000c"] }),
  "kafka.advertisedPorts": kafka(external, { ...external, advertisedPorts: [9193] }),
  "kafka.bootstrapServers": kafka(external, { ...external, bootstrapServers: ["b-2.example.com:9096"] }),
  "kafka.existingSecret": kafka(external, { ...external, existingSecret: "other" }),
  "kafka.clusterArn": kafka(signed, { ...signed, clusterArn: signed.clusterArn.replace("shared", "other") }),
  "logs.containerShipper": { after: { logs: { containerShipper: "promtail" } } },
  "logs.filePipeline": {
    before: { kafka: { mode: "none" }, logs: { filePipeline: "none" } },
    after: { kafka: { mode: "none" }, logs: { filePipeline: "collector" } },
  },
  "logs.minimumSeverity": { after: { logs: { minimumSeverity: "error" } } },
  "logs.debugSharePercent": { after: { logs: { debugSharePercent: 10 } } },
  "logs.kubernetesEvents": { after: { logs: { kubernetesEvents: false } } },
  "logs.controlPlane": { after: { logs: { controlPlane: true } } },
  "logs.nodeJournal": { after: { logs: { nodeJournal: true } } },
  "logs.podLinesPerSecond": { after: { logs: { podLinesPerSecond: 500 } } },
  "fanout.cloudwatch.enabled": fanout({}, { cloudwatch: { enabled: true } }),
  "fanout.cloudwatch.retentionDays": fanout(
    { cloudwatch: { enabled: true } },
    { cloudwatch: { enabled: true, retentionDays: 90 } },
  ),
  "fanout.datadog.enabled": fanout({}, { datadog }),
  "fanout.datadog.site": fanout({ datadog }, { datadog: { ...datadog, site: "datadoghq.eu" } }),
  "fanout.datadog.apiKey": fanout({ datadog }, { datadog: { ...datadog, apiKey: "f".repeat(32) } }),
  "fanout.elasticsearch.enabled": fanout({}, { elasticsearch: search }),
  "fanout.elasticsearch.engine": fanout(
    { elasticsearch: search },
    { elasticsearch: { ...search, engine: "opensearch" } },
  ),
  "fanout.elasticsearch.endpoints": fanout(
    { elasticsearch: search },
    { elasticsearch: { ...search, endpoints: ["https://b.example.com"] } },
  ),
  "fanout.elasticsearch.username": fanout(
    { elasticsearch: search },
    { elasticsearch: { ...search, username: "other" } },
  ),
  "fanout.elasticsearch.password": fanout(
    { elasticsearch: search },
    { elasticsearch: { ...search, password: "battery staple" } },
  ),
  "fanout.elasticsearch.replacesLoki": fanout(
    { elasticsearch: search },
    { elasticsearch: { ...search, replacesLoki: true } },
  ),
  "fanout.otlpHttp.enabled": fanout({}, { otlpHttp: vendor }),
  "fanout.otlpHttp.endpoint": fanout(
    { otlpHttp: vendor },
    { otlpHttp: { ...vendor, endpoint: "https://b.example.com" } },
  ),
  "fanout.otlpHttp.headers": fanout(
    { otlpHttp: vendor },
    { otlpHttp: { ...vendor, headers: { Authorization: "token two" } } },
  ),
  "fanout.otlpHttp.signals": fanout({ otlpHttp: vendor }, { otlpHttp: { ...vendor, signals: ["traces"] } }),
  "fanout.jaeger.enabled": fanout({}, { jaeger }),
  "fanout.jaeger.endpoint": fanout({ jaeger }, { jaeger: { ...jaeger, endpoint: "other:4317" } }),
  "fanout.jaeger.queryUrl": fanout({ jaeger }, { jaeger: { ...jaeger, queryUrl: "http://other:16686" } }),
  "fanout.jaeger.insecure": fanout({ jaeger }, { jaeger: { ...jaeger, insecure: true } }),
  longTermMetrics: { after: { longTermMetrics: workspace("ws-1") } },
  "longTermMetrics.type": { ...mimir({}, {}), after: { longTermMetrics: workspace("ws-1") } },
  "longTermMetrics.workspaceArn": {
    before: { longTermMetrics: workspace("ws-1") },
    after: { longTermMetrics: workspace("ws-2") },
  },
  "longTermMetrics.url": mimir({}, { url: "https://other.example.com/api/v1/push" }),
  "longTermMetrics.tenant": mimir({}, { tenant: "platform" }),
  "longTermMetrics.username": mimir({ username: "platform" }, { username: "other" }),
  "longTermMetrics.credential": mimir({}, { credential: "battery staple" }),
  "charts.mirror": { after: { charts: { mirror: "oci://registry.example.com/charts" } } },
  "grafana.hostname": grafana({ hostname: "other.example.com", ingress }),
  "grafana.ingress": grafana({}),
  "grafana.ingress.className": grafana({ ingress: { ...ingress, className: "nginx" } }),
  "grafana.ingress.annotations": grafana({ ingress: { ...ingress, annotations: {} } }),
  "grafana.ingress.tlsSecret": {
    before: { grafana: { hostname: "grafana.example.com", ingress: { className: "nginx" } } },
    after: { grafana: { hostname: "grafana.example.com", ingress: { className: "nginx", tlsSecret: "grafana-tls" } } },
  },
  "grafana.ingress.controller": grafana({ ingress: { ...ingress, controller: "other" } }),
  "grafana.ingress.certificateArn": grafana({
    ingress: { ...ingress, certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d" },
  }),
  signOn: { before: host, after: { ...host, signOn: login } },
  "signOn.name": signOn({ name: "Other" }),
  "signOn.clientId": signOn({ clientId: "other" }),
  "signOn.clientSecret": signOn({ clientSecret: "another secret" }),
  "signOn.authUrl": signOn({ authUrl: "https://other.example.com/authorize" }),
  "signOn.tokenUrl": signOn({ tokenUrl: "https://other.example.com/token" }),
  "signOn.userInfoUrl": signOn({ userInfoUrl: "https://login.example.com/userinfo" }),
  "signOn.scopes": signOn({ scopes: ["openid", "groups"] }),
  "signOn.groupsClaim": signOn({ groupsClaim: "roles" }),
  "signOn.operators": signOn({ operators: ["others"] }),
  "tenants[].people": withPeople({ editors: ["payments"] }),
  "tenants[].people.viewers": withPeople({ viewers: ["payments"] }),
  "tenants[].people.editors": withPeople({ editors: ["payments"] }),
  "cluster.externalIngest.loadBalancer": cluster(
    { externalIngest: ingest },
    { externalIngest: { ...ingest, loadBalancer } },
  ),
  "cluster.externalIngest.loadBalancer.scheme": balanced({ scheme: "internet-facing" }),
  "cluster.externalIngest.loadBalancer.sourceRanges": balanced({ sourceRanges: ["192.168.0.0/16"] }),
  "cluster.externalIngest.loadBalancer.annotations": balanced({ annotations: { a: "b" } }),
  objectives: { after: { objectives: { availabilityPercent: 99 } } },
  "objectives.availabilityPercent": { after: { objectives: { availabilityPercent: 99 } } },
  "objectives.latencyPercent": { after: { objectives: { latencyPercent: 95 } } },
  "objectives.latencySeconds": { after: { objectives: { latencySeconds: 0.5 } } },
  "objectives.windowDays": { after: { objectives: { windowDays: 28 } } },
  "objectives.platform": { after: { objectives: { platform: { ingestPercent: 95 } } } },
  "objectives.platform.ingestPercent": { after: { objectives: { platform: { ingestPercent: 95 } } } },
  "objectives.platform.freshnessPercent": { after: { objectives: { platform: { freshnessPercent: 95 } } } },
  "objectives.platform.queryPercent": { after: { objectives: { platform: { queryPercent: 95 } } } },
  "alerts.receivers[].tenant": receiver(slack, { ...slack, tenant: "payments" }),
  "alerts.receivers[].team": {
    before: { tenants: [{ ...tenant, team: "Payments" }], ...receiver(slack, slack).before },
    after: { tenants: [{ ...tenant, team: "Payments" }], ...receiver(slack, { ...slack, team: "Payments" }).after },
  },
  "alerts.runbookBaseUrl": { after: { alerts: { runbookBaseUrl: "https://runbooks.example.com/" } } },
  "images.registry": { after: { images: { registry: "registry.example.com/mirror" } } },
  "images.pullSecrets": { after: { images: { pullSecrets: ["pull"] } } },
  "scheduling.nodeSelector": { after: { scheduling: { nodeSelector: { "node-group": "platform" } } } },
  "scheduling.tolerations": { after: { scheduling: { tolerations: [{ key: "dedicated", operator: "Exists" }] } } },
  "pods.labels": { after: { pods: { labels: { "cost-centre": "4711" } } } },
  "pods.annotations": { after: { pods: { annotations: { "example.com/team": "platform" } } } },
  "images.digests": {
    after: { images: { digests: [{ image: "grafana/grafana", digest: `sha256:${"a".repeat(64)}` }] } },
  },
  "scheduling.topologySpread": { after: { scheduling: { topologySpread: "DoNotSchedule" } } },
  proxy: { after: { proxy: { url: "http://proxy.example.com:3128" } } },
  "proxy.url": {
    before: { proxy: { url: "http://proxy.example.com:3128" } },
    after: { proxy: { url: "http://other.example.com:3128" } },
  },
  "proxy.noProxy": {
    before: { proxy: { url: "http://proxy.example.com:3128" } },
    after: { proxy: { url: "http://proxy.example.com:3128", noProxy: [".example.com"] } },
  },
  "iam.roleNamePrefix": { after: { iam: { roleNamePrefix: "acme-" } } },
  "iam.permissionsBoundary": {
    after: { iam: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" } },
  },
  "iam.rolePath": { after: { iam: { rolePath: "/platform/" } } },
  storageClass: { after: { storageClass: "fast" } },
  kmsKeyArn: {
    after: { kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001" },
  },
  "alerts.deadMansSwitch": { after: { alerts: { deadMansSwitch: pinged } } },
  "alerts.deadMansSwitch.type": outside(pinged, heard),
  "alerts.deadMansSwitch.url": outside(pinged, { ...pinged, url: "https://hc-ping.com/b" }),
  "alerts.deadMansSwitch.heartbeat": outside(heard, { ...heard, heartbeat: "other" }),
  "alerts.deadMansSwitch.region": outside(heard, { ...heard, region: "eu" }),
  "alerts.deadMansSwitch.apiKey": outside(heard, { ...heard, apiKey: "another key of it" }),
  "alerts.receivers": { after: { alerts: { receivers: [slack] } } },
  "alerts.receivers[].type": receiver(slack, pager),
  "alerts.receivers[].name": receiver(slack, { ...slack, name: "b" }),
  "alerts.receivers[].severity": receiver(slack, { ...slack, severity: "critical" }),
  "alerts.receivers[].url": receiver(slack, { ...slack, url: "https://hooks.example.com/b" }),
  "alerts.receivers[].channel": receiver(slack, { ...slack, channel: "#b" }),
  "alerts.receivers[].routingKey": receiver(pager, { ...pager, routingKey: "9876543210" }),
  overrides: { after: { overrides: { loki: { gateway: { terminationGracePeriodSeconds: 60 } } } } },
  protect: { before: { protect: false }, after: { protect: true } },
  accept: { after: { accept: ["expiry/logs/7/payments"] } },
  sizing: { after: { sizing: { loki: { memoryMib: 4_096 } } } },
};

/** A stack on brokers that exist already. */
export const kafkaOfOthers: Overrides = { kafka: external };
