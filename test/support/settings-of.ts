// Settings for tests of the backends: two tenants with namespaces, and whatever the test changes.
import type { Settings } from "../../settings/settings";
import { settingsWith, sizingForThousandTenants } from "./stack-configuration";

const tenants = [
  { id: "payments", namespaces: ["payments", "payments-jobs"], team: "Payments" },
  { id: "shop", namespaces: ["shop"] },
];

/** Settings with these top-level keys; fanout, alerts, signOn and longTermMetrics count as secrets. Room for a thousand tenants. */
export function settingsOf(configuration: Record<string, unknown> = {}): Settings {
  return settingsWith({ tenants, sizing: sizingForThousandTenants(configuration), ...configuration }, [
    "fanout",
    "alerts",
    "signOn",
    "longTermMetrics",
  ]);
}

/** As many tenants as asked for, each with two namespaces. */
export function manyTenants(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `tenant-${index}`,
    namespaces: [`tenant-${index}`, `tenant-${index}-jobs`],
  }));
}
