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

  for (const command of [["pulumi.ts", "preview", "sandbox"], ["sandbox.ts"]] as const)
    it(`says behind a refusal by ${command.join(" ")} where its commands find the sandbox, and no other stack`, () => {
      const told = 'echo "$PULUMI_HOME $PULUMI_BACKEND_URL [$PULUMI_CONFIG_PASSPHRASE]"';
      writeFileSync(join(scratch, "pulumi"), `#!/bin/sh\n[ "$1" = stack ] && exit 0\n${told}\nexit 6\n`);
      const env = { ...process.env, PATH: [scratch, process.env.PATH].join(delimiter), PULUMI_HOME: "/elsewhere" };
      const [program, ...args] = command;
      const { stdout, stderr } = spawnSync(process.execPath, ["--import=tsx", join(__dirname, program), ...args], {
        env,
        encoding: "utf8",
      });
      const [, before] = /^(export PATH=.*)$/m.exec(stderr) ?? [];
      const inShell = spawnSync("sh", ["-c", `${before}\npulumi config set`], { env, encoding: "utf8" }).stdout;
      assert.match(inShell, /^\/.*\/\.state\/pulumi-home file:\/\/\/.*\/\.state\?metadata=skip \[\]\n$/, stderr);
      assert.ok(stdout.endsWith(inShell), stdout);
    });
});
