// The charts tier: renders every release with the real chart and real Helm, in every variant, and checks the result.
// Usage: npm run test:charts -- [--from DIR] [--helm PATH] [--only TEXT]
//   --from DIR   charts as <name>-<version>.tgz or unpacked <name>-<version>/, with their sub-charts; without it they
// are
//                downloaded from their public repositories
//   --helm PATH  Helm to use; without it the one on PATH, or the pinned one from the tools' cache (built on first use)
//   --only TEXT  variants and releases whose name contains it
// Writes a temporary directory only. Ends with "N passed, N failed"; not to get a chart, or Helm, is a failure.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FolderOfCharts } from "../../commands/render/chart-folder";
import { Helm } from "../../commands/render/helm";
import { unknownPaths } from "../../components/chart-values/value-paths";
import { type Chart, type ChartId, chartLocation, charts } from "../../components/charts";
import type { PlannedRelease } from "../../components/planned-release";
import { allReleases, plannedReleases } from "../../components/releases";
import { installed } from "../../tools/install";
import { addressesNotServed } from "./addresses";
import {
  againstTheOrganisation,
  containersWithoutResources,
  credentials,
  notWaitedFor,
  podsApart,
  portsOnNodes,
  releaseSecretBytes,
  secretLimitBytes,
  selectorsNotKept,
  servicesMissing,
  variablesTwice,
} from "./checks";
import { versionsNotKnown } from "./definitions";
import { digestsNotPulled, imagesInTwoVersions } from "./images";
import { containersOf, type Manifest, readManifests } from "./manifests";
import { engineComplaints } from "./rendered-engine-config";
import { exampleStacks, objectsNotAsReviewed } from "./rendered-objects";
import { type Variant, variants } from "./variants";

interface Outcome {
  manifests: Manifest[];
  secretBytes: number;
  complaints: string[];
}

const tally = { passed: 0, failed: 0 };

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: { from: { type: "string" }, helm: { type: "string" }, only: { type: "string" } },
  });
  const scratch = mkdtempSync(join(tmpdir(), "test-charts-"));
  try {
    const helm = new Helm(options.helm ?? (await findHelm()), scratch);
    const folder = new FolderOfCharts(options.from ?? downloaded(helm, scratch));
    try {
      const unpinned: Manifest[] = [];
      for (const variant of variants) {
        const manifests = checkVariant(variant, helm, folder, options.only);
        if (variant.settings.images.digests.length === 0) unpinned.push(...manifests);
      }
      if (options.only === undefined) {
        report("every image is brought in one version", imagesInTwoVersions(unpinned));
        report("every chart of charts.ts is rendered", chartsNeverRendered());
        for (const stack of exampleStacks)
          report(`${stack.padEnd(22)} objects are as reviewed`, objectsNotAsReviewed(stack, helm, folder));
      }
    } finally {
      folder.dispose();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (tally.passed + tally.failed === 0) report("nothing to check", ["no variant or release has that name"]);
}

function chartsNeverRendered(): string[] {
  const rendered = new Set<string>(
    allReleases.filter(([, { when }]) => variants.some(({ settings }) => when(settings))).map(([id]) => id),
  );
  return Object.keys(charts)
    .filter((id) => !rendered.has(id))
    .map((id) => `${id} is in no variant: add one to test/charts/variants.ts`);
}

async function findHelm(): Promise<string> {
  return installed("helm");
}

function downloaded(helm: Helm, scratch: string): string {
  const folder = join(scratch, "charts");
  mkdirSync(folder);
  const wanted = new Map(Object.values(charts).map((chart: Chart) => [`${chart.name} ${chart.version}`, chart]));
  for (const [what, chart] of wanted) {
    try {
      helm.pull(chartLocation(chart), folder);
    } catch (error) {
      throw new Error(
        `${what} cannot be downloaded from ${chart.repository}: ${messageOf(error)}\nWith the charts in a folder: ` +
          "--from DIR",
        { cause: error },
      );
    }
  }
  return folder;
}

function checkVariant(variant: Variant, helm: Helm, folder: FolderOfCharts, only = ""): Manifest[] {
  const all: Manifest[] = [];
  const present = plannedReleases(variant.settings);
  for (const [id, release] of present.filter(([each]) => `${variant.name} ${each}`.includes(only))) {
    const { manifests, secretBytes, complaints } = outcomeOf(id, release, variant, helm, folder);
    all.push(...manifests);
    const containers = manifests.flatMap(containersOf).length;
    const measured = `${count(manifests.length, "object")} ${count(containers, "container")} ${kib(secretBytes)}`;
    report(`${variant.name.padEnd(22)} ${id.padEnd(24)} ${measured}`, complaints);
  }
  if (only === "")
    report(`${variant.name.padEnd(22)} addresses, nodes, digests`, [
      ...digestsNotPulled(variant.settings, all),
      ...addressesNotServed(variant.settings, all),
      ...portsOnNodes(variant.settings, all),
      ...podsApart(variant.settings, all),
      ...notWaitedFor(all),
    ]);
  return all;
}

function outcomeOf(
  id: ChartId,
  chart: PlannedRelease,
  { settings, names }: Variant,
  helm: Helm,
  folder: FolderOfCharts,
): Outcome {
  try {
    const values = chart.values(settings, names);
    const text = helm.template(chart.release, folder.path(chart), settings.namespace, values);
    const manifests = readManifests(text);
    const secretBytes = releaseSecretBytes(folder.files(chart), values, text);
    return {
      manifests,
      secretBytes,
      complaints: [
        ...servicesMissing(manifests, chart.serves),
        ...containersWithoutResources(manifests),
        ...variablesTwice(manifests),
        ...versionsNotKnown(manifests),
        ...againstTheOrganisation(settings, manifests),
        ...selectorsNotKept(manifests),
        ...unknownPaths(chart.name, chart.version, values).map((path) => `the chart has no value ${path}`),
        ...engineComplaints(id, manifests),
        ...credentials(values, manifests, Object.keys(chart.ownSecrets)),
        ...(secretBytes > secretLimitBytes
          ? [`Helm's release Secret would have ${secretBytes} bytes; Kubernetes takes ${secretLimitBytes}`]
          : []),
      ],
    };
  } catch (error) {
    return { manifests: [], secretBytes: 0, complaints: [messageOf(error)] };
  }
}

function report(what: string, complaints: readonly string[]): void {
  tally[complaints.length === 0 ? "passed" : "failed"]++;
  console.log(`${complaints.length === 0 ? "ok  " : "FAIL"} ${what}`);
  for (const complaint of complaints) console.log(`       ${complaint}`);
}

const count = (number: number, what: string) => `${String(number).padStart(4)} ${what}${number === 1 ? " " : "s"}`;
const kib = (bytes: number) => `${String(Math.ceil(bytes / 1024)).padStart(5)} KiB release`;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

main()
  .catch((error: unknown) => report("the charts tier could not run", [messageOf(error)]))
  .finally(() => {
    console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
    process.exitCode = tally.failed === 0 ? 0 : 1;
  });
