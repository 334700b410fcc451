// What a printed command does to what was meant: nothing is lost that somebody wrote.
import assert from "node:assert/strict";
import { minimal, stackConfiguration } from "../../test/support/stack-configuration";
import { linesOf, type Overrides, tenant } from "../../test/support/told";
import { loadSettings } from "../load";
import { InvalidSettings } from "./invalid-settings";

const set = (key: string, value: string) =>
  `pulumi config set --path ${/[[\]]/.test(key) ? `'observability:${key}'` : `observability:${key}`} ${value}`;

describe("a mend keeps what was meant", () => {
  const messageOf = (settings: Record<string, unknown>): string => {
    try {
      loadSettings(stackConfiguration(settings));
    } catch (error) {
      return error instanceof InvalidSettings ? error.message : String(error);
    }
    return "";
  };
  const commandOf = (overrides: Overrides) => linesOf(overrides).map((line) => line.split(" - ").at(-1));
  it("a map of tenants is edited, not removed", () => {
    assert.deepEqual(linesOf({ tenants: { payments: { namespaces: ["payments"] } } }), [
      "tenants: a map of 1 key - must be a list - edit the stack's file: write a list, each entry after a hyphen",
    ]);
  });
  it("misspelt tenants are renamed by hand, not removed", () => {
    assert.ok(
      linesOf({ tenantz: [{ id: "a" }] }, { environment: "test", cluster: { name: "c" } }).some((line) =>
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
  it("patterns of namespaces are not known", () => {
    const patterns = [
      "payments-*",
      "team-[a-z]",
      "payments-.+",
      "^payments",
      "(a|b)",
      "{a,b}",
      "pay?ments",
      "!kube-system",
    ];
    for (const pattern of patterns)
      assert.deepEqual(
        commandOf(tenant({ namespaces: [pattern] })),
        ["edit the stack's file: name each one: patterns are not known here"],
        pattern,
      );
  });
  it("a limit of nothing, a half millicore and bytes in place of MiB are not made worse", () => {
    assert.deepEqual(commandOf(tenant({ limits: { logsMbPerSecond: 0 } })), [
      "pulumi config set --path --type float 'observability:tenants[0].limits.logsMbPerSecond'",
    ]);
    assert.deepEqual(commandOf({ sizing: { loki: { cpuMillicores: 1500.5, memoryMib: 2_147_483_648 } } }), [
      set("sizing.loki.cpuMillicores", "1501"),
      set("sizing.loki.memoryMib", "2048"),
    ]);
    assert.deepEqual(commandOf({ sizing: { loki: { volumeGib: 53_687_091_200 } } }), [
      set("sizing.loki.volumeGib", "50"),
    ]);
    assert.deepEqual(commandOf({ sizing: { loki: { cpuMillicores: 2 } } }), [
      "pulumi config set --path observability:sizing.loki.cpuMillicores",
    ]);
  });
  it("memory, disk and rates in another unit are asked for: the most that is taken is a thousand times too much", () => {
    const ask = (key: string) => [set(key, "").trim()];
    assert.deepEqual(commandOf({ sizing: { loki: { memoryMib: 2_000_000_000 } } }), ask("sizing.loki.memoryMib"));
    assert.deepEqual(commandOf({ sizing: { loki: { volumeGib: 51_200 } } }), ask("sizing.loki.volumeGib"));
    assert.deepEqual(commandOf({ kafka: { volumeGib: 102_400 } }), ask("kafka.volumeGib"));
    assert.deepEqual(commandOf(tenant({ limits: { tracesMbPerSecond: 10_485_760 } })), [
      "pulumi config set --path --type float 'observability:tenants[0].limits.tracesMbPerSecond'",
    ]);
  });
  it("spans in another unit are asked for: neither the longest nor what stands by default was meant", () => {
    assert.deepEqual(commandOf(tenant({ objectives: { latencySeconds: 300 } })), [
      "pulumi config set --path --type float 'observability:tenants[0].objectives.latencySeconds'",
    ]);
    assert.deepEqual(commandOf({ kafka: { retentionHours: 345_600_000 } }), [
      "pulumi config set --path observability:kafka.retentionHours",
    ]);
    assert.deepEqual(commandOf({ kafka: { retentionHours: 0.5 } }), [
      "pulumi config set --path observability:kafka.retentionHours",
    ]);
    assert.deepEqual(commandOf({ retention: { logsDays: 0.5 } }), [
      "pulumi config set --path observability:retention.logsDays",
    ]);
  });
  it("an external load balancer is not made an internal one", () => {
    const loadBalancer = (scheme: string) =>
      commandOf({
        cluster: {
          name: "c",
          externalIngest: {
            hostname: "ingest.example.com",
            tlsSecret: "ingest-tls",
            loadBalancer: { scheme, sourceRanges: ["10.0.0.0/8"] },
          },
        },
      });
    const key = "cluster.externalIngest.loadBalancer.scheme";
    assert.deepEqual(loadBalancer("external"), [`pulumi config set --path observability:${key}`]);
    assert.deepEqual(loadBalancer("intern"), [set(key, "internal")]);
    assert.deepEqual(loadBalancer("internet"), [set(key, "internet-facing")]);
  });
  it("of sites and machines whose names are alike none is taken for another", () => {
    const site = (name: string) => commandOf({ fanout: { datadog: { enabled: false, site: name } } });
    const asked = ["pulumi config set --path observability:fanout.datadog.site"];
    for (const near of ["us2.datadoghq.com", "eu1.datadoghq.com", "ap3.datadoghq.com", "us2.ddog-gov.com", "datadoghq"])
      assert.deepEqual(site(near), asked, near);
    for (const [written, meant] of [
      ["app.datadoghq.com", "datadoghq.com"],
      ["api.datadoghq.eu", "datadoghq.eu"],
      ["https://app.us5.datadoghq.com/", "us5.datadoghq.com"],
      ["us3", "us3.datadoghq.com"],
    ] as const)
      assert.deepEqual(site(written), [set("fanout.datadog.site", meant)], written);
    const brokers = (brokerType: string) => commandOf({ kafka: { brokerType } });
    for (const other of ["kafka.m5.small", "kafka.m7g.32xlarge", "kafka.m6g.large", "express.m7g.large", "kafka.m7g"])
      assert.deepEqual(brokers(other), ["pulumi config set --path observability:kafka.brokerType"], other);
    for (const [written, meant] of [
      ["m7g.large", "kafka.m7g.large"],
      ["kafka.m7g.larg", "kafka.m7g.large"],
      ["Kafka.M5.4XLarge", "kafka.m5.4xlarge"],
    ] as const)
      assert.deepEqual(brokers(written), [set("kafka.brokerType", meant)], written);
  });
  it("too many tenants are not removed", function () {
    this.timeout(60_000);
    const tenants = Array.from({ length: 5_001 }, (_, index) => ({ id: `t${index}` }));
    assert.deepEqual(linesOf({ tenants }), [
      "tenants: a list of 5001 - must have at most 5000 entries - edit the stack's file: shorten the list",
    ]);
  });
  it("of more problems than anybody mends in one go the first are told", function () {
    this.timeout(120_000);
    const namespaces = Array.from({ length: 500 }, (_, index) => `n${index}`);
    const tenants = (write: (name: string) => string) =>
      Array.from({ length: 300 }, (_, index) => ({ id: `t${index}`, namespaces: namespaces.map(write) }));
    for (const write of [(name: string) => name, (name: string) => `${name}_`]) {
      const told = messageOf({ ...minimal, tenants: tenants(write) }).split("\n");
      assert.equal(
        told[0],
        "the stack's configuration has more than 10000 problems; nothing was changed; the first are",
      );
      assert.equal(told.length, 10_001);
    }
  });
  it("names that repeat get names that are free", () => {
    assert.deepEqual(commandOf({ tenants: [{ id: "a" }, { id: "a" }, { id: "a-2" }, { id: "a" }] }), [
      set("tenants[1].id", "a-3"),
      set("tenants[3].id", "a-4"),
    ]);
  });
  it("a number in words is read, and asked for where nobody can: what stands by default may be less", () => {
    const retention = (logsDays: string | number) => commandOf({ retention: { logsDays } });
    assert.deepEqual(retention("90 days"), [set("retention.logsDays", "90")]);
    for (const words of ["1y", "P90D", "forever"])
      assert.deepEqual(retention(words), ["pulumi config set --path observability:retention.logsDays"]);
    assert.deepEqual(retention(4_000), [set("retention.logsDays", "3650")], "as long as can be");
    assert.deepEqual(commandOf({ objectives: { latencySeconds: "500ms" } }), [
      `pulumi config set --path --type float observability:objectives.latencySeconds 0.5`,
    ]);
    assert.deepEqual(commandOf({ fanout: { cloudwatch: { enabled: true, retentionDays: "never" } } }), [
      "pulumi config set --path observability:fanout.cloudwatch.retentionDays",
    ]);
    assert.deepEqual(commandOf({ sizing: { loki: { cpuMillicores: "500m", memoryMib: "4GB" } } }), [
      set("sizing.loki.cpuMillicores", "500"),
      "pulumi config set --path observability:sizing.loki.memoryMib",
    ]);
    assert.deepEqual(commandOf(tenant({ limits: { logsMbPerSecond: "10MB" } })), [
      set("tenants[0].limits.logsMbPerSecond", "10"),
      set("tenants[0].limits.logsBurstMb", "20"),
    ]);
  });
  it("a name out of an ARN keeps its case, and of two names none is guessed", () => {
    assert.deepEqual(commandOf({ cluster: { name: "arn:aws:eks:eu-central-1:111122223333:cluster/Prod" } }), [
      set("cluster.name", "Prod"),
    ]);
    assert.deepEqual(
      commandOf({ cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "team/tls" } } }),
      ["pulumi config set --path --plaintext observability:cluster.externalIngest.tlsSecret"],
    );
  });
  it("the beginning of a key, and one namespace, go where they were to stand", () => {
    assert.deepEqual(commandOf({ retention: { logs: 30 } }), [
      `pulumi config rm --path observability:retention.logs && ${set("retention.logsDays", "30")}`,
    ]);
    assert.deepEqual(commandOf({ tenants: [{ id: "a", namespace: "a" }] }), [
      "pulumi config rm --path 'observability:tenants[0].namespace' && pulumi config set --path " +
        "'observability:tenants[0].namespaces[0]'",
    ]);
  });
  it("of a registry with a tag the path is not dropped", () => {
    assert.deepEqual(commandOf({ images: { registry: "registry.example.com/team:1" } }), [
      "pulumi config set --path observability:images.registry",
    ]);
    assert.deepEqual(commandOf({ images: { registry: "https://registry.example.com/" } }), [
      set("images.registry", "registry.example.com"),
    ]);
  });
  it("what is missing is asked for: an example would be somebody else's tenant, address or block", () => {
    assert.deepEqual(commandOf({ tenants: [{ namespaces: ["shop"] }] }), [
      "pulumi config set --path 'observability:tenants[0].id'",
    ]);
    assert.deepEqual(commandOf({ kafka: { mode: "external", auth: "iam" } }), [
      "pulumi config set --path 'observability:kafka.bootstrapServers[0]'",
      "pulumi config set --path observability:kafka.clusterArn",
    ]);
    const loadBalancer = { sourceRanges: [] };
    assert.deepEqual(
      commandOf({
        cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "tls", loadBalancer } },
      }),
      ["pulumi config set --path 'observability:cluster.externalIngest.loadBalancer.sourceRanges[0]'"],
    );
    assert.deepEqual(commandOf({ cluster: { name: "c", nodeSecurityGroupIds: [] } }), [
      "pulumi config rm --path observability:cluster.nodeSecurityGroupIds",
    ]);
    assert.deepEqual(commandOf({ tenants: [{ id: "a" }, null] }), [
      "edit the stack's file: write a map there, or take the entry away",
    ]);
  });
  it("a word that is far from every option is asked for: public is not internal", () => {
    const kafka = { existingSecret: "k", bootstrapServers: ["b:9096"] };
    assert.equal(
      commandOf({ kafka: { ...kafka, mode: "external", auth: "none" } })[0],
      "pulumi config set --path observability:kafka.auth",
    );
    const loadBalancer = { scheme: "public", sourceRanges: ["10.0.0.0/8"] };
    assert.deepEqual(
      commandOf({
        cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "tls", loadBalancer } },
      }),
      ["pulumi config set --path observability:cluster.externalIngest.loadBalancer.scheme"],
    );
    assert.deepEqual(commandOf({ size: "xlarge" }), [set("size", "large")]);
  });
  it("a share is read as per cent, milliseconds as seconds, and a fraction is asked for as a number", () => {
    const float = (key: string, value: string) => `pulumi config set --path --type float observability:${key}${value}`;
    assert.deepEqual(commandOf({ objectives: { availabilityPercent: 0.9995, latencySeconds: 250 } }), [
      float("objectives.availabilityPercent", " 99.95"),
      float("objectives.latencySeconds", " 0.25"),
    ]);
    assert.deepEqual(commandOf({ objectives: { latencySeconds: "300ms" } }), [
      float("objectives.latencySeconds", " 0.5"),
    ]);
    assert.deepEqual(commandOf({ objectives: { availabilityPercent: "99,95" } }), [
      float("objectives.availabilityPercent", ""),
    ]);
    for (const tenth of [0.1, "10%"])
      assert.deepEqual(commandOf({ logs: { debugSharePercent: tenth } }), [set("logs.debugSharePercent", "10")]);
  });
  it("a namespace of a retired tenant stays with the one that it went to", () => {
    const tenants = [
      { id: "a", retired: true, namespaces: ["shop"] },
      { id: "b", retired: false, namespaces: ["shop"] },
    ];
    assert.deepEqual(commandOf({ tenants }), ["pulumi config rm --path 'observability:tenants[0].namespaces'"]);
  });
  it("a key that the CLI can't be told of is named in words", () => {
    for (const key of ["a\nb", "a\\b"])
      assert.deepEqual(commandOf({ [key]: "x" }), ["edit the stack's file: rename that key, or take it away"]);
  });
  it("several entries in one text are written one by one", () => {
    assert.deepEqual(commandOf(tenant({ namespaces: ["payments, shop"] })), [
      "edit the stack's file: write each one as an entry of its own",
    ]);
  });
  it("a host with an underscore is no other host, and a block is no single address", () => {
    assert.deepEqual(commandOf({ grafana: { hostname: "my_grafana.example.com" } }), [
      "pulumi config set --path observability:grafana.hostname",
    ]);
    assert.deepEqual(commandOf({ proxy: { url: "http://proxy.example.com:3128", noProxy: ["10.0.0.0/99"] } }), [
      "pulumi config set --path 'observability:proxy.noProxy[0]'",
    ]);
  });
  it("a receiver gets nobody else's alerts: neither another tenant's nor the platform's", () => {
    const tenants = [{ id: "payments" }, { id: "search" }];
    const of = (owner: Overrides) =>
      commandOf({
        tenants,
        alerts: { receivers: [{ name: "a", type: "webhook", url: { secure: "https://h.example.com/x" }, ...owner }] },
      });
    assert.deepEqual(of({ tenant: "serch" }), [set("alerts.receivers[0].tenant", "search")]);
    assert.deepEqual(of({ tenant: "checkout" }), [
      "pulumi config set --path 'observability:alerts.receivers[0].tenant'",
    ]);
    assert.deepEqual(of({ team: "Payments" }), [
      "edit the stack's file: give one of tenants[] that team, or name a tenant here",
    ]);
  });
  it("a burst stays within its bound, and what all tenants take from one row is told once", () => {
    assert.deepEqual(commandOf(tenant({ limits: { logsMbPerSecond: 6_000 } })), [
      set("tenants[0].limits.logsBurstMb", "10000"),
    ]);
    assert.deepEqual(commandOf({ sizing: { tenantLimits: { logsMbPerSecond: 50 } } }), [
      set("sizing.tenantLimits.logsBurstMb", "100"),
    ]);
  });
  it("a key with dots goes where it was to stand, with its value", () => {
    assert.deepEqual(commandOf(tenant({ "retention.logsDays": 90 })), [
      "pulumi config rm --path 'observability:tenants[0][\"retention.logsDays\"]' && " +
        set("tenants[0].retention.logsDays", "90"),
    ]);
    assert.deepEqual(commandOf({ "kafka.mode": "none" }), [
      "pulumi config rm --path 'observability:[\"kafka.mode\"]' && pulumi config set --path observability:kafka.mode none",
    ]);
  });
  it("of a key that is some words of others is asked in words: without it the default would hold", () => {
    const vague: Overrides[] = [
      tenant({ retention: { days: 400 } }),
      { retention: { days: 400 } },
      tenant({ limits: { activeStreams: 5 } }),
    ];
    for (const overrides of vague)
      assert.match(commandOf(overrides).join(), /^edit the stack's file: write the key that was meant/);
    assert.deepEqual(commandOf({ retention: { hot: 1 } }), ["pulumi config rm --path observability:retention"]);
  });
  it("an id that another tenant has is not made: `A` beside `a`", () => {
    const ids = (...all: string[]) => commandOf({ tenants: all.map((id) => ({ id })) });
    assert.deepEqual(ids("a", "A"), [
      "edit the stack's file: a is there already: take this one away, or name it another",
    ]);
    assert.deepEqual(ids("b", "A"), ["pulumi config set --path 'observability:tenants[1].id' a"]);
  });
  it("an image of a like name is another image, whose digest is another", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const called = (image: string) => commandOf({ images: { digests: [{ image, digest }] } });
    assert.deepEqual(called("nginx"), ["pulumi config set --path 'observability:images.digests[0].image'"]);
    for (const near of ["loki", "grafana/Loki", "grafana/lokki"])
      assert.deepEqual(called(near), ["pulumi config set --path 'observability:images.digests[0].image' grafana/loki"]);
  });
  it("a number in another unit, and another setting's key, are asked for in words: moved, they would say another thing", () => {
    const otherUnits: Overrides[] = [
      { kafka: { retentionDays: 7 } },
      { kafka: { volumeTib: 1 } },
      { sizing: { loki: { memoryGib: 4 } } },
      { sizing: { loki: { cpuCores: 2 } } },
      { sizing: { tenantLimits: { logsKbPerSecond: 500 } } },
      { sizing: { prometheus: { outOfOrderHours: 2 } } },
      { logs: { podLinesPerHour: 100 } },
    ];
    for (const overrides of otherUnits)
      assert.match(commandOf(overrides).join(), /^edit the stack's file: write the value in that unit/);
    for (const [overrides, place] of [
      [{ kafka: { maxVolumeGib: 500 } }, "sizing.kafka.maxVolumeGib"],
      [{ logs: { otlpPipeline: "kafka" } }, "tenants[].otlpPipeline"],
      [tenant({ filePipeline: "kafka" }), "logs.filePipeline"],
      [tenant({ retentionDays: 400 }), "tenants[].retention"],
    ] as [Overrides, string][])
      assert.deepEqual(commandOf(overrides), [`edit the stack's file: write it at ${place}, and take this key away`]);
    const otherSettings: Overrides[] = [{ objectives: { latency: 100 } }, { sizing: { loki: { cpu: 2 } } }];
    for (const overrides of otherSettings)
      assert.match(commandOf(overrides).join(), /^edit the stack's file: write the key that was meant/);
    assert.match(commandOf({ sizing: { loki: { volumeGb: 50 } } }).join(), /sizing\.loki\.volumeGib 50$/);
    assert.match(commandOf({ sizing: { loki: { memoryMB: 4_000 } } }).join(), /sizing\.loki\.memoryMib 4000$/);
    assert.match(commandOf({ kafka: { retention: 72 } }).join(), /kafka\.retentionHours 72$/);
  });
  it("an entry leaves its list once, whatever is wrong with it and with the list", () => {
    const endpoints = ["https://a.example.com", "https://b.example.com", "https://b.example.com"];
    const place = "'observability:fanout.elasticsearch.endpoints";
    assert.deepEqual(commandOf({ fanout: { elasticsearch: { enabled: true, engine: "opensearch", endpoints } } }), [
      `pulumi config rm --path ${place}[2]'`,
      `pulumi config rm --path ${place}[1]'`,
    ]);
  });
  it("the other end of a range is another setting", () => {
    const ends: Overrides[] = [{ sizing: { gateway: { minReplicas: 2 } } }, { logs: { maximumSeverity: "info" } }];
    for (const overrides of ends)
      assert.match(commandOf(overrides).join(), /^edit the stack's file: write the key that was meant/);
  });
  it("a key that differs in case and in what joins its words is no other", () => {
    for (const key of ["logsMBPerSecond", "logs_mb_per_second", "LOGS-MB-PER-SECOND"])
      assert.match(commandOf(tenant({ limits: { [key]: 10 } }))[0] ?? "", /limits\.logsMbPerSecond' 10$/);
  });
  it("the beginning of one key is that key, before a word that another knows", () => {
    const grafana = { hostname: "g.example.com", ingress: { class: "nginx" } };
    assert.deepEqual(commandOf({ grafana }), [
      `pulumi config rm --path observability:grafana.ingress.class && ${set("grafana.ingress.className", "nginx")}`,
    ]);
    assert.match(linesOf({ env: "test" })[0] ?? "", /nearest is environment;/);
  });
  it("the kind of an entry is found under a key that no kind has", () => {
    const receiver = { name: "a", url: { secure: "https://h.example.com/x" } };
    for (const kind of ["Type", "kind"])
      assert.deepEqual(commandOf({ alerts: { receivers: [{ ...receiver, [kind]: "Webhook" }] } }), [
        `pulumi config rm --path 'observability:alerts.receivers[0].${kind}' && ` +
          set("alerts.receivers[0].type", "webhook"),
      ]);
  });
  it("a list that is too short is not to be made shorter, whatever its entries are", () => {
    const subnetIds = ["arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-0a1b2c3d4e5f60718"];
    assert.deepEqual(commandOf({ kafka: { subnetIds } }), [
      "edit the stack's file: add what the list lacks",
      set("kafka.subnetIds[0]", "subnet-0a1b2c3d4e5f60718"),
    ]);
  });
  it("a word that one key alone knows goes there", () => {
    assert.deepEqual(commandOf({ kafka: { type: "none" } }), [
      "pulumi config rm --path observability:kafka.type && pulumi config set --path observability:kafka.mode none",
    ]);
  });
  it("nothing, and less, is asked for: some mean none by it, and some no end", () => {
    const asked = (overrides: Overrides) => assert.match(commandOf(overrides).join(), /^pulumi config set --path \S+$/);
    asked({ logs: { debugSharePercent: 0 } });
    asked({ retention: { logsDays: 0 } });
    asked({ retention: { accessLogsDays: -1 } });
    asked({ fanout: { cloudwatch: { enabled: true, retentionDays: 0 } } });
  });
  it("of a limit below the least it is the least: without it there would be none, or a larger one", () => {
    assert.deepEqual(commandOf({ logs: { podLinesPerSecond: 5 } }), [set("logs.podLinesPerSecond", "10")]);
    const limits = { activeSeries: 10, spanMetricSeries: 1 };
    assert.deepEqual(commandOf({ tenants: [{ id: "a", namespaces: ["a"], limits }] }), [
      set("tenants[0].limits.activeSeries", "1000"),
      set("tenants[0].limits.spanMetricSeries", "100"),
    ]);
    assert.deepEqual(commandOf({ sizing: { tenantLimits: { activeSeries: 10 } } }), [
      set("sizing.tenantLimits.activeSeries", "1000"),
    ]);
  });
  it("of a port that is none no other is near", () => {
    const brokers = { mode: "external", auth: "scram", existingSecret: "k", bootstrapServers: ["b:9096"] };
    assert.deepEqual(commandOf({ kafka: { ...brokers, advertisedPorts: [70_000] } }), [
      "pulumi config set --path 'observability:kafka.advertisedPorts[0]'",
    ]);
  });
  it("of an entry without its kind is the one that has its keys; of two nobody knows", () => {
    const url = { secure: "https://hooks.example.com/a" };
    const kindOf = (receiver: Record<string, string | { secure: string }>) =>
      commandOf({ alerts: { receivers: [{ name: "a", ...receiver }] } });
    assert.match(kindOf({ url, channel: "#a" })[0] ?? "", /type' slack$/);
    assert.match(kindOf({ url })[0] ?? "", /type' webhook$/);
    assert.deepEqual(commandOf({ longTermMetrics: { url: "https://mimir.example.com/api/v1/push" } }), [
      "pulumi config set --path observability:longTermMetrics.type",
    ]);
  });
});
