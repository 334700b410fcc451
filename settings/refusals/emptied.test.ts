// The printed commands leave the stack's file as if what was wrong had never been written: no map or list stays behind
// for it.
import assert from "node:assert/strict";
import { type Config, runCommands } from "../../test/support/pulumi-config";
import { minimal, settingsWith } from "../../test/support/stack-configuration";
import { commandsOf, linesOf, type Overrides, tenant } from "../../test/support/told";
import { refusedChanges } from "../history/changes";
import { recordOf } from "../history/record";
import { told } from "../secrets/disclosure";
import { InvalidSettings } from "./invalid-settings";

const run = (config: Config, commands: readonly string[]) =>
  commands.reduce((before, each) => runCommands(before, each, () => assert.fail(`asks: ${each}`)), config);
const mended = (overrides: Overrides) => run(overrides, commandsOf(overrides));

const cases: [title: string, written: Overrides, then: Overrides][] = [
  [
    "a group with one key",
    { kafka: { mode: "none" }, sizing: { kafka: { partitions: 3 } } },
    { kafka: { mode: "none" } },
  ],
  ["a group of which each key goes", { retention: { hot: "x", warm: "y" } }, {}],
  ["maps within maps", { pods: { annotations: { "checksum/config": "x" } } }, {}],
  [
    "a map beside which others stand",
    { pods: { labels: { team: "a" }, annotations: { "checksum/config": "x" } } },
    { pods: { labels: { team: "a" } } },
  ],
  ["a list with one entry", tenant({ namespaces: [" "] }), { tenants: [{ id: "payments" }] }],
  ["a list that loses all of them", tenant({ namespaces: [" ", null] }), { tenants: [{ id: "payments" }] }],
  ["a list that keeps one", tenant({ namespaces: ["a", " "] }), { tenants: [{ id: "payments", namespaces: ["a"] }] }],
  ["a key that is written elsewhere in the same map", { kafka: { Mode: "none" } }, { kafka: { mode: "none" } }],
];

describe("what the commands leave", () => {
  for (const [title, written, then] of cases)
    it(`has nothing empty: ${title}`, () => {
      assert.deepEqual(mended(written), then);
      assert.deepEqual(linesOf(then), []);
    });

  it("has what was written empty, and what says something by being there", () => {
    assert.deepEqual(mended({ kafka: {}, pods: { labels: {} }, retention: { hot: "x" } }), {
      kafka: {},
      pods: { labels: {} },
    });
    const onNodes = { name: "c", operatorsOnNodes: { prot: "" } };
    assert.deepEqual(mended({ cluster: onNodes }), { cluster: { name: "c", operatorsOnNodes: {} } });
  });

  it("has no group for subnets that running brokers were not made with", () => {
    const cluster = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
    const subnetIds = ["subnet-00000001", "subnet-00000002", "subnet-00000003"];
    const kept = (kafka: Overrides): Config => {
      const config = { ...(minimal as Config), kafka: { ...kafka, subnetIds } };
      const [last, settings] = [recordOf(settingsWith(), cluster, undefined, "2026-11-27"), settingsWith(config)];
      const problems = refusedChanges(
        { record: last },
        recordOf(settings, cluster, last, "2026-11-27"),
        settings,
        "2026-11-27",
      );
      const refusal = new InvalidSettings(problems.map(told), settings.written);
      return run(
        config,
        refusal.problems.map(({ command }) => command),
      );
    };
    assert.deepEqual(kept({}), minimal);
    assert.deepEqual(kept({ mode: "msk" }), { ...minimal, kafka: { mode: "msk" } });
    assert.deepEqual(kept({ auth: "scram" }), { ...minimal, kafka: { auth: "iam" } });
  });
});
