// Recording and alerting rules of the platform, as one PrometheusRule that the operator loads without a restart.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../conventions/names";
import { platformRules } from "../../../dashboards/alerts";
import type { Settings } from "../../../settings/settings";

export interface PlatformRulesArgs {
  settings: Settings;
}

export class PlatformRules extends pulumi.ComponentResource {
  constructor(name: string, { settings }: PlatformRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:PlatformRules", name, {}, opts);
    new kubernetes.apiextensions.CustomResource(
      name,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: { name: "platform", namespace: settings.namespace, labels: ownLabels },
        spec: { groups: platformRules(settings) },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
