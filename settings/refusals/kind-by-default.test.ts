// Where a default decides the kind, what was written for the other kind says which was meant: it is not taken away.
import assert from "node:assert/strict";
import { commandsOf, type Overrides, set, tenant } from "../../test/support/told";

const at = (path: string) => (path.includes("[") ? `'observability:${path}'` : `observability:${path}`);
const rm = (path: string) => `pulumi config rm --path ${at(path)}`;

const addresses = { bootstrapServers: ["b:9096"] };
const clusterArn = "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1";

describe("the kind that a default decides", () => {
  it("is brokers elsewhere, where only those are described and no mode is written", () => {
    const external = set("kafka.mode", "external");
    assert.deepEqual(commandsOf({ kafka: { ...addresses, clusterArn } }), [external]);
    assert.deepEqual(commandsOf({ kafka: { ...addresses, auth: "scram", existingSecret: "x" } }), [external]);
    assert.deepEqual(commandsOf({ kafka: { ...addresses, existingSecret: "x" } }), [
      external,
      set("kafka.auth", "scram"),
    ]);
    assert.deepEqual(commandsOf({ kafka: { ...addresses, brokersPerZone: 2 } }), [
      "edit the stack's file: write kafka.mode, and take away what the other alone reads: kafka.brokersPerZone or " +
        "kafka.bootstrapServers",
    ]);
    assert.deepEqual(commandsOf({ kafka: { mode: "msk", ...addresses } }), [rm("kafka.bootstrapServers")]);
  });

  it("is asked for, where nothing is written: the kind with the fewest keys is as little meant as another", () => {
    for (const group of ["longTermMetrics", "alerts.deadMansSwitch"]) {
      const [top = "", below] = group.split(".");
      const written = { [top]: below === undefined ? {} : { [below]: {} } };
      assert.deepEqual(commandsOf(written), [`pulumi config set --path ${at(`${group}.type`)}`]);
    }
  });

  it("is neither, where what each of two ways to log in reads is written", () => {
    assert.deepEqual(commandsOf({ kafka: { mode: "external", ...addresses, clusterArn, existingSecret: "x" } }), [
      "edit the stack's file: write kafka.auth, and take away what the other alone reads: kafka.existingSecret or " +
        "kafka.clusterArn",
    ]);
  });

  it("is scram, where brokers elsewhere have a Secret and no way to log in is written", () => {
    const msk = "b-1.shared.0a1b2c.c2.kafka.eu-central-1.amazonaws.com:9096";
    for (const bootstrapServers of [["b:9096"], [msk]])
      assert.deepEqual(commandsOf({ kafka: { mode: "external", bootstrapServers, existingSecret: "x" } }), [
        set("kafka.auth", "scram"),
      ]);
    assert.deepEqual(
      commandsOf({ kafka: { mode: "external", auth: "iam", ...addresses, clusterArn, existingSecret: "x" } }),
      [rm("kafka.existingSecret")],
    );
  });

  it("is the controller that takes certificates of ACM, where no controller is written", () => {
    const certificateArn = "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d-0000-4000-8000-000000000000";
    const ingress = (more: Overrides) => ({
      grafana: { hostname: "g.example.com", ingress: { certificateArn, ...more } },
    });
    assert.deepEqual(commandsOf(ingress({ className: "internal" })), [set("grafana.ingress.controller", "alb")]);
    const others: Overrides[] = [{ className: "internal", controller: "other" }, { className: "nginx-internal" }];
    for (const other of others) assert.deepEqual(commandsOf(ingress(other)), [rm("grafana.ingress.certificateArn")]);
    for (const className of ["alb", "internal-alb", "albpublic", "alb2", "eksalb"])
      assert.deepEqual(commandsOf(ingress({ className })), []);
  });

  it("is no ALB for its letters within a word: a Secret with the certificate stays", () => {
    const withSecret = (className: string) =>
      commandsOf({ grafana: { hostname: "g.example.com", ingress: { className, tlsSecret: "grafana-tls" } } });
    for (const className of ["globalbalancer", "portalbackend", "nginx", "ingress-nginx"])
      assert.deepEqual(withSecret(className), []);
    for (const className of ["alb", "internal-alb"])
      assert.deepEqual(withSecret(className), [rm("grafana.ingress.tlsSecret")]);
  });

  it("is no other size, store or reader of logs: a row of numbers that none of those written makes useless stays", () => {
    const words = (key: string) => [`edit the stack's file: write \`${key}\` if that is meant, or take the row away`];
    const ingester = { sizing: { lokiIngester: { memoryMib: 4_096 } } };
    assert.deepEqual(commandsOf(ingester), words("size: large"));
    assert.deepEqual(commandsOf({ ...ingester, size: "medium" }), [rm("sizing")]);
    const reader = { sizing: { controlPlaneLogs: { memoryMib: 1_024 } } };
    assert.deepEqual(commandsOf(reader), words("logs.controlPlane: true"));
    assert.deepEqual(commandsOf({ ...reader, logs: { controlPlane: false } }), [rm("sizing")]);
    const exporter = { sizing: { kafkaExporter: { memoryMib: 128 } } };
    assert.deepEqual(commandsOf(exporter), words("kafka.mode: external"));
    assert.deepEqual(commandsOf({ ...exporter, kafka: { mode: "msk" } }), [rm("sizing")]);
    assert.deepEqual(commandsOf({ ...exporter, kafka: { ...addresses, clusterArn } }), [set("kafka.mode", "external")]);
  });

  it("is no absence of pods, where only a size has none of them", () => {
    const cache = (row: Overrides) => ({ sizing: { lokiChunksCache: row } });
    assert.deepEqual(commandsOf(cache({ memoryMib: 2_048, cpuMillicores: 100 })), [
      set("sizing.lokiChunksCache.replicas", "1"),
    ]);
    assert.deepEqual(commandsOf(cache({ memoryMib: 32 })), [
      set("sizing.lokiChunksCache.replicas", "1"),
      set("sizing.lokiChunksCache.memoryMib", "64"),
    ]);
    assert.deepEqual(commandsOf(cache({ memoryMib: 2_048, replicas: 0 })), [rm("sizing.lokiChunksCache.memoryMib")]);
  });

  it("is no useless limit, digest or namespace, where another key is not written", () => {
    const limited = (more: Overrides) => commandsOf(tenant({ customerLinesPerSecond: 5, ...more }));
    assert.deepEqual(limited({}), ["edit the stack's file: list the tenant's namespaces, or take the limit away"]);
    const useless: Overrides[] = [{ namespaces: [] }, { retired: true }];
    for (const written of useless) assert.deepEqual(limited(written), [rm("tenants[0].customerLinesPerSecond")]);
    const digest = `sha256:${"0".repeat(64)}`;
    const pinned = (image: string, more: Overrides = {}) =>
      commandsOf({ images: { digests: [{ image, digest }] }, ...more });
    const byHand = ["edit the stack's file: write the setting by which it is pulled, or take the digest away"];
    for (const [image, more] of [
      ["grafana/promtail", { logs: { containerShipper: "alloy" } }],
      ["grafana/rollout-operator", { size: "small" }],
      ["library/memcached", { size: "small" }],
      ["danielqsj/kafka-exporter", { kafka: { mode: "msk" } }],
    ] as const) {
      assert.deepEqual(pinned(image), byHand, image);
      assert.deepEqual(pinned(image, more), [rm("images")], image);
    }
    assert.deepEqual(pinned("danielqsj/kafka-exporter", { kafka: { ...addresses, clusterArn } }), [
      set("kafka.mode", "external"),
    ]);
    const shared = tenant({ namespaces: ["observability"] });
    assert.match(
      commandsOf(shared).join(),
      /^edit the stack's file: take the entry away, or before the first run write/,
    );
    assert.deepEqual(commandsOf({ ...shared, namespace: "observability" }), [rm("tenants[0].namespaces")]);
  });

  it("is none that fits badly, while a key of which nobody knows the meaning stands beside it", () => {
    const byHand = (overrides: Overrides) =>
      assert.match(
        commandsOf(overrides).join("\n"),
        /^edit the stack's file: write the .*$/,
        JSON.stringify(overrides),
      );
    byHand(tenant({ limits: { logsMbPerSecond: 30, logsMb: 60 } }));
    byHand({ sizing: { prometheus: { retentionSizeGib: 80, disk: 100 } } });
    byHand({ buffer: { mode: "none" }, logs: { filePipeline: "collector" } });
    byHand({ fanout: { jaeger: { enabledFor: "all", endpoint: "jaeger.tracing:4317" } } });
    // A map is no size.
    assert.equal(
      commandsOf({ shop: { a: 1 }, sizing: { loki: { replicas: 2 } } }).at(-1),
      set("sizing.loki.replicas", 3),
    );
    // Of one that goes, the default holds.
    assert.deepEqual(commandsOf({ sizing: { gateway: { replicas: 5 }, zzqx: "a" } }), [
      rm("sizing.zzqx"),
      set("sizing.gateway.maxReplicas", 5),
    ]);
  });

  it("is no copy that is off, while its switch is asked for", () => {
    const endpoints = ["https://search.example.com:9200"];
    const copy = (more: Overrides) => commandsOf({ fanout: { elasticsearch: { replacesLoki: true, ...more } } });
    const ask = `pulumi config set --path ${at("fanout.elasticsearch.enabled")}`;
    assert.deepEqual(copy({ endpoints }), [ask]);
    assert.deepEqual(copy({ endpoints, username: "otel" }), [
      ask,
      `pulumi config set --secret --path ${at("fanout.elasticsearch.password")}`,
    ]);
  });

  it("is no pattern, where an address of IPv6 has its brackets", () => {
    const kafka = { mode: "external", auth: "scram", existingSecret: "x", bootstrapServers: ["[fd00::1]:9096"] };
    assert.deepEqual(commandsOf({ kafka }), [`pulumi config set --path ${at("kafka.bootstrapServers[0]")}`]);
  });
});
