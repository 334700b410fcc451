// Many tenants and namespaces: refused where an object would be too large, with the numbers, and accepted where all
// fit.
import assert from "node:assert/strict";
import { InvalidSettings } from "../settings/refusals/invalid-settings";
import { told } from "../settings/secrets/disclosure";
import { namesFor } from "../test/support/place";
import { settingsWith } from "../test/support/stack-configuration";
import { objectProblems } from "./object-sizes";

function problemsOf(tenants: number, namespacesEach: number, idLength = 8): string[] {
  const settings = settingsWith({
    size: "large",
    tenants: Array.from({ length: tenants }, (_, tenant) => ({
      id: `t${String(tenant).padStart(idLength - 1, "0")}`,
      namespaces: Array.from({ length: namespacesEach }, (_, index) => `namespace-${tenant}-${index}`),
    })),
    sizing: { gateway: { memoryMib: 16_384 }, logConsumer: { memoryMib: 16_384 } },
  });
  const problems = objectProblems(settings, namesFor(settings));
  return problems.length === 0 ? [] : new InvalidSettings(problems.map(told), {}).message.split("\n").slice(1);
}

describe("the objects of many tenants", function () {
  this.timeout(120_000);

  it("fit at some hundred tenants, and at a few with many namespaces", () => {
    assert.deepEqual(problemsOf(400, 1, 32), []);
    assert.deepEqual(problemsOf(4, 400), []);
    assert.deepEqual(problemsOf(2, 1), []);
  });

  it("fit at as many tenants as the schema takes, with short ids and no namespaces, in size small", () => {
    const tenants = Array.from({ length: 5_000 }, (_, index) => ({ id: `t${index}` }));
    const row = { memoryMib: 16_384 };
    const settings = settingsWith({ tenants, sizing: { gateway: row, logConsumer: row } });
    assert.deepEqual(objectProblems(settings, namesFor(settings)), []);
  });

  it("are refused where the platform's rules, which name each tenant with objectives of its own, are no rules to the operator", () => {
    const objectivesOf = (index: number) => ({
      windowDays: [7, 14, 60][index % 3],
      availabilityPercent: [99, 99.5, 99.95][index % 3],
      latencySeconds: [0.5, 1, 2.5][index % 3],
      latencyPercent: [95, 98, 99.5][index % 3],
    });
    const problems = (tenants: number) => {
      const settings = settingsWith({
        tenants: Array.from({ length: tenants }, (_, index) => ({
          id: `team-of-the-payments-${index}`,
          objectives: objectivesOf(index),
        })),
        sizing: { gateway: { memoryMib: 16_384 }, logConsumer: { memoryMib: 16_384 } },
      });
      return objectProblems(settings, namesFor(settings)).map(({ allowed }) => allowed);
    };
    assert.deepEqual(problems(600), []);
    const [line = "", ...more] = problems(1_200);
    assert.deepEqual(more, []);
    assert.match(
      line,
      /fewer namespaces and objectives of their own: .*the PrometheusRule of the platform takes \d+ bytes/,
    );
  });

  for (const [tenants, namespaces] of [
    [3_000, 1],
    [20, 500],
  ] as const) {
    it(`${tenants} tenants with ${namespaces} namespaces each are refused with what holds how much`, () => {
      const [line = "", ...more] = problemsOf(tenants, namespaces);
      assert.deepEqual(more, []);
      assert.match(
        line,
        new RegExp(
          `^  tenants: a list of ${tenants} - must be fewer, or list fewer namespaces: of ${tenants + 1} tenants ` +
            "with " +
            `${tenants * namespaces} namespaces .* takes \\d+ bytes of at most \\d+.* - edit the stack's file: ` +
            "share the tenants",
        ),
      );
    });
  }
});
