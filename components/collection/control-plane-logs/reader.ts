// Logs of the EKS control plane. In: objects that Firehose wrote, and the queue that tells of them. Out: Loki, under
// the tenant `default`. May touch: messages of that queue, and the volume that holds its own.
import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { releases } from "../../releases";
import { collectorRelease } from "../collector/release";

export interface ControlPlaneReaderArgs {
  settings: Settings;
  names: CloudNames;
}

export class ControlPlaneReader extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, { settings, names }: ControlPlaneReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:ControlPlaneReader", name, {}, opts);
    this.release = collectorRelease(name, { row: releases.controlPlaneLogs, settings, names }, this);
    this.registerOutputs({ release: this.release.name });
  }
}
