// Loki: logs of all tenants, kept in S3. Takes settings, names of the cloud's resources and alert rules; installs the
// loki chart and, where there are rules, the ConfigMap that holds them. Bucket, key and role must exist: pass them in
// `dependsOn`.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import { charts } from "../../charts";
import type { CloudNames } from "../../cloud/names";
import { alertFiles, alertsConfigMap, type TenantLogAlerts } from "./alerts";
import { lokiValues } from "./values";

export interface LokiArgs {
  /** A change of limits or retention of one tenant is taken live; anything else rolls the pods. */
  settings: Settings;
  names: CloudNames;
  /** Alert rules over logs, by tenant; none when absent. A change rolls the pods that run the ruler. */
  alerts?: TenantLogAlerts;
}

export class Loki extends pulumi.ComponentResource {
  constructor(name: string, { settings, names, alerts = {} }: LokiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:Loki", name, {}, opts);
    const rules =
      Object.keys(alerts).length === 0
        ? []
        : [
            new kubernetes.core.v1.ConfigMap(
              `${name}-alerts`,
              {
                metadata: { name: alertsConfigMap, namespace: settings.namespace, labels: ownLabels },
                data: alertFiles(alerts),
              },
              { parent: this },
            ),
          ];
    new kubernetes.helm.v3.Release(name, releaseArgs(charts.loki, settings, lokiValues(settings, names, alerts)), {
      parent: this,
      dependsOn: rules,
    });
    this.registerOutputs({});
  }
}
