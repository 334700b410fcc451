// Addresses and names that are well-formed, and lead nowhere from where they are used: refused before anything is
// planned.
import { type Case, receivers, signOn, tellsOf, tenant } from "../../test/support/told";

const externalIngest = (loadBalancer: Record<string, string[] | Record<string, string>>) => ({
  cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "tls", loadBalancer } },
});
const search = (more: object) => ({
  fanout: { elasticsearch: { enabled: true, username: "otel", password: { secure: "a password" }, ...more } },
});

const cases: Case[] = [
  [
    "host names that nobody outside of the cluster knows",
    {
      cluster: {
        name: "c",
        externalIngest: { hostname: "otel-gateway.observability.svc.cluster.local", tlsSecret: "tls" },
      },
      grafana: { hostname: "grafana.observability.svc" },
    },
    'cluster.externalIngest.hostname: "otel-gateway.observability.svc.cluster.local" - must be a host name that is known',
    'grafana.hostname: "grafana.observability.svc" - must be a host name that is known outside of the cluster - pulumi',
  ],
  [
    "alerts, a heartbeat and what leaves the cluster, to the platform itself",
    {
      namespace: "monitoring",
      ...receivers("webhook", "http://kps-alertmanager.monitoring.svc:9093/api/v2/alerts", "http://relay.ops.svc/x"),
      proxy: { url: "http://otel-gateway.monitoring.svc:4318" },
    },
    "alerts.receivers[0].url: [secret] - must not lead to the platform itself, where nothing receives what is sent - pulumi " +
      "config set --secret",
    'proxy.url: "http://otel-gateway.monitoring.svc:4318" - must not lead to the platform itself',
  ],
  [
    "the document that names the addresses of a provider of identity",
    signOn({ authUrl: "https://login.example.com/.well-known/openid-configuration" }),
    "signOn.authUrl: [not shown] - must be one of the addresses that the document at .well-known names, not that document's",
  ],
  [
    "Grafana as its own provider of identity",
    signOn({ authUrl: "https://g.example.com/login", tokenUrl: "https://login.example.com/token" }),
    "signOn.authUrl: [not shown] - must be an address of the identity provider: this one is Grafana's own",
  ],
  [
    "brokers of MSK Serverless with users",
    {
      kafka: {
        mode: "external",
        auth: "scram",
        existingSecret: "k",
        bootstrapServers: ["boot-abc.c1.kafka-serverless.eu-central-1.amazonaws.com:9098"],
      },
    },
    'kafka.auth: "scram" - must be iam beside brokers of MSK Serverless, which takes nothing else - edit the stack\'s file',
  ],
  [
    "brokers of MSK Serverless with a Secret of users, and no way to log in",
    {
      kafka: {
        mode: "external",
        existingSecret: "k",
        bootstrapServers: ["boot-abc.c1.kafka-serverless.eu-central-1.amazonaws.com:9098"],
      },
    },
    "kafka.auth: (not set) - must be iam beside brokers of MSK Serverless",
  ],
  [
    "brokers on the pod itself",
    {
      kafka: {
        mode: "external",
        auth: "scram",
        existingSecret: "k",
        bootstrapServers: ["localhost:9092", "b.example.com:9096"],
      },
    },
    'kafka.bootstrapServers[0]: "localhost:9092" - must be reachable from every pod',
  ],
  [
    "a provider of identity on the pod itself; browsers go where they like",
    signOn({ authUrl: "https://localhost/auth", tokenUrl: "https://localhost/token" }),
    "signOn.tokenUrl: [not shown] - must be reachable from every pod",
  ],
  [
    "port 0",
    signOn({ tokenUrl: "https://login.example.com:0/token" }),
    "signOn.tokenUrl: [not shown] - must be an address with a port from 1 to 65535",
  ],
  ...["client_secret", "api-key", "X-Amz-Signature", "sig", "access_token", "code"].map(
    (name): Case => [
      `what gives access as a parameter: ${name}`,
      {
        ...signOn({ authUrl: `https://login.example.com/auth?prompt=login&${name}=0123456789abcdef` }),
        pods: { annotations: { "example.com/hook": `https://hook.example.com/?${name}=0123456789abcdef` } },
      },
      'pods.annotations["example.com/hook"]: [not shown] - must be text without user, password or key in it',
      "signOn.authUrl: [not shown] - must be an address without user, password or key in it",
    ],
  ),
  [
    "a password within another address",
    signOn({ authUrl: "https://login.example.com/auth?to=https://a:0123456789@b.example.com" }),
    "signOn.authUrl: [not shown] - must be an address without user, password or key in it",
  ],
  [
    "parameters that give no access",
    signOn({ authUrl: "https://login.example.com/auth?p=B2C_1_in&response_type=code&country_code=de&prompt=login" }),
  ],
  [
    "the platform's own Services by their first names",
    {
      fanout: {
        jaeger: { enabled: true, endpoint: "otel-gateway:4317" },
        otlpHttp: { enabled: true, endpoint: "https://otel-gateway:14318" },
        elasticsearch: { enabled: true, endpoints: ["http://loki-gateway"] },
      },
    },
    "fanout.elasticsearch.endpoints[0]: [not shown] - must lead out of the platform",
    'fanout.jaeger.endpoint: "otel-gateway:4317" - must lead out of the platform',
    "fanout.otlpHttp.endpoint: [not shown] - must lead out of the platform",
  ],
  [
    "blocks that are none",
    externalIngest({
      sourceRanges: [
        ":::::/64",
        "1:2:3:4:5:6:7:8:9/64",
        "::1::/64",
        "10.0.0.06/32",
        "2001:db8::/32",
        "::/0",
        "::1/128",
        "0.0.0.0/0",
      ],
    }),
    ...[0, 1, 2, 3].map((index) => `cluster.externalIngest.loadBalancer.sourceRanges[${index}]: `),
  ],
  [
    "blocks that begin in the midst of one",
    externalIngest({
      sourceRanges: ["10.0.0.5/8", "10.0.0.0/8", "10.0.0.5/32", "2001:db8::1/32", "192.168.255.255/17"],
    }),
    'cluster.externalIngest.loadBalancer.sourceRanges[0]: "10.0.0.5/8" - must be a whole block, and 10.0.0.5 is an ' +
      "address inside one - edit the stack's file: write 10.0.0.0/8 for all of the block, or 10.0.0.5/32 for",
    'cluster.externalIngest.loadBalancer.sourceRanges[3]: "2001:db8::1/32" - must be a whole block, and 2001:db8::1 ' +
      "is an address inside one - edit the stack's file: write 2001:db8::/32 for all of the " +
      "block, or 2001:db8::1/128",
    'cluster.externalIngest.loadBalancer.sourceRanges[4]: "192.168.255.255/17" - must be a whole block, and ' +
      "192.168.255.255 is an address inside one - edit the stack's file: write 192.168.128.0/17 for",
  ],
  ...[
    "Authorization: Basic b3RlbDpzNGZlLXcwcmQ=",
    "Basic dXNlcjpwYXNz",
    "proxy_set_header Authorization 'Bearer s4fe-w0rd-s4fe';",
    "password=s4fe-w0rd-s4fe",
    '{"clientSecret": "s4fe-w0rd-s4fe"}',
    "a line\nAPI_KEY: s4fe-w0rd-s4fe",
    "Server=db; Pwd=s4fe-w0rd-s4fe",
    "AccountName=shop;AccountKey=s4fe-w0rd-s4fe==",
    "private_key: s4fe-w0rd-s4fe",
  ].map(
    (text): Case => [
      `an annotation that says of itself that it is a credential: ${text}`,
      { pods: { annotations: { "example.com/note": text } } },
      'pods.annotations["example.com/note"]: [not shown] - must be text without user, password or key in it',
    ],
  ),
  ...[
    "Basic authentication required",
    "Basic DevOpsTeam",
    "password: {{ .Data.data.password2 }}",
    "password=vault:secret/data/otel#password1",
    '{"secretName":"oidc-client-2","tokenEndpoint":"https://login.example.com/v2/token"}',
    "token: arn:aws:secretsmanager:eu-central-1:111122223333:secret:otel-1a2b3c",
  ].map(
    (text): Case => [
      `an annotation that names where a credential is: ${text}`,
      { pods: { annotations: { "example.com/note": text } } },
    ],
  ),
  ...["a.example.com:https", "a.example.com:99999", "a:b:c", "10.0.0.300", "-a.example.com", "10.0.0.1:0"].map(
    (host): Case => [
      `a host that no client heeds: ${host}`,
      { proxy: { url: "http://proxy.example.com:3128", noProxy: [host] } },
      "proxy.noProxy[0]: ",
    ],
  ),
  [
    "hosts that clients heed",
    {
      proxy: {
        url: "http://proxy.example.com:3128",
        noProxy: [
          ".example.com",
          "a_b.example.com:8443",
          "10.0.0.1",
          "10.0.0.2:80",
          "fd00::1",
          "fd00::/8",
          "db",
          "a.3a",
        ],
      },
    },
  ],
  ...[".", "..", "__mimir_cluster"].map(
    (id): Case => [
      `a tenant that the store refuses: ${id}`,
      { longTermMetrics: { type: "mimir", url: "https://mimir.example.com/api/v1/push", tenant: id } },
      "longTermMetrics.tenant: ",
    ],
  ),
  [
    "more annotations of a load balancer than a Service takes",
    externalIngest({
      sourceRanges: ["10.0.0.0/8"],
      annotations: Object.fromEntries([...Array(40)].map((_, index) => [`a${index}`, "x".repeat(4_000)])),
    }),
    "cluster.externalIngest.loadBalancer.annotations: a map of 40 keys - must have at most 131072 bytes together",
  ],
  [
    "an ingress class twice",
    {
      grafana: {
        hostname: "g.example.com",
        ingress: { className: "alb", annotations: { "kubernetes.io/ingress.class": "alb" } },
      },
    },
    'grafana.ingress.annotations["kubernetes.io/ingress.class"]: "alb" - must be absent',
  ],
  ...["oci://registry.example.com/charts:1.2", "oci://registry.example.com:5000/charts@sha256:0"].map(
    (mirror): Case => [
      `a mirror of charts with what each chart has of its own: ${mirror}`,
      { charts: { mirror } },
      'charts.mirror: "oci://registry.example.com',
    ],
  ),
  [
    "a long-term store that is the platform's own Prometheus",
    { longTermMetrics: { type: "thanos", url: "http://kps-prometheus:9090/api/v1/write" } },
    "longTermMetrics.url: [not shown] - must lead out of the platform",
  ],
  [
    "a long-term store that is sent a token in plain text",
    { longTermMetrics: { type: "mimir", url: "http://mimir.metrics/push", credential: { secure: "a token" } } },
    "longTermMetrics.url: [not shown] - must be https://, as a credential is sent along; http:// leads to Services " +
      "of the cluster alone, <name>.<namespace>.svc",
  ],
  [
    "a search engine that is sent a password in plain text",
    search({ endpoints: ["https://a.example.com", "http://es.search:9200", "HTTP://es.svc.example.com"] }),
    "fanout.elasticsearch.endpoints[1]: [not shown] - must be https://, as a credential is sent along",
    "fanout.elasticsearch.endpoints[2]: [not shown] - must be https://, as a credential is sent along",
  ],
  [
    "addresses that are secret, in plain text",
    {
      alerts: {
        receivers: [
          { name: "a", type: "slack", channel: "#a", url: { secure: "http://hooks.example.com/T0/B0" } },
          { name: "b", type: "webhook", url: { secure: "http://10.0.3.4:8080/x" } },
          { name: "c", type: "pagerduty", routingKey: { secure: "0123456789abcdef0123456789abcdef" } },
        ],
        deadMansSwitch: { type: "webhook", url: { secure: "http://ping.example.com/x" } },
      },
    },
    "alerts.deadMansSwitch.url: [secret] - must be https://, as it is a credential itself; http:// leads to Services",
    "alerts.receivers[0].url: [secret] - must be https://, as it is a credential itself",
    "alerts.receivers[1].url: [secret] - must be https://, as it is a credential itself",
  ],
  [
    "credentials for Services of the cluster",
    {
      ...search({ endpoints: ["http://es.search.svc:9200", "http://es", "http://es.search.svc.cluster.local"] }),
      longTermMetrics: { type: "mimir", url: "http://mimir.metrics.svc/push", credential: { secure: "a token" } },
      alerts: { receivers: [{ name: "a", type: "webhook", url: { secure: "http://hook.alerts.svc:8080/x" } }] },
    },
  ],
  [
    "a search engine without a password",
    search({ endpoints: ["http://es.example.com"], username: undefined, password: undefined }),
  ],
  [
    "an address that only ends like the platform's",
    {
      namespace: "dev",
      fanout: {
        jaeger: { enabled: true, endpoint: "otlp.example.dev:4317", queryUrl: "https://a.dev.svc.example.com" },
      },
    },
  ],
  [
    "a user of the long-term store without a password",
    { longTermMetrics: { type: "mimir", url: "https://mimir.example.com/push", username: "platform" } },
    "longTermMetrics.credential: (not set) - is required beside longTermMetrics.username",
  ],
  [
    "the platform's own storage class as the organisation's",
    { storageClass: "observability-gp3" },
    'storageClass: "observability-gp3" - must be absent for the platform\'s own class',
  ],
  [
    "a group with a blank that was copied along",
    { ...signOn({}), ...tenant({ people: { viewers: ["developers "] } }) },
    'tenants[0].people.viewers[0]: "developers " - must be a group\'s name: letters, digits, inner spaces',
  ],
];

describe("addresses and names that lead nowhere", () => tellsOf(cases));
