// Settings for tests: only what a test cares about is written down, the rest is default.
import { loadSettings } from "../../settings/load";
import type { Settings } from "../../settings/settings";

const payments = { id: "payments", namespaces: ["payments", "payments-jobs"], team: "Payments" };

/** Settings of a stack with these top-level keys; fanout and alerts count as secrets. */
export function settingsOf(configuration: Readonly<Record<string, unknown>> = {}): Settings {
  const stack = { environment: "test", cluster: { name: "eks" }, tenants: [payments, { id: "shop", namespaces: ["shop"] }], ...configuration };
  const values = Object.fromEntries(Object.entries(stack).map(([key, value]) =>
    [`observability:${key}`, typeof value === "string" ? value : JSON.stringify(value)]));
  return loadSettings({ values, secretKeys: new Set(["observability:fanout", "observability:alerts"]) });
}

/** As many tenants as asked for, each with two namespaces. */
export function manyTenants(count: number) {
  return Array.from({ length: count }, (_, index) => ({ id: `tenant-${index}`, namespaces: [`tenant-${index}`, `tenant-${index}-jobs`] }));
}
