/**
 * Prints, as JSON, the releases of a stack by the program of one checkout: `planned.ts <checkout> <stack file>`. A
 * process of its own, because two versions of the program cannot be loaded into one. Secrets of the stack file stay
 * closed; account and cluster are made up, the same for every checkout.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Chart, ChartLocation } from "../../components/charts";
import type { PlannedRelease } from "../../components/planned-release";
import type { StackConfiguration } from "../../settings/configuration";
import type { Settings } from "../../settings/settings";

/** A release as Helm would be told to make it. */
export interface PlannedChart {
  release: string;
  namespace: string;
  location: ChartLocation;
  values: unknown;
}

export interface Plan {
  releases: PlannedChart[];
  /** `observability:accept` of the stack file. */
  accept: readonly string[];
}

/** What of a checkout's program is used; an older one may lack it, and says so by the error. */
interface Program {
  readStackConfiguration: (file: string) => { configuration: StackConfiguration; region: string };
  loadSettings: (configuration: StackConfiguration) => Settings;
  cloudNames: (settings: Settings, place: object) => never;
  plannedReleases: (settings: Settings) => (readonly [string, PlannedRelease])[];
  chartLocation: (chart: Chart, mirror?: string) => ChartLocation;
}

function programOf(checkout: string): Program {
  const parts = [
    "commands/cost",
    "settings/load",
    "components/cloud/names",
    "components/releases",
    "components/charts",
  ];
  const lacking = parts.find((part) => !existsSync(join(checkout, `${part}.ts`)));
  if (lacking !== undefined)
    throw new Error(`it has no ${lacking}.ts, by which it is read; compare with a later one, or by --preview <file>`);
  return Object.assign({}, ...parts.map((part) => require(join(checkout, part)) as object)) as Program;
}

function planOf(program: Program, file: string): Plan {
  const { configuration, region } = program.readStackConfiguration(file);
  const settings = program.loadSettings(configuration);
  const names = program.cloudNames(settings, { accountId: "111122223333", region, partition: "aws" });
  return {
    accept: settings.accept,
    releases: program.plannedReleases(settings).map(([, row]) => ({
      release: row.release,
      namespace: settings.namespace,
      location: program.chartLocation(row, settings.charts.mirror),
      values: row.values(settings, names),
    })),
  };
}

if (require.main === module) {
  const [checkout = "", file = ""] = process.argv.slice(2);
  try {
    process.stdout.write(JSON.stringify(planOf(programOf(checkout), file)));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
