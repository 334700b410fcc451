// Settings that look right and cannot work, or look odd and can: each with what is said, or that nothing is.
import assert from "node:assert/strict";
import { type ConfigValue, configurationOf } from "../test/support/pulumi-config";
import { minimal } from "../test/support/stack-configuration";
import { assertEditorsRefuseToo } from "../test/support/stack-file-judge";
import { InvalidSettings } from "./invalid-settings";
import { loadSettings, warningsOf } from "./load";
import { configurationNamespace } from "./problem";
import { readStackFile } from "./stack-file";

type Overrides = Record<string, ConfigValue>;

function lines(overrides: Overrides, base = minimal as Overrides): string[] {
  assertEditorsRefuseToo({ ...base, ...overrides });
  try {
    loadSettings(configurationOf({ ...base, ...overrides }));
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidSettings, error instanceof Error ? error.stack : String(error));
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
}

/** As a person writes it: YAML makes of it what the engine then hands over. */
function linesOfYaml(key: string, yaml: string, handedOver: unknown): string[] {
  const file = readStackFile(`config:\n  ${configurationNamespace}:${key}: ${yaml}\n`);
  assert.ok(file);
  const { values } = configurationOf(minimal as Overrides);
  const text = typeof handedOver === "string" ? handedOver : JSON.stringify(handedOver);
  try {
    loadSettings({ values: { ...values, [`${configurationNamespace}:${key}`]: text }, secretKeys: new Set(), file });
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidSettings);
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
}

const tenant = (more: Record<string, ConfigValue>): Overrides => ({ tenants: [{ id: "payments", ...more }] });
const set = (key: string, value: string) =>
  `pulumi config set --path ${/[[\]]/.test(key) ? `'observability:${key}'` : `observability:${key}`} ${value}`;

describe("unquoted YAML", () => {
  const quoted = (text: string) => `pulumi config set --path --type string 'observability:tenants[0].id' ${text}`;
  for (const [source, value, shown] of [
    ["0123", 83, "83 (written 0123, without quotes)"],
    ["1e3", 1000, "1000 (written 1e3, without quotes)"],
    ["0x1f", 31, "31 (written 0x1f, without quotes)"],
    ["2026-01-01", "2026-01-01 00:00:00 +0000 UTC", "2026-01-01 (a date, without quotes)"],
  ] as const) {
    it(`${source} as an id: told as written, with the command that quotes it`, () => {
      const [line = ""] = linesOfYaml("tenants", `[{ id: ${source} }]`, [{ id: value }]);
      assert.ok(line.startsWith(`tenants[0].id: ${shown} - must be `), line);
      assert.ok(line.includes("quote it") && line.endsWith(quoted(source)), line);
    });
  }
  it("1_000, which is no id in quotes either, is asked for", () => {
    const [line = ""] = linesOfYaml("tenants", "[{ id: 1_000 }]", [{ id: 1000 }]);
    assert.match(line, /^tenants\[0\]\.id: 1000 \(written 1_000, without quotes\) - must be text, so quote it/);
  });
  it("a number as namespace or annotation is quoted, not removed", () => {
    assert.deepEqual(
      lines(tenant({ namespaces: [123] })).map((line) => line.split(" - ").at(-1)),
      ["pulumi config set --path --type string 'observability:tenants[0].namespaces[0]' 123"],
    );
    assert.deepEqual(
      lines({
        grafana: { hostname: "g.example.com", ingress: { className: "alb", annotations: { "a/b": 3000, c: true } } },
      }).map((line) => line.split(" - ").at(-1)),
      [
        "pulumi config set --path --type string 'observability:grafana.ingress.annotations[\"a/b\"]' 3000",
        "pulumi config set --path --type string observability:grafana.ingress.annotations.c true",
      ],
    );
  });
  it("no and off stay no", () => {
    for (const word of ["no", "off", "n"]) {
      assert.deepEqual(lines({ protect: word }), [
        `protect: "${word}" - must be true or false - ${set("protect", "false")}`,
      ]);
    }
    assert.match(lines({ protect: "yes" })[0] ?? "", / true$/);
    assert.match(lines({ protect: 0 })[0] ?? "", / false$/);
  });
});

