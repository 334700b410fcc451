// Each limit of a tenant reaches whoever holds it to that: one that nobody reads would be taken, and do nothing.
import assert from "node:assert/strict";
import { platformRules } from "../dashboards/alerts";
import { sizes } from "../settings/sizes";
import type { Sizing } from "../settings/sizing";
import { settingsWith } from "../test/support/stack-configuration";
import { runtimeOverrides } from "./backends/loki/config";
import { tenantOverrides } from "./backends/tempo/config";

describe("limits of a tenant", () => {
  const held = (limits: Partial<Sizing["tenantLimits"]>) => {
    const settings = settingsWith({ tenants: [{ id: "payments", limits }] });
    return JSON.stringify([runtimeOverrides(settings), tenantOverrides(settings), platformRules(settings)]);
  };
  for (const [key, value] of Object.entries(sizes.small.tenantLimits))
    it(`are in the stores' limits, or in an alert: ${key}`, () => {
      // Loki's burst is never below 32 MB.
      const others = { logsBurstMb: 100 };
      assert.ok(held({ ...others, [key]: value + 1 }) !== held(others), "nobody reads it");
    });
});
