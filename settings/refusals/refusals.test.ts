// Every way in which a configuration is refused, and what the user is told.
import assert from "node:assert/strict";
import type { Config } from "../../test/support/pulumi-config";
import { minimal, stackConfiguration } from "../../test/support/stack-configuration";
import { assertEditorsRefuseToo } from "../../test/support/stack-file-judge";
import { loadSettings } from "../load";
import { InvalidSettings } from "./invalid-settings";

function refusal(overrides: Record<string, unknown>, secretKeys: readonly string[] = []): string[] {
  assertEditorsRefuseToo(JSON.parse(JSON.stringify({ ...minimal, ...overrides })) as Config);
  try {
    loadSettings(stackConfiguration({ ...minimal, ...overrides }, secretKeys));
  } catch (error) {
    assert.ok(error instanceof InvalidSettings, `not a refusal: ${String(error)}`);
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  assert.fail("the configuration was accepted");
}

function refused(overrides: Record<string, unknown>, ...lines: string[]): void {
  assert.deepEqual(refusal(overrides), lines);
}

describe("a configuration is refused", () => {
  it("with path, value, what is allowed and the command that mends it", () => {
    refused(
      { size: "smal" },
      'size: "smal" - must be one of small, medium, large - pulumi config set --path observability:size small',
    );
  });

  it("for a required key that is missing", () => {
    refused(
      { environment: undefined },
      "environment: (not set) - is required and must be text - pulumi config set --path observability:environment",
    );
    refused(
      { cluster: {} },
      "cluster.name: (not set) - is required and must be text - pulumi config set --path " +
        "observability:cluster.name",
    );
  });

  it("for ports of the operators that every node has in use, or gives to others", () => {
    const at = (firstPort: number) => ({ cluster: { name: "c", operatorsOnNodes: { firstPort } } });
    refused(
      at(10_247),
      "cluster.operatorsOnNodes.firstPort: 10247 - must leave out 10248, which the kubelet has on every node: 4 " +
        "ports in a row are taken - pulumi config set --path observability:cluster.operatorsOnNodes.firstPort 10251",
    );
    assert.equal(refusal(at(9_097)).length, 1);
    assert.match(refusal(at(29_997))[0] ?? "", /must be .*29996/);
    for (const fine of [9_096, 9_101, 19_440, 29_996])
      loadSettings(stackConfiguration({ ...minimal, ...at(fine) }, []));
  });

  it("with all problems at once, those of shape and those between keys, in the order of their paths", () => {
    const lines = refusal({
      size: "huge",
      retention: { logsDays: 0 },
      grafana: { ingress: { className: "alb" } },
      tenants: [
        { id: "a", namespaces: ["n"] },
        { id: "a", namespaces: ["n"] },
      ],
    });
    assert.deepEqual(
      lines.map((line) => line.split(":")[0]),
      ["grafana.hostname", "retention.logsDays", "size", "tenants[1].id", "tenants[1].namespaces[0]"],
    );
  });

  it("for an unknown key, with the nearest known one", () => {
    const [top, nested] = refusal({ tenant: "x", kafka: { brokrType: "kafka.m7g.large" } })
      .sort()
      .reverse();
    assert.match(
      top ?? "",
      new RegExp(
        String.raw`^tenant: \[not shown\] - unknown key, nearest is tenants; known: .* - ` +
          "pulumi config rm --path observability:tenant$",
      ),
    );
    assert.match(
      nested ?? "",
      /^kafka\.brokrType: "kafka\.m7g\.large" - unknown key, nearest is brokerType; known: mode, /,
    );
    assert.match(
      nested ?? "",
      new RegExp(
        String.raw` - pulumi config rm --path observability:kafka\.brokrType && pulumi config set --path` +
          String.raw` observability:kafka\.brokerType kafka\.m7g\.large$`,
      ),
    );
  });

  it("for a tenant id that Loki, Kubernetes or Grafana would not take", () => {
    for (const id of ["a|b", "a/b", "A", "..", "", "-a", "a".repeat(33), "a b", "a\nb"]) {
      assert.match(
        refusal({ tenants: [{ id, namespaces: ["n"] }] })[0] ?? "",
        /^tenants\[0\]\.id: .* - must be lower-case letters, digits/,
        JSON.stringify(id),
      );
    }
  });

  it("for a tenant id that the platform uses itself", () => {
    assert.match(
      refusal({ tenants: [{ id: "self-monitoring" }] })[0] ?? "",
      /must not be an id that the platform uses itself/,
    );
  });

  it("for a namespace of two tenants", () => {
    refused(
      {
        tenants: [
          { id: "a", namespaces: ["shared"] },
          { id: "b", namespaces: ["own", "shared"] },
        ],
      },
      'tenants[1].namespaces[1]: "shared" - must be listed once: a namespace belongs to one tenant (it is also at ' +
        "tenants[0]) - " +
        "edit the stack's file: leave it with the one tenant that it belongs to",
    );
  });

  it("for a namespace given to the tenant default", () => {
    assert.match(
      refusal({ tenants: [{ id: "default", namespaces: ["x"] }] })[0] ?? "",
      /^tenants\[0\]\.namespaces: .* must be empty/,
    );
  });

  it("for retention below one day, or in fractions", () => {
    assert.match(
      refusal({ retention: { tracesDays: 0 } })[0] ?? "",
      new RegExp(
        String.raw`^retention\.tracesDays: 0 - must be at least 1 - pulumi config set --path` +
          String.raw` observability:retention\.tracesDays$`,
      ),
    );
    assert.match(
      refusal({ retention: { logsDays: 1.5 } })[0] ?? "",
      /^retention\.logsDays: 1\.5 - must be a whole number/,
    );
    assert.match(
      refusal({ tenants: [{ id: "a", retention: { logsDays: -1 } }] })[0] ?? "",
      /^tenants\[0\]\.retention\.logsDays: -1/,
    );
  });

  it("for a burst below the rate", () => {
    refused(
      { tenants: [{ id: "a", limits: { logsMbPerSecond: 10, logsBurstMb: 5 } }] },
      "tenants[0].limits.logsBurstMb: 5 - must be at least logsMbPerSecond (10) - pulumi config set --path " +
        "'observability:tenants[0].limits.logsBurstMb' 20",
    );
  });

  it("for a share of debug records that are dropped as a whole", () => {
    refused(
      { tenants: [{ id: "a", minimumSeverity: "info", debugSharePercent: 10 }] },
      "tenants[0].debugSharePercent: 10 - has no effect: records below info are dropped - pulumi config rm --path " +
        "'observability:tenants[0].debugSharePercent'",
    );
  });

  it("for a limit of customers whose lines no node reads", () => {
    refused(
      { tenants: [{ id: "a", customerLinesPerSecond: 10 }] },
      "tenants[0].customerLinesPerSecond: 10 - has no effect: the tenant has no namespaces, and records by OTLP are " +
        "not limited by customer - edit the stack's file: list the tenant's namespaces, or take the limit away",
    );
  });

  it("for brokers that nothing would use, and for a pipeline without its brokers", () => {
    refused(
      { kafka: { mode: "none" }, logs: { filePipeline: "kafka" } },
      'logs.filePipeline: "kafka" - must be collector or none while kafka.mode is none - pulumi config set --path ' +
        "observability:logs.filePipeline collector",
    );
    refused(
      { kafka: { mode: "none" }, tenants: [{ id: "a", otlpPipeline: "kafka" }] },
      'tenants[0].otlpPipeline: "kafka" - must be direct while kafka.mode is none - pulumi config set --path ' +
        "'observability:tenants[0].otlpPipeline' direct",
    );
    refused(
      { kafka: { mode: "none" }, tenants: [{ id: "a", logsApart: true }] },
      "tenants[0].logsApart: true - must be false while kafka.mode is none: there is no log consumer - pulumi config " +
        "set --path 'observability:tenants[0].logsApart' false",
    );
    refused(
      { logs: { filePipeline: "none" } },
      'kafka.mode: "msk" - must be none while logs.filePipeline is none: nothing would use the brokers - pulumi ' +
        "config set --path observability:kafka.mode none",
    );
  });

  it("for external brokers that are not fully described", () => {
    assert.deepEqual(
      refusal({ kafka: { mode: "external", auth: "scram" } }).map((line) => line.split(" - ")[1]),
      ["is required, because kafka.mode is external", "is required, because external brokers are used with scram"],
    );
    assert.match(
      refusal({ kafka: { mode: "external", auth: "iam", bootstrapServers: ["b:9098"] } })[0] ?? "",
      new RegExp(
        String.raw`^kafka\.clusterArn: \(not set\) - is required, because iam with external brokers signs` +
          ` for the region of that cluster`,
      ),
    );
  });

  it("for a key that has no effect in the chosen mode", () => {
    refused(
      { kafka: { mode: "none", partitions: 3 } },
      "kafka.partitions: 3 - must be absent unless kafka.mode is msk (it is none) - pulumi config rm --path " +
        "observability:kafka.partitions",
    );
  });

  it("for a fan-out without its target", () => {
    assert.deepEqual(
      refusal({
        fanout: { elasticsearch: { enabled: true }, jaeger: { enabled: true }, datadog: { enabled: true } },
      }).map((line) => line.split(":")[0]),
      ["fanout.datadog.apiKey", "fanout.elasticsearch.endpoints", "fanout.jaeger.endpoint"],
    );
  });

  it("for a credential in plain text, without showing it", () => {
    const lines = refusal({
      fanout: { datadog: { enabled: true, apiKey: "hunter2" } },
      alerts: { receivers: [{ name: "a", type: "slack", url: "https://hooks.example/hunter2", channel: "#a" }] },
    });
    assert.deepEqual(lines, [
      "alerts.receivers[0].url: [secret] - must be a Pulumi secret, it is in plain text - pulumi config set " +
        "--secret --path 'observability:alerts.receivers[0].url'",
      "fanout.datadog.apiKey: [secret] - must be a Pulumi secret, it is in plain text - pulumi config set --secret " +
        "--path observability:fanout.datadog.apiKey",
    ]);
  });

  it("for a receiver of an unknown type", () => {
    assert.match(
      refusal({ alerts: { receivers: [{ name: "a", type: "pager" }] } })[0] ?? "",
      /^alerts\.receivers\[0\]\.type: "pager" - must be of type slack, pagerduty or webhook/,
    );
  });

  it("for a receiver of a tenant or team that there is not, or of both", () => {
    const tenants = [{ id: "payments", team: "Money" }, { id: "shop" }];
    const receiver = (owner: object) => ({ name: "a", type: "webhook", url: "https://hook.example.com", ...owner });
    const of = (owner: object) => refusal({ tenants, alerts: { receivers: [receiver(owner)] } }, ["alerts"])[0] ?? "";
    assert.match(
      of({ tenant: "pay" }),
      /^alerts\.receivers\[0\]\.tenant: \[secret\] - must be one of tenants\[\]: payments, shop/,
    );
    assert.match(of({ team: "Mony" }), /^alerts\.receivers\[0\]\.team: \[secret\] - must be one of tenants\[\]: Money/);
    assert.match(
      of({ tenant: "payments", team: "Money" }),
      /^alerts\.receivers\[0\]\.team: \[secret\] - must be another value - pulumi config rm/,
    );
  });

  it("for replicas that could not keep a quorum, and for second copies of what must be single", () => {
    assert.match(
      refusal({ sizing: { loki: { replicas: 2 } } })[0] ?? "",
      /^sizing\.loki\.replicas: 2 - must be 1, or at least 3/,
    );
    assert.match(
      refusal({ size: "large", sizing: { lokiIngester: { replicas: 2 } } })[0] ?? "",
      /^sizing\.lokiIngester\.replicas: 2 - must be at least 3/,
    );
    assert.match(refusal({ sizing: { tempo: { replicas: 2 } } })[0] ?? "", /^sizing\.tempo\.replicas: 2 - must be 1/);
  });

  it("for a TSDB that would fill its volume", () => {
    for (const [prometheus, kept, volume] of [
      // ext4 leaves 42.02 and 48.91 GiB of these (mkfs.ext4 -m0).
      [{ volumeGib: 43 }, "42", "43"],
      [{ retentionSizeGib: 46 }, "46", "50"],
    ] as const)
      assert.match(
        refusal({ sizing: { prometheus } })[0] ?? "",
        new RegExp(
          `^sizing\\.prometheus\\.retentionSizeGib: ${kept} - must be at most nine tenths of sizing\\.prometheus\\.volumeGib \\(${volume}\\)`,
        ),
      );
    const sizing = { prometheus: { retentionSizeGib: 45 } };
    assert.doesNotThrow(() => loadSettings(stackConfiguration({ ...minimal, sizing })));
  });

  it("for a volume larger than autoscaling may make it", () => {
    assert.match(
      refusal({ kafka: { volumeGib: 600 } })[0] ?? "",
      /^sizing\.kafka\.maxVolumeGib: 500 - must be at least the volume at creation \(600\)/,
    );
  });

  it("for more tenants than the memory of gateway and log consumer has queues for", () => {
    const tenants = Array.from({ length: 1_000 }, (_, index) => ({ id: `tenant-${index}` }));
    refused(
      { tenants },
      "sizing.gateway.memoryMib: 512 - must be at least 1550 for 1000 tenants, each with a queue of its own - " +
        "pulumi config set --path observability:sizing.gateway.memoryMib 1664",
      "sizing.logConsumer.memoryMib: 512 - must be at least 1134 for 1000 tenants, each with a queue of its own - " +
        "pulumi config set --path observability:sizing.logConsumer.memoryMib 1152",
    );
    assert.deepEqual(
      refusal({ tenants, kafka: { mode: "none" } }).map((line) => line.split(":")[0]),
      ["sizing.gateway.memoryMib"],
    );
    const mended = { gateway: { memoryMib: 1_664 }, logConsumer: { memoryMib: 1_152 } };
    for (const accepted of [
      { tenants, sizing: mended },
      { tenants, size: "large" },
      { tenants: tenants.slice(0, 300) },
    ]) {
      assert.doesNotThrow(() => loadSettings(stackConfiguration({ ...minimal, ...accepted })));
    }
  });
});
