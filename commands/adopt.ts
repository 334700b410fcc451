/**
 * Takes the data of a destroyed stack into a new one: `npm run adopt -- <stack> <export.json>`, where the file is what
 * `pulumi stack export` printed before the old stack was destroyed. Buckets, keys and brokers are read from AWS and
 * written to the new stack's state; nothing in AWS is changed. Run `npm run up -- <stack>` afterwards.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type ImportFile, importFile } from "./adoption";
import { runCommand, saying } from "./command";
import { environmentOf } from "./pulumi";
import { runPulumi } from "./pulumi-environment";

function keptIn(file: string): ImportFile {
  const text = readFileSync(file, "utf8");
  try {
    return importFile(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} is not what \`pulumi stack export\` prints: ${saying(error)}`);
  }
}

async function main([stack, file]: readonly string[]): Promise<number> {
  if (stack === undefined || file === undefined) throw new Error("usage: npm run adopt -- <stack> <export.json>");
  const entries = keptIn(file);
  if (entries.resources.length === 0) throw new Error(`${file} holds nothing that was kept: was the stack protected?`);
  const environment = await environmentOf(stack);
  const directory = mkdtempSync(path.join(tmpdir(), "adopt-"));
  try {
    const imports = path.join(directory, "import.json");
    writeFileSync(imports, JSON.stringify(entries));
    const selected = await runPulumi(["stack", "select", "--create", stack], environment);
    return selected !== 0
      ? selected
      : await runPulumi(["import", "--stack", stack, "--file", imports, "--generate-code=false", "--yes"], environment);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

runCommand("adopt", main);
