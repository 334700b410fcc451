// `npm run preflight` prints what the program found in its preview, and says by its exit code what that comes to.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Check, checkTable, preflightFileVariable, type Verdict } from "../components/preflight/check";

describe("the preflight command", function () {
  this.timeout(60_000);
  const scratch = mkdtempSync(join(tmpdir(), "preflight-"));
  after(() => rmSync(scratch, { recursive: true }));

  /** With a `pulumi` whose program finds these checks, or ends before it can look. */
  function run(checks?: readonly Check[]) {
    const pulumi = join(scratch, "pulumi");
    const found = checks && `if [ "$1" = preview ]; then printf %s "$CHECKS" > "$${preflightFileVariable}"; fi`;
    writeFileSync(pulumi, `#!/bin/sh\n${found ?? '[ "$1" = preview ] && { echo refused; exit 255; }'}\nexit 0\n`);
    chmodSync(pulumi, 0o755);
    const PATH = [scratch, process.env.PATH].join(delimiter);
    const env = { ...process.env, PATH, PULUMI_CONFIG_FILE: "", CHECKS: JSON.stringify(checks) };
    return spawnSync(process.execPath, ["--import=tsx", join(__dirname, "preflight.ts"), "dev"], {
      env,
      encoding: "utf8",
    });
  }
  const check = (verdict: Verdict): Check => ({ what: "nodes", found: "none", needed: "three", verdict, mend: "more" });

  for (const [verdicts, code] of [
    [["ok", "lacking", "unknown"], 0],
    [["ok", "impossible"], 1],
  ] as const)
    it(`ends with ${code} where it found what is ${verdicts.join(", ")}`, () => {
      const checks = verdicts.map(check);
      const { stdout, status } = run(checks);
      assert.deepEqual([stdout, status], [`${checkTable(checks)}\n`, code]);
    });

  it("ends with 2 where nothing could be asked, and hands on why", () => {
    const { stdout, stderr, status } = run();
    assert.deepEqual([stdout, stderr, status], ["", "refused\n", 2]);
  });
});