describe("a mend keeps what was meant", () => {
  const commandOf = (overrides: Overrides) => lines(overrides).map((line) => line.split(" - ").at(-1));
  it("a map of tenants is edited, not removed", () => {
    assert.deepEqual(lines({ tenants: { payments: { namespaces: ["payments"] } } }), [
      "tenants: a map of 1 key - must be a list - edit the stack's file: write a list, each entry after a hyphen",
    ]);
  });
  it("misspelt tenants are renamed by hand, not removed", () => {
    assert.ok(
      lines({ tenantz: [{ id: "a" }] }, { environment: "test", cluster: { name: "c" } }).some((line) =>
        line.endsWith('edit the stack\'s file: write tenants in place of "tenantz"'),
      ),
    );
  });
  it("a single namespace becomes a list of it", () => {
    assert.deepEqual(commandOf(tenant({ namespaces: "ledger" })), [
      "pulumi config rm --path 'observability:tenants[0].namespaces' && pulumi config set --path " +
        "'observability:tenants[0].namespaces[0]' ledger",
    ]);
  });
  it("impossible namespaces leave their list from the last to the first", () => {
    assert.deepEqual(commandOf(tenant({ namespaces: ["Bad+1", "Bad+2", "good"] })), [
      "pulumi config rm --path 'observability:tenants[0].namespaces[1]'",
      "pulumi config rm --path 'observability:tenants[0].namespaces[0]'",
    ]);
  });
  it("patterns of namespaces are not known", () => {
    assert.deepEqual(commandOf(tenant({ namespaces: ["payments-*"] })), [
      "edit the stack's file: name each one: patterns are not known here",
    ]);
  });
  it("a limit of nothing, a half millicore and bytes in place of MiB are not made worse", () => {
    assert.deepEqual(commandOf(tenant({ limits: { logsMbPerSecond: 0 } })), [
      "pulumi config rm --path 'observability:tenants[0].limits.logsMbPerSecond'",
    ]);
    assert.deepEqual(commandOf({ sizing: { loki: { cpuMillicores: 1500.5, memoryMib: 2_147_483_648 } } }), [
      set("sizing.loki.cpuMillicores", "1501"),
      set("sizing.loki.memoryMib", "2048"),
    ]);
    assert.deepEqual(commandOf({ sizing: { loki: { cpuMillicores: 2 } } }), [
      "pulumi config rm --path observability:sizing.loki.cpuMillicores",
    ]);
  });
  it("too many tenants are not removed", () => {
    const tenants = Array.from({ length: 5_001 }, (_, index) => ({ id: `t${index}` }));
    assert.deepEqual(lines({ tenants }), [
      "tenants: a list of 5001 - must have at most 5000 entries - edit the stack's file: shorten the list",
    ]);
  });
  it("names that repeat get names that are free", () => {
    assert.deepEqual(commandOf({ tenants: [{ id: "a" }, { id: "a" }, { id: "a-2" }, { id: "a" }] }), [
      set("tenants[1].id", "a-3"),
      set("tenants[3].id", "a-4"),
    ]);
  });
});

