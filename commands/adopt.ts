/**
 * Takes the data of a destroyed stack into a new one, or what a stack let go of back into it:
 * `npm run adopt -- <stack> <export.json> [--config-file <file>]`, where the export is what `pulumi stack export`
 * printed before. Buckets, keys and brokers that the stack has not are read from AWS and written to its state; nothing
 * in AWS is changed. Run `npm run up -- <stack>` afterwards.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type ImportFile, importFile } from "./adoption";
import { runCommand, saying } from "./command";
import { fileGiven, parsedWithFile } from "./config-file";
import { environmentOf, selecting } from "./pulumi";
import { exportState, runPulumi } from "./pulumi-environment";

function keptIn(file: string, own: unknown): ImportFile {
  const text = readFileSync(file, "utf8");
  try {
    return importFile(JSON.parse(text), own);
  } catch (error) {
    throw new Error(`${file} is not what \`pulumi stack export\` prints: ${saying(error)}`);
  }
}

function stateOf(stack: string, environment: NodeJS.ProcessEnv): unknown {
  const { status, stdout, stderr } = exportState(stack, environment);
  if (status !== 0) throw new Error(`the state of ${stack} cannot be read: ${stderr.trim()}`);
  return JSON.parse(stdout);
}

const usage = "usage: npm run adopt -- <stack> <export.json> [--config-file <file>]";

async function main(args: readonly string[]): Promise<number> {
  const { positionals, rest } = parsedWithFile(args, usage);
  const [stack, file, ...more] = positionals;
  if (stack === undefined || file === undefined || more.length > 0) throw new Error(usage);
  // A file that cannot be read makes no stack.
  keptIn(file, { deployment: {} });
  const { options, variables } = fileGiven(rest);
  const environment = { ...(await environmentOf(stack)), ...variables };
  const directory = mkdtempSync(path.join(tmpdir(), "adopt-"));
  try {
    const selected = await runPulumi(selecting(stack, variables.PULUMI_CONFIG_FILE), environment);
    if (selected !== 0) return selected;
    const entries = keptIn(file, stateOf(stack, environment));
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
