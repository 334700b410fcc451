// The message with which a stack's settings are refused.
import assert from "node:assert/strict";
import type { StackConfiguration } from "../../settings/configuration";
import { loadSettings } from "../../settings/load";
import { InvalidSettings } from "../../settings/refusals/invalid-settings";

/** Empty where they are taken. */
export function refusalOf(stack: StackConfiguration): string {
  try {
    loadSettings(stack);
    return "";
  } catch (error) {
    assert.ok(error instanceof InvalidSettings, error instanceof Error ? error.stack : String(error));
    return error.message;
  }
}

export function withoutFile(stack: StackConfiguration): StackConfiguration {
  return { values: stack.values, secretKeys: stack.secretKeys };
}