describe("what cannot work is refused before anything is planned", () => {
  const large = { size: "large" };
  const none = { kafka: { mode: "none" } };
  const cases: [title: string, overrides: Overrides, ...starts: string[]][] = [
    [
      "namespace kube-system",
      { namespace: "kube-system" },
      'namespace: "kube-system" - must be one of the platform\'s own',
    ],
    ["namespace default", { namespace: "default" }, 'namespace: "default" - must be one of the platform\'s own'],
    ["namespace of a tenant", { namespace: "payments" }, 'namespace: "payments" - must not be a tenant\'s'],
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
      "a bucket that S3 refuses",
      { environment: "sthree-dev" },
      'environment: "sthree-dev" - must not begin with sthree-',
    ],
    [
      "a port above 65535",
      { kafka: { mode: "external", auth: "scram", existingSecret: "s", bootstrapServers: ["b:99999"] } },
      'kafka.bootstrapServers[0]: "b:99999" - must be host:port, with a port from 1 to 65535',
    ],
    [
      "port 0",
      { fanout: { jaeger: { enabled: true, endpoint: "jaeger:0" } } },
      'fanout.jaeger.endpoint: "jaeger:0" - must be host:port',
    ],
    [
      "a broker type that MSK has not",
      { kafka: { brokerType: "kafka.m5.small" } },
      'kafka.brokerType: "kafka.m5.small" - must be one of kafka.t3.small, ',
    ],
    [
      "an Express broker",
      { kafka: { brokerType: "express.m7g.large" } },
      'kafka.brokerType: "express.m7g.large" - must be one of',
    ],
    [
      "more partitions than a broker bears",
      { kafka: { partitions: 1000 } },
      "kafka.brokerType: kafka.t3.small"
        .replace(" kafka", ' "kafka')
        .concat('" - must be one whose brokers bear 1053 partitions each'),
    ],
    [
      "more consumers than partitions",
      { ...large, kafka: { partitions: 1 } },
      "sizing.logConsumer.replicas: 3 - must be at most 1",
    ],
    [
      "clusterArn with scram",
      {
        kafka: {
          mode: "external",
          auth: "scram",
          bootstrapServers: ["b:9096"],
          existingSecret: "s",
          clusterArn: "arn:aws:kafka:eu-west-1:111122223333:cluster/shared/0f-1",
        },
      },
      'kafka.clusterArn: "arn:aws:kafka:eu-west-1:111122223333:cluster/shared/0f-1" - must be absent unless ' +
        "kafka.auth is iam (it is scram)",
    ],
    [
      "keys of Kafka without Kafka",
      { kafka: { mode: "none", auth: "scram", retentionHours: 5 } },
      'kafka.auth: "scram" - must be absent unless kafka.mode is msk or external (it is none)',
      "kafka.retentionHours: 5 - must be absent",
    ],
    [
      "sizing of Kafka without Kafka",
      { ...none, sizing: { kafka: { partitions: 3 }, logConsumer: { replicas: 2 } } },
      "sizing.kafka: a map of 1 key - must be absent: it is used only with Kafka",
      "sizing.logConsumer: a map of 1 key - must be absent",
    ],
    [
      "rows of another size",
      { sizing: { lokiDistributor: { replicas: 2 } } },
      "sizing.lokiDistributor: a map of 1 key - must be absent: it is used only in size large",
    ],
    [
      "rows of another size, large",
      { ...large, sizing: { loki: { replicas: 3 } } },
      "sizing.loki: a map of 1 key - must be absent: it is used only in sizes small and medium",
    ],
    [
      "no gateway",
      { sizing: { gateway: { replicas: 0 } } },
      "sizing.gateway.replicas: 0 - must be at least 1: nothing would be taken",
    ],
    [
      "no consumer",
      { sizing: { logConsumer: { replicas: 0, maxReplicas: 0 } } },
      "sizing.logConsumer.replicas: 0 - must be at least 1",
    ],
    [
      "ceiling below floor",
      { sizing: { gateway: { replicas: 5, maxReplicas: 2 } } },
      "sizing.gateway.maxReplicas: 2 - must be at least sizing.gateway.replicas (5)",
    ],
    ...(
      [
        "lokiGateway",
        "alertmanager",
        "prometheusOperator",
        "promLabelProxy",
        "kubeStateMetrics",
        "instrumentationOperator",
      ] as const
    ).map((row): [string, Overrides, string] => [
      `no ${row}`,
      { sizing: { [row]: { replicas: 0 } } },
      `sizing.${row}.replicas: 0 - must be at least 1`,
    ]),
    ...(
      [
        "lokiDistributor",
        "lokiQuerier",
        "lokiQueryFrontend",
        "lokiQueryScheduler",
        "lokiIndexGateway",
        "lokiRuler",
        "tempoDistributor",
        "tempoQuerier",
        "tempoQueryFrontend",
        "tempoMetricsGenerator",
        "sampler",
      ] as const
    ).map((row): [string, Overrides, string] => [
      `no ${row}`,
      { ...large, sizing: { [row]: { replicas: 0 } } },
      `sizing.${row}.replicas: 0 - must be at least 1`,
    ]),
    [
      "one trace ingester",
      { ...large, sizing: { tempoIngester: { replicas: 1 } } },
      "sizing.tempoIngester.replicas: 1 - must be at least 3: every trace has three copies",
    ],
    [
      "four log ingesters in three zones",
      { ...large, sizing: { lokiIngester: { replicas: 4 } } },
      "sizing.lokiIngester.replicas: 4 - must be at least 3 and a multiple of 3",
    ],
    [
      "no rollout operator",
      { ...large, sizing: { lokiRolloutOperator: { replicas: 0 } } },
      "sizing.lokiRolloutOperator.replicas: 0 - must be 1",
    ],
    ...(["loki", "prometheus", "tempo", "grafana", "fileLogs", "prometheusAgent", "gateway"] as const).map(
      (row): [string, Overrides, string] => [
        `16 MiB for ${row}`,
        { sizing: { [row]: { memoryMib: 16 } } },
        `sizing.${row}.memoryMib: 16 - must be at least `,
      ],
    ),
    [
      "a buffer larger than a node's disk",
      { sizing: { fileLogs: { bufferGib: 512 } } },
      "sizing.fileLogs.bufferGib: 512 - must be at most 100",
    ],
    [
      "a volume that one outage fills",
      { sizing: { loki: { volumeGib: 1 } } },
      "sizing.loki.volumeGib: 1 - must be at least 5",
    ],
  ];
  for (const [title, overrides, ...starts] of cases) {
    it(title, () => {
      const told = lines(overrides);
      assert.equal(told.length, starts.length, told.join("\n"));
      for (const [index, start] of starts.entries())
        assert.ok(told[index]?.startsWith(start), `${told[index]}\n${start}`);
    });
  }
});

