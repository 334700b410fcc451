// JSON Schema of a stack's file, for editors: made from the settings' schema, written to stack.schema.json by
// `npm run settings-reference`. It knows shapes; what depends on several settings only the program can judge.

import { z } from "zod";
import { isMap } from "../conventions/maps";
import { documentationOf } from "./documented";
import { configurationNamespace } from "./refusals/problem";
import { settingsSchema } from "./schema";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** An encrypted value, as `pulumi config set --secret` writes it. */
const encrypted = {
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
} as const;

/** The schema of `Pulumi.<stack>.yaml`; keys of other namespaces are left to their owners. */
export function stackFileSchema(): JsonSchema {
  const settings = z.toJSONSchema(settingsSchema, {
    io: "input",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema }) => explain(zodSchema, asWritten(zodSchema, jsonSchema)),
  });
  const keys = Object.entries(settings.properties ?? {});
  const known = keys.map(([key]) => key).join("|");
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A stack of the observability platform",
    description: "Pulumi.<stack>.yaml, with the settings under config",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(
          keys.map(([key, schema]) => [`${configurationNamespace}:${key}`, atTheTop(schema as JsonSchema)]),
        ),
        patternProperties: { [`^${configurationNamespace}:(?!(${known})$)`]: false },
      },
    },
    required: ["config"],
    // An ESC environment may hold what the file does not.
    if: { not: { required: ["environment"] } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      properties: {
        config: { required: (settings.required ?? []).map((key) => `${configurationNamespace}:${key}`) },
      },
    },
  };
}

/** A credential stands encrypted, another text may. */
function asWritten(zodSchema: z.core.$ZodType, jsonSchema: JsonSchema): JsonSchema {
  if (zodSchema instanceof z.ZodPipe) {
    for (const key of ["minLength", "maxLength", "pattern", "allOf"] as const) delete jsonSchema[key];
    return Object.assign(jsonSchema, { type: "object", ...encrypted });
  }
  // These words speak of maps only, `pattern` and the like of texts only: one schema holds both.
  if (jsonSchema.type === "string" && jsonSchema.enum === undefined && jsonSchema.const === undefined) {
    for (const part of jsonSchema.allOf ?? []) delete part.type;
    return Object.assign(jsonSchema, { type: ["string", "object"], ...encrypted });
  }
  return jsonSchema;
}

/** Editors show the description only, so it says all. */
function explain(zodSchema: z.core.$ZodType, jsonSchema: JsonSchema): void {
  const { unit, effect, example } = documentationOf(zodSchema);
  for (const key of ["unit", "effect", "example"]) delete jsonSchema[key];
  if (isEmpty(jsonSchema.default)) delete jsonSchema.default;
  if (effect === undefined) return;
  const sentences = [jsonSchema.description, ...(unit ? [`Unit: ${unit}`] : []), `A change is ${meaningOf[effect]}`];
  Object.assign(jsonSchema, {
    description: `${sentences.join(". ")}.`,
    "x-effect": effect,
    ...(unit ? { "x-unit": unit } : {}),
    examples: [example],
  });
}

const meaningOf = {
  "in place": "in place: no restart",
  rolling: "rolling: pods are replaced one after another",
  replacement: "a replacement: a new resource takes the place of the old one",
  fixed: "refused after the first up",
  "by key": "what each key says",
} as const;

function isEmpty(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 0;
}

/** `pulumi config set` without `--path` writes every scalar as text. */
function atTheTop(schema: JsonSchema): JsonSchema {
  return schema.type === "boolean"
    ? { ...schema, type: ["boolean", "string"], enum: [true, false, "true", "false"] }
    : schema;
}
