// Settings that a program has from elsewhere, where they are refused.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { loadSettings } from "./from-elsewhere";
import { InvalidSettings } from "./refusals/invalid-settings";

describe("settings from elsewhere that are refused", () => {
  const values = { "observability:environment": "Test" };
  const error = (() => {
    try {
      return loadSettings({ values, secretKeys: new Set() });
    } catch (error) {
      return error;
    }
  })();

  it("end a program with their message alone, without a stack trace", () => {
    assert.ok(error instanceof InvalidSettings);
    assert.ok(pulumi.RunError.isInstance(error));
  });

  it("are told with a word on the commands, which write what such a program does not read", () => {
    const { message } = error as InvalidSettings;
    assert.match(message, /- pulumi config set --path observability:environment test\n/);
    assert.match(message, /\n {2}the program may have its settings from elsewhere .*: then change there what each/);
  });
});
