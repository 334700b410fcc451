// Alloy or Promtail on every node. In: what containers write to stdout and stderr. Out: Loki, under the tenant that
// owns the container's namespace; namespaces of the platform itself included. May touch: the folder on each node that
// holds its read positions.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import { charts } from "../../charts";
import { alloyValues } from "./alloy-values";
import { promtailValues } from "./promtail-values";

export interface ContainerLogsArgs {
  settings: Settings;
}

export class ContainerLogs extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, args: ContainerLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:ContainerLogs", name, {}, opts);
    const { settings } = args;
    const [chart, values] =
      settings.logs.containerShipper === "alloy"
        ? ([charts.alloy, alloyValues(settings)] as const)
        : ([charts.promtail, promtailValues(settings)] as const);
    this.release = new kubernetes.helm.v3.Release(`${name}-${chart.name}`, releaseArgs(chart, settings, values), {
      parent: this,
    });
    this.registerOutputs({ release: this.release.name });
  }
}
