// What a printed command does to what was meant: nothing is lost that somebody wrote.
import assert from "node:assert/strict";
import { minimal, stackConfiguration } from "../../test/support/stack-configuration";
import { commandsOf, linesOf, type Overrides, set, signOn, tenant } from "../../test/support/told";
import { loadSettings } from "../load";
import { InvalidSettings } from "./invalid-settings";

describe("a mend keeps what was meant", () => {
  const messageOf = (settings: Record<string, unknown>): string => {
    try {
      loadSettings(stackConfiguration(settings));
    } catch (error) {
      return error instanceof InvalidSettings ? error.message : String(error);
    }
    return "";
  };
  it("a map of tenants is edited, not removed", () => {
    assert.deepEqual(linesOf({ tenants: { payments: { namespaces: ["payments"] } } }), [
      "tenants: a map of 1 key - must be a list - edit the stack's file: write a list, each entry after a hyphen",
    ]);
  });
  it("a single namespace becomes a list of it", () => {
    assert.deepEqual(commandsOf(tenant({ namespaces: "ledger" })), [
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
        commandsOf(tenant({ namespaces: [pattern] })),
        ["edit the stack's file: name each one: patterns are not known here"],
        pattern,
      );
  });
  it("an external load balancer is not made an internal one", () => {
    const loadBalancer = (scheme: string) =>
      commandsOf({
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
    const site = (name: string) => commandsOf({ fanout: { datadog: { enabled: false, site: name } } });
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
    const brokers = (brokerType: string) => commandsOf({ kafka: { brokerType } });
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
    assert.deepEqual(commandsOf({ tenants: [{ id: "a" }, { id: "a" }, { id: "a-2" }, { id: "a" }] }), [
      set("tenants[1].id", "a-3"),
      set("tenants[3].id", "a-4"),
    ]);
  });
  it("a name out of an ARN keeps its case, and of two names none is guessed", () => {
    assert.deepEqual(commandsOf({ cluster: { name: "arn:aws:eks:eu-central-1:111122223333:cluster/Prod" } }), [
      set("cluster.name", "Prod"),
    ]);
    assert.deepEqual(
      commandsOf({ cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "team/tls" } } }),
      ["pulumi config set --path --plaintext observability:cluster.externalIngest.tlsSecret"],
    );
  });
  it("of a registry with a tag, or a port that there is not, path and port are not dropped", () => {
    assert.deepEqual(commandsOf({ images: { registry: "registry.example.com:99999" } }), [
      "pulumi config set --path observability:images.registry",
    ]);
    assert.deepEqual(commandsOf({ images: { registry: "Registry.example.com:99999/team" } }), [
      "pulumi config set --path observability:images.registry",
    ]);
    assert.deepEqual(commandsOf({ images: { registry: "registry.example.com/team:1" } }), [
      "pulumi config set --path observability:images.registry",
    ]);
    assert.deepEqual(commandsOf({ images: { registry: "https://registry.example.com/" } }), [
      set("images.registry", "registry.example.com"),
    ]);
  });
  it("what is missing is asked for: an example would be somebody else's tenant, address or block", () => {
    assert.deepEqual(commandsOf({ tenants: [{ namespaces: ["shop"] }] }), [
      "pulumi config set --path 'observability:tenants[0].id'",
    ]);
    assert.deepEqual(commandsOf({ kafka: { mode: "external", auth: "iam" } }), [
      "pulumi config set --path 'observability:kafka.bootstrapServers[0]'",
      "pulumi config set --path observability:kafka.clusterArn",
    ]);
    const loadBalancer = { sourceRanges: [] };
    assert.deepEqual(
      commandsOf({
        cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "tls", loadBalancer } },
      }),
      ["pulumi config set --path 'observability:cluster.externalIngest.loadBalancer.sourceRanges[0]'"],
    );
    assert.deepEqual(commandsOf({ cluster: { name: "c", nodeSecurityGroupIds: [] } }), [
      "pulumi config rm --path observability:cluster.nodeSecurityGroupIds",
    ]);
    assert.deepEqual(commandsOf({ tenants: [{ id: "a" }, null] }), [
      "edit the stack's file: write a map there, or take the entry away",
    ]);
  });
  it("a word that is far from every option is asked for: public is not internal", () => {
    const kafka = { existingSecret: "k", bootstrapServers: ["b:9096"] };
    assert.equal(
      commandsOf({ kafka: { ...kafka, mode: "external", auth: "none" } })[0],
      "pulumi config set --path observability:kafka.auth",
    );
    const loadBalancer = { scheme: "public", sourceRanges: ["10.0.0.0/8"] };
    assert.deepEqual(
      commandsOf({
        cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "tls", loadBalancer } },
      }),
      ["pulumi config set --path observability:cluster.externalIngest.loadBalancer.scheme"],
    );
    assert.deepEqual(commandsOf({ size: "xlarge" }), [set("size", "large")]);
  });
  it("a namespace of a retired tenant stays with the one that it went to", () => {
    const tenants = [
      { id: "a", retired: true, namespaces: ["shop"] },
      { id: "b", retired: false, namespaces: ["shop"] },
    ];
    assert.deepEqual(commandsOf({ tenants }), ["pulumi config rm --path 'observability:tenants[0].namespaces'"]);
  });
  it("several entries in one text are written one by one, also where they are not shown", () => {
    const words = ["edit the stack's file: write each one as an entry of its own"];
    assert.deepEqual(commandsOf(tenant({ namespaces: ["payments, shop"] })), words);
    assert.deepEqual(commandsOf(signOn({ scopes: ["openid profile email"] })), words);
  });
  it("a host with an underscore is no other host, and a block is no single address", () => {
    assert.deepEqual(commandsOf({ grafana: { hostname: "my_grafana.example.com" } }), [
      "pulumi config set --path observability:grafana.hostname",
    ]);
    assert.deepEqual(commandsOf({ proxy: { url: "http://proxy.example.com:3128", noProxy: ["10.0.0.0/99"] } }), [
      "pulumi config set --path 'observability:proxy.noProxy[0]'",
    ]);
  });
  it("a receiver gets nobody else's alerts: neither another tenant's nor the platform's", () => {
    const tenants = [{ id: "payments" }, { id: "search" }];
    const of = (owner: Overrides) =>
      commandsOf({
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
  it("an id that another tenant has is not made: `A` beside `a`", () => {
    const ids = (...all: string[]) => commandsOf({ tenants: all.map((id) => ({ id })) });
    assert.deepEqual(ids("a", "A"), [
      "edit the stack's file: a is there already: take this one away, or name it another",
    ]);
    assert.deepEqual(ids("b", "A"), ["pulumi config set --path 'observability:tenants[1].id' a"]);
  });
  it("an image of a like name is another image, whose digest is another", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const called = (image: string) => commandsOf({ images: { digests: [{ image, digest }] } });
    assert.deepEqual(called("nginx"), ["pulumi config set --path 'observability:images.digests[0].image'"]);
    for (const near of ["loki", "grafana/Loki", "grafana/lokki"])
      assert.deepEqual(called(near), ["pulumi config set --path 'observability:images.digests[0].image' grafana/loki"]);
  });
  it("yes or no is no word that is like it", () => {
    assert.deepEqual(commandsOf({ logs: { minimumSeverity: true } }), [
      "pulumi config set --path observability:logs.minimumSeverity",
    ]);
  });

  it("a label whose key `--path` parted at its dots is put together, but where it stands as a whole, too", () => {
    const whole = { "node.kubernetes.io/purpose": "platform" };
    const told = (purpose: string) =>
      commandsOf({ scheduling: { nodeSelector: { ...whole, node: { kubernetes: { "io/purpose": purpose } } } } });
    assert.deepEqual(told("other"), [
      "edit the stack's file: leave one of node.kubernetes.io/purpose and what stands in parts of that key",
    ]);
    assert.match(told("platform")[0] ?? "", /^pulumi config rm .* platform$/);
  });

  it("a label whose key `--path` parted at its dots is put together; a map in a label's place is not", () => {
    const selected = (nodeSelector: Overrides) => commandsOf({ scheduling: { nodeSelector } });
    const at = "observability:scheduling.nodeSelector";
    assert.deepEqual(selected({ node: { kubernetes: { "io/purpose": "platform", "io/spot": false } } }), [
      `pulumi config rm --path ${at}.node && ` +
        `pulumi config set --path '${at}["node.kubernetes.io/purpose"]' platform && ` +
        `pulumi config set --path --type string '${at}["node.kubernetes.io/spot"]' false`,
    ]);
    const others: Overrides[] = [{ "a.io/x": { HTTPS: 443 } }, { a: { b: "x" } }, { a: { b: { "io/c": [1] } } }];
    for (const map of others)
      assert.deepEqual(selected(map), ["edit the stack's file: write one value there in place of a list or map"]);
    const lists = commandsOf({ pods: { labels: { acme: { "com/teams": [1] } } } });
    assert.deepEqual(lists, ["edit the stack's file: write one value there in place of a list or map"]);
    const [line = ""] = linesOf({
      pods: { labels: { a: { b: { "io/ghp_0123456789abcdefghijABCDEFGHIJ012345": "x" } } } },
    });
    assert.doesNotMatch(line, /ghp_/);
    for (const name of ["password", "authorization", "secret", "my-secret"])
      assert.doesNotMatch(
        linesOf({ pods: { annotations: { acme: { [`com/${name}`]: "hunter2" } } } }).join(),
        /hunter2/,
      );
  });
  it("an entry leaves its list once, whatever is wrong with it and with the list", () => {
    const endpoints = ["https://a.example.com", "https://b.example.com", "https://b.example.com"];
    const place = "'observability:fanout.elasticsearch.endpoints";
    assert.deepEqual(commandsOf({ fanout: { elasticsearch: { enabled: true, engine: "opensearch", endpoints } } }), [
      `pulumi config rm --path ${place}[2]'`,
      `pulumi config rm --path ${place}[1]'`,
    ]);
  });
  it("a list that is too short is not to be made shorter, whatever its entries are", () => {
    const subnetIds = ["arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-0a1b2c3d4e5f60718"];
    assert.deepEqual(commandsOf({ kafka: { subnetIds } }), [
      "edit the stack's file: add what the list lacks",
      set("kafka.subnetIds[0]", "subnet-0a1b2c3d4e5f60718"),
    ]);
  });
  it("of an entry without its kind is the one that has its keys; of two nobody knows", () => {
    const url = { secure: "https://hooks.example.com/a" };
    const kindOf = (receiver: Record<string, string | { secure: string }>) =>
      commandsOf({ alerts: { receivers: [{ name: "a", ...receiver }] } });
    assert.match(kindOf({ url, channel: "#a" })[0] ?? "", /type' slack$/);
    assert.match(kindOf({ url })[0] ?? "", /type' webhook$/);
    assert.deepEqual(commandsOf({ longTermMetrics: { url: "https://mimir.example.com/api/v1/push" } }), [
      "pulumi config set --path observability:longTermMetrics.type",
    ]);
  });
});
