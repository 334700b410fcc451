// Values of another kind than the key takes: nothing, text for a map, words for a number, a name in the wrong form.
import assert from "node:assert/strict";
import { type Case, linesOf, type Overrides, tellsOf, tenant } from "../../test/support/told";

const at = (path: string) =>
  `pulumi config set --path ${/[[\]]/.test(path) ? `'observability:${path}'` : `observability:${path}`}`;
const firstTenant = `${at("tenants[0].id")} && ${at("tenants[0].namespaces[0]")}`;

const nothing: Case[] = [
  ["an id of nothing", { tenants: [{ id: null }] }, `tenants[0].id: null - must be text - ${at("tenants[0].id")}`],
  ["no tenants", { tenants: [] }, `tenants: [] - must have at least 1 entry - ${firstTenant}`],
  ["tenants without a value", { tenants: null }, `tenants: null - must be a list - ${firstTenant}`],
  ["tenants without a value, as the engine hands it over", { tenants: "" }, 'tenants: "" - must be a list - '],
  ["kafka without a value", { kafka: "" }, 'kafka: "" - must be a map of keys - pulumi config rm '],
  ["sizing without a value", { sizing: "" }, 'sizing: "" - must be a map of keys - pulumi config rm '],
  [
    "an ingress without a value",
    { grafana: { hostname: "g.example.com", ingress: null } },
    "grafana.ingress: null - must be a map of keys - pulumi config rm --path observability:grafana.ingress",
  ],
];

const keysNamed: Case[] = [
  [
    "a name in place of a group",
    { cluster: "prod" },
    'cluster: "prod" - must be a map of keys - edit the stack\'s file: write a map, `key: value` for each key of name, ',
  ],
  [
    "a number in place of labels, whose keys are anybody's",
    { pods: { labels: 3 } },
    "pods.labels: 3 - must be a map of keys - edit the stack's file: write a map, `key: value` for each key",
  ],
];

const invisible: Case[] = [
  ["a blank of no width", { tenants: [{ id: "pay\u200bments" }] }, 'tenants[0].id: "pay\\u200bments" - must be '],
  ["a no-break space", { size: "small\u00a0" }, 'size: "small\\u00a0" - must be one of '],
  ["a key with one", { retention: { "logsDays\u200b": 5 } }, 'retention["logsDays\\u200b"]: [not shown] - unknown key'],
  ["a mark that turns the line around", tenant({ team: "\u202ea b" }), 'tenants[0].team: "\\u202ea b" - must be '],
  ["a mark of two units", tenant({ team: "a\u{e0041}" }), 'tenants[0].team: "a\\udb40\\udc41" - must be '],
];

/** What is written, and the value that the command sets in its place. */
const words: [path: string, value: string | number, becomes: string | undefined][] = [
  ["size", "Large", "large"],
  ["identity", "IRSA", "irsa"],
  ["logs.minimumSeverity", "WARN", "warn"],
  ["logs.minimumSeverity", "warning", "warn"],
  ["kafka.retentionHours", "72h", "72"],
  ["kafka.retentionHours", "30d", "720"],
  ["kafka.retentionHours", 30.5, "31"],
  ["kafka.retentionHours", 300_000, "8760"],
  ["retention.logsDays", 0, undefined],
  ["environment", "123", undefined],
  ["environment", "2026-01-01", undefined],
  ["environment", "a".repeat(200), undefined],
  ["cluster.name", "arn:aws:eks:eu-central-1:111122223333:cluster/main", "main"],
  ["grafana.hostname", "https://g.example.com", "g.example.com"],
  ["grafana.hostname", "G.example.com", "g.example.com"],
  ["grafana.hostname", "localhost", undefined],
  ["charts.mirror", "./charts", undefined],
  ["charts.mirror", "s3://bucket/charts", undefined],
];
const nested = (path: string, value: string | number): Overrides => {
  const [group = "", key] = path.split(".");
  return { [group]: key === undefined ? value : { [key]: value } };
};

const ids: Case[] = [".", "..", "__mimir_cluster", "a".repeat(200)].map((id) => [
  `the id ${id.slice(0, 20)}`,
  { tenants: [{ id }] },
  "tenants[0].id: ",
]);

const unknown: Case[] = [
  [
    "a misspelt group",
    { retentoin: { logsDays: 1 } },
    "retentoin: a map of 1 key - unknown key, nearest is retention; known: environment, cluster, ",
  ],
  [
    "rows by other names",
    { sizing: { Loki: { replicas: 1 }, lokki: { replicas: 1 } } },
    "sizing.Loki: a map of 1 key - unknown key, nearest is loki; ",
    "sizing.lokki: a map of 1 key - unknown key, nearest is loki; ",
  ],
  [
    "what every object has",
    { sizing: JSON.parse('{ "__proto__": { "replicas": 1 } }') as Overrides },
    "sizing.__proto__: a map of 1 key - unknown key; known: ",
  ],
  [
    "negative replicas, and half ones",
    { sizing: { loki: { replicas: -1 }, tempo: { replicas: 1.5 } } },
    "sizing.loki.replicas: -1 - must be at least 0 - pulumi config set --path observability:sizing.loki.replicas",
    "sizing.tempo.replicas: 1.5 - must be 1: a second copy would split or corrupt its data - pulumi config set ",
  ],
];

