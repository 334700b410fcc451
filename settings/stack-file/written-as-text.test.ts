// What is written as one text is not mended by a command that replaces all of it.
import assert from "node:assert/strict";
import { runCommands } from "../../test/support/pulumi-config";
import { commandIn, linesOfYaml } from "../../test/support/told";

const byHand = (key: string, form: string) =>
  `edit the stack's file: write ${key} as a ${form} of YAML, or mend its text: \`--path\` would replace all of it`;
const commandsOf = (key: string, yaml: string, value: unknown) => linesOfYaml(key, yaml, value).map(commandIn);

describe("a list or map that is written as one text", () => {
  const tenants = [{ id: "Payments", namespaces: ["payments"] }];
  const fanout = { datadog: { enabled: true, site: "EU", apiKey: "0123456789abcdef" } };

  it("is mended by hand: as JSON, and encrypted as a whole", () => {
    assert.deepEqual(commandsOf("tenants", `'${JSON.stringify(tenants)}'`, tenants), [byHand("tenants", "list")]);
    assert.deepEqual(commandsOf("tenants", `|\n    ${JSON.stringify(tenants)}`, tenants), [byHand("tenants", "list")]);
    assert.deepEqual(commandsOf("fanout", "{ secure: v1:0123 }", fanout), [byHand("fanout", "map")]);
  });

  it("is mended by a command where YAML has it, and where it is no list or map at all", () => {
    const id = "pulumi config set --path 'observability:tenants[0].id' payments";
    assert.deepEqual(commandsOf("tenants", JSON.stringify(tenants), tenants), [id]);
    assert.deepEqual(commandsOf("kafka", "none", "none"), [
      "pulumi config rm --path observability:kafka && pulumi config set --path observability:kafka.mode none",
    ]);
  });

  it("is mended by hand where the words hold a part of what is encrypted", () => {
    const alerts = { receivers: [{ name: "a", type: "slack", channel: "alerts", url: "https://hooks.example.com/a" }] };
    assert.deepEqual(commandsOf("alerts", "{ secure: v1:0123 }", alerts), [
      "edit the stack's file: mend it where it stands",
    ]);
  });

  it("would lose what stands beside", () => {
    const text = { tenants: JSON.stringify(tenants) };
    const after = runCommands(text, "pulumi config set --path 'observability:tenants[0].id' payments", () => "");
    assert.deepEqual(after, { tenants: [{ id: "payments" }] });
  });
});
