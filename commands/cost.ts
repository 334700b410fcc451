/**
 * `npm run cost -- <stack> [--logs-gb N] [--traces-gb N] [--series N] [--nodes N] [--markdown] [--config-file FILE]`:
 * what a stack costs a month. Reads the stack's file and nothing else: no account, no login. Secrets in it are not
 * opened, and need not be.
 */
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { type DailyVolume, defaultVolume } from "../cost/assumptions";
import { type Region, regions } from "../cost/prices";
import { costSheet, markdown, text, withoutSource } from "../cost/sheet";
import { shownArgument } from "../settings/disclosure";
import { engineTags } from "../settings/engine-yaml";
import { loadSettings, type StackConfiguration } from "../settings/load";
import { ambiguityOf, nameOf, readStackFile } from "../settings/stack-file";
import { runCommand } from "./command";
import { settingsFile } from "./config-file";

const usage =
  "usage: npm run cost -- <stack> [--logs-gb N] [--traces-gb N] [--series N] [--nodes N] [--markdown] " +
  "[--config-file FILE]";

/** The configuration in a stack's file, and its region. Secrets stand as placeholders: no price depends on one. */
export function readStackConfiguration(file: string): { configuration: StackConfiguration; region: string } {
  const text = readFileSync(file, "utf8");
  const ambiguity = ambiguityOf(text);
  if (ambiguity !== undefined) throw new Error(`${path.basename(file)} ${ambiguity}`);
  const written = readStackFile(text);
  if (written === undefined) throw new Error(`${path.basename(file)} is no stack file: YAML with a map \`config\``);
  // A warning would print the line that it is about, and what stands there.
  const { config } = parse(text, {
    merge: true,
    logLevel: "error",
    customTags: (tags) => [...engineTags, ...tags],
  }) as { config: Record<string, unknown> };
  const entries = Object.entries(config).map(([key, value]) => {
    const plain = withoutSecrets(value);
    return [
      nameOf(key),
      // At the top nothing is empty text to the engine.
      typeof plain === "string" ? plain : plain === null ? "" : JSON.stringify(plain),
    ] as const;
  });
  return {
    configuration: {
      values: Object.fromEntries(entries),
      secretKeys: new Set(
        Object.keys(config)
          .filter((key) => holdsSecret(config[key]))
          .map(nameOf),
      ),
      file: written,
    },
    region: typeof config["aws:region"] === "string" ? config["aws:region"] : "",
  };
}

function holdsSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("secure" in value || Object.values(value).some(holdsSecret));
}

function withoutSecrets(value: unknown, at = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item));
  if (typeof value !== "object" || value === null) return value;
  // Long enough for any credential, and a URL where one is wanted.
  if ("secure" in value) return `${/key$/i.test(at) ? "" : "https://secret.invalid/"}0123456789abcdef0123456789abcdef`;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, key)]));
}

/** A number flag. @throws Error when it is not a number above or equal to zero. */
function amount(name: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isFinite(value) || value < 0 || given === "")
    throw new Error(`--${name} is ${shownArgument(given ?? "")}, not a number of at least 0\n${usage}`);
  return value;
}

/** The command line. @throws Error with the usage where it can't be read. */
export function parseCommandLine(args: readonly string[]) {
  try {
    return parseArgs({
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
  } catch (error) {
    throw new Error(`${(error as Error).message.split(". ")[0]}\n${usage}`);
  }
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
  if (!existsSync(file)) throw new Error(`there is no ${path.basename(file)}`);
  const { configuration, region } = readStackConfiguration(file);
  if (!isPriced(region))
    throw new Error(
      `cost/prices.ts has no column for aws:region ${shownArgument(region)}; it has ${regions.join(", ")}`,
    );
  const settings = loadSettings(configuration);
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
