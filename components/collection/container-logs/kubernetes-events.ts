// Events of the cluster. In: the Kubernetes API. Out: Loki, under the tenant that owns the namespace of the object that
// an event is about. May touch: the volume that holds how far it has read.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import { releases } from "../../releases";

export interface KubernetesEventsArgs {
  settings: Settings;
}

export class KubernetesEvents extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, { settings }: KubernetesEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:KubernetesEvents", name, {}, opts);
    const row = releases.kubernetesEvents;
    this.release = new kubernetes.helm.v3.Release(name, releaseArgs(row, settings, row.values(settings)), {
      parent: this,
    });
    this.registerOutputs({ release: this.release.name });
  }
}
