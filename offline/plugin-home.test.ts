// The home in which the engine finds the stand-ins without looking on PATH.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePluginHome } from "./plugin-home";
import { sdkVersion } from "./providers/sdk-version";

describe("the sandbox's Pulumi home", () => {
  const home = mkdtempSync(join(tmpdir(), "pulumi-home-"));
  after(() => rmSync(home, { recursive: true }));

  it("has each plugin that there is, in the version that the program asks for, and hands arguments on", () => {
    const program = join(home, "it's a program");
    writeFileSync(program, '#!/bin/sh\necho "${0##*/}: $*"\n');
    chmodSync(program, 0o755);
    const directory = `resource-aws-v${sdkVersion("@pulumi/aws")}`;
    for (const _ of ["first", "again"]) {
      writePluginHome(home, (name) => (name === "pulumi-resource-aws" ? program : undefined));
      assert.deepEqual(readdirSync(join(home, "plugins")), [directory]);
      const { stdout } = spawnSync(join(home, "plugins", directory, "pulumi-resource-aws"), ["127.0.0.1:1", "-v"]);
      assert.equal(String(stdout), "it's a program: 127.0.0.1:1 -v\n");
    }
  });
});
