// The workflows under actionlint: expressions, contexts, inputs of reusable workflows, permissions.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { install } from "../../tools/install";

const checkout = resolve(__dirname, "..", "..");

describe("workflows under actionlint", function () {
  this.timeout(600_000);
  let linter: string;
  before(async () => {
    const [tool] = await install(["actionlint"], (line) => console.error(line));
    assert.ok(tool);
    linter = tool.path;
  });

  const lint = (directory: string) => spawnSync(linter, ["-no-color"], { cwd: directory, encoding: "utf8" });

  it("have nothing to complain about", () => {
    const { status, stdout, stderr } = lint(checkout);
    assert.equal(status, 0, stdout + stderr);
  });

  it("would be complained about if an expression named something that is not there", () => {
    const copy = mkdtempSync(join(tmpdir(), "workflows-"));
    try {
      cpSync(join(checkout, ".github"), join(copy, ".github"), { recursive: true });
      spawnSync("git", ["init", "--quiet"], { cwd: copy }); // actionlint looks for the root of a repository
      const file = join(copy, ".github", "workflows", "drift.yml");
      writeFileSync(file, readFileSync(file, "utf8").replace("matrix.stack", "matrix.stak"));
      const { status, stdout } = lint(copy);
      assert.equal(status, 1);
      assert.match(stdout, /property "stak" is not defined/);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});
