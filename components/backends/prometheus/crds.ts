// Custom resource definitions of the Prometheus operator, as a release of their own: Helm never upgrades the
// definitions that come with a chart, and every other chart's monitors need them first. Owns nothing else.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { adoptsDefinitions, releaseArgs } from "../../chart-release";
import { releases } from "../../releases";

export interface PrometheusCrdsArgs {
  settings: Settings;
}

/**
 * Definitions that exist are taken over. They outlive `pulumi destroy`: deleting them would delete every monitor and
 * rule in the cluster, those of other teams included.
 */
export class PrometheusCrds extends pulumi.ComponentResource {
  constructor(name: string, { settings }: PrometheusCrdsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:PrometheusCrds", name, {}, opts);
    new kubernetes.helm.v3.Release(
      name,
      {
        ...releaseArgs(releases.prometheusCrds, settings, releases.prometheusCrds.values(settings)),
        ...adoptsDefinitions,
      },
      {
        parent: this,
        retainOnDelete: true,
      },
    );
    this.registerOutputs({});
  }
}
