// Tempo: traces of all tenants, kept in S3, and the metrics made of them. Takes settings and names of the cloud's
// resources; installs the chart of the size. Bucket, key and role must exist: pass them in `dependsOn`.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import { charts } from "../../charts";
import type { CloudNames } from "../../cloud/names";
import type { HelmValues } from "../../helm-values";
import { tempoDistributedValues } from "./distributed-values";
import { tempoValues } from "./values";

export interface TempoArgs {
  /** A change of limits or retention of one tenant is taken live; anything else rolls the pods. */
  settings: Settings;
  names: CloudNames;
}

export class Tempo extends pulumi.ComponentResource {
  constructor(name: string, { settings, names }: TempoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:Tempo", name, {}, opts);
    const [chart, values]: [(typeof charts)["tempo" | "tempoDistributed"], HelmValues] =
      settings.size === "large"
        ? [charts.tempoDistributed, tempoDistributedValues(settings, names)]
        : [charts.tempo, tempoValues(settings, names)];
    new kubernetes.helm.v3.Release(name, releaseArgs(chart, settings, values), { parent: this });
    this.registerOutputs({});
  }
}
