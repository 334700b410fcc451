// What one refusal tells, and what it leaves for the next: nothing by a value that nobody has written yet, nothing that an edit writes over.
import assert from "node:assert/strict";
import { minimal } from "../../test/support/stack-configuration";
import { commandsOf, linesOf, type Overrides } from "../../test/support/told";

/** Behind an entry that is malformed others have the same faults. */
const moved: Overrides = {
  tenants: [
    { id: "Payments+", namespaces: ["a"] },
    { id: "x", namespaces: ["b"] },
    { id: "x", namespaces: ["b"] },
  ],
};

describe("what is told together", () => {
  it("tells what is wrong elsewhere while a required setting is missing or malformed", () => {
    const noProxy = { proxy: { url: "http://proxy.example.com:3128", noProxy: ["a", "a"] } };
    const places = (config: Overrides) => linesOf(noProxy, config).map((line) => line.split(": ")[0]);
    assert.deepEqual(places({}), ["cluster", "environment", "tenants", "proxy.noProxy[1]"]);
    assert.deepEqual(places({ environment: "test", cluster: "shop", tenants: "payments" }), [
      "cluster",
      "tenants",
      "proxy.noProxy[1]",
    ]);
  });
  it("tells nothing by the example that stands for what is asked", () => {
    const ask = (key: string) => `pulumi config set --path observability:${key}`;
    const grafana = { hostname: "g.example.com", ingress: { tlsSecret: "grafana-tls" } };
    assert.deepEqual(commandsOf({ grafana }), [ask("grafana.ingress.className")]);
    const brokers = { mode: "external", bootstrapServers: ["b-1.a.b1.c2.kafka.us-east-1.amazonaws.com:9098"] };
    assert.deepEqual(commandsOf({ kafka: brokers }), [ask("kafka.clusterArn")]);
    const cluster = { name: "c", externalIngest: { hostname: "grafana.example.com", tlsSecret: "t" } };
    assert.deepEqual(commandsOf({ cluster, grafana: { ingress: { className: "alb" } } }), [ask("grafana.hostname")]);
    const annotations = { "alb.ingress.kubernetes.io/listen-ports": [{ HTTPS: 443 }] };
    assert.deepEqual(
      commandsOf({ grafana: { hostname: "g.example.com", ingress: { className: "alb", annotations } } }),
      ["edit the stack's file: write one value there in place of a list or map"],
    );
    const sizing = { lokiChunksCache: { replicas: "few", memoryMib: 2_048 } };
    assert.deepEqual(commandsOf({ sizing }), [ask("sizing.lokiChunksCache.replicas")]);
  });
  it("tells nothing by the default of what stands under a misspelt key", () => {
    assert.deepEqual(commandsOf({ Size: "large", sizing: { lokiIngester: { replicas: 4 } } }), [
      "pulumi config rm --path observability:Size && pulumi config set --path observability:size large",
      "pulumi config set --path observability:sizing.lokiIngester.replicas 6",
    ]);
    const renamed: Overrides[] = [
      { Kafka: { mode: "none" }, logs: { filePipeline: "collector" } },
      { signon: { operators: ["a"] }, tenants: [{ id: "a", people: { viewers: ["x"] } }] },
    ];
    for (const overrides of renamed) assert.equal(linesOf(overrides).length, 1);
  });
  it("asks for nothing that an edit in words writes: it would be written over", () => {
    const { tenants, ...base } = { ...(minimal as Overrides) };
    const shop = [{ id: "shop", namespaces: ["shop"] }];
    for (const [key, more] of [["TENANTS"], ["teams"], ["TENANTS", { tenants: null }]] as const)
      assert.deepEqual(
        linesOf({ [key]: shop, ...more }, base).map((line) => line.split(":")[0]),
        [key],
      );
    const loadBalancer = { source_ranges: ["10.0.0.0/8", "10.1.0.0/16"] };
    const cluster = { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "t", loadBalancer } };
    assert.equal(linesOf({ cluster }).length, 1);
    assert.equal(linesOf({ grafana: { url: "g.example.com", ingress: { className: "alb" } } }).length, 1);
    assert.ok(tenants);
  });
  it("tells of each place what is told of another in the same words", () => {
    const people = { viewers: ["auditors"] };
    const tenants = [
      { id: "a", people: { viewers: "auditors" } },
      { id: "b", people },
    ];
    assert.deepEqual(
      linesOf({ tenants }).map((line) => line.split(": ")[0]),
      ["tenants[0].people.viewers", "tenants[1].people", "tenants[0].people"],
    );
  });
  it("takes away nothing that is to be written by hand first", () => {
    assert.equal(linesOf({ kafka: { mode: "none", rokerType: { url: "x" } } }).length, 1);
  });
  it("tells of the entries behind one that is malformed, each at its place", () => {
    assert.deepEqual(
      linesOf(moved).map((line) => line.split(": ")[0]),
      ["tenants[0].id", "tenants[2].id", "tenants[2].namespaces[0]"],
    );
  });
});
