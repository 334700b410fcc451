// Helm charts in a local folder, as <name>-<version>/ or <name>-<version>.tgz. Reads that folder; archives are unpacked
// into a temporary one, which dispose() deletes.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { parse } from "yaml";
import type { Chart } from "../../components/charts";

/** A file as Helm keeps it in a release. */
export interface ChartFile {
  name: string;
  /** base64 */
  data: string;
}

type Identified = Pick<Chart, "name" | "version">;

export class FolderOfCharts {
  private readonly folder: string;
  private readonly scratch = mkdtempSync(join(tmpdir(), "charts-"));

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  /**
   * The folder of an unpacked chart.
   *
   * @throws Error when the chart is not there, or is another version than its name says.
   */
  path(chart: Identified): string {
    const id = `${chart.name}-${chart.version}`;
    const folder =
      [join(this.folder, id), join(this.scratch, id, chart.name)].find((each) => existsSync(each)) ??
      this.unpacked(id, chart);
    const found = this.metadata(folder);
    if (found.name !== chart.name || found.version !== chart.version) {
      throw new Error(`${folder} is ${found.name} ${found.version}, not ${chart.name} ${chart.version}`);
    }
    return folder;
  }

  /** Default values of the chart, or of one of its sub-charts. */
  values(chart: Identified, subChart?: string): unknown {
    const folder = this.path(chart);
    const file = join(subChart === undefined ? folder : join(folder, "charts", subChart), "values.yaml");
    return parse(readFileSync(file, "utf8"));
  }

  /** What Helm keeps of the chart in a release: everything but its sub-charts. */
  files(chart: Identified): ChartFile[] {
    const folder = this.path(chart);
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.startsWith(join(folder, "charts", sep)))
      .map((file) => ({ name: relative(folder, file), data: readFileSync(file).toString("base64") }));
  }

  dispose(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private unpacked(id: string, chart: Identified): string {
    const archive = join(this.folder, `${id}.tgz`);
    if (!existsSync(archive))
      throw new Error(
        `No chart ${chart.name} ${chart.version}: neither ${join(this.folder, id)} nor ${archive} exists`,
      );
    const target = join(this.scratch, id);
    mkdirSync(target);
    execFileSync("tar", ["xzf", archive, "-C", target]);
    return join(target, chart.name);
  }

  private metadata(folder: string): { name?: string; version?: string } {
    return parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as { name?: string; version?: string };
  }
}
