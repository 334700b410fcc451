// Goldens of what the real charts render for the example stacks: a digest for each object, so that a change of a pin or
// of values shows which objects it touches; `npm run render` tells what in them.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FolderOfCharts } from "../../commands/render/chart-folder";
import type { Helm } from "../../commands/render/helm";
import { differingPaths, identityOf, type KubernetesObject, masked, readObjects } from "../../commands/render/objects";
import { plannedReleases } from "../../components/releases";
import { matchesGolden } from "../support/golden";
import { namesFor } from "../support/place";
import { settingsOfStack } from "../support/stack-configuration";

export const exampleStacks = ["dev", "sandbox", "prod"] as const;

/** What differs from `test/goldens/rendered/<stack>.txt`; `UPDATE_GOLDENS=1` writes it anew. */
export function objectsNotAsReviewed(stack: string, helm: Helm, folder: FolderOfCharts): string[] {
  const settings = settingsOfStack(stack);
  const lines = plannedReleases(settings).flatMap(([, row]) => {
    const values = row.values(settings, namesFor(settings));
    const render = () => readObjects(helm.template(row.release, folder.path(row), settings.namespace, values));
    return digests(row.release, render(), render());
  });
  const path = `rendered/${stack}.txt`;
  const file = join(__dirname, "..", "goldens", path);
  const reviewed = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  try {
    matchesGolden(path, `${lines.join("\n")}\n`);
    return [];
  } catch (error) {
    const complaints = [
      ...lines.filter((line) => !reviewed.includes(line)).map((line) => `now ${line}`),
      ...reviewed.filter((line) => line !== "" && !lines.includes(line)).map((line) => `was ${line}`),
    ];
    return complaints.length > 0
      ? [...complaints, "if that is meant: UPDATE_GOLDENS=1 npm run test:charts, and read the diff"]
      : [(error as Error).message];
  }
}

/** A line for each object. What a chart makes up at each rendering is no part of its digest. */
function digests(release: string, objects: readonly KubernetesObject[], again: readonly KubernetesObject[]): string[] {
  const second = new Map(again.map((object) => [identityOf(object), object]));
  return objects
    .map((object) => {
      const stable = masked(object, differingPaths(object, second.get(identityOf(object)) ?? object));
      const digest = createHash("sha256").update(JSON.stringify(stable)).digest("hex").slice(0, 12);
      return `${release} ${object.kind} ${object.metadata.name} ${digest}`;
    })
    .sort();
}
