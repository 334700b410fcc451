// The sampler (size large). In: spans from the gateway. Out: Tempo, and metrics of spans to Prometheus. May touch: the
// volumes that hold its queues.
import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { releases } from "../../releases";
import { collectorRelease } from "../collector/release";

export interface SamplerArgs {
  /** A change rolls the pods one by one; one that stops decides by what has come of a trace. */
  settings: Settings;
  names: CloudNames;
}

export class Sampler extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, { settings, names }: SamplerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:Sampler", name, {}, opts);
    this.release = collectorRelease(
      name,
      {
        row: releases.sampler,
        settings,
        names,
      },
      this,
    );
    this.registerOutputs({ release: this.release.name });
  }
}
