// A configuration that no process on Linux can be handed is refused in words before the engine tries.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { refuseTooLarge } from "./configuration-size";

describe("the size of a stack's configuration", () => {
  const directory = mkdtempSync(join(tmpdir(), "size-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const fileOf = (count: number) => {
    const tenants = Array.from({ length: count }, (_, index) => ({ id: `t${index}`, namespaces: [`n${index}`] }));
    const file = join(directory, `Pulumi.s${count}.yaml`);
    writeFileSync(file, stringify({ config: { "aws:region": "eu-central-1", "observability:tenants": tenants } }));
    return file;
  };

  it("is refused where one variable cannot hold it, on Linux alone", () => {
    refuseTooLarge(fileOf(1_000), "linux");
    assert.throws(
      () => refuseTooLarge(fileOf(5_000), "linux"),
      /^Error: Pulumi\.s5000\.yaml: the configuration takes \d+ /,
    );
    refuseTooLarge(fileOf(5_000), "darwin");
    refuseTooLarge(join(directory, "Pulumi.none.yaml"), "linux");
  });

  it("is what Linux takes", function () {
    if (process.platform !== "linux") this.skip();
    const start = (bytes: number) =>
      spawnSync(process.execPath, ["--version"], { env: { A: "x".repeat(bytes - "A=".length) } });
    assert.equal(start(131_071).error, undefined);
    assert.match(String(start(131_072).error), /E2BIG/);
  });
});
