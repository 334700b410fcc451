// A slip in the namespace of a key: the setting would not be read, and nobody told.
import assert from "node:assert/strict";
import { minimal, stackConfiguration } from "../../test/support/stack-configuration";
import { loadSettings } from "../load";
import { InvalidSettings } from "../refusals/invalid-settings";

const { values, secretKeys } = stackConfiguration(minimal);
const problemsWith = (others: Record<string, string>): string[] => {
  try {
    loadSettings({ values: { ...values, ...others }, secretKeys });
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidSettings);
    return error.message.split("\n").slice(1);
  }
};

describe("a misspelt namespace", () => {
  it("is refused, once however many keys it has, and shows none of them", () => {
    assert.deepEqual(problemsWith({ "observabilty:kafka": '{"mode":"none"}', "observabilty:proxy": "{}" }), [
      '  observability: "observabilty" - must be observability, before the colon of every setting: what stands there ' +
        "is not read - edit the stack's file: write observability: in place of observabilty:",
    ]);
    for (const slip of ["Observability", "obsevability", "observibility", "observabilities", "oservability"])
      assert.equal(problemsWith({ [`${slip}:protect`]: "false" }).length, 1, slip);
  });

  it("is told beside what is missing for it", () => {
    const { "observability:tenants": tenants = "", ...rest } = values;
    assert.throws(
      () => loadSettings({ values: { ...rest, "observabilty:tenants": tenants }, secretKeys }),
      /2 problems.*\n.*"observabilty".*\n.*tenants: \(not set\)/,
    );
  });

  it("is not what other programs and providers have", () => {
    for (const other of ["aws:region", "kubernetes:context", "obs:kafka", "eks-observability:kafka", "observer:kafka"])
      assert.deepEqual(problemsWith({ [other]: "x" }), [], other);
  });
});
