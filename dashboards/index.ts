// Every dashboard of the platform. Data in Grafana's classic schema, for a ConfigMap of the dashboard sidecar.
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Settings } from "../settings/settings";
import { platformHealth } from "./platform-health";
import { tenantOverview } from "./tenant-overview";
import { tenantUsage } from "./tenant-usage";

/** Who a dashboard is for: tenants see their own data through it, operators everybody's. */
type Folder = "Tenants" | "Platform";

export interface DashboardFile {
  /** File name without directory; the dashboard's uid with `.json`. */
  name: string;
  folder: Folder;
  json: string;
}

/** The uids are part of links that people keep: never rename one. */
const dashboards: readonly { folder: Folder; dashboard: (namespace: string) => Dashboard }[] = [
  { folder: "Tenants", dashboard: tenantOverview },
  { folder: "Platform", dashboard: platformHealth },
  { folder: "Platform", dashboard: tenantUsage },
];

/** @param namespace of the platform. */
export function dashboardFiles({ namespace }: Pick<Settings, "namespace">): DashboardFile[] {
  return dashboards.map(({ folder, dashboard: build }) => {
    const dashboard = withPanelIds(build(namespace));
    return { name: `${dashboard.uid ?? ""}.json`, folder, json: JSON.stringify(dashboard) };
  });
}

/** Links to a panel name it by number; the builder leaves that to whoever opens the dashboard first. */
function withPanelIds(dashboard: Dashboard): Dashboard {
  return { ...dashboard, panels: dashboard.panels?.map((panel, index) => ({ ...panel, id: index + 1 })) };
}
