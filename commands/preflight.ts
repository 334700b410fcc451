/**
 * Looks whether a cluster can carry a stack, without planning anything: `npm run preflight -- <stack>
 * [--config-file <file>]`. Prints what was found, what is needed and what mends it. Exit code 0: it can; 1: it cannot;
 * 2: it could not be asked.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Check, checkTable, preflightFileVariable } from "../components/preflight/check";
import { forTheFileNamed } from "../components/stack/find-file";
import { runCommand } from "./command";
import { fileGiven, parsedWithFile, settingsFile } from "./config-file";
import { refuseTooLarge } from "./configuration-size";
import { environmentOf, select } from "./pulumi";
import { CHECKOUT } from "./pulumi-environment";

const usage = "usage: npm run preflight -- <stack> [--config-file <file>]";

async function main(args: readonly string[]): Promise<number> {
  const { positionals, rest } = parsedWithFile(args, usage);
  const [stack, ...more] = positionals;
  if (stack === undefined || more.length > 0) throw new Error(usage);
  const { options: named, variables } = fileGiven(rest);
  const directory = mkdtempSync(join(tmpdir(), "preflight-"));
  try {
    const file = join(directory, "checks.json");
    const env = { ...(await environmentOf(stack)), ...variables, [preflightFileVariable]: file };
    const options = { cwd: CHECKOUT, env, encoding: "utf8", maxBuffer: 2 ** 30 } as const;
    if ((await select(stack, env, variables.PULUMI_CONFIG_FILE)) !== 0) return 2;
    refuseTooLarge(settingsFile(stack, variables.PULUMI_CONFIG_FILE));
    const preview = ["preview", "--stack", stack, "--non-interactive", ...named, ...rest];
    const { stdout, stderr } = spawnSync("pulumi", preview, options);
    if (!existsSync(file)) {
      // The program ended before it could look: what it said is the answer.
      process.stderr.write(stdout + stderr);
      return 2;
    }
    const checks = JSON.parse(readFileSync(file, "utf8")) as Check[];
    console.log(forTheFileNamed(checkTable(checks), { ...process.env, ...variables }));
    return checks.some(({ verdict }) => verdict === "impossible") ? 1 : 0;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

runCommand("preflight", main, 2);
