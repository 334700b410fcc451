/**
 * `npm run lint`, second half: shellcheck over every shell script of the checkout, at the pinned version.
 *
 * A shell script is a file that git tracks (or would track) and that ends in `.sh` or whose first line names a shell.
 * Reads the checkout, writes nothing in it; the linter itself is fetched once into the user's cache (see install.ts).
 */
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "../commands/command";
import { installed } from "./install";

const SHEBANG_OF_A_SHELL = /^#!.*\b(?:sh|bash|dash)\b/;
/** As long as any first line has to be for its shell to be told. */
const FIRST_LINE_BYTES = 128;

/** Is this a shell script, by its name and its first line? */
export function isShellScript(file: string, firstLine: string): boolean {
  return file.endsWith(".sh") || SHEBANG_OF_A_SHELL.test(firstLine);
}

/** The shell scripts below a checkout's root, as paths relative to it; what a link leads to counts once, as itself. */
export function shellScripts(checkout: string): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: checkout,
    encoding: "utf8",
  });
  return [...new Set(listed.split("\0"))].filter((file) => {
    const stats = fs.lstatSync(path.join(checkout, file), { throwIfNoEntry: false });
    return file !== "" && stats?.isFile() && isShellScript(file, firstLineOf(path.join(checkout, file)));
  });
}

function firstLineOf(file: string): string {
  const handle = fs.openSync(file, "r");
  try {
    const start = Buffer.alloc(FIRST_LINE_BYTES);
    const length = fs.readSync(handle, start);
    return start.toString("utf8", 0, length).split("\n")[0] ?? "";
  } finally {
    fs.closeSync(handle);
  }
}

async function main(): Promise<number> {
  const checkout = path.join(__dirname, "..");
  const shellcheck = await installed("shellcheck");
  const scripts = shellScripts(checkout);
  const { status, error } = spawnSync(shellcheck, ["--", ...scripts], { cwd: checkout, stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status === 0) console.log(`Checked ${scripts.length} shell scripts.`);
  return status ?? 1;
}

if (require.main === module) runCommand("lint-scripts", main);
