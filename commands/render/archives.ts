// Charts by name and version: from a folder, or downloaded once into the user's cache.
import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ChartLocation } from "../../components/charts";
import { cacheRoot, workshopIn } from "../../tools/cache";
import type { Helm } from "./helm";

/**
 * `<user cache>/eks-observability/charts`; an archive is named by chart and version, which repositories never reuse.
 */
export const chartCache = () => join(dirname(cacheRoot()), "charts");

/**
 * A chart's archive, or its unpacked folder.
 *
 * @param folder holds `<name>-<version>.tgz` or unpacked `<name>-<version>/`; nothing is downloaded then.
 * @throws Error where the chart is in neither.
 */
export function chartArchive(location: ChartLocation, helm: Helm, folder: string | undefined): string {
  const { chart, version } = location;
  if (chart.startsWith("/") && folder === undefined) {
    if (!existsSync(chart)) throw new Error(`charts.mirror has no ${chart}`);
    return chart;
  }
  const id = `${basename(chart, `-${version}.tgz`)}-${version}`;
  const places = folder === undefined ? [chartCache()] : [folder];
  const candidates = places.flatMap((place) => [join(place, id), join(place, `${id}.tgz`)]);
  const found = candidates.find((file) => existsSync(file));
  if (found !== undefined && isWhole(found)) return found;
  if (folder !== undefined && found !== undefined) throw new Error(`${found} is no whole archive`);
  if (folder !== undefined) throw new Error(`--from has no chart ${id}: neither ${candidates.join(" nor ")} exists`);
  return downloaded(location, id, helm);
}

/** A disk that was full, or a copy that was cut off, leaves a file that Helm names in no error. */
function isWhole(chart: string): boolean {
  return !chart.endsWith(".tgz") || spawnSync("tar", ["tzf", chart], { stdio: "ignore" }).status === 0;
}

/** Under its final name complete or not at all. */
function downloaded(location: ChartLocation, id: string, helm: Helm): string {
  const workshop = workshopIn(chartCache(), ".downloading-");
  try {
    helm.pull(location, workshop);
    const target = join(chartCache(), `${id}.tgz`);
    renameSync(join(workshop, `${id}.tgz`), target);
    return target;
  } catch (error) {
    const words = (error as Error).message;
    throw new Error(`chart ${id} can't be downloaded (render takes it from a folder with --from): ${words}`, {
      cause: error,
    });
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}
