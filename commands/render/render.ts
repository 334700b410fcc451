/**
 * What a change does to the cluster's objects: `npm run render -- <stack> [--against <git ref> | --preview <file>]
 * [--from <folder>] [--helm <path>] [--config-file <file>]`. Renders the charts of each release with the values before and after, and prints
 * in Markdown which objects change, which workloads restart, and what the API server would refuse.
 *
 * Before and after are the program at the ref (HEAD when none is named) and in the working tree, or what
 * `pulumi preview --json` printed to the file: that knows the account, the cluster and what was deployed last.
 * Charts come from the folder, or are downloaded once into the user's cache. Needs no account and no cluster.
 * Exit code 0: the API server takes every change; 1: it would refuse one that the stack file does not accept; 2:
 * nothing could be rendered.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { installed } from "../../tools/install";
import { orUsage, runCommand } from "../command";
import { readingFile, settingsFile, withWhere } from "../config-file";
import { chartArchive } from "./archives";
import { changesOf } from "./changes";
import { Helm } from "./helm";
import { type KubernetesObject, readObjects } from "./objects";
import type { PlannedChart } from "./planned";
import { type Plans, plansAgainst, plansOfPreview } from "./plans";
import { objectionsTo, type RenderedRelease, renderSummary } from "./summary";

const usage =
  "usage: npm run render -- <stack> [--against <git ref> | --preview <file>] [--from <folder>] [--helm <path>] " +
  "[--config-file <file>]";

/** Renders one release. */
export type Renderer = (chart: PlannedChart) => KubernetesObject[];

/** What changes in the releases of two plans; those whose chart and values stay are not rendered. */
export function compared({ before, after }: Pick<Plans, "before" | "after">, render: Renderer): RenderedRelease[] {
  const names = [...new Set([...after, ...before].map(({ release }) => release))];
  return names.flatMap((release) => {
    const [was, is] = [before, after].map((charts) => charts.find((chart) => chart.release === release));
    if (isDeepStrictEqual(was, is)) return [];
    const rendered = (chart: PlannedChart | undefined) => (chart === undefined ? [] : render(chart));
    const namespace = (is ?? was)?.namespace ?? "";
    // Once more: what a chart makes up anew at each rendering is no change.
    const changes = changesOf(rendered(was), rendered(is), rendered(is), namespace);
    return [{ release, before: chartOf(was), after: chartOf(is), changes }];
  });
}

/**
 * The same with the charts of a folder, or of the user's cache, which it fills.
 *
 * @param program of Helm.
 * @throws Error with Helm's words where a chart can't be had or does not render.
 */
export function renderedBy(program: string, plans: Pick<Plans, "before" | "after">, from?: string): RenderedRelease[] {
  const scratch = mkdtempSync(join(tmpdir(), "render-"));
  try {
    const helm = new Helm(program, scratch);
    const folder = from === undefined ? undefined : resolve(from);
    return compared(plans, ({ release, namespace, location, values }) => {
      const chart = chartArchive(location, helm, folder);
      try {
        return readObjects(helm.template(release, chart, namespace, values));
      } catch (error) {
        throw new Error(`${release}, by ${basename(chart)}: ${(error as Error).message}`, { cause: error });
      }
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function chartOf(chart: PlannedChart | undefined): string | undefined {
  if (chart === undefined) return undefined;
  const { version } = chart.location;
  return `${basename(chart.location.chart, `-${version}.tgz`)} ${version}`;
}

/** The command line. @throws Error with the usage where it can't be read. */
export function parseCommandLine(args: readonly string[]) {
  const string = { type: "string" } as const;
  return orUsage(() => {
    const options = { against: string, preview: string, from: string, helm: string, "config-file": string };
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [stack, ...more] = positionals;
    if (!stack || more.length > 0) throw new Error("name one stack");
    if (values.against !== undefined && values.preview !== undefined)
      throw new Error("--against and --preview are two ways to say what was before");
    return { stack, ...values };
  }, usage);
}

async function main(args: readonly string[]): Promise<number> {
  const { stack, against = "HEAD", preview, from, helm: program, "config-file": named } = parseCommandLine(args);
  const file = settingsFile(stack, named);
  const plans = readingFile(stack, named, () =>
    preview === undefined ? plansAgainst(against, stack, file) : plansOfPreview(readFileSync(preview, "utf8"), file),
  );
  const releases = renderedBy(program ?? (await installed("helm")), plans, from);
  process.stdout.write(
    renderSummary(stack, preview === undefined ? against : "what is deployed", releases, plans.accept),
  );
  const objections = objectionsTo(releases, plans.accept);
  const told = objections.map((objection) => `render: ${objection}`).join("\n");
  if (objections.length > 0) console.error(withWhere(told, stack, named));
  return objections.length > 0 ? 1 : 0;
}

if (require.main === module) runCommand("render", main, 2);
