// What a preview asks for word by word: its commands run in the order in which they are printed.
import assert from "node:assert/strict";
import { type Config, runCommands } from "../../test/support/pulumi-config";
import { settingsWith } from "../../test/support/stack-configuration";
import { InvalidSettings } from "../refusals/invalid-settings";
import { told } from "../secrets/disclosure";
import { refusedChanges } from "./changes";
import { recordOf } from "./record";

const cluster = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
const today = "2026-11-27";

type Overrides = Record<string, unknown>;

/** The commands of a refusal, in the order of its lines. */
function commandsFor(before: Overrides, after: Overrides): string[] {
  const last = recordOf(settingsWith(before), cluster, undefined, today);
  const settings = settingsWith(after);
  const problems = refusedChanges({ record: last }, recordOf(settings, cluster, last, today), settings, today);
  if (problems.length === 0) return [];
  return new InvalidSettings(problems.map(told), settings.written).problems.map(({ command }) => command);
}

describe("what is accepted by commands", () => {
  const kept = { logs: { filePipeline: "collector" }, kafka: { mode: "none" } };
  const changes: [string, before: Overrides, after: Overrides][] = [
    ["small to medium", { ...kept, size: "small" }, { ...kept, size: "medium" }],
    ["large to small", { ...kept, size: "large" }, { ...kept, size: "small" }],
    [
      "shorter retention and another size",
      { ...kept, size: "small" },
      { ...kept, size: "large", retention: { logsDays: 2 } },
    ],
  ];
  for (const [title, before, after] of changes) {
    for (const accept of [undefined, [], ["expiry/logs/7/x"], ["expiry/logs/7/x", "expiry/logs/8/x"]]) {
      it(`${title}, beside ${accept === undefined ? "none" : accept.length} accepted before`, () => {
        const written: Overrides = accept === undefined ? after : { ...after, accept };
        const commands = commandsFor(before, written);
        assert.ok(commands.length > 1, "more than one entry is asked for");
        const mended = commands.reduce<Config>(
          (config, command) => runCommands(config, command, () => assert.fail("nothing is asked for")),
          written as Config,
        );
        assert.deepEqual(commandsFor(before, mended), []);
      });
    }
  }
});
