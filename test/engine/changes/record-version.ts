/**
 * Records what a version of the program leaves behind, for the test of upgrades: `npm run record-version -- <git ref>
 * <version>`. Brings the example stacks up with the program at that ref, on stand-ins, and writes
 * test/fixtures/versions/<version>/<stack>.json.br: settings, state, and the objects in the account. Passwords, which the
 * stand-in made up, are replaced by words.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { openStandinRoom } from "../../servers/standin-room";
import { stackFile } from "../../support/stack-configuration";
import { EngineStack } from "../stack/engine-stack";
import { accountOf, packed, type RecordedVersion, recordedStacks, versionFile } from "./recorded-version";

const checkout = resolve(__dirname, "..", "..", "..");

async function main([ref, version]: readonly string[]): Promise<void> {
  if (ref === undefined || version === undefined)
    throw new Error("usage: npm run record-version -- <git ref> <version>");
  mkdirSync(join(checkout, ".state"), { recursive: true });
  const program = mkdtempSync(join(checkout, ".state", "version-"));
  try {
    const archive = execFileSync("git", ["archive", "--format=tar", ref], { cwd: checkout, maxBuffer: 2 ** 30 });
    execFileSync("tar", ["x", "-C", program], { input: archive });
    symlinkSync(join(checkout, "node_modules"), join(program, "node_modules"));
    for (const name of recordedStacks) {
      const file = versionFile(version, name);
      mkdirSync(resolve(file, ".."), { recursive: true });
      writeFileSync(file, packed(await recorded(name, program)));
      console.log(`${relative(checkout, file)}: ${statSync(file).size} bytes`);
    }
  } finally {
    rmSync(program, { recursive: true, force: true });
  }
}

async function recorded(name: string, program: string): Promise<RecordedVersion> {
  const room = await openStandinRoom();
  const settings = stackFile(relative(checkout, join(program, `Pulumi.${name}.yaml`)));
  const stack = await EngineStack.create(room, name, settings, {}, program);
  try {
    await stack.up();
    const { stdout } = spawnSync("pulumi", ["stack", "export", "--show-secrets", "--stack", name], {
      cwd: stack.stack.workspace.workDir,
      env: room.environment,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    return { settings, state: JSON.parse(stdout), account: accountOf(room) };
  } finally {
    stack.close();
    room.close();
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`record-version: ${error.message}`);
  process.exitCode = 1;
});
