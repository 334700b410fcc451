// What an editor says of a stack's file: the JSON Schema, as a validator applies it. And whether that agrees with what
// the program says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import { parse } from "yaml";
import { rawSettings } from "../../settings/configuration";
import { pathText } from "../../settings/refusals/problem";
import { settingsSchema } from "../../settings/schema";
import { readStackFile } from "../../settings/stack-file/stack-file";
import { type Config, configurationOf, stackFileText } from "./pulumi-config";

const schema = JSON.parse(readFileSync(join(__dirname, "..", "..", "settings", "stack.schema.json"), "utf8")) as object;
// Formats are annotations to many editors, so the schema must do without them.
const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

/** Faults that the JSON Schema finds in the text of a stack's file. */
export function editorsFaults(text: string): string[] {
  validate(parse(text));
  return (validate.errors ?? []).map((error: ErrorObject) => `${error.instancePath} ${error.message}`);
}

/** Paths whose shape the program refuses, what is encrypted aside: nobody can judge that in the file. */
function refusedShapes(config: Config): string[] {
  const file = readStackFile(stackFileText(config));
  const result = settingsSchema.safeParse({ ...rawSettings(configurationOf(config)) });
  return (result.error?.issues ?? [])
    .map(({ path }) => path.map((step) => (typeof step === "symbol" ? String(step) : step)))
    .filter((path) => path.every((_, depth) => file?.at(path.slice(0, depth + 1))?.kind !== "encrypted"))
    .map(pathText);
}

/** @throws AssertionError where the program refuses a shape that the JSON Schema lets pass. */
export function assertEditorsRefuseToo(config: Config): void {
  const refused = refusedShapes(config);
  if (refused.length === 0) return;
  assert.notDeepEqual(
    editorsFaults(stackFileText(config)),
    [],
    `not refused by the JSON Schema: ${refused.join(", ")}`,
  );
}
