// Where a chart's archive comes from: the cache, in which a file may be broken, a folder, or the repository.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeScratch, scratchDirectory } from "../../test/servers/cleanup";
import { chartArchive, chartCache } from "./archives";
import { Helm } from "./helm";

const location = { chart: "loki", version: "1.0.0" };

/** Helm whose downloads are archives of one file, or fail. */
class Downloads extends Helm {
  count = 0;

  constructor(
    private readonly archive: Buffer,
    private readonly refusal?: string,
  ) {
    super("none", "none");
  }

  override pull(_location: unknown, folder: string): void {
    if (this.refusal) throw new Error(this.refusal);
    this.count++;
    writeFileSync(join(folder, "loki-1.0.0.tgz"), this.archive);
  }
}

describe("chart archives", () => {
  let scratch: string;
  let archive: Buffer;
  const cacheBefore = process.env.XDG_CACHE_HOME;

  beforeEach(() => {
    scratch = scratchDirectory("archives-");
    process.env.XDG_CACHE_HOME = scratch;
    mkdirSync(chartCache(), { recursive: true });
    writeFileSync(join(scratch, "Chart.yaml"), `name: loki\n# ${"0123456789".repeat(1_000)}\n`);
    archive = execFileSync("tar", ["cz", "-C", scratch, "Chart.yaml"]);
  });
  afterEach(() => {
    if (cacheBefore === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cacheBefore;
    removeScratch(scratch);
  });

  it("are downloaded once", () => {
    const helm = new Downloads(archive);
    const file = chartArchive(location, helm, undefined);
    assert.equal(file, join(chartCache(), "loki-1.0.0.tgz"));
    assert.equal(chartArchive(location, helm, undefined), file);
    assert.equal(helm.count, 1);
  });

  for (const [what, content] of [
    ["cut off", () => archive.subarray(0, archive.length / 2)],
    ["empty", () => Buffer.alloc(0)],
    ["no archive", () => Buffer.from("<html>")],
  ] as const)
    it(`are downloaded again where the cache has one that is ${what}; of a folder it is said`, () => {
      const file = join(chartCache(), "loki-1.0.0.tgz");
      writeFileSync(file, content());
      assert.throws(() => chartArchive(location, new Downloads(archive), chartCache()), {
        message: `${file} is no whole archive`,
      });
      assert.equal(chartArchive(location, new Downloads(archive), undefined), file);
      assert.deepEqual(readFileSync(file), archive);
    });

  it("that cannot be downloaded are named, and the way without a network", () => {
    assert.throws(
      () => chartArchive(location, new Downloads(archive, "no such host"), undefined),
      /^Error: chart loki-1\.0\.0 can't be downloaded .*--from\): no such host$/,
    );
  });
});
