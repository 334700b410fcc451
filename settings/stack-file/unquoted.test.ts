// What YAML makes of text without quotes: told as it was written, with the command that quotes it.
import assert from "node:assert/strict";
import { runCommands } from "../../test/support/pulumi-config";
import { minimal } from "../../test/support/stack-configuration";
import { commandsOf, linesOf, linesOfYaml, type Overrides, set, signOn, tenant } from "../../test/support/told";

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
  it("what is no id in quotes either is asked for: what YAML made of it nobody wrote", () => {
    for (const [source, value] of [
      ["1_000", 1000],
      ["0X1F", 31],
      ["1E3", 1000],
      ["1:30", 90],
    ] as const) {
      const [id = ""] = linesOfYaml("tenants", `[{ id: ${source} }]`, [{ id: value }]);
      assert.ok(
        id.startsWith(`tenants[0].id: ${value} (written ${source}, without quotes) - must be text, so quote it`),
        id,
      );
      assert.ok(id.endsWith("pulumi config set --path 'observability:tenants[0].id'"), id);
      const [namespace = ""] = linesOfYaml("tenants", `[{ id: a, namespaces: [${source}] }]`, [
        { id: "a", namespaces: [value] },
      ]);
      assert.ok(namespace.endsWith("pulumi config set --path 'observability:tenants[0].namespaces[0]'"), namespace);
    }
  });
  it("a number as namespace or annotation is quoted, not removed", () => {
    assert.deepEqual(commandsOf(tenant({ namespaces: [123] })), [
      "pulumi config set --path --type string 'observability:tenants[0].namespaces[0]' 123",
    ]);
    assert.deepEqual(
      commandsOf({
        grafana: { hostname: "g.example.com", ingress: { className: "alb", annotations: { "a/b": 3000, c: true } } },
      }),
      [
        "pulumi config set --path --type string 'observability:grafana.ingress.annotations[\"a/b\"]' 3000",
        "pulumi config set --path --type string observability:grafana.ingress.annotations.c true",
      ],
    );
  });
  it("a number where text stands that is not shown: one answer mends it, however often digits are typed", () => {
    const store = { type: "mimir", url: "https://mimir.example.com/push", credential: { secure: "a token" } };
    for (const broken of [
      { longTermMetrics: { ...store, username: 123_456, tenant: 42 } },
      signOn({ clientId: 123_456, operators: [42] }),
      { alerts: { deadMansSwitch: { type: "opsgenie", heartbeat: 7, apiKey: { secure: "a key" } } } },
    ] as Overrides[]) {
      const config = { ...(minimal as Overrides), ...broken };
      const commands = commandsOf(broken);
      assert.ok(commands.length > 0);
      const mended = commands.reduce((before, command) => runCommands(before, command, () => "654321"), config);
      assert.deepEqual(linesOf(mended), [], commands.join("\n"));
    }
  });
  it("a date that is too long as the engine hands it over is quoted", () => {
    assert.deepEqual(
      linesOfYaml("iam", "{ roleNamePrefix: 2026-01-01 }", { roleNamePrefix: "2026-01-01 00:00:00 +0000 UTC" }),
      [
        "iam.roleNamePrefix: 2026-01-01 (a date, without quotes) - must be text, so quote it - pulumi config set --path " +
          "--type string observability:iam.roleNamePrefix 2026-01-01",
      ],
    );
  });
  it("an octal number that is out of bounds, or no option, is asked for: what YAML made of it nobody wrote", () => {
    for (const [key, yaml, handedOver, path] of [
      [
        "fanout",
        "{ cloudwatch: { enabled: true, retentionDays: 0365 } }",
        { cloudwatch: { enabled: true, retentionDays: 245 } },
        "cloudwatch.retentionDays",
      ],
      ["kafka", "{ partitions: 02000 }", { partitions: 1_024 }, "partitions"],
    ] as const) {
      const [line = ""] = linesOfYaml(key, yaml, handedOver);
      assert.ok(line.includes(", without quotes) - must be "), line);
      assert.ok(line.endsWith(`pulumi config set --path observability:${key}.${path}`), line);
    }
  });
  it("no and off stay no", () => {
    for (const word of ["no", "off", "n"]) {
      assert.deepEqual(linesOf({ protect: word }), [
        `protect: "${word}" - must be true or false - ${set("protect", "false")}`,
      ]);
    }
    assert.match(linesOf({ protect: "yes" })[0] ?? "", / true$/);
    assert.match(linesOf({ protect: 0 })[0] ?? "", / false$/);
  });
});