const url = { secure: "https://hooks.example.com/0123456789" };
const receiver = (more: Overrides): Overrides => ({ alerts: { receivers: [{ name: "a", url, ...more }] } });
const groups: Case[] = [
  [
    "501 namespaces",
    tenant({ namespaces: Array.from({ length: 501 }, (_, index) => `n${index}`) }),
    "tenants[0].namespaces: a list of 501 - must have at most 500 entries - edit the stack's file: shorten the list",
  ],
  ["a receiver by e-mail", receiver({ type: "email" }), 'alerts.receivers[0].type: "email" - must be of type slack, '],
  ["a receiver of no type", receiver({}), "alerts.receivers[0].type: (not set) - must be of type slack, "],
  [
    "a receiver of Slack without a channel",
    receiver({ type: "slack" }),
    "alerts.receivers[0].channel: (not set) - is required and must be text - ",
  ],
  [
    "two receivers of a name",
    { alerts: { receivers: ["a", "a"].map((name) => ({ name, type: "webhook", url })) } },
    "alerts.receivers[1].name: [not shown] - must be unique among receivers - ",
  ],
  [
    "brokers in one text",
    { kafka: { mode: "external", auth: "scram", existingSecret: "s", bootstrapServers: "b:9096,c:9096" } },
    'kafka.bootstrapServers: "b:9096,c:9096" - must be a list - edit the stack\'s file: write a list',
  ],
  [
    "a broker by its IPv6 address",
    { kafka: { mode: "external", auth: "scram", existingSecret: "s", bootstrapServers: ["[fd00::1]:9096"] } },
    'kafka.bootstrapServers[0]: "[fd00::1]:9096" - must be host:port',
  ],
  [
    "copies to an address without a scheme, or by IPv6",
    { fanout: { elasticsearch: { enabled: true, endpoints: ["es.example.com:9200", "https://[fd00::1]:9200"] } } },
    "fanout.elasticsearch.endpoints[0]: [not shown] - must be an http:// or https:// address",
    "fanout.elasticsearch.endpoints[1]: [not shown] - must be an http:// or https:// address",
  ],
  [
    "copies that are neither switched on nor off",
    { fanout: { jaeger: { endpoint: "jaeger.tracing:4317" }, cloudwatch: { retentionDays: 90 }, datadog: {} } },
    "fanout.cloudwatch.enabled: (not set) - must be true or false beside fanout.cloudwatch.retentionDays: without it " +
      "nothing is sent - pulumi config set --path observability:fanout.cloudwatch.enabled",
    "fanout.jaeger.enabled: (not set) - must be true or false beside fanout.jaeger.endpoint",
  ],
  [
    "copies that are switched off and kept",
    { fanout: { jaeger: { enabled: false, endpoint: "jaeger.tracing:4317" } } },
  ],
  [
    "copies that take Loki's place and are off",
    { fanout: { elasticsearch: { enabled: false, replacesLoki: true } } },
    "fanout.elasticsearch.replacesLoki: true - must be false while fanout.elasticsearch.enabled is false",
  ],
  [
    "OpenSearch in Loki's place, whose exporter drops what is refused",
    {
      fanout: {
        elasticsearch: {
          enabled: true,
          engine: "opensearch",
          replacesLoki: true,
          endpoints: ["https://search.example.com"],
        },
      },
    },
    "fanout.elasticsearch.replacesLoki: true - must be false for opensearch, whose exporter drops",
  ],
  [
    "a user without a password",
    { fanout: { elasticsearch: { enabled: false, username: "otel" } } },
    "fanout.elasticsearch.password: (not set) - is required: username and password go together",
  ],
];

describe("values of the wrong kind", () => {
  tellsOf([...nothing, ...keysNamed, ...invisible, ...ids, ...unknown, ...groups]);
  for (const [path, value, becomes] of words) {
    it(`${path}: ${String(value).slice(0, 50)}`, () => {
      const [line = "", ...more] = linesOf(nested(path, value));
      assert.deepEqual(more, []);
      assert.ok(line.startsWith(`${path}: `), line);
      assert.ok(line.endsWith(becomes === undefined ? ` - ${at(path)}` : ` - ${at(path)} ${becomes}`), line);
    });
  }
});
