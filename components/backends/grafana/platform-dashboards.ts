// Dashboards for the operators' organisation, as ConfigMaps that Grafana's sidecar picks up without a restart. Those of
// the tenants' organisations are set by Grafana's own component.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { dashboardLabel, ownLabels } from "../../../conventions/names";
import { dashboardFiles } from "../../../dashboards";
import type { Settings } from "../../../settings/settings";
import { folderAnnotation } from "./values";

export interface PlatformDashboardsArgs {
  settings: Settings;
}

export class PlatformDashboards extends pulumi.ComponentResource {
  constructor(name: string, { settings }: PlatformDashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:PlatformDashboards", name, {}, opts);
    for (const dashboard of dashboardFiles(settings)) {
      const uid = dashboard.name.replace(/\.json$/, "");
      new kubernetes.core.v1.ConfigMap(
        `${name}-${uid}`,
        {
          metadata: {
            name: `dashboard-${uid}`,
            namespace: settings.namespace,
            labels: { ...ownLabels, [dashboardLabel]: "1" },
            annotations: { [folderAnnotation]: dashboard.folder },
          },
          data: { [dashboard.name]: dashboard.json },
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
