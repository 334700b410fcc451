// The stack of the stand-ins meets them by whatever name it is called: what they made must never be run against AWS.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

describe("the stack sandbox", function () {
  this.timeout(120_000);
  const scratch = mkdtempSync(join(tmpdir(), "sandbox-"));

  before(() => {
    const pulumi = join(scratch, "pulumi");
    writeFileSync(pulumi, `#!/bin/sh\necho "$STANDIN_ACCOUNT"\nexit 6\n`);
    chmodSync(pulumi, 0o755);
  });
  after(() => rmSync(scratch, { recursive: true }));

  for (const name of ["sandbox", "organization/observability/sandbox"])
    it(`has its stand-ins as ${name}`, () => {
      const env = { ...process.env, PATH: [scratch, process.env.PATH].join(delimiter) };
      const command = ["--import=tsx", join(__dirname, "pulumi.ts"), "destroy", name];
      const { stdout } = spawnSync(process.execPath, command, { env, encoding: "utf8" });
      assert.match(stdout, /sandbox-account\n/);
    });
});
