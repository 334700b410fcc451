// The program at a git ref: what a ref may be, and what is said of one that can't be read.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { removeScratch, scratchDirectory } from "../../test/servers/cleanup";
import { plansAgainst } from "./plans";

describe("rendered objects: a git ref", () => {
  let scratch: string;
  beforeEach(() => (scratch = scratchDirectory("plans-")));
  afterEach(() => removeScratch(scratch));

  it("is a commit: no option of git's, and no folder of one, in which every stack would be new", () => {
    const file = join(scratch, "written");
    for (const ref of [`--output=${file}`, "HEAD:commands", "no-such-ref", ""])
      assert.throws(() => plansAgainst(ref, "dev"), { message: /^git has no commit "/ }, ref);
    assert.ok(!existsSync(file));
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
