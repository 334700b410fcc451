// The workflows under actionlint: expressions, contexts, inputs of reusable workflows, permissions; and their shell
// lines.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { installed } from "../../../tools/install";

const checkout = resolve(__dirname, "..", "..", "..");

describe("workflows under actionlint", function () {
  this.timeout(600_000);
  let linter: string;
  let shellcheck: string;
  before(async () => {
    linter = await installed("actionlint");
    shellcheck = await installed("shellcheck");
  });

  const lint = (directory: string, files: readonly string[] = []) =>
    spawnSync(linter, ["-no-color", "-shellcheck", shellcheck, ...files], { cwd: directory, encoding: "utf8" });

  it("have nothing to complain about", () => {
    const { status, stdout, stderr } = lint(checkout);
    assert.equal(status, 0, stdout + stderr);
  });

  it("nor have those of the template", () => {
    const folder = join("template", ".github", "workflows");
    const files = readdirSync(join(checkout, folder)).map((file) => join(folder, file));
    const { status, stdout, stderr } = lint(checkout, files);
    assert.equal(status, 0, stdout + stderr);
  });

  const complaints: readonly [why: string, sound: string, broken: string, complaint: RegExp][] = [
    [
      "an expression named something that is not there",
      "matrix.stack",
      "matrix.stak",
      /property "stak" is not defined/,
    ],
    ["a shell line left a variable unquoted", '"$STACK"', "$STACK", /SC2086/],
  ];
  for (const [why, sound, broken, complaint] of complaints) {
    it(`would be complained about if ${why}`, () => {
      const copy = mkdtempSync(join(tmpdir(), "workflows-"));
      try {
        cpSync(join(checkout, ".github"), join(copy, ".github"), { recursive: true });
        spawnSync("git", ["init", "--quiet"], { cwd: copy }); // actionlint looks for the root of a repository
        const file = join(copy, ".github", "workflows", "drift.yml");
        writeFileSync(file, readFileSync(file, "utf8").replace(sound, broken));
        const { status, stdout } = lint(copy);
        assert.equal(status, 1);
        assert.match(stdout, complaint);
      } finally {
        rmSync(copy, { recursive: true });
      }
    });
  }
});
