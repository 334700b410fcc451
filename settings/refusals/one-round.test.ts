// The commands of one refusal are enough: what they write makes no problem that was not told with them.
import assert from "node:assert/strict";
import { runCommands } from "../../test/support/pulumi-config";
import { minimal } from "../../test/support/stack-configuration";
import { commandsOf, linesOf, type Overrides, tenant } from "../../test/support/told";

const answers: Readonly<Record<string, string>> = {
  "longTermMetrics.url": "https://mimir.example.com/push",
  "longTermMetrics.credential": "a password",
  "alerts.receivers[0].tenant": "payments",
  "proxy.noProxy[0]": "internal.example.com",
  "objectives.availabilityPercent": "99.9",
  "signOn.tokenUrl": "https://login.example.com/token",
  "grafana.hostname": "grafana.example.com",
  "signOn.authUrl": "https://login.example.com/auth",
  "signOn.operators[0]": "platform",
  "fanout.elasticsearch.username": "otel",
  "fanout.elasticsearch.password": "a password",
  "kafka.bootstrapServers[0]": "b-1.example.com:9098",
  "kafka.bootstrapServers[1]": "b-2.example.com:9098",
  "kafka.clusterArn": "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1",
  "tenants[0].minimumSeverity": "warn",
  "alerts.receivers[0].name": "on-call",
  "alerts.receivers[1].url": "https://hooks.example.com/b",
  "scheduling.tolerations[0].key": "dedicated",
  "fanout.datadog.site": "datadoghq.eu",
  "fanout.datadog.apiKey": "a key",
  "logs.containerShipper": "alloy",
  "alerts.receivers[0].type": "pagerduty",
  "kafka.auth": "scram",
};

const pager = { name: "a", type: "pagerduty", routingKey: { secure: "a key" } };

const cases: [title: string, overrides: Overrides, ...commands: string[]][] = [
  [
    "brokers that are described, and a pipeline without them: the brokers stay",
    { kafka: { brokerType: "kafka.m5.large", partitions: 12 }, logs: { filePipeline: "collector" } },
    "pulumi config set --path observability:logs.filePipeline kafka",
  ],
  [
    "brokers that stand in other settings alone, and a pipeline without them",
    {
      cluster: { name: "c", nodeSecurityGroupIds: ["sg-0123456789abcdef0"] },
      sizing: { kafka: { partitions: 12 } },
      logs: { filePipeline: "none" },
      ...tenant({ logsApart: true, otlpPipeline: "direct", namespaces: ["payments"] }),
    },
    "pulumi config set --path observability:logs.filePipeline kafka",
  ],
  [
    "brokers by default alone, and a pipeline without them",
    { kafka: { mode: "msk" }, logs: { filePipeline: "none" } },
    "pulumi config set --path observability:kafka.mode none",
  ],
  [
    "a list that is encrypted as one text, and a number with a fraction",
    {
      proxy: { url: "http://proxy.example.com:3128", noProxy: { secure: "aaaabbbb" } },
      objectives: { availabilityPercent: { secure: "99.9" } },
    },
    "pulumi config rm --path observability:proxy.noProxy && pulumi config set --path 'observability:proxy.noProxy[0]'",
    "pulumi config set --path --type float observability:objectives.availabilityPercent",
  ],
  [
    "a receiver of a tenant that there is not, and of a team",
    { ...tenant({ team: "Payments" }), alerts: { receivers: [{ ...pager, tenant: "elsewhere", team: "Payments" }] } },
    "pulumi config rm --path 'observability:alerts.receivers[0].team'",
    "pulumi config set --path 'observability:alerts.receivers[0].tenant'",
  ],
  [
    "a user of a store without a password, which would go there in plain text",
    { longTermMetrics: { type: "mimir", url: "http://mimir.example.com/push", username: "platform" } },
    "pulumi config set --secret --path observability:longTermMetrics.credential",
    "pulumi config set --path observability:longTermMetrics.url",
  ],
  [
    "a volume and memory below their floors, and what would fill them",
    { sizing: { prometheus: { volumeGib: 2, retentionSizeGib: 40, memoryMib: 64, maxExemplars: 10_000_000 } } },
    "pulumi config set --path observability:sizing.prometheus.maxExemplars 2684354",
    "pulumi config set --path observability:sizing.prometheus.memoryMib 512",
    "pulumi config set --path observability:sizing.prometheus.retentionSizeGib 8",
    "pulumi config set --path observability:sizing.prometheus.volumeGib 10",
  ],
  [
    "what has nothing to do with each other: a malformed value hides no other fault",
    {
      size: "Medium",
      proxy: { url: "http://proxy.example.com:3128", noProxy: ["a", "a"] },
      signOn: {
        clientId: "grafana",
        clientSecret: { secure: "0123456789" },
        authUrl: "https://login.example.com/auth",
        tokenUrl: "https://localhost/token",
        operators: ["platform"],
      },
      grafana: { hostname: "G.example.com" },
      tenants: [
        { id: "payments", namespaces: ["payments", "payments"], minimumSeverity: "warning" },
        { id: "payments", people: { viewers: ["a", "a"] } },
      ],
      alerts: {
        receivers: [
          { ...pager, tenant: "serch", severity: "Critical" },
          { ...pager, tenant: "payments" },
        ],
      },
    },
    "pulumi config rm --path 'observability:proxy.noProxy[1]'",
    "pulumi config rm --path 'observability:tenants[0].namespaces[1]'",
    "pulumi config rm --path 'observability:tenants[1].people.viewers[1]'",
    "pulumi config set --path observability:size medium",
    "pulumi config set --path --plaintext observability:signOn.tokenUrl",
    "pulumi config set --path observability:grafana.hostname g.example.com",
    "pulumi config set --path 'observability:alerts.receivers[0].severity' critical",
    "pulumi config set --path 'observability:alerts.receivers[0].tenant'",
    "pulumi config set --path 'observability:alerts.receivers[1].name' a-2",
    "pulumi config set --path 'observability:tenants[0].minimumSeverity' warn",
    "pulumi config set --path 'observability:tenants[1].id' payments-2",
  ],
  [
    "rows of sizing, of which one is malformed",
    {
      size: "small",
      sizing: { loki: { memoryMib: "10Gi", replicas: 2 }, tempo: { memoryMib: 16 }, lokiRuler: { replicas: 1 } },
    },
    "pulumi config rm --path observability:sizing.lokiRuler",
    "pulumi config set --path observability:sizing.loki.memoryMib 10240",
    "pulumi config set --path observability:sizing.loki.replicas 3",
    "pulumi config set --path observability:sizing.tempo.memoryMib 512",
  ],
];

