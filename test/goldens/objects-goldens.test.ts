// The Kubernetes objects that the program makes itself, for review beside the values of the charts. Those that the
// charts make have a digest each in rendered/ (`npm run test:charts`). Dashboards, alert rules and Collectors are reviewed where
// they are written.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { platformOf } from "../support/effect-of";
import { matchesGolden } from "../support/golden";
import { settingsOfStack } from "../support/stack-configuration";

/** Longer texts stand in goldens of their own (collectors/) or are generated: here a digest tells that they changed. */
const longestText = 300;

describe("objects that the program makes", function () {
  this.timeout(120_000);

  for (const stack of ["dev", "sandbox", "prod"]) {
    it(`of ${stack} are as reviewed`, async () => {
      const registered = await platformOf(settingsOfStack(stack));
      const objects = registered
        .filter(({ type, name }) => /^kubernetes:(?!helm)/.test(type) && !/-dashboards-|-alerts$|-config-\d+$/.test(name))
        .filter(({ type }) => !type.endsWith(":PrometheusRule"))
        .map(({ name, inputs }) => ({ name, ...(shortened(inputs) as Record<string, unknown>) }))
        .sort((a, b) => a.name.localeCompare(b.name));
      assert.ok(objects.length > 20, String(objects.length));
      const namespace = objects.find((object) => "kind" in object && object.kind === "Namespace");
      assert.ok(namespace, "the namespace is among them");
      matchesGolden(
        `objects/${stack}.yaml`,
        objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n"),
      );
    });
  }
});

function shortened(value: unknown): unknown {
  if (typeof value === "string" && value.length > longestText)
    return `sha256:${createHash("sha256").update(value).digest("hex").slice(0, 12)}`;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
}
