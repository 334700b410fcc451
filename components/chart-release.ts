// How a chart becomes a Helm release: the options that are the same for all of them.
import type * as kubernetes from "@pulumi/kubernetes";
import type { Settings } from "../settings/settings";
import { type Chart, chartLocation } from "./charts";
import type { HelmValues } from "./helm-values";

/** Revisions that Helm keeps in the cluster; each is a Secret of up to 1 MiB. */
const keptRevisions = 5;

/**
 * Arguments of the release of a chart. All of them are plain, so that preview loads the chart and shows the diff of
 * values. A protected environment rolls a failed release back; elsewhere it is left as it failed, for its logs.
 */
export function releaseArgs(
  chart: Chart,
  settings: Pick<Settings, "namespace" | "charts" | "protect">,
  values: HelmValues,
): kubernetes.helm.v3.ReleaseArgs {
  return {
    ...chartLocation(chart, settings.charts.mirror),
    name: chart.release,
    namespace: settings.namespace,
    createNamespace: false,
    values,
    timeout: chart.timeoutSeconds,
    atomic: settings.protect,
    cleanupOnFail: true,
    maxHistory: keptRevisions,
  };
}

/**
 * For a release that brings definitions: those that are in the cluster already, from another chart, an add-on or a
 * former platform, become this release's instead of stopping it. Nothing of the kind that they define is touched.
 */
export const adoptsDefinitions = { takeOwnership: true } as const;
