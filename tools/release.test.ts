// What cutting a release changes, and what it refuses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { settingsOf } from "../test/support/settings-of";
import { cut, stated, withLockedVersion, withVersion } from "./release";

const read = (file: string) => readFileSync(join(resolve(__dirname, ".."), file), "utf8");

describe("a release", () => {
  it("gives what is unreleased its version and date, and leaves room for the next", () => {
    const before = "# Changelog\n\n## Unreleased\n\n### Added\n\n- A\n\n## 0.1.0 (2026-01-01)\n\n- B\n";
    const after = cut(before, "0.2.0", "2026-02-01");
    assert.ok(after.includes("## Unreleased\n\n## 0.2.0 (2026-02-01)\n\n### Added\n\n- A\n\n## 0.1.0"), after);
    assert.throws(() => cut(after, "0.3.0", "2026-03-01"), /nothing under Unreleased/);
    assert.throws(() => cut(before, "0.1.0", "2026-02-01"), /has 0.1.0 already/);
  });

  it("can be cut from the changelog as it is, unless it was just now: the tests of a release pass as well", () => {
    const canBeCut = (changelog: string) => {
      if (/## Unreleased\n\n## /.test(changelog)) return;
      assert.match(cut(changelog, "99.0.0", "2099-01-01"), /## Unreleased\n\n## 99\.0\.0 \(2099-01-01\)\n\n### /);
    };
    canBeCut(read("CHANGELOG.md"));
    canBeCut("# Changelog\n\n## Unreleased\n\n## 99.0.0 (2099-01-01)\n\n### Added\n\n- A\n");
  });

  it("is of packages that name the repository, or npm takes none with provenance: where their runbooks are", () => {
    for (const folder of [".", "policy", "contract"]) {
      const { repository } = JSON.parse(read(`${folder}/package.json`)) as { repository?: { url: string } };
      const url = /^git\+(.*)\.git$/.exec(repository?.url ?? "")?.[1] ?? "none";
      assert.ok(settingsOf().alerts.runbookBaseUrl.startsWith(`${url}/`), `${folder}: ${url}`);
      assert.ok(read(".github/ISSUE_TEMPLATE/config.yml").includes(`${url}/security`), url);
    }
  });

  it("finds every place that states the version", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    for (const [file, fields] of Object.entries(stated)) {
      assert.equal(withVersion(read(file), fields, version), read(file), file);
      assert.notEqual(withVersion(read(file), fields, "99.0.0"), read(file), file);
    }
    assert.equal(withLockedVersion(read("package-lock.json"), version), read("package-lock.json"));
  });
});
