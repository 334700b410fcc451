// A stack's name that was mistyped, by every command that asks pulumi for the stack: it says which stacks there are, and
// asks pulumi for nothing more.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

describe("a mistyped stack", function () {
  this.timeout(120_000);
  const scratch = mkdtempSync(join(tmpdir(), "mistyped-"));
  const asked = join(scratch, "asked");
  const exported = join(scratch, "export.json");

  before(() => {
    const pulumi = join(scratch, "pulumi");
    writeFileSync(pulumi, `#!/bin/sh\necho "$*" >> ${asked}\necho "error: no stack named 'pord' found" >&2\nexit 6\n`);
    chmodSync(pulumi, 0o755);
    writeFileSync(exported, '{"deployment":{}}');
  });
  after(() => rmSync(scratch, { recursive: true }));

  for (const [file, args, code] of [
    ["pulumi.ts", ["preview", "pord"], 6],
    ["preflight.ts", ["pord"], 2],
    ["adopt.ts", ["pord", exported], 6],
  ] as const)
    it(`is told by ${file} with the stacks that have settings`, () => {
      const env = { ...process.env, PATH: [scratch, process.env.PATH].join(delimiter), PULUMI_CONFIG_FILE: "" };
      const command = ["--import=tsx", join(__dirname, file), ...args];
      const { status, stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: "utf8" });
      assert.equal(
        stderr,
        "error: no stack named 'pord' found\nthere is no Pulumi.pord.yaml; stacks with settings: dev, prod, sandbox\n",
      );
      assert.deepEqual([stdout, status], ["", code]);
      assert.equal(readFileSync(asked, "utf8"), "stack select pord\n");
      rmSync(asked);
    });

  for (const [file, args] of [
    ["pulumi.ts", ["up", "dev", "--config-file", "prd.yaml"]],
    ["preflight.ts", ["dev", "--config-file=prd.yaml"]],
  ] as const)
    it(`is told by ${file} of a file of settings, too, which the engine would make`, () => {
      const env = { ...process.env, PATH: [scratch, process.env.PATH].join(delimiter) };
      const { stderr } = spawnSync(process.execPath, ["--import=tsx", join(__dirname, file), ...args], {
        env,
        encoding: "utf8",
      });
      assert.match(stderr, /^\w+: there is no prd\.yaml; stacks with settings: dev, prod, sandbox\n$/);
      assert.ok(!existsSync(asked) && !existsSync(join(__dirname, "../prd.yaml")));
    });
});
