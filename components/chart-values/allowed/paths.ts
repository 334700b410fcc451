// The table of what overrides may set: whatever is not in it is refused. What is in it changes cost, placement beside
// the settings, speed of queries or looks; nothing of it decides whose a record is, who reads it, how long it stays, or
// by which names and ports the parts find each other.
import { type ChartId, charts } from "../../charts";
import type { HelmValues } from "../../helm-values";
import { type Places, places } from "../../pods/places";
import { collectionKnobs } from "./collection";
import { allowedOfPods } from "./everywhere";
import { type AllowedPath, isRun, type Knobs } from "./knob";
import { metricsKnobs } from "./metrics";
import { storesKnobs } from "./stores";

const knobs: Knobs = { ...storesKnobs, ...metricsKnobs, ...collectionKnobs };

/** The part of a chart that a path is of, where the stack's size lacks it and another has it. */
export function partOfOtherSizes(
  release: string,
  own: HelmValues,
  [first = ""]: readonly string[],
): string | undefined {
  const ofPods: Partial<Record<ChartId, Places>> = places;
  const ids = (Object.keys(charts) as ChartId[]).filter((id) => charts[id].release === release);
  const parts = ids.flatMap((id) => [
    ...(knobs[id] ?? []).flatMap(({ part }) => part ?? []),
    ...(ofPods[id]?.pods ?? []).filter((path) => !path.includes(".")),
  ]);
  return parts.includes(first) && !isRun(own, first) ? first : undefined;
}

/** What may be set of a release. @param own The platform's values of it, without the overrides. */
export function allowedPaths(id: ChartId, own: HelmValues): AllowedPath[] {
  const there = (knobs[id] ?? []).filter(({ part }) => part === undefined || isRun(own, part));
  return [...there, ...allowedOfPods(id, own)];
}
