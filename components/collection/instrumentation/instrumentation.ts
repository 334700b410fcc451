// Auto-instrumentation of Go, Java, Node.js and Python. In: pods whose annotation asks for it. Out: their traces and
// metrics as OTLP to the gateway. May touch: the operator's own objects and webhooks, and pods as they are created.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { conventions, ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { adoptsDefinitions, releaseArgs } from "../../chart-release";
import { releases } from "../../releases";
import { instrumentationSpec } from "./values";

export interface InstrumentationArgs {
  settings: Settings;
}

/**
 * Definitions that exist are taken over, and outlive `pulumi destroy`: deleting them would delete every collector and
 * instrumentation in the cluster, those of other teams included.
 */
export class Instrumentation extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, args: InstrumentationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:Instrumentation", name, {}, opts);
    const { settings } = args;
    this.release = new kubernetes.helm.v3.Release(
      name,
      {
        ...releaseArgs(releases.instrumentationOperator, settings, releases.instrumentationOperator.values(settings)),
        ...adoptsDefinitions,
      },
      { parent: this },
    );
    new kubernetes.apiextensions.CustomResource(
      `${name}-default`,
      {
        apiVersion: "opentelemetry.io/v1alpha1",
        kind: "Instrumentation",
        metadata: { name: conventions.instrumentationName, namespace: settings.namespace, labels: ownLabels },
        spec: instrumentationSpec(settings),
      },
      { parent: this, dependsOn: this.release },
    );
    this.registerOutputs({ release: this.release.name });
  }
}
