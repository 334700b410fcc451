// Settings with tenants of every kind that container logs tell apart.
import { loadSettings } from "../../settings/load";
import type { Settings } from "../../settings/settings";
import { sizingForThousandTenants } from "./stack-configuration";

export const settingsOf = (tenants: unknown, more: Record<string, string> = {}): Settings =>
  loadSettings({
    values: {
      "observability:environment": "dev",
      "observability:cluster": '{"name":"c"}',
      "observability:tenants": JSON.stringify(tenants),
      "observability:sizing": JSON.stringify(sizingForThousandTenants()),
      ...more,
    },
    secretKeys: new Set(),
  });

export const settings = settingsOf([
  { id: "payments", namespaces: ["payments", "pay-batch"], minimumSeverity: "warn" },
  { id: "search", namespaces: ["search"] },
  { id: "verbose", namespaces: ["lab"], minimumSeverity: "trace", debugSharePercent: 10, customerLinesPerSecond: 200 },
]);