describe("what is odd and works is accepted", () => {
  for (const [title, overrides] of [
    ["a team's name in any script", tenant({ team: "Zahlungsverkehr Köln", namespaces: ["p"] })],
    [
      "external brokers that keep for longer",
      {
        kafka: {
          mode: "external",
          auth: "scram",
          bootstrapServers: ["b:9096"],
          existingSecret: "s",
          retentionHours: 500,
        },
      },
    ],
    [
      "ids that look like numbers, in quotes",
      { tenants: [{ id: "0123" }, { id: "1e3" }, { id: "on" }, { id: "constructor" }] },
    ],
    ["caches off", { size: "large", sizing: { lokiChunksCache: { replicas: 0 }, tempoCache: { replicas: 0 } } }],
    ["false in quotes", { protect: "false" }],
    [
      "an annotation with a prefix",
      {
        grafana: {
          hostname: "g.example.com",
          ingress: { className: "alb", annotations: { "alb.ingress.kubernetes.io/scheme": "internal" } },
        },
      },
    ],
  ] as [string, Overrides][]) {
    it(title, () => assert.deepEqual(lines(overrides), []));
  }
  it("kube-system as a tenant's namespace, with a warning", () => {
    const settings = loadSettings(
      configurationOf({ ...(minimal as Overrides), ...tenant({ namespaces: ["kube-system"] }) }),
    );
    assert.match(warningsOf(settings)[0] ?? "", /^tenants: kube-system belongs to payments/);
  });
});
