// A collector in the cluster: the ConfigMaps with its configuration and the Helm release that runs it. Pulumi
// resources.
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import type { Chart } from "../../charts";
import type { HelmValues } from "../../helm-values";
import { type CollectorConfig, configTexts } from "./config";
import { configKey, configMapName } from "./values";

export interface CollectorReleaseArgs {
  chart: Chart;
  settings: Settings;
  /** A change rolls the pods, one after the other. */
  config: CollectorConfig;
  /** @param texts Of the configuration: one ConfigMap each, which the pods mount. */
  values: (texts: readonly string[]) => HelmValues;
  /** What must be there before the pods start. */
  dependsOn?: pulumi.Resource[];
}

/** Makes them as children of `parent`. */
export function collectorRelease(
  name: string,
  args: CollectorReleaseArgs,
  parent: pulumi.Resource,
): kubernetes.helm.v3.Release {
  const { chart, settings, config, values, dependsOn = [] } = args;
  const texts = configTexts(config);
  const configMaps = texts.map(
    (text, index) =>
      new kubernetes.core.v1.ConfigMap(
        `${name}-config-${index}`,
        {
          metadata: { name: configMapName(chart.release, index), namespace: settings.namespace, labels: ownLabels },
          data: { [configKey]: text },
        },
        { parent },
      ),
  );
  return new kubernetes.helm.v3.Release(name, releaseArgs(chart, settings, values(texts)), {
    parent,
    dependsOn: [...configMaps, ...dependsOn],
  });
}
