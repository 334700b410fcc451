/**
 * Takes the data of a destroyed stack into a new one, or what a stack let go of back into it:
 * `npm run adopt -- <stack> <export.json> [--config-file <file>]`, where the export is what `pulumi stack export`
 * printed before. Refused where the settings would delete some of what that stack's tenants have stored. Buckets, keys
 * and brokers that the stack has not are read from AWS and written to its state; nothing in AWS is changed. Run
 * `npm run up -- <stack>` afterwards.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { forTheFileNamed } from "../components/stack/find-file";
import { refusedAdoption } from "../settings/history/adopted";
import type { StackRecord } from "../settings/history/record";
import { loadSettings } from "../settings/load";
import { InvalidSettings } from "../settings/refusals/invalid-settings";
import { refusedLater } from "../settings/refusals/refused-later";
import type { Settings } from "../settings/settings";
import { importFile, isNamedByCluster, recordIn } from "./adoption";
import { runCommand, saying } from "./command";
import { fileGiven, parsedWithFile, settingsFile } from "./config-file";
import { environmentOf, select } from "./pulumi";
import { exportState, runPulumi } from "./pulumi-environment";
import { readStackConfiguration } from "./stack-configuration";

/** What was exported. @throws Error where the file holds something else. */
function exportedIn(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    const state: unknown = JSON.parse(text);
    importFile(state, { deployment: {} });
    return state;
  } catch (error) {
    throw new Error(`${file} is not what \`pulumi stack export\` prints: ${saying(error)}`);
  }
}

function stateOf(stack: string, environment: NodeJS.ProcessEnv): unknown {
  const { status, stdout, stderr } = exportState(stack, environment);
  if (status !== 0) throw new Error(`the state of ${stack} cannot be read: ${stderr.trim()}`);
  return JSON.parse(stdout);
}

/**
 * What the settings would delete of the data that is taken up: who the tenants were is known from the export alone.
 *
 * @throws Error
 */
function compare(
  before: StackRecord,
  exported: unknown,
  stack: string,
  variables: { PULUMI_CONFIG_FILE?: string },
): void {
  const settings = settingsIn(settingsFile(stack, variables.PULUMI_CONFIG_FILE));
  if (settings === undefined) {
    const tenants = Object.entries(before.tenants).map(
      ([id, { logsDays, tracesDays }]) => `${id} (logs ${logsDays} days, traces ${tracesDays} days)`,
    );
    console.error(
      `warning: the settings of ${stack} are not in its file alone, so nobody looks whether they keep what is stored. ` +
        `The tenants were ${tenants.join(", ")}: each stays, retired where it is no more, and keeps its days`,
    );
    return;
  }
  const problems = refusedAdoption(before, settings, new Date().toISOString().slice(0, 10), isNamedByCluster(exported));
  if (problems.length === 0) return;
  const { message } = refusedLater(problems, settings);
  throw new Error(forTheFileNamed(message, { ...process.env, ...variables }));
}

/** Undefined where some of them stand elsewhere: in the project's file, or in an environment of Pulumi ESC. */
function settingsIn(file: string): Settings | undefined {
  try {
    return loadSettings(readStackConfiguration(file).configuration);
  } catch (error) {
    if (error instanceof InvalidSettings) return undefined;
    throw error;
  }
}

const usage = "usage: npm run adopt -- <stack> <export.json> [--config-file <file>]";

async function main(args: readonly string[]): Promise<number> {
  const { positionals, rest } = parsedWithFile(args, usage);
  const [stack, file, ...more] = positionals;
  if (stack === undefined || file === undefined || more.length > 0) throw new Error(usage);
  // A file that cannot be read makes no stack.
  const exported = exportedIn(file);
  const { options, variables } = fileGiven(rest);
  const environment = { ...(await environmentOf(stack)), ...variables };
  const directory = mkdtempSync(path.join(tmpdir(), "adopt-"));
  try {
    const selected = await select(stack, environment, variables.PULUMI_CONFIG_FILE);
    if (selected !== 0) return selected;
    const own = stateOf(stack, environment);
    const before = recordIn(own) === undefined ? recordIn(exported) : undefined;
    if (before !== undefined) compare(before, exported, stack, variables);
    const entries = importFile(exported, own);
    if (entries.resources.length === 0)
      throw new Error(`${file} holds nothing that was kept and that ${stack} has not: was the stack protected?`);
    const imports = path.join(directory, "import.json");
    writeFileSync(imports, JSON.stringify(entries));
    return await runPulumi(
      ["import", "--stack", stack, "--file", imports, "--generate-code=false", "--yes", ...options, ...rest],
      environment,
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

runCommand("adopt", main);
