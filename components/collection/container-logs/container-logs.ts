// Alloy or Promtail on every node. In: what containers write to stdout and stderr. Out: Loki, under the tenant that
// owns the container's namespace; namespaces of the platform itself included. May touch: the folder on each node that
// holds its read positions.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import { releases } from "../../releases";

export interface ContainerLogsArgs {
  settings: Settings;
}

export class ContainerLogs extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, args: ContainerLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:ContainerLogs", name, {}, opts);
    const { settings } = args;
    const row = releases.alloy.when(settings) ? releases.alloy : releases.promtail;
    this.release = new kubernetes.helm.v3.Release(
      `${name}-${row.name}`,
      releaseArgs(row, settings, row.values(settings)),
      { parent: this },
    );
    this.registerOutputs({ release: this.release.name });
  }
}
