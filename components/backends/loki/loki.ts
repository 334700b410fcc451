// Loki: logs of all tenants, kept in S3. Takes settings and names of the cloud's resources; installs the loki chart
// and the ConfigMap with the alert rules over logs. Bucket, key and role must exist: pass them in `dependsOn`.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { adoptsDefinitions, releaseArgs } from "../../chart-release";
import type { CloudNames } from "../../cloud/names";
import { ports, services } from "../../endpoints";
import { releases } from "../../releases";
import { alertFiles, alertsConfigMap, platformLogAlerts } from "./alerts";
import { readsPort } from "./front-door";
import { labelsOf } from "./placement";

export interface LokiArgs {
  /** A change of limits or retention of one tenant is taken live; anything else rolls the pods. */
  settings: Settings;
  names: CloudNames;
}

export class Loki extends pulumi.ComponentResource {
  constructor(name: string, { settings, names }: LokiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:Loki", name, {}, opts);
    // A change of them rolls the pods that run the ruler.
    const rules = new kubernetes.core.v1.ConfigMap(
      `${name}-alerts`,
      {
        metadata: { name: alertsConfigMap, namespace: settings.namespace, labels: ownLabels },
        data: alertFiles(platformLogAlerts(settings)),
      },
      { parent: this },
    );
    // The chart's Service has one port, that of who writes.
    new kubernetes.core.v1.Service(
      `${name}-reads`,
      {
        metadata: { name: services.tenantReads, namespace: settings.namespace, labels: ownLabels },
        spec: {
          selector: labelsOf("gateway"),
          ports: [{ name: "http", port: ports.tenantReads, targetPort: readsPort }],
          // Each front door keeps to one Prometheus of a pair (prometheus/values.ts), and so does who asks one.
          sessionAffinity: "ClientIP",
        },
      },
      { parent: this },
    );
    new kubernetes.helm.v3.Release(
      name,
      {
        ...releaseArgs(releases.loki, settings, releases.loki.values(settings, names)),
        ...(settings.size === "large" ? adoptsDefinitions : {}),
      },
      { parent: this, dependsOn: rules },
    );
    this.registerOutputs({});
  }
}
