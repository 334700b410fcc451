// What editors are told of a stack's file is what the program accepts and refuses.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import fc from "fast-check";
import { anyConfig, breakage, broken, valid } from "../test/support/broken-settings";
import { stackFileText } from "../test/support/pulumi-config";
import { assertEditorsRefuseToo, editorsFaults } from "../test/support/stack-file-judge";
import { schemaFile } from "../tools/settings-reference";
import { stackFileSchema } from "./json-schema";
import { documentedEffects } from "./reference";

const checkout = resolve(__dirname, "..");
const fileSchema: Record<string, unknown> = stackFileSchema();
const runs = Number(process.env.PROPERTY_RUNS ?? 100);
const seed = Number(process.env.PROPERTY_SEED ?? 42);

const stacks = ["Pulumi.dev.yaml", "Pulumi.prod.yaml", "Pulumi.sandbox.yaml"].concat(
  readdirSync(join(checkout, "examples", "stacks")).map((file) => join("examples", "stacks", file)),
);

/** What the schema has at a path of the settings, `tenants[].id`. */
function schemaAt(path: string): Record<string, unknown> | undefined {
  const steps = `config.observability:${path}`.replaceAll("[]", ".[]").split(".");
  return steps.reduce<Record<string, unknown> | undefined>((holder, step) => {
    const kinds = [holder, ...((holder?.oneOf ?? holder?.anyOf ?? []) as Record<string, unknown>[])];
    return kinds
      .map((kind) => (step === "[]" ? kind?.items : (kind?.properties as Record<string, unknown> | undefined)?.[step]))
      .find((found): found is Record<string, unknown> => typeof found === "object" && found !== null);
  }, fileSchema);
}

describe("the JSON Schema of a stack's file", () => {
  for (const stack of stacks) {
    it(`accepts ${stack}, whose first line leads editors to it`, () => {
      const text = readFileSync(join(checkout, stack), "utf8");
      assert.deepEqual(editorsFaults(text), []);
      const [, place = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
      assert.equal(resolve(checkout, dirname(stack), place), join(checkout, schemaFile));
    });
  }

  it("accepts what the program accepts, with every group there", () => {
    fc.assert(
      fc.property(anyConfig, (config) => assert.deepEqual(editorsFaults(stackFileText(config)), [])),
      { numRuns: 30, seed },
    );
  });

  it("refuses every shape that the program refuses", () => {
    fc.assert(
      fc.property(anyConfig, fc.array(breakage, { minLength: 1, maxLength: 2 }), (config, breakages) =>
        assertEditorsRefuseToo(broken(config, breakages)),
      ),
      { numRuns: runs, seed },
    );
  });

  it("has meaning and effect of every documented setting", () => {
    const effects = Object.entries(documentedEffects());
    assert.ok(effects.length > 70, String(effects.length));
    for (const [path, effect] of effects) {
      const found = schemaAt(path);
      assert.equal(found?.["x-effect"], effect, path);
      assert.match(
        String(found?.description),
        /\. A change is (in place|rolling|a replacement|refused|what each key says)/,
        path,
      );
    }
    assert.equal(schemaAt("retention.logsDays")?.default, 30);
    assert.equal(schemaAt("retention.logsDays")?.["x-unit"], "days");
  });

  it("takes any text encrypted, and a credential encrypted only", () => {
    const grafana = { hostname: { secure: "v1:0123456789abcdef" } };
    assert.deepEqual(editorsFaults(stackFileText({ ...valid(), grafana })), []);
    const datadog = { enabled: true, site: "datadoghq.eu", apiKey: "0123456789abcdef0123456789abcdef" };
    assert.deepEqual(editorsFaults(stackFileText(valid())), []);
    assert.deepEqual(editorsFaults(stackFileText({ ...valid(), fanout: { datadog } })), [
      "/config/observability:fanout/datadog/apiKey must be object",
    ]);
  });

  it("leaves keys of providers alone, and asks for none that an ESC environment may bring", () => {
    const text = stackFileText(valid());
    assert.deepEqual(editorsFaults(text.replace("config:\n", "config:\n  aws:region: eu-central-1\n")), []);
    assert.deepEqual(editorsFaults("environment: [observability/dev]\nconfig: {}\n"), []);
    assert.notDeepEqual(editorsFaults("config: {}\n"), []);
  });
});
