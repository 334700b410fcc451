// Tempo: traces of all tenants, kept in S3, and the metrics made of them. Takes settings and names of the cloud's
// resources; installs the chart of the size. Bucket, key and role must exist: pass them in `dependsOn`.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import type { CloudNames } from "../../cloud/names";
import { releases } from "../../releases";

export interface TempoArgs {
  /** A change of limits or retention of one tenant is taken live; anything else rolls the pods. */
  settings: Settings;
  names: CloudNames;
}

export class Tempo extends pulumi.ComponentResource {
  constructor(name: string, { settings, names }: TempoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:Tempo", name, {}, opts);
    const row = releases.tempo.when(settings) ? releases.tempo : releases.tempoDistributed;
    new kubernetes.helm.v3.Release(name, releaseArgs(row, settings, row.values(settings, names)), { parent: this });
    this.registerOutputs({});
  }
}
