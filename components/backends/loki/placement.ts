// Where Loki's pods may stand and how many may be missing. Shared by the values of its modes.
import type { Settings } from "../../../settings/settings";
import { charts } from "../../charts";
import type { HelmValues } from "../../helm-values";

/** Copies that Loki writes of each stream where it has the pods for it: two of them must acknowledge. */
const copies = 3;

/** Copies of each stream before they are in S3. */
export function lokiCopies({ size, sizing }: Pick<Settings, "size" | "sizing">): number {
  return (size === "large" ? sizing.lokiIngester : sizing.loki).replicas === 1 ? 1 : copies;
}

/** Evictions take one pod at a time. The chart makes a budget only where there is more than one pod. */
export const oneDown: HelmValues = { maxUnavailable: 1 };

/** Pods of a component spread over availability zones, as evenly as free capacity allows. */
export function zoneSpread(component: string): HelmValues {
  return {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labelsOf(component) },
  };
}

/** Labels by which the chart finds the pods of a component. */
export function labelsOf(component: string): Readonly<Record<string, string>> {
  return {
    "app.kubernetes.io/name": charts.loki.name,
    "app.kubernetes.io/instance": charts.loki.release,
    "app.kubernetes.io/component": component,
  };
}
