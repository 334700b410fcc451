// The ready settings of examples/stacks, one for each combination that docs/choosing.md describes: each loads, and
// makes the releases of its path and no others, with values that name what the path leads to.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { Cloud } from "../components/cloud/cloud";
import { Collection } from "../components/collection/collection";
import { warningsOf } from "../settings/load";
import type { Settings } from "../settings/settings";
import { cluster, ofType, type Registration, registrationsOf } from "../test/support/mock-stack";
import { namesFor } from "../test/support/place";
import { settingsOfStack, settingsWith, stackFile } from "../test/support/stack-configuration";

const root = join(__dirname, "..");
const fileOf = (combination: string) => `examples/stacks/${combination}.yaml`;

/** Releases of every combination, and of each one its own. */
const always = ["blackbox-exporter", "kubernetes-events", "otel-gateway", "otel-operator"];
const combinations: Record<string, readonly string[]> = {
  "high-performance": ["alloy", "otel-sampler"],
  kubernetes: ["alloy"],
  "vms-and-kubernetes": ["alloy", "fluent-bit"],
  "complex-analysis": ["alloy", "fluent-bit", "log-consumer"],
  fused: ["alloy", "fluent-bit", "log-consumer", "otel-sampler"],
  // The fused flow on kinds of cluster (docs/works-on.md).
  "auto-mode": ["alloy", "fluent-bit", "log-consumer"],
  "air-gapped": ["alloy", "fluent-bit", "log-consumer"],
};

async function collectionOf(settings: Settings): Promise<Registration[]> {
  return registrationsOf(() => {
    const names = namesFor(settings);
    new Collection("collection", { settings, names, cloud: new Cloud("cloud", { settings, names, cluster }) });
  });
}

const releases = (registrations: readonly Registration[]) => ofType(registrations, "kubernetes:helm.sh/v3:Release");
const textOf = (registrations: readonly Registration[], configMap: string) =>
  ofType(registrations, "kubernetes:core/v1:ConfigMap")
    .filter(({ inputs }) => (inputs.metadata as { name: string }).name.startsWith(configMap))
    .map(({ inputs }) => JSON.stringify(inputs.data))
    .join("");

describe("combinations", () => {
  const made = new Map<string, Registration[]>();
  before(async () => {
    for (const combination of Object.keys(combinations))
      made.set(combination, await collectionOf(settingsOfStack(fileOf(combination))));
  });
  const of = (combination: string) => made.get(combination) ?? [];

  it("have a file each, and a line in docs/choosing.md", () => {
    assert.deepEqual(
      readdirSync(join(root, "examples/stacks")).sort(),
      Object.keys(combinations)
        .map((name) => `${name}.yaml`)
        .sort(),
    );
    const page = readFileSync(join(root, "docs/choosing.md"), "utf8");
    for (const combination of Object.keys(combinations)) assert.ok(page.includes(fileOf(combination)), combination);
  });

  for (const [combination, own] of Object.entries(combinations)) {
    it(`${combination}: makes the releases of its path and no others, without a warning`, () => {
      const names = releases(of(combination))
        .map(({ inputs }) => String(inputs.name))
        .sort();
      assert.deepEqual(names, [...always, ...own].sort());
      // Who is told of alerts is the reader's to add.
      assert.deepEqual(warningsOf(settingsOfStack(fileOf(combination))).slice(1), []);
      for (const { inputs } of releases(of(combination)))
        assert.ok(Object.keys(inputs.values as object).length > 0, String(inputs.name));
    });
  }

  it("high-performance and kubernetes: no broker; services' OTLP and stdout go to Loki", () => {
    for (const combination of ["high-performance", "kubernetes"]) {
      assert.deepEqual(ofType(of(combination), "aws:msk/cluster:Cluster"), [], combination);
      assert.match(textOf(of(combination), "otel-gateway"), /otlp_http\/logs\/payments/);
    }
  });

  it("kubernetes: Promtail can take Alloy's place, and is warned about", async () => {
    const settings = settingsWith({
      ...stackFile(fileOf("kubernetes")),
      logs: { containerShipper: "promtail", filePipeline: "none" },
    });
    const names = releases(await collectionOf(settings))
      .map(({ inputs }) => String(inputs.name))
      .sort();
    assert.deepEqual(names, [...always, "promtail"].sort());
    assert.match(warningsOf(settings).join(), /promtail reached end of life/);
  });

  it(
    "vms-and-kubernetes: outside senders reach the gateway with a token for each " +
      "tenant, also one without namespaces",
    () => {
      assert.match(textOf(of("vms-and-kubernetes"), "otel-gateway"), /otlp\/external/);
      assert.match(textOf(of("vms-and-kubernetes"), "otel-gateway"), /otlp_http\/logs\/warehouse/);
      const tokens = ofType(of("vms-and-kubernetes"), "random:index/randomPassword:RandomPassword").map(
        ({ name }) => name,
      );
      assert.deepEqual(
        tokens,
        ["payments", "warehouse", "default"].map((tenant) => `collection-gateway-token-${tenant}`),
      );
    },
  );

  it("complex-analysis: gateway and consumer write to Elasticsearch, neither to Loki", () => {
    for (const collector of ["otel-gateway", "log-consumer"]) {
      const text = textOf(of("complex-analysis"), collector);
      assert.match(text, /https:\/\/elasticsearch\.example\.com:9200/, collector);
      // Traces do go through Loki's front door.
      assert.doesNotMatch(text, /otlp_http\/logs|loki\S*\/otlp/, collector);
    }
  });

  it("fused: Fluent Bit writes to Kafka, the consumer reads it and writes to each tenant's Loki", () => {
    const [fluentBit] = releases(of("fused")).filter(({ inputs }) => inputs.name === "fluent-bit");
    assert.match(JSON.stringify(fluentBit?.inputs.values), /"name":"kafka"/);
    assert.match(textOf(of("fused"), "log-consumer"), /otlp_http\/logs\/payments/);
  });
});

describe("the log consumer and a search engine with a user", () => {
  it("waits for the Secret that the gateway makes, out of which its pods read user and password", async () => {
    const search = {
      enabled: true,
      endpoints: ["https://search.example.com:9200"],
      username: "otel",
      password: "word",
    };
    const settings = settingsWith({ fanout: { elasticsearch: search } }, ["fanout"]);
    const names = namesFor(settings);
    const waitsFor = new Map<string, string[]>();
    // As opts hold them: what a component waits for is no input that the mocks would see.
    const transformations: pulumi.ResourceTransformation[] = [
      ({ type, opts }) => {
        const awaited = [opts.dependsOn ?? []].flat() as pulumi.Resource[];
        waitsFor.set(
          type,
          awaited.map((resource) => (resource as { __name?: string }).__name ?? ""),
        );
        return undefined;
      },
    ];
    await registrationsOf(
      () =>
        new Collection(
          "collection",
          { settings, names, cloud: new Cloud("cloud", { settings, names, cluster }) },
          { transformations },
        ),
    );
    const consumer = waitsFor.get("obs:collection:LogConsumer");
    assert.ok(
      consumer?.some((name) => /^collection-gateway-otel-fanout-[0-9a-f]{10}$/.test(name)),
      JSON.stringify(consumer),
    );
  });
});
