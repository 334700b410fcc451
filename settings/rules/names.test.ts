// Names, addresses and texts that look right and cannot work: refused before anything is planned.
import { type Case, signOn, tellsOf, tenant } from "../../test/support/told";

const cases: Case[] = [
  [
    "a hook's address as PagerDuty's key",
    {
      alerts: {
        receivers: [
          { name: "a", type: "pagerduty", routingKey: { secure: "https://events.example.com/v2/0123456789" } },
        ],
      },
    },
    "alerts.receivers[0].routingKey: [secret] - must be a key, which is no address - pulumi config set --secret ",
  ],
  [
    "namespace kube-system",
    { namespace: "kube-system" },
    'namespace: "kube-system" - must be one of the platform\'s own',
  ],
  ["namespace default", { namespace: "default" }, 'namespace: "default" - must be one of the platform\'s own'],
  [
    // Of a platform that is up the namespace stays: a command that sets another would be refused next, and so in turns.
    "namespace of a tenant",
    { namespace: "payments" },
    'namespace: "payments" - must not be a tenant\'s (tenants[0] lists it): every pod in it would be cut off, and deleted with ' +
      "the platform - edit the stack's file: take tenants[0].namespaces[0] out where the platform is up in payments " +
      "already; before its first up give it another namespace (observability)",
  ],
  [
    "tenant with the platform's namespace",
    tenant({ namespaces: ["observability"] }),
    'tenants[0].namespaces[0]: "observability" - must not be the platform\'s own',
  ],
  [
    "a Secret that the platform makes",
    {
      kafka: { mode: "external", auth: "scram", bootstrapServers: ["b:9096"], existingSecret: "otel-gateway-tokens" },
    },
    'kafka.existingSecret: "otel-gateway-tokens" - must be a Secret of yours',
  ],
  ...["otel-gateway-tokens", "otel-fanout-0a1b2c3d4e", "grafana-admin", "kps-admission"].map(
    (tlsSecret): Case => [
      `the platform's own Secret ${tlsSecret} for a certificate`,
      { cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret } } },
      `cluster.externalIngest.tlsSecret: "${tlsSecret}" - must be a Secret of yours`,
    ],
  ),
  [
    "one host name for two",
    {
      cluster: { name: "c", externalIngest: { hostname: "g.example.com", tlsSecret: "tls" } },
      grafana: { hostname: "g.example.com" },
    },
    'cluster.externalIngest.hostname: "g.example.com" - must not be Grafana\'s',
  ],
  [
    "an address as host name",
    { grafana: { hostname: "10.0.0.1" } },
    'grafana.hostname: "10.0.0.1" - must be a host name, not an address',
  ],
  [
    "traces to the own gateway",
    { fanout: { jaeger: { enabled: true, endpoint: "otel-gateway.observability.svc.cluster.local:4317" } } },
    'fanout.jaeger.endpoint: "otel-gateway.observability.svc.cluster.local:4317" - must lead out of the platform',
  ],
  [
    "Datadog's own host",
    { fanout: { datadog: { enabled: false, site: "app.datadoghq.eu" } } },
    'fanout.datadog.site: "app.datadoghq.eu" - must be one of',
  ],
  [
    "an impossible annotation",
    { grafana: { hostname: "g.example.com", ingress: { className: "alb", annotations: { "not a key!!": "x" } } } },
    'grafana.ingress.annotations["not a key!!"]: "x" - must have a key that is the name of a Kubernetes annotation',
  ],
  [
    "charts over http",
    { charts: { mirror: "http://charts.example.com" } },
    'charts.mirror: "http://charts.example.com" - must be an oci:// or https:// repository',
  ],
  [
    "a registry of charts whose path is not in lower case, which Helm takes for none",
    { charts: { mirror: "oci://registry.example.com/Charts" } },
    'charts.mirror: "oci://registry.example.com/..." - must be a repository whose path is in lower case: letters and ' +
      "digits, parted by . _ - and single slashes - pulumi config set --path observability:charts.mirror " +
      "oci://registry.example.com/charts",
  ],
  ["a registry's path in several parts", { charts: { mirror: "oci://registry.example.com:5000/a-b/c__d/e.f/" } }],
  [
    "a bucket that S3 refuses",
    { environment: "sthree-dev" },
    'environment: "sthree-dev" - must not begin with sthree-',
  ],
  ["a team of blanks", tenant({ team: "   " }), 'tenants[0].team: "   " - must be letters and digits of any script'],
  [
    "impossible names of Secrets and classes",
    {
      cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "a..b" } },
      grafana: { hostname: "g.example.com", ingress: { className: "a.-b" } },
      storageClass: "a..b",
      images: { registry: "registry.example.com:99999" },
    },
    'cluster.externalIngest.tlsSecret: "a..b" - must be the name of a Kubernetes Secret',
    'grafana.ingress.className: "a.-b" - must be an ingress class',
    'images.registry: "registry.example.com:99999" - must be a registry',
    'storageClass: "a..b" - must be the name of a StorageClass',
  ],
  [
    "a part of a host name that is too long",
    { grafana: { hostname: `${"a".repeat(64)}.example.com` } },
    `grafana.hostname: "${"a".repeat(64)}.example.com" - must be a fully qualified host name`,
  ],
  [
    "queries in addresses, where keys use to stand",
    {
      fanout: {
        elasticsearch: { enabled: true, endpoints: ["https://es.example.com/?api_key=hunter2"] },
        jaeger: { enabled: true, endpoint: "j:4317", queryUrl: "https://jaeger.example.com#hunter2" },
      },
      alerts: { runbookBaseUrl: "https://wiki.example.com/runbooks?token=hunter2" },
      charts: { mirror: "oci://registry.example.com/charts?token=hunter2" },
    },
    "alerts.runbookBaseUrl: [not shown] - must be an address without query and fragment - pulumi config set --path " +
      "observability:alerts.runbookBaseUrl",
    "charts.mirror: [not shown] - must be an oci:// or https:// repository",
    "fanout.elasticsearch.endpoints[0]: [not shown] - must be an address without query and fragment",
    "fanout.jaeger.queryUrl: [not shown] - must be an address without query and fragment",
  ],
  [
    "copies to the pod itself, in any case",
    {
      fanout: {
        jaeger: { enabled: true, endpoint: "127.0.0.1:4317" },
        elasticsearch: { enabled: true, endpoints: ["http://LOCALHOST:9200", "https://169.254.169.254"] },
        otlpHttp: { enabled: true, endpoint: "https://otel-gateway.OBSERVABILITY.svc:14318" },
      },
    },
    "fanout.elasticsearch.endpoints[0]: [not shown] - must lead out of the platform",
    "fanout.elasticsearch.endpoints[1]: [not shown] - must lead out of the platform",
    'fanout.jaeger.endpoint: "127.0.0.1:4317" - must lead out of the platform',
    "fanout.otlpHttp.endpoint: [not shown] - must lead out of the platform",
  ],
  [
    "a user with a colon, after which a password would stand in plain text",
    {
      fanout: {
        elasticsearch: { enabled: false, username: "elastic:hunter2", password: { secure: "hunter2hunter2" } },
      },
    },
    "fanout.elasticsearch.username: [not shown] - must be a user without colon and blanks",
  ],
  [
    "two addresses for an exporter that takes one",
    { fanout: { elasticsearch: { enabled: true, engine: "opensearch", endpoints: ["https://a.b", "https://c.d"] } } },
    "fanout.elasticsearch.endpoints[1]: [not shown] - must be the only one for opensearch",
  ],
  [
    "headers that a request sets itself, or that are none",
    {
      fanout: {
        otlpHttp: {
          enabled: true,
          endpoint: "https://o.example.com",
          headers: { "Content-Length": { secure: "hunter2" }, "X-Key: a": { secure: "hunter2" } },
        },
      },
    },
    "fanout.otlpHttp.headers: a map of 2 keys - must have a key that is the name of a header: letters, digits and " +
      "inner hyphens - edit the stack's file: ",
  ],
  [
    "a header that a request sets itself",
    {
      fanout: {
        otlpHttp: { enabled: true, endpoint: "https://o.example.com", headers: { "Content-Length": { secure: "12" } } },
      },
    },
    "fanout.otlpHttp.headers.Content-Length: [secret] - must not be a header that every request sets itself",
  ],
  [
    "a signal twice",
    { fanout: { otlpHttp: { enabled: true, endpoint: "https://o.example.com", signals: ["logs", "logs"] } } },
    'fanout.otlpHttp.signals[1]: "logs" - must be listed once - pulumi config rm ',
  ],
  ...["https://hook.example.com/%zz", "https://[::1/x", "https://hook.example.com:99999/x", "not an address"].map(
    (url): Case => [
      `an address that Alertmanager would not load: ${url}`,
      {
        alerts: {
          receivers: [{ name: "a", type: "webhook", url: { secure: url } }],
          deadMansSwitch: { type: "webhook", url: { secure: url } },
        },
      },
      ...["alerts.deadMansSwitch", "alerts.receivers[0]"].map(
        (place) =>
          `${place}.url: [secret] - must be an ${url.includes("999") ? "address with a port from 1 to 65535" : "http:// or https:// address"}`,
      ),
    ],
  ),
  ...["key\n", " key", "", "a\u0000b"].map(
    (routingKey): Case => [
      `a key with what was copied along: ${JSON.stringify(routingKey)}`,
      { alerts: { receivers: [{ name: "a", type: "pagerduty", routingKey: { secure: routingKey } }] } },
      "alerts.receivers[0].routingKey: [secret] - must be text on one line, without blanks around it - pulumi config " +
        "set --secret",
    ],
  ),
  [
    "the name of AWS's own roles",
    { iam: { roleNamePrefix: "AWSServiceRoleFor" } },
    // Not in another case either: IAM tells no names apart by it.
    'iam.roleNamePrefix: "AWSServiceRoleFor" - must be a prefix other than those of AWS\'s own roles - pulumi config set ' +
      "--path observability:iam.roleNamePrefix",
  ],
  [
    "a prefix of AWS's own roles in small letters",
    { iam: { roleNamePrefix: "awsreservedsso_" } },
    'iam.roleNamePrefix: "awsreservedsso_" - must be a prefix other than those of AWS\'s own roles',
  ],
  [
    "a path that AWS keeps for itself",
    { iam: { rolePath: "/aws-service-role/" } },
    'iam.rolePath: "/aws-service-role/" - must be a path other than those that AWS keeps for itself',
  ],
  [
    "the platform's own Secret to pull images with",
    { images: { pullSecrets: ["registry", "otel-fanout"] } },
    'images.pullSecrets[1]: "otel-fanout" - must be a Secret of yours, not one that the platform makes',
  ],
  [
    "a proxy on the pod itself",
    { proxy: { url: "http://127.0.0.1:3128" } },
    'proxy.url: "http://127.0.0.1:3128" - must be reachable from every pod',
  ],
  [
    "a group twice",
    {
      ...tenant({ people: { viewers: ["auditors", "auditors"] } }),
      ...signOn(),
    },
    'tenants[0].people.viewers[1]: "auditors" - must be listed once - pulumi config rm ',
  ],
  ["an acceptance twice", { accept: ["brokers", "brokers"] }, 'accept[1]: "brokers" - must be listed once'],
  [
    "an entry that accepts nothing",
    { accept: ["expirry/logs/7", "brokers"] },
    'accept[0]: "expirry/logs/7" - must be an entry as a refusal prints it',
  ],
];

describe("names and addresses that cannot work", () => tellsOf(cases));
