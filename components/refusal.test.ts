// What is refused once the settings are read takes away nothing that stands beside it, either.
import assert from "node:assert/strict";
import { loadSettings } from "../settings/load";
import { withWords } from "../settings/stack-file/written-as-text";
import { namesFor } from "../test/support/place";
import { configurationOf } from "../test/support/pulumi-config";
import { minimal } from "../test/support/stack-configuration";
import type { Overrides } from "../test/support/told";
import { refusalOf } from "./refusal";
import { problemsOfOverrides } from "./releases";

describe("a refusal of what is written as one text", () => {
  const overrides = { kps: { prometheus: { prometheusSpec: { query: { maxConcurrency: 5 } } } } };
  const byHand =
    "edit the stack's file: write overrides as a map of YAML, or mend its text: `--path` would replace all of it";

  it("is told in words, which a command would replace all of", () => {
    const written = { ...(minimal as Overrides), overrides: JSON.stringify(overrides) };
    const settings = loadSettings(configurationOf(written));
    const { message } = refusalOf(problemsOfOverrides(settings, namesFor(settings)), settings);
    assert.ok(message.endsWith(` - ${byHand}`), message);
  });

  it("is told with the command where YAML has it", () => {
    const settings = loadSettings(configurationOf({ ...(minimal as Overrides), overrides }));
    const { message } = refusalOf(problemsOfOverrides(settings, namesFor(settings)), settings);
    assert.match(message, / - pulumi config set --path \S+maxConcurrency 20$/);
  });

  it("says before the commands of a finding what they would take away, the project's own settings too", () => {
    const written = { ...(minimal as Overrides), kafka: JSON.stringify({ mode: "msk" }) };
    const { file, ...engine } = configurationOf(written);
    assert.ok(file);
    const mend = "pulumi config set --path observability:kafka.auth scram";
    assert.match(withWords(mend, loadSettings({ ...engine, file }).inWords), /^pulumi.* scram; before that, edit the /);
    const values = { ...engine.values, "observability:logs": '{"controlPlane":true}' };
    const inProject = loadSettings({ ...engine, values, file }).inWords;
    assert.match(
      withWords("pulumi config set --path observability:logs.controlPlane false", inProject),
      /Pulumi\.yaml/,
    );
    assert.equal(withWords("pulumi config set observability:storageClass gp3", inProject).includes("before"), false);
  });
});
