// The program at a git ref: what a ref may be, and what is said of one that can't be read.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { charts } from "../../components/charts";
import { removeScratch, scratchDirectory } from "../../test/servers/cleanup";
import { type Plans, plansAgainst } from "./plans";

const checkout = resolve(__dirname, "..", "..");

describe("rendered objects: a git ref", function () {
  this.timeout(60_000);
  let scratch: string;
  beforeEach(() => (scratch = scratchDirectory("plans-")));
  afterEach(() => removeScratch(scratch));

  it("is a commit: no option of git's, and no folder of one, in which every stack would be new", () => {
    const file = join(scratch, "written");
    for (const ref of [`--output=${file}`, "HEAD:commands", "no-such-ref", ""])
      assert.throws(
        () => plansAgainst(ref, "dev", join(checkout, "Pulumi.dev.yaml")),
        { message: /^git has no commit "/ },
        ref,
      );
    assert.ok(!existsSync(file));
  });

  it("is what was before; the working tree, with its new stacks, is what comes", () => {
    const clone = join(scratch, "clone");
    assert.equal(spawnSync("git", ["clone", "--quiet", "--depth", "1", `file://${checkout}`, clone]).status, 0);
    cpSync(join(checkout, "commands"), join(clone, "commands"), { recursive: true });
    symlinkSync(join(checkout, "node_modules"), join(clone, "node_modules"));
    copyFileSync(join(clone, "Pulumi.dev.yaml"), join(clone, "Pulumi.fresh.yaml"));
    const pins = join(clone, "components", "charts.ts");
    writeFileSync(pins, readFileSync(pins, "utf8").replace(`"${charts.loki.version}"`, '"0.0.1"'));
    copyFileSync(join(clone, "Pulumi.dev.yaml"), join(scratch, "outside.yaml"));
    const plansOf = (stack: string, file = join(clone, `Pulumi.${stack}.yaml`)) => {
      const call = `plansAgainst("HEAD", "${stack}", "${file}")`;
      const script = `process.stdout.write(JSON.stringify(require("./commands/render/plans").${call}))`;
      const args = ["--import", "tsx", "--input-type", "commonjs", "--eval", script];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: clone, encoding: "utf8" });
      assert.equal(status, 0, stderr);
      const { before, after } = JSON.parse(stdout) as Plans;
      return [before, after].map((releases) => releases.find(({ release }) => release === "loki")?.location.version);
    };
    assert.deepEqual(plansOf("dev"), [charts.loki.version, "0.0.1"]);
    assert.deepEqual(plansOf("fresh"), [undefined, "0.0.1"]);
    assert.deepEqual(plansOf("fresh", join(clone, "Pulumi.dev.yaml")), [charts.loki.version, "0.0.1"]);
    assert.deepEqual(plansOf("fresh", join(scratch, "outside.yaml")), [charts.loki.version, "0.0.1"]);
  });

  it("is refused in words where its program is read in another way", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", join(__dirname, "planned.ts"), scratch, join(scratch, "Pulumi.dev.yaml")],
      { encoding: "utf8" },
    );
    assert.equal(status, 1);
    assert.match(stderr, /^it has no commands\/cost\.ts, by which it is read; compare with a later one/);
  });
});
