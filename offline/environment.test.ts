import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { sandboxEnvironment } from "./environment";

describe("the sandbox's environment", () => {
  const outside = { ...process.env };
  const scratch = mkdtempSync(join(tmpdir(), "sandbox-"));
  after(() => {
    process.env = outside;
    rmSync(scratch, { recursive: true });
  });

  it("has a backend, a home and a passphrase of its own, whatever the shell has", async () => {
    // Any will do: it is not run, and not built then.
    writeFileSync(join(scratch, "pulumi"), "");
    chmodSync(join(scratch, "pulumi"), 0o755);
    process.env = {
      ...outside,
      PATH: [scratch, outside.PATH].join(delimiter),
      PULUMI_ACCESS_TOKEN: "pul-1",
      PULUMI_BACKEND_URL: "s3://company",
      PULUMI_CONFIG_PASSPHRASE: "company",
      PULUMI_HOME: "/home/company/.pulumi",
    };
    const environment = await sandboxEnvironment();
    assert.match(environment.PULUMI_BACKEND_URL ?? "", /^file:\/\/\/.*\/\.state\?metadata=skip$/);
    assert.match(environment.PULUMI_HOME ?? "", /\/\.state\/pulumi-home$/);
    assert.equal(environment.PULUMI_CONFIG_PASSPHRASE, "");
  });
});
