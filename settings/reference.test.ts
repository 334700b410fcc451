// The documents show the settings as the schema has them.
import assert from "node:assert/strict";
import { outdated } from "../tools/settings-reference";
import { settingsTable, sizesTable } from "./reference";

describe("the tables of settings", () => {
  it("are up to date in README and docs/settings.md, and the JSON Schema (else: npm run settings-reference)", () => {
    assert.deepEqual(outdated(), []);
  });
  it("tell meaning and effect of every setting", () => {
    const rows = settingsTable()
      .split("\n")
      .slice(2)
      .map((line) => line.split(" | "));
    assert.ok(rows.length > 70, String(rows.length));
    for (const [path, , , , effect, means] of rows) {
      assert.match(effect ?? "", /^(in place|rolling|replacement|fixed)$/, path);
      assert.ok((means ?? "").length > 10, path);
    }
  });
  it("show the three sizes side by side", () => {
    assert.ok(sizesTable().includes("| `lokiIngester.replicas` | 0 | 0 | 6 |"));
  });
});
