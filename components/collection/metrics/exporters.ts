// Exporters for what has no /metrics. In: addresses to probe, brokers to ask. Out: metrics that Prometheus scrapes.
// May touch: nothing but their own objects; they only read.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import type { CloudNames } from "../../cloud/names";
import { releases } from "../../releases";
import { platformProbes, probeSpec } from "./exporters-values";

export interface ExportersArgs {
  settings: Settings;
  names: CloudNames;
  /** Of external brokers, in the place of the settings' addresses. */
  bootstrapServers?: pulumi.Input<string>;
}

export class Exporters extends pulumi.ComponentResource {
  constructor(name: string, args: ExportersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:Exporters", name, {}, opts);
    const { settings, names } = args;
    new kubernetes.helm.v3.Release(
      `${name}-blackbox`,
      releaseArgs(releases.blackboxExporter, settings, releases.blackboxExporter.values(settings)),
      { parent: this },
    );
    for (const probe of platformProbes(settings)) {
      new kubernetes.apiextensions.CustomResource(
        `${name}-${probe.name}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "Probe",
          metadata: { name: probe.name, namespace: settings.namespace, labels: ownLabels },
          spec: probeSpec(settings, probe),
        },
        { parent: this },
      );
    }
    if (releases.kafkaExporter.when(settings)) {
      const release = releaseArgs(releases.kafkaExporter, settings, releases.kafkaExporter.values(settings, names));
      const { bootstrapServers } = args;
      const kafkaServer =
        bootstrapServers &&
        pulumi.output(bootstrapServers).apply((servers) => servers.split(",").map((one) => one.trim()));
      new kubernetes.helm.v3.Release(
        `${name}-kafka`,
        kafkaServer === undefined ? release : { ...release, values: { ...release.values, kafkaServer } },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
