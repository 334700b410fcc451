// Cases of a rule of the policy pack: inputs that pass, and inputs that do not with what the message must say.
import assert from "node:assert/strict";
import type { PlannedResource, ResourceRule } from "../../policy/rule";

export const urn = (type: string, name: string) => `urn:pulumi:test::observability::${type}::${name}`;

export function planned(type: string, props: Record<string, unknown>, protect = true): PlannedResource {
  return { urn: urn(type, "it"), type, name: "it", props, protect };
}

interface Case {
  type: string;
  passes: Record<string, unknown>[];
  /** Inputs that break the rule, and what the message must say. */
  fails: [inputs: Record<string, unknown>, says: RegExp][];
}

export function checks(rule: ResourceRule, cases: Case[]): void {
  describe(rule.name, () => {
    for (const { type, passes, fails } of cases) {
      for (const [index, props] of passes.entries()) {
        it(`passes ${type} (${index + 1})`, () => assert.deepEqual(rule.check(planned(type, props)), []));
      }
      for (const [props, says] of fails) {
        it(`refuses ${type}: ${says.source}`, () => {
          const messages = rule.check(planned(type, props));
          assert.ok(
            messages.some((message) => says.test(message)),
            messages.join("\n") || "no violation",
          );
        });
      }
    }
    it("has nothing to say of another type", () => assert.deepEqual(rule.check(planned("obs:index:Platform", {})), []));
  });
}
