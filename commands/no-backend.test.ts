// A stack of a platform on a machine where no backend is named: in a state of the checkout's own every preview would be a
// first one, and what `up` makes would be lost with the checkout, or with the runner of a workflow.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { projectHasBackend } from "./pulumi-environment";

describe("a stack without a backend", function () {
  this.timeout(120_000);
  const scratch = mkdtempSync(join(tmpdir(), "no-backend-"));
  const asked = join(scratch, "asked");

  before(() => {
    const pulumi = join(scratch, "pulumi");
    writeFileSync(pulumi, `#!/bin/sh\necho "$*" >> ${asked}\nexit 6\n`);
    chmodSync(pulumi, 0o755);
  });
  after(() => rmSync(scratch, { recursive: true }));

  function run(stack: string, more: NodeJS.ProcessEnv) {
    const command = ["--import=tsx", join(__dirname, "pulumi.ts"), "preview", stack];
    const env = {
      HOME: scratch,
      PATH: [scratch, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      ...more,
    };
    const { stderr } = spawnSync(process.execPath, command, { env, encoding: "utf8" });
    const first = readFileSync(asked, "utf8").split("\n")[0] ?? "";
    rmSync(asked);
    return { stderr, first };
  }

  it("is not made in the checkout's own, and is told how to name one", () => {
    for (const more of [{}, { PULUMI_BACKEND_URL: "" }]) {
      const { stderr, first } = run("prod", more);
      assert.equal(first, "stack select prod");
      assert.match(
        stderr,
        /^no backend is named, and prod is not made .* pulumi login <backend>, or PULUMI_BACKEND_URL/,
      );
    }
  });

  it("is made where one is named", () => {
    const { stderr, first } = run("prod", { PULUMI_BACKEND_URL: "s3://state" });
    assert.deepEqual([first.slice(0, 21), stderr], ["stack select --create", ""]);
  });

  it("is made where somebody is logged in, wherever the engine keeps that", () => {
    writeFileSync(join(scratch, "credentials.json"), '{"current": "s3://state"}');
    for (const name of ["PULUMI_HOME", "PULUMI_CREDENTIALS_PATH"])
      assert.equal(run("prod", { [name]: scratch }).first.slice(0, 21), "stack select --create", name);
  });

  it("is made where it is the sandbox", () => {
    assert.equal(run("sandbox", {}).first, "stack select --create sandbox");
  });

  it("has the one of the project's file", () => {
    for (const [text, has] of [
      ["name: observability\n", false],
      ["name: observability\nbackend:\n  url: s3://state\n", true],
    ] as const) {
      writeFileSync(join(scratch, "Pulumi.yaml"), text);
      assert.equal(projectHasBackend(scratch), has);
    }
  });
});
