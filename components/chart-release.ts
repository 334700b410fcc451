// How a chart becomes a Helm release: the options that are the same for all of them.
import type * as kubernetes from "@pulumi/kubernetes";
import type { Settings } from "../settings/settings";
import { chartLocation } from "./charts";
import type { HelmValues } from "./helm-values";
import type { PlannedRelease } from "./planned-release";

/** Revisions that Helm keeps in the cluster; each is a Secret of up to 1 MiB. */
const keptRevisions = 5;

/**
 * Arguments of the release of a chart. All of them are plain, so that preview loads the chart and shows the diff of
 * values. A protected environment rolls a failed release back; elsewhere it is left as it failed, for its logs.
 */
export function releaseArgs(
  chart: PlannedRelease,
  settings: Settings,
  values: HelmValues,
): kubernetes.helm.v3.ReleaseArgs {
  return {
    ...chartLocation(chart, settings.charts.mirror),
    name: chart.release,
    namespace: settings.namespace,
    createNamespace: false,
    values,
    timeout: waitSeconds(chart, settings),
    atomic: settings.protect,
    cleanupOnFail: true,
    maxHistory: keptRevisions,
  };
}

/** A protected release that is not ready by then is taken back, so the wait is as long as the replacement of all pods. */
function waitSeconds(chart: PlannedRelease, { sizing, tenants }: Settings): number {
  const { timeoutSeconds, podSeconds = 0, tenantSeconds = 0 } = chart;
  const pods = chart.sizes.map((row) => {
    const { replicas = 0, maxReplicas = 0 } = sizing[row] as { replicas?: number; maxReplicas?: number };
    return Math.max(replicas, maxReplicas);
  });
  return Math.ceil(timeoutSeconds + Math.max(0, ...pods) * (podSeconds + tenantSeconds * tenants.length));
}

/**
 * For a release that brings definitions: those that are in the cluster already, from another chart, an add-on or a
 * former platform, become this release's instead of stopping it. Nothing of the kind that they define is touched.
 */
export const adoptsDefinitions = { takeOwnership: true } as const;
