/**
 * `npm run cost -- <stack> [--logs-gb N] [--traces-gb N] [--series N] [--nodes N] [--markdown] [--config-file FILE]`:
 * what a stack costs a month. Reads the stack's file and nothing else: no account, no login. Secrets in it are not
 * opened, and need not be.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type DailyVolume, defaultVolume } from "../cost/assumptions";
import { type Region, regions } from "../cost/prices";
import { costSheet, markdown, text, withoutSource } from "../cost/sheet";
import { loadSettings } from "../settings/load";
import { shownArgument } from "../settings/secrets/disclosure";
import { orUsage, runCommand } from "./command";
import { notThere, readingFile, settingsFile } from "./config-file";
import { readStackConfiguration } from "./stack-configuration";

// By this path another checkout's is asked for (render/planned.ts), an older one's too.
export { readStackConfiguration } from "./stack-configuration";

const usage =
  "usage: npm run cost -- <stack> [--logs-gb N] [--traces-gb N] [--series N] [--nodes N] [--markdown] " +
  "[--config-file FILE]";

/** A number flag. @throws Error when it is not a number above or equal to zero. */
function amount(name: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isFinite(value) || value < 0 || given === "")
    throw new Error(`--${name} is ${shownArgument(given ?? "")}, not a number of at least 0\n${usage}`);
  return value;
}

/** The command line. @throws Error with the usage where it can't be read. */
export function parseCommandLine(args: readonly string[]) {
  const parse = () =>
    parseArgs({
      args: withNegativeNumbers(args),
      allowPositionals: true,
      options: {
        "logs-gb": { type: "string" },
        "traces-gb": { type: "string" },
        series: { type: "string" },
        nodes: { type: "string" },
        markdown: { type: "boolean", default: false },
        "config-file": { type: "string" },
      },
    });
  return orUsage(parse, usage);
}

/** `--flag -4` as `--flag=-4`: parseArgs would take the number for another flag, and say so in its own words. */
function withNegativeNumbers(args: readonly string[]): string[] {
  return args.reduce<string[]>((joined, argument) => {
    const before = joined.at(-1) ?? "";
    if (!/^-[\d.]/.test(argument) || !/^--[^=]+$/.test(before)) return [...joined, argument];
    return [...joined.slice(0, -1), `${before}=${argument}`];
  }, []);
}

function main(args: readonly string[]): number {
  const { values: flags, positionals } = parseCommandLine(args);
  const [stack] = positionals;
  if (stack === undefined || positionals.length > 1) throw new Error(usage);
  const file = settingsFile(stack, flags["config-file"]);
  if (!existsSync(file)) throw new Error(notThere(file));
  const { configuration, region } = readStackConfiguration(file);
  if (!isPriced(region))
    throw new Error(
      `cost/prices.ts has no column for aws:region ${shownArgument(region)}; it has ${regions.join(", ")}`,
    );
  const settings = readingFile(stack, flags["config-file"], () => loadSettings(configuration));
  const usual = defaultVolume[settings.size];
  const volume: DailyVolume = {
    logsGb: amount("logs-gb", flags["logs-gb"], usual.logsGb),
    tracesGb: amount("traces-gb", flags["traces-gb"], usual.tracesGb),
    activeSeries: amount("series", flags.series, usual.activeSeries),
    nodes: amount("nodes", flags.nodes, usual.nodes),
  };
  const sheet = costSheet(stack, settings, volume, region);
  const summary = flags.markdown ? markdown(sheet) : text(sheet);
  if (summary === undefined) {
    console.error(`cost: ${withoutSource(sheet).length} prices of this sheet have no source: it is left out`);
  }
  process.stdout.write(summary ?? "");
  return 0;
}

function isPriced(region: string): region is Region {
  return regions.some((known) => known === region);
}

if (require.main === module) runCommand("cost", main);
