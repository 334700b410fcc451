// The stacks that every chart is rendered for: each size with each identity, and what else decides which releases there
// are.
import { createHash } from "node:crypto";
import type { CloudNames } from "../../components/cloud/names";
import { pinnableImages } from "../../conventions/versions";
import { loadSettings } from "../../settings/load";
import { isPulled } from "../../settings/rules/images";
import type { Settings } from "../../settings/settings";
import { sizeNames } from "../../settings/sizing";
import { withEveryOverride } from "../support/every-override";
import { type KindOfCluster, kindsOfCluster } from "../support/kinds-of-cluster";
import { namesFor } from "../support/place";

export interface Variant {
  name: string;
  settings: Settings;
  names: CloudNames;
}

/** Part of every credential in the settings below: it must appear in no value and no manifest. */
export const credentialMark = "credential-that-no-chart-may-see";

const tenants = [
  {
    id: "payments",
    namespaces: ["payments", "payments-jobs"],
    retention: { logsDays: 90, tracesDays: 30 },
    minimumSeverity: "info",
    team: "Payments",
  },
  { id: "shop", namespaces: ["shop"], limits: { logsMbPerSecond: 2 } },
];

/** What is off by default, with a credential in each place that takes one. */
const everything = {
  cluster: {
    name: "eks",
    operatorsOnNodes: {},
    externalIngest: {
      hostname: "ingest.example.com",
      tlsSecret: "ingest-tls",
      loadBalancer: { sourceRanges: ["10.0.0.0/8"] },
    },
  },
  kafka: { mode: "msk", auth: "scram" },
  logs: { containerShipper: "promtail", filePipeline: "kafka", controlPlane: true },
  fanout: {
    cloudwatch: { enabled: true },
    datadog: { enabled: true, apiKey: `${credentialMark}-1` },
    elasticsearch: {
      enabled: true,
      endpoints: ["https://search.example.com:9200"],
      username: "otel",
      password: `${credentialMark}-2`,
    },
    otlpHttp: {
      enabled: true,
      endpoint: "https://otlp.example.com/otlp",
      headers: { Authorization: `${credentialMark}-6` },
    },
    jaeger: { enabled: true, endpoint: "jaeger-collector.tracing:4317", queryUrl: "http://jaeger-query.tracing:16686" },
  },
  grafana: { hostname: "grafana.example.com", ingress: { className: "nginx", tlsSecret: "grafana-tls" } },
  signOn: {
    clientId: "grafana",
    clientSecret: `${credentialMark}-7`,
    authUrl: "https://login.example.com/authorize",
    tokenUrl: "https://login.example.com/token",
    groupsClaim: "cognito:groups",
    operators: ["platform team"],
  },
  longTermMetrics: {
    type: "mimir",
    url: "https://mimir.example.com/api/v1/push",
    tenant: "platform",
    username: "platform",
    credential: `${credentialMark}-8`,
  },
  alerts: {
    receivers: [
      { name: "on-call", type: "pagerduty", severity: "critical", routingKey: `${credentialMark}-3` },
      { name: "chat", type: "slack", url: `https://hooks.example.com/${credentialMark}-4`, channel: "#alerts" },
      { name: "hook", type: "webhook", url: `https://hook.example.com/${credentialMark}-5` },
    ],
    deadMansSwitch: { type: "healthchecks", url: `https://hc-ping.com/${credentialMark}-6` },
  },
};

/** Another for each image. */
function digestOf(image: string): string {
  return `sha256:${createHash("sha256").update(image).digest("hex")}`;
}

/** Everything that an organisation may prescribe. */
const organisation = {
  images: {
    registry: "registry.example.com:5000/mirror",
    pullSecrets: ["registry-credentials"],
  },
  proxy: { url: "http://proxy.example.com:3128", noProxy: [".example.com"] },
  scheduling: {
    topologySpread: "DoNotSchedule",
    nodeSelector: { "node-group": "platform" },
    tolerations: [{ key: "dedicated", operator: "Equal", value: "platform", effect: "NoSchedule" }],
  },
  pods: {
    labels: { "cost-centre": "4711" },
    annotations: { "example.com/owner": "observability", "example.com/template": "{{ none }}" },
  },
  iam: {
    permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
    rolePath: "/platform/",
    roleNamePrefix: "acme-",
  },
  storageClass: "encrypted-gp3",
  longTermMetrics: { type: "amp", workspaceArn: "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1a2b3c4d" },
};

const externalScram = {
  mode: "external",
  auth: "scram",
  bootstrapServers: ["broker-1.example.com:9096"],
  existingSecret: "kafka-credentials",
};

/** What an organisation's rules must reach too, beside what is on by default. */
const rarer = { small: { kafka: externalScram }, medium: { logs: { containerShipper: "promtail" } }, large: {} };

export const variants: readonly Variant[] = [
  ...sizeNames.flatMap((size) =>
    (["podIdentity", "irsa"] as const).map((identity) => variant(`${size}, ${identity}`, { size, identity })),
  ),
  variant("large, everything on", { size: "large", ...everything }),
  ...sizeNames.map((size) => overridden(variant(`${size}, every override`, { size, ...rarer[size] }))),
  ...sizeNames.map((size) => {
    const stack = { size, ...organisation, ...rarer[size] };
    const { settings } = variant("without digests", stack);
    const pulled = pinnableImages.filter((image) => isPulled(image, settings));
    const digests = pulled.map((image) => ({ image, digest: digestOf(image) }));
    return variant(`${size}, an organisation's rules`, { ...stack, images: { ...organisation.images, digests } });
  }),
  variant("small, Auto Mode", { size: "small" }, "autoMode"),
  variant("medium, IPv6", { size: "medium" }, "ipv6"),
  variant("large, IPv6", { size: "large" }, "ipv6"),
  variant("small, no Kafka", { size: "small", kafka: { mode: "none" } }),
  variant("small, external IAM", {
    size: "small",
    kafka: {
      mode: "external",
      auth: "iam",
      bootstrapServers: ["broker-1.example.com:9098"],
      clusterArn: "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1",
    },
  }),
  variant("small, external SCRAM", { size: "small", kafka: externalScram }),
];

function overridden({ name, settings, names }: Variant): Variant {
  return { name, settings: withEveryOverride(settings, names), names };
}

function variant(
  name: string,
  configuration: Readonly<Record<string, unknown>>,
  kind: KindOfCluster = "ordinary",
): Variant {
  const stack = { environment: "test", cluster: { name: "eks" }, tenants, ...configuration };
  const values = Object.fromEntries(
    Object.entries(stack).map(([key, value]) => [
      `observability:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  const loaded = loadSettings({
    values,
    secretKeys: new Set(["fanout", "alerts", "signOn", "longTermMetrics"].map((key) => `observability:${key}`)),
  });
  const settings = { ...loaded, clusterKind: kindsOfCluster[kind] };
  return {
    name,
    settings,
    names: namesFor(settings),
  };
}
