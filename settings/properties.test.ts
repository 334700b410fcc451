// No input, however odd, ends in anything but settings or a refusal that names each fault.
import assert from "node:assert/strict";
import fc from "fast-check";
import { minimal, stackConfiguration } from "../test/support/stack-configuration";
import { loadSettings } from "./load";
import { InvalidSettings, type ToldProblem } from "./refusals/invalid-settings";
import { pathText } from "./refusals/problem";
import { settingsSchema } from "./schema";
import type { Settings } from "./settings";
import { schemaAt } from "./shape";

const seed = Number(process.env.PROPERTY_SEED ?? 42);
const keys = Object.keys(settingsSchema.shape);

function outcome(values: Record<string, string>): Settings | InvalidSettings {
  try {
    return loadSettings({ values, secretKeys: new Set() });
  } catch (error) {
    assert.ok(
      error instanceof InvalidSettings,
      `a stack trace instead of a refusal: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return error;
  }
}

function holdsNoHole(value: unknown, path = ""): void {
  if (typeof value === "number") assert.ok(Number.isFinite(value), `${path} is ${value}`);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) holdsNoHole(item, `${path}.${key}`);
}

/** By its name, or where that may be a credential by the place that has it. */
function isTold(path: readonly string[], problem: ToldProblem): boolean {
  const isHidden = problem.allowed.startsWith("has a key that is not known here");
  return pathText(problem.path) === pathText(isHidden ? path.slice(0, -1) : path);
}

/** Text that people and machines put where something else belongs. */
const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.json({ maxDepth: 3 }),
  fc.constantFrom(
    "",
    "null",
    "true",
    "0",
    "-1",
    "1e309",
    "{}",
    "[]",
    "[null]",
    '{"__proto__":{"x":1}}',
    '{"constructor":1}',
    '{"toString":1}',
    "NaN",
    "undef",
  ),
);

describe("settings, for any input", () => {
  it("under known keys: settings without holes, or a refusal", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), oddText), (odd) => {
        const values = {
          ...stackConfiguration(minimal).values,
          ...Object.fromEntries(Object.entries(odd).map(([key, text]) => [`observability:${key}`, text])),
        };
        const result = outcome(values);
        if (!(result instanceof InvalidSettings)) holdsNoHole(result);
      }),
      { numRuns: 300, seed },
    );
  });

  it("inside a known key: every key that is not known is named in the refusal", () => {
    const group = fc.constantFrom(
      "cluster",
      "retention",
      "kafka",
      "logs",
      "fanout",
      "charts",
      "grafana",
      "alerts",
      "sizing",
    );
    const name = fc.oneof(
      fc.string({ minLength: 1, maxLength: 12 }),
      fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "0"),
    );
    fc.assert(
      fc.property(group, name, fc.jsonValue({ maxDepth: 2 }), (key, unknown, value) => {
        fc.pre(schemaAt([key, unknown]) === undefined);
        const text = `{${JSON.stringify(unknown)}:${JSON.stringify(value)}}`;
        const result = outcome({ ...stackConfiguration(minimal).values, [`observability:${key}`]: text });
        assert.ok(result instanceof InvalidSettings, `${key} ${text} was accepted`);
        assert.ok(
          result.problems.some((problem) => isTold([key, unknown], problem)),
          result.message,
        );
      }),
      { numRuns: 300, seed },
    );
  });

  it("at the top: an unknown key is named", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), oddText, (key, text) => {
        fc.pre(!keys.includes(key));
        const result = outcome({ ...stackConfiguration(minimal).values, [`observability:${key}`]: text });
        assert.ok(result instanceof InvalidSettings && result.problems.some((problem) => isTold([key], problem)));
      }),
      { numRuns: 200, seed },
    );
  });

  it("a refusal gives a command for every problem, or says what to edit", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), oddText), (odd) => {
        const result = outcome(
          Object.fromEntries(Object.entries(odd).map(([key, text]) => [`observability:${key}`, text])),
        );
        if (!(result instanceof InvalidSettings)) return;
        for (const problem of result.problems) {
          assert.match(problem.command, /^(pulumi config (set|rm) |edit the stack's file: )/, JSON.stringify(problem));
          assert.ok(
            problem.allowed.length > 5 && !/undefined|\[object/.test(problem.allowed + problem.command),
            JSON.stringify(problem),
          );
        }
      }),
      { numRuns: 300, seed },
    );
  });
});
