// The sampler (size large). In: spans from the gateway. Out: Tempo, and metrics of spans to Prometheus. May touch: the
// volumes that hold its queues.
import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { charts } from "../../charts";
import { collectorRelease } from "../collector/release";
import { samplerConfig } from "./config";
import { samplerValues } from "./values";

export interface SamplerArgs {
  /** A change rolls the pods one by one; traces that a pod was deciding on are lost with it. */
  settings: Settings;
}

export class Sampler extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, { settings }: SamplerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:Sampler", name, {}, opts);
    this.release = collectorRelease(
      name,
      {
        chart: charts.sampler,
        settings,
        config: samplerConfig(settings),
        values: (texts) => samplerValues(settings, texts),
      },
      this,
    );
    this.registerOutputs({ release: this.release.name });
  }
}
