// What the file of a stack says of scalars that people rarely write: told once, and with what mends it.
import assert from "node:assert/strict";
import { commandIn, linesOfYaml } from "../../test/support/told";

const commandsOf = (key: string, yaml: string, handedOver: unknown) =>
  linesOfYaml(key, yaml, handedOver).map(commandIn);

describe("a scalar of the stack's file", () => {
  it("that is octal, and the same in decimal, is quoted in one command", () => {
    assert.deepEqual(commandsOf("pods", "{ labels: { a: 007 } }", { labels: { a: 7 } }), [
      "pulumi config set --path --type string observability:pods.labels.a 007",
    ]);
    assert.deepEqual(commandsOf("tenants", "[{ id: a, namespaces: [007] }]", [{ id: "a", namespaces: [7] }]), [
      "pulumi config set --path --type string 'observability:tenants[0].namespaces[0]' 007",
    ]);
  });

  it("with a comma in it is told so, where it stands", () => {
    const words =
      "edit the stack's file: write the number without a comma, a fraction with a dot: a comma begins another key, here this one";
    const copies = { cloudwatch: { enabled: true, retentionDays: 1 } };
    assert.deepEqual(commandsOf("fanout", "{ cloudwatch: { enabled: true, retentionDays: 1.000 } }", copies), [
      "pulumi config set --path observability:fanout.cloudwatch.retentionDays",
    ]);
    assert.deepEqual(commandsOf("objectives", "{ availabilityPercent: 99,9 }", { availabilityPercent: 99, 9: null }), [
      words,
    ]);
    assert.deepEqual(
      commandsOf("sizing", "{ tenantLimits: { logsMbPerSecond: 1,5 } }", {
        tenantLimits: { logsMbPerSecond: 1, 5: null },
      }),
      [words],
    );
    // Nothing is asked for what is left before the comma, too small by the schema or by what Loki needs.
    for (const [yaml, memoryMib, rest] of [
      ["4,096", 4, "096"],
      ["16,384", 16, "384"],
      ["16,000", 16, "0"],
    ] as const) {
      const written = `{ loki: { memoryMib: ${yaml} } }`;
      assert.deepEqual(commandsOf("sizing", written, { loki: { memoryMib, [rest]: null } }), [words]);
    }
  });

  it("with a dot between its thousands is asked for, quoted or not, where no fraction may stand", () => {
    const days = "pulumi config set --path observability:retention.logsDays";
    assert.deepEqual(linesOfYaml("retention", "{ logsDays: 1.000 }", { logsDays: 1 }), [
      `retention.logsDays: 1 (written 1.000, without quotes) - must be written without a dot, behind which YAML reads a fraction - ${days}`,
    ]);
    assert.deepEqual(commandsOf("retention", "{ logsDays: 1.095 }", { logsDays: 1.095 }), [days]);
    assert.deepEqual(commandsOf("retention", '{ logsDays: "1.000" }', { logsDays: "1.000" }), [
      `pulumi config rm --path observability:retention.logsDays && ${days}`,
    ]);
    assert.deepEqual(commandsOf("objectives", "{ availabilityPercent: 99.999 }", { availabilityPercent: 99.999 }), []);
    assert.deepEqual(commandsOf("pods", '{ labels: { a: "1.000" } }', { labels: { a: "1.000" } }), []);
  });

  it("that is a comment for the lack of quotes is quoted where that may stand there, and never taken away", () => {
    const told = (key: string, yaml: string, handedOver: unknown) => {
      const [line = ""] = linesOfYaml(key, yaml, handedOver);
      assert.ok(line.includes("; without quotes # begins a comment - "), line);
      return commandIn(line);
    };
    const slack = (channel: null) => ({
      receivers: [{ name: "a", type: "slack", url: "https://hooks.slack.com/services/x", channel }],
    });
    const receiver =
      "\n    receivers:\n      - name: a\n        type: slack\n        url: { secure: x }\n        channel:";
    for (const end of [" #alerts", " #alerts # of the team", " #alerts\n        # of the team"])
      assert.equal(
        told("alerts", `${receiver}${end}`, slack(null)),
        "pulumi config set --path 'observability:alerts.receivers[0].channel'",
      );
    assert.equal(
      told("pods", "\n    annotations:\n      a/b: #1", { annotations: { "a/b": null } }),
      "pulumi config set --path --type string 'observability:pods.annotations[\"a/b\"]' '#1'",
    );
    assert.equal(told("namespace", "#obs", ""), "pulumi config set --path observability:namespace");
  });

  it("with a comment behind nothing is taken away, as without", () => {
    for (const comment of ["", " # the default", " #: the default"])
      assert.deepEqual(
        commandsOf("kafka", `\n    mode: msk\n    brokerType:${comment}`, { mode: "msk", brokerType: null }),
        ["pulumi config rm --path observability:kafka.brokerType"],
      );
  });

  it("that a key in braces has not is asked for, and taken away where that says nothing", () => {
    assert.deepEqual(commandsOf("tenants", "[{ id: a, retired }]", [{ id: "a", retired: null }]), [
      "pulumi config set --path 'observability:tenants[0].retired'",
    ]);
    assert.deepEqual(commandsOf("retention", "{ logsDays: 30, tracesDays }", { logsDays: 30, tracesDays: null }), [
      "pulumi config rm --path observability:retention.tracesDays",
    ]);
    assert.deepEqual(commandsOf("scheduling", "{ nodeSelector: { platform } }", { nodeSelector: { platform: null } }), [
      "pulumi config rm --path observability:scheduling",
    ]);
  });
});