/** What a malformed value hides: all that is wrong once the printed commands ran stands in the same refusal. */
const hidden: [title: string, overrides: Overrides, ...commands: string[]][] = [
  [
    "a key that was misspelt, and a pipeline that does without what it says",
    { Kafka: "x", kafka: { Mode: "none" }, logs: { filePipeline: "kafka" } },
    "pulumi config rm --path observability:Kafka",
    "pulumi config rm --path observability:kafka.Mode && pulumi config set --path observability:kafka.mode none",
    "pulumi config set --path observability:logs.filePipeline collector",
  ],
  [
    "a namespace that is in its list already, once it is quoted",
    {
      tenants: [
        { id: "payments", namespaces: ["a"] },
        { id: "search", namespaces: ["1", 1] },
      ],
    },
    "pulumi config rm --path 'observability:tenants[1].namespaces[1]'",
  ],
  [
    "a required address, and what its group needs besides",
    {
      signOn: {
        clientId: "grafana",
        clientSecret: { secure: "0123456789" },
        authUrl: "https://login.example.com/auth",
        operators: ["platform"],
      },
    },
    "pulumi config set --path --plaintext observability:signOn.tokenUrl",
    "pulumi config set --path observability:grafana.hostname",
  ],
  [
    "a malformed address, and what its group needs besides",
    {
      signOn: {
        clientId: "grafana",
        clientSecret: { secure: "0123456789" },
        authUrl: "login",
        tokenUrl: "https://login.example.com/token",
      },
    },
    "pulumi config set --path observability:signOn.authUrl",
    "pulumi config set --path observability:grafana.hostname",
    "pulumi config set --path 'observability:signOn.operators[0]'",
  ],
  [
    "a malformed user, and the password that belongs beside it",
    { fanout: { elasticsearch: { enabled: true, endpoints: ["https://s.example.com:9200"], username: "a:b" } } },
    "pulumi config set --path observability:fanout.elasticsearch.username",
    "pulumi config set --secret --path observability:fanout.elasticsearch.password",
  ],
  [
    "a malformed address of a broker, another that is none, and how to log in there",
    { kafka: { mode: "external", bootstrapServers: ["b1 9096", "b2:2181"] } },
    "pulumi config set --path 'observability:kafka.bootstrapServers[0]'",
    "pulumi config set --path 'observability:kafka.bootstrapServers[1]'",
    "pulumi config set --path observability:kafka.clusterArn",
  ],
  [
    "a malformed entry of each list, and what is wrong with the others",
    {
      kafka: { mode: "none" },
      logs: { filePipeline: "collector" },
      tenants: [
        { id: "payments", namespaces: ["payments"], minimumSeverity: "xx" },
        { id: "search", logsApart: true },
      ],
      alerts: {
        receivers: [
          { name: "A!", type: "pagerduty", routingKey: { secure: "a key" } },
          { name: "b", type: "webhook", url: { secure: "http://hooks.example.com/b" } },
        ],
      },
      scheduling: { tolerations: [{ key: "a b" }, { key: "c", operator: "Exists", value: "d" }] },
    },
    "pulumi config set --path 'observability:tenants[0].minimumSeverity'",
    "pulumi config set --path 'observability:tenants[1].logsApart' false",
    "pulumi config set --path 'observability:alerts.receivers[0].name'",
    "pulumi config set --secret --path 'observability:alerts.receivers[1].url'",
    "pulumi config set --path 'observability:scheduling.tolerations[0].key'",
    "pulumi config rm --path 'observability:scheduling.tolerations[1].value'",
  ],
  [
    "malformed numbers that nothing reads here",
    { size: "small", kafka: { mode: "none", retentionHours: "abc" }, sizing: { lokiRuler: { replicas: "x" } } },
    "pulumi config rm --path observability:kafka.retentionHours",
    "pulumi config rm --path observability:sizing",
  ],
  [
    "an address that needs another scheme and a path",
    {
      longTermMetrics: {
        type: "mimir",
        url: "http://mimir.example.com",
        username: "platform",
        credential: { secure: "0123456789" },
      },
    },
    "pulumi config set --path observability:longTermMetrics.url",
  ],
  [
    "an option that nobody knows, and what is missing whichever it is",
    { fanout: { datadog: { enabled: true, site: "xx" } } },
    "pulumi config set --path observability:fanout.datadog.site",
    "pulumi config set --secret --path observability:fanout.datadog.apiKey",
  ],
  [
    "one of two options that nobody knows, and what the other makes useless",
    {
      kafka: {
        mode: "External",
        auth: "SASL_SSL",
        bootstrapServers: ["b:9096"],
        existingSecret: "s",
        partitions: "12",
      },
    },
    "pulumi config set --path observability:kafka.auth",
    "pulumi config set --path observability:kafka.mode external",
    "pulumi config rm --path observability:kafka.partitions",
  ],
  [
    "options that nobody knows, and rows that nothing uses then",
    { kafka: { mode: "None" }, logs: { containerShipper: "fluentbit" }, sizing: { logConsumer: { replicas: 2 } } },
    "pulumi config set --path observability:kafka.mode none",
    "pulumi config set --path observability:logs.containerShipper",
    "pulumi config rm --path observability:sizing",
  ],
  [
    "an entry of no known kind, and what is wrong with every kind",
    {
      ...tenant({ team: "Payments" }),
      alerts: {
        receivers: [
          { name: "a", type: "email", routingKey: { secure: "a key" }, tenant: "elsewhere" },
          { ...pager, name: "b", tenant: "payments", team: "Payments" },
        ],
      },
    },
    "pulumi config set --path 'observability:alerts.receivers[0].type'",
    "pulumi config set --path 'observability:alerts.receivers[0].tenant'",
    "pulumi config rm --path 'observability:alerts.receivers[1].team'",
  ],
  [
    "what a third look finds",
    { longTermMetrics: { type: "Mimir", url: "https://u:pw@mimir.example.com/push", username: "platform" } },
    "pulumi config set --path observability:longTermMetrics.type mimir",
    "pulumi config set --path observability:longTermMetrics.url",
    "pulumi config set --secret --path observability:longTermMetrics.credential",
  ],
  [
    "a row of another size without its one number",
    { sizing: { sampler: { replicas: {} } } },
    "pulumi config rm --path observability:sizing",
  ],
];

describe("one round of commands", () => {
  for (const [title, overrides, ...wanted] of [...cases, ...hidden]) {
    it(`is enough for ${title}`, () => {
      const commands = commandsOf(overrides);
      assert.deepEqual([...commands].sort(), [...wanted].sort());
      const config = { ...(minimal as Overrides), ...overrides };
      const mended = commands.reduce((before, each) => runCommands(before, each, (key) => answers[key] ?? ""), config);
      assert.deepEqual(linesOf(mended), []);
    });
  }
});
