// Addresses whose port or path is that of something else beside what is meant: told before anything is planned.
import { type Case, tellsOf } from "../../test/support/told";

const otlp = (endpoint: string) => ({ fanout: { otlpHttp: { enabled: true, endpoint } } });
const jaeger = (more: Record<string, string>) => ({
  fanout: { jaeger: { enabled: true, endpoint: "jaeger-collector.tracing:4317", ...more } },
});
const search = (...endpoints: string[]) => ({ fanout: { elasticsearch: { enabled: true, endpoints } } });
const store = (type: string, url: string) => ({ longTermMetrics: { type, url } });
const brokers = (...bootstrapServers: string[]) => ({
  kafka: { mode: "external", auth: "scram", existingSecret: "k", bootstrapServers },
});
const set = "pulumi config set --path observability:";

const cases: Case[] = [
  [
    "copies over HTTP at the port for gRPC",
    otlp("https://otlp.example.com:4317/otlp"),
    "fanout.otlpHttp.endpoint: [not shown] - must have the port that accepts it, by default 4318: at " +
      `4317 is OTLP over gRPC - ${set}fanout.otlpHttp.endpoint https://otlp.example.com:4318/otlp`,
  ],
  ...["https://otlp.example.com:4318", "https://otlp.example.com", "https://otlp.example.com:443/4317"].map(
    (endpoint): Case => [`copies over HTTP: ${endpoint}`, otlp(endpoint)],
  ),
  ...(
    [
      ["4318", "OTLP over HTTP"],
      ["14250", "Jaeger's own protocol over gRPC"],
      ["14268", "Jaeger's own protocol over HTTP"],
      ["16686", "what people read traces with"],
    ] as const
  ).map(
    ([port, what]): Case => [
      `traces at Jaeger's port ${port}`,
      jaeger({ endpoint: `jaeger-collector.tracing:${port}` }),
      `fanout.jaeger.endpoint: "jaeger-collector.tracing:${port}" - must have the port that accepts it, by default 4317: ` +
        `at ${port} is ${what} - ${set}fanout.jaeger.endpoint jaeger-collector.tracing:4317`,
    ],
  ),
  [
    "Jaeger's queries at the port for gRPC",
    jaeger({ queryUrl: "http://jaeger-query.tracing:16685/jaeger" }),
    "fanout.jaeger.queryUrl: [not shown] - must have the port that accepts it, by default 16686: at 16685 " +
      `is the query service over gRPC - ${set}fanout.jaeger.queryUrl http://jaeger-query.tracing:16686/jaeger`,
  ],
  ["Jaeger behind a proxy", jaeger({ endpoint: "jaeger.example.com:443", queryUrl: "https://jaeger.example.com/q" })],
  [
    "logs where nodes of Elasticsearch speak to each other, or people to Kibana",
    search("http://a.search.svc:9200", "http://b.search.svc:9300", "http://kibana.search.svc:5601"),
    "fanout.elasticsearch.endpoints[1]: [not shown] - must have the port that accepts it, by default 9200: " +
      `at 9300 is what nodes say to each other - pulumi config set --path ` +
      "'observability:fanout.elasticsearch.endpoints[1]' http://b.search.svc:9200",
    "fanout.elasticsearch.endpoints[2]: [not shown] - must have the port that accepts it, by default 9200",
  ],
  [
    "ZooKeeper for brokers",
    brokers("b-1.example.com:9096", "z-1.example.com:2181", "z-2.example.com:2182"),
    'kafka.bootstrapServers[1]: "z-1.example.com:2181" - must be a broker: at ports 2181 and 2182 is ZooKeeper',
    'kafka.bootstrapServers[2]: "z-2.example.com:2182" - must be a broker',
  ],
  ...(
    [
      ["mimir", "https://mimir.example.com", "", "/api/v1/push"],
      ["mimir", "http://mimir-gateway.mimir.svc:80/", "http://mimir-gateway.mimir.svc:80", "/api/v1/push"],
      ["mimir", "https://mimir.example.com/prometheus", "https://mimir.example.com", "/api/v1/push"],
      ["thanos", "http://thanos-receive.thanos.svc:19291", "", "/api/v1/receive"],
    ] as const
  ).map(
    ([type, url, base, path]): Case => [
      `metrics to ${url}, where nothing takes them`,
      store(type, url),
      `longTermMetrics.url: [not shown] - must have the path that takes remote writes: ${path} of ` +
        `${type === "mimir" ? "Mimir" : "Thanos"}${
          url.endsWith("/prometheus") ? ", which answers queries at /prometheus" : "; VictoriaMetrics has /api/v1/write"
        } - ${set}longTermMetrics.url ${base || url}${path}`,
    ],
  ),
  [
    "metrics to Amazon Managed Service for Prometheus without a signature",
    store("mimir", "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write"),
    "longTermMetrics.url: [not shown] - must not be of Amazon Managed Service for Prometheus, which accepts signed " +
      "requests only - edit the stack's file: write type amp and the workspaceArn under longTermMetrics, and nothing else",
  ],
  ...(
    [
      ["mimir", "http://mimir-distributor.mimir.svc:9095/api/v1/push", 8080],
      ["thanos", "http://thanos-receive.thanos.svc:10901/api/v1/receive", 19291],
      ["thanos", "http://thanos-receive.thanos.svc:10902/api/v1/receive", 19291],
    ] as const
  ).map(
    ([type, url, right]): Case => [
      `metrics to ${url}, another protocol's`,
      store(type, url),
      `longTermMetrics.url: [not shown] - must have the port that accepts it, by default ${right}`,
    ],
  ),
  ...[
    ["mimir", "https://prometheus-prod-01-eu-west-0.grafana.net/api/prom/push"],
    ["mimir", "http://vminsert.vm.svc:8480/insert/0/prometheus/api/v1/write"],
    ["thanos", "http://thanos-receive.thanos.svc:19291/api/v1/receive"],
    ["thanos", "https://metrics.example.com/prometheus"],
  ].map(([type = "", url = ""]): Case => [`metrics to ${url}`, store(type, url)]),
];

describe("addresses of something else", () => tellsOf(cases));
