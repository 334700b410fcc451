// How credentials in the wrong place or form are told: not shown, refused in plain text, asked for encrypted.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackConfiguration } from "../../commands/stack-configuration";
import { valid } from "../../test/support/broken-settings";
import { type Config, type ConfigValue, configurationOf } from "../../test/support/pulumi-config";
import { refusalOf, withoutFile } from "../../test/support/refusal-of";
import { minimal } from "../../test/support/stack-configuration";
import { linesOf, linesOfYaml } from "../../test/support/told";
import { readStackFile } from "../stack-file/stack-file";

function lines(config: Config): string[] {
  return refusalOf(configurationOf(config))
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

describe("a credential", () => {
  const hook = "https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx";

  it("under a map in place of a list is not shown, and nothing is removed", () => {
    assert.deepEqual(lines({ ...valid(), alerts: { receivers: { url: { secure: hook } } } }), [
      "alerts.receivers: a map of 1 key - must be a list - edit the stack's file: write a list, each entry after a " +
        "hyphen",
    ]);
  });

  it("in the place of a map or a number is not shown, however short", () => {
    for (const [fanout, path] of [
      ["hunts", "fanout"],
      [{ datadog: "hunts" }, "fanout.datadog"],
      [{ datadog: { enabled: "49381726" } }, "fanout.datadog.enabled"],
      [{ cloudwatch: { enabled: true, retentionDays: "hunts" } }, "fanout.cloudwatch.retentionDays"],
    ] as [ConfigValue, string][])
      assert.match(lines({ ...valid(), fanout })[0] ?? "", new RegExp(`^${path}: \\[not shown\\] - `));
  });

  it("that was pasted into another place, too, is not shown there, nor in a command that changes its case", () => {
    const apiKey = "Abcdef0123456789";
    assert.deepEqual(
      lines({ ...valid(), environment: apiKey, fanout: { datadog: { enabled: false, apiKey: { secure: apiKey } } } }),
      [
        "environment: [not shown] - must be lower-case letters, digits and inner hyphens, starting with a letter, at " +
          "most 20 characters - pulumi config set --path observability:environment",
      ],
    );
  });

  it("is looked for in thousands of lines in a moment", function () {
    this.timeout(60_000);
    const receivers = Array.from({ length: 2_000 }, (_, index) => ({
      name: `A${index}`,
      type: "webhook",
      url: `https://hooks.example.com/${"x".repeat(40)}${index}`,
    }));
    const before = process.cpuUsage();
    const sizing = { alertmanager: { memoryMib: 512 } };
    assert.equal(lines({ ...valid(), alerts: { receivers }, sizing }).length, 4_000);
    assert.ok(process.cpuUsage(before).user < 10e6);
  });

  it("are no group without credentials: it stands in plain text in what is made of it", () => {
    const handedOver = [{ id: "payments", namespaces: ["payments"] }];
    assert.deepEqual(linesOfYaml("tenants", "{ secure: v1:0123 }", handedOver), [
      "tenants: [secret] - must not be a Pulumi secret: it holds no credential, and what is made from it has it " +
        "in plain text anyway - edit the stack's file: write tenants in plain text, as a list",
    ]);
    assert.deepEqual(linesOfYaml("fanout", "{ secure: v1:0123 }", { cloudwatch: { enabled: true } }), []);
  });

  it("are nothing that is empty: what is absent beside a secret is told as that", () => {
    const receivers = [{ name: "a", type: "slack", url: { secure: "https://hooks.example.com/a" }, channel: null }];
    assert.match(linesOf({ alerts: { receivers } }).join(), /^alerts\.receivers\[0\]\.channel: null - /);
    assert.match(linesOf({ alerts: { receivers: { secure: "" } } }).join(), /^alerts\.receivers: \[secret\] - /);
  });

  it("in the place of a Secret's name is not shown, where it cannot be one", () => {
    const broken = (secret: string) => ({
      kafka: { mode: "external", auth: "scram", bootstrapServers: ["b:9096"], existingSecret: secret },
      cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: secret } },
      images: { pullSecrets: [secret] },
    });
    for (const secret of ["otel:hunter2", "hunter2!", "hunter2 hunter2", '{"auths":{}}']) {
      const lines = linesOf(broken(secret));
      assert.deepEqual(
        lines.map((line) => line.split(" - ")[0]),
        [
          "cluster.externalIngest.tlsSecret: [not shown]",
          "images.pullSecrets[0]: [not shown]",
          "kafka.existingSecret: [not shown]",
        ],
        secret,
      );
      assert.ok(!lines.join("").includes("hunter2"), lines.join("\n"));
    }
    assert.match(linesOf(broken("Brokers_1")).join("\n"), /existingSecret: "Brokers_1" - .* brokers-1$/m);
  });
  it("under a misspelt key is not shown, and asked for again, encrypted", () => {
    const { apiKey, ...datadog } = (valid().fanout as Record<string, Record<string, ConfigValue>>).datadog ?? {};
    assert.deepEqual(
      lines({ ...valid(), fanout: { datadog: { ...datadog, apikey: apiKey ?? null } } }).filter((line) =>
        line.includes("apikey"),
      ),
      [
        "fanout.datadog.apikey: [secret] - unknown key, nearest is apiKey; known: enabled, site, apiKey - pulumi " +
          "config " +
          "rm --path observability:fanout.datadog.apikey && pulumi config set --secret --path " +
          "observability:fanout.datadog.apiKey",
      ],
    );
  });

  it("of another kind of entry is told with the keys of the kind that it is", () => {
    const alerts = { deadMansSwitch: { type: "opsgenie", heartbeat: "up", url: { secure: hook } } };
    const [, line = ""] = lines({ ...valid(), alerts });
    assert.ok(
      line.startsWith("alerts.deadMansSwitch.url: [secret] - unknown key; known: type, heartbeat, region, apiKey - "),
      line,
    );
  });

  it("in plain text is refused, whatever secret stands beside it", () => {
    const receivers: ConfigValue[] = [
      { name: "a", type: "slack", channel: "#a", url: { secure: hook } },
      { name: "b", type: "slack", channel: "#b", url: hook },
    ];
    assert.deepEqual(lines({ ...valid(), alerts: { receivers } }), [
      "alerts.receivers[1].url: [secret] - must be a Pulumi secret, it is in plain text - pulumi config set --secret " +
        "--path 'observability:alerts.receivers[1].url'",
    ]);
  });

  it("in plain text is refused where it is merged into a map, or stands under the key's older name", () => {
    const search = "elasticsearch: { enabled: true, username: otel, password: { secure: v1:0 } }";
    const handedOver = {
      datadog: { enabled: true, apiKey: "0123456789abcdef0123456789abcdef" },
      elasticsearch: { enabled: true, endpoints: ["https://s.example.com"], username: "otel", password: "12345678" },
    };
    const plain = '{ apiKey: "0123456789abcdef0123456789abcdef" }';
    for (const yaml of [
      `other:a: &a ${plain}\n  observability:fanout: { datadog: { <<: *a, enabled: true }, ${search} }`,
      `other:a: &a ${plain}\n  observability:fanout: { datadog: { <<: [{ x: 1 }, *a], enabled: true }, ${search} }`,
      `observability:config:fanout: { datadog: ${plain}, ${search} }`,
    ]) {
      const { values } = configurationOf({ ...minimal, fanout: handedOver } as Config);
      const file = readStackFile(`config:\n  ${yaml}\n`);
      assert.ok(file);
      assert.match(
        refusalOf({ values, secretKeys: new Set(["observability:fanout"]), file }),
        /fanout\.datadog\.apiKey: \[secret\] - must be a Pulumi secret, it is in plain text/,
      );
    }
  });

  it("is in no warning of cost about the line that it stands on", () => {
    const directory = mkdtempSync(join(tmpdir(), "cost-"));
    const { emitWarning } = process;
    const warnings: string[] = [];
    process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));
    try {
      const file = join(directory, "Pulumi.odd.yaml");
      writeFileSync(file, "config:\n  observability:fanout: { datadog: { apiKey: !key 0123456789abcdef } }\n");
      assert.match(refusalOf(readStackConfiguration(file).configuration), /apiKey: \[secret\]/);
      assert.deepEqual(warnings, []);
    } finally {
      process.emitWarning = emitWarning;
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("by its form is not shown in a place of free text either, nor in a command", () => {
    for (const text of [
      "Bearer 0123456789abcdef!",
      `Basic ${btoa("user:hunter22")}`,
      btoa("user:hunter22"),
      "AKIAIOSFODNN7EXAMPLE!",
      "-----BEGIN PRIVATE KEY-----\nMIIE",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.dozj!",
      "xoxb-1234-5678!",
      "ghp_0123456789abcdefghij!",
      "token=0123!",
      "https://discord.com/api/webhooks/123/abc",
    ]) {
      const [line = ""] = linesOf({ accept: [text] });
      assert.match(
        line,
        /^accept\[0\]: \[not shown\] - [^:]+ - pulumi config (rm|set) --path 'observability:accept\[0\]'$/,
      );
    }
    for (const name of ["payments-basic", "Sky and Key", "tokens of the team", "cGF5bWVudHM", "sk-team"])
      assert.match(linesOf({ accept: [name] })[0] ?? "", new RegExp(`^accept\\[0\\]: "${name}" - `));
  });

  it("is not taken where its value stands in plain text in what is made of it", () => {
    const told = lines({
      ...valid(),
      environment: { secure: "dev" },
      pods: { annotations: { "example.com/token": { secure: "hunter22" } } },
      tenants: [{ id: { secure: "payments" } }],
      accept: [{ secure: "brokers" }],
    });
    const plain = "[secret] - must not be a Pulumi secret: what is made from it has it in plain text anyway";
    assert.deepEqual(told, [
      `accept[0]: ${plain} - pulumi config set --path 'observability:accept[0]'`,
      `environment: ${plain} - pulumi config set --path observability:environment`,
      'pods.annotations["example.com/token"]: [secret] - must be another name: this one is a credential\'s, and ' +
        "whoever sees the object can read it - pulumi config rm --path observability:pods",
      `tenants[0].id: ${plain} - pulumi config set --path 'observability:tenants[0].id'`,
    ]);
    assert.equal(
      refusalOf(withoutFile(configurationOf({ ...valid(), environment: { secure: "dev" } }))),
      "",
      "without the file nobody knows which value it is",
    );
  });

  it("within an address is refused, and the address not shown", () => {
    const address = "https://otel:hunter22@search.example.com:9200";
    const search = { enabled: true, endpoints: [address] };
    const told = lines({
      ...valid(),
      fanout: { elasticsearch: search, jaeger: { enabled: true, endpoint: "j:4317", queryUrl: address } },
      charts: { mirror: "oci://user:hunter22@registry.example.com/charts" },
      kafka: { mode: "external", auth: "scram", existingSecret: "brokers", bootstrapServers: ["u:hunter22@b:9096"] },
      alerts: { receivers: [{ name: "a", type: "webhook", url: { secure: address } }] },
      grafana: { hostname: "grafana.example.com" },
      signOn: {
        clientId: "grafana",
        clientSecret: { secure: "0123456789" },
        authUrl: address,
        tokenUrl: address,
        operators: ["platform"],
      },
    });
    assert.deepEqual(
      told.map((line) => line.split(" - ").slice(0, 2).join(" - ")),
      [
        "alerts.receivers[0].url: [secret] - must be an http:// or https:// address without user and password in it",
        "charts.mirror: [not shown] - must be an oci:// or https:// repository without user, password, query, tag " +
          "and digest in it, or " +
          "an absolute directory",
        "fanout.elasticsearch.endpoints[0]: [not shown] - must be an address without user, password or key in it",
        "fanout.jaeger.queryUrl: [not shown] - must be an address without user, password or key in it",
        "kafka.bootstrapServers[0]: [not shown] - must be host:port, with a port from 1 to 65535",
        "signOn.authUrl: [not shown] - must be an address without user, password or key in it",
        "signOn.tokenUrl: [not shown] - must be an address without user, password or key in it",
      ].sort(),
    );
  });
});
