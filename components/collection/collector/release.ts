// A collector in the cluster: the ConfigMaps with its configuration and the Helm release that runs it. Pulumi
// resources.
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import type { CloudNames } from "../../cloud/names";
import type { PlannedCollector } from "../../planned-release";
import { textDigest } from "../../text-digest";
import { configTexts } from "./config";
import { configKey, configMapName } from "./values";

export interface CollectorReleaseArgs {
  row: PlannedCollector;
  /** A change of the configuration that they make rolls the pods, one after the other. */
  settings: Settings;
  names: CloudNames;
  /** What must be there before the pods start. */
  dependsOn?: pulumi.Resource[];
}

/** Makes them as children of `parent`. */
export function collectorRelease(
  name: string,
  args: CollectorReleaseArgs,
  parent: pulumi.Resource,
): kubernetes.helm.v3.Release {
  const { row, settings, names, dependsOn = [] } = args;
  const texts = configTexts(row.config(settings, names));
  const configMaps = texts.map(
    (text, index) =>
      new kubernetes.core.v1.ConfigMap(
        // A name of its own in the state, too: as a replacement, one that comes back after a failed run would be made a
        // second time.
        `${name}-config-${index}-${textDigest(text)}`,
        {
          metadata: { name: configMapName(row.release, index, text), namespace: settings.namespace, labels: ownLabels },
          data: { [configKey]: text },
        },
        { parent },
      ),
  );
  return new kubernetes.helm.v3.Release(name, releaseArgs(row, settings, row.values(settings, names, texts)), {
    parent,
    dependsOn: [...configMaps, ...dependsOn],
  });
}
