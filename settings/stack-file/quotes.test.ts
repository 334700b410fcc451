// What the CLI does not take away: quotes around a number, which it keeps when it sets another one in its place.
import assert from "node:assert/strict";
import { type Config, configurationOf, runCommands } from "../../test/support/pulumi-config";
import { minimal } from "../../test/support/stack-configuration";
import { commandIn, linesOf, linesOfYaml } from "../../test/support/told";
import { loadSettings } from "../load";
import { setCommand } from "../refusals/problem";

describe("quotes of a command", () => {
  it("stand around what zsh takes for a program", () => {
    assert.match(setCommand(["pods", "annotations", "a"], "=x"), / '=x'$/);
  });
});

describe("a number, or a yes or no, in quotes", () => {
  for (const text of ['"30"', "'30'", '"30d"', "|-\n      30"]) {
    it(`${JSON.stringify(text)} is taken away before it is written without them`, () => {
      const value = text.includes("d") ? "30d" : "30";
      assert.equal(
        commandIn(linesOfYaml("retention", `\n    logsDays: ${text}`, { logsDays: value })[0]),
        "pulumi config rm --path observability:retention.logsDays && pulumi config set --path " +
          "observability:retention.logsDays 30",
      );
    });
  }

  it("stands without them after the commands", () => {
    const config = { ...minimal, retention: { logsDays: "30" } } as Config;
    const mended = runCommands(config, commandIn(linesOf(config)[0]) ?? "", () => "");
    assert.deepEqual(mended.retention, { logsDays: 30 });
    assert.equal(loadSettings(configurationOf(mended)).retention.logsDays, 30);
  });

  it("is asked for so where nobody knows which", () => {
    assert.equal(
      commandIn(linesOfYaml("logs", "{ nodeJournal: 'perhaps' }", { nodeJournal: "perhaps" })[0]),
      "pulumi config rm --path observability:logs.nodeJournal && pulumi config set --path observability:logs.nodeJournal",
    );
  });

  it("is one without them, too, that the CLI writes out in quotes", () => {
    assert.equal(
      commandIn(linesOfYaml("logs", "{ nodeJournal: yes }", { nodeJournal: "yes" })[0]),
      "pulumi config rm --path observability:logs.nodeJournal && " +
        "pulumi config set --path observability:logs.nodeJournal true",
    );
    assert.match(commandIn(linesOfYaml("retention", "{ logsDays: 12:30 }", { logsDays: "12:30" })[0]), / rm .* && /);
  });

  it("without quotes keeps its place", () => {
    assert.equal(
      commandIn(linesOfYaml("retention", "{ logsDays: 30d }", { logsDays: "30d" })[0]),
      "pulumi config set --path observability:retention.logsDays 30",
    );
  });
});
