// The documents show the settings as the schema has them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { changes } from "../test/support/setting-changes";
import { outdated } from "../tools/settings-reference";
import { documentedEffects, settingsTable, sizesTable } from "./reference";

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
      assert.match(effect ?? "", /^(in place|rolling|replacement|fixed|by key)$/, path);
      assert.ok((means ?? "").length > 10, path);
    }
  });
  it("are at one with the page of changes: what is fixed stands there, with the way to another", () => {
    const page = readFileSync(join(__dirname, "..", "docs", "operations", "change.md"), "utf8");
    const rows = (page.split("## What is fixed")[1]?.split("\n## ")[0] ?? "").split("\n").slice(4);
    const named = rows.flatMap((row) =>
      [...(row.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const fixed = Object.entries(documentedEffects()).filter(([, effect]) => effect === "fixed");
    const missing = fixed.filter(([path]) => !named.includes(path) && !named.includes(path.split(".").at(-1)));
    assert.deepEqual(missing, []);
  });
  it("have a change of every setting, by which the engine tier shows its effect (test/support/setting-changes.ts)", () => {
    const groups = /^(cluster|retention|kafka|logs|fanout|charts|grafana|alerts|images|scheduling|pods|iam)$/;
    // One value of each: its parts go the same way.
    const parts = /^(scheduling\.tolerations\[\]|images\.digests\[\])/;
    assert.deepEqual(
      Object.keys(documentedEffects()).filter(
        (path) => changes[path] === undefined && !groups.test(path) && !parts.test(path),
      ),
      [],
    );
  });
  it("promise no more of a map than its keys keep: one effect is that of all, or of the map as it comes and goes", () => {
    const effects = documentedEffects();
    for (const [path, effect] of Object.entries(effects)) {
      const keys = Object.keys(effects).filter(
        (key) => /^(\[\])?\./.test(key.slice(path.length)) && key.startsWith(path),
      );
      const kinds = new Set(keys.map((key) => effects[key]));
      kinds.delete("by key");
      if (effect === "by key") assert.ok(kinds.size > 1, path);
      else if (kinds.size > 1) assert.ok(changes[path] !== undefined, `${path}: ${[...kinds].join()}, not ${effect}`);
      else if (kinds.size === 1 && changes[path] === undefined) assert.ok(kinds.has(effect), path);
    }
  });
  it("tell text from numbers and maps, and what only one kind of a setting has", () => {
    const cells = (path: string) =>
      (
        settingsTable()
          .split("\n")
          .find((line) => line.startsWith(`| \`${path}\` |`)) ?? ""
      )
        .split(" | ")
        .slice(1, 3);
    assert.deepEqual(cells("kafka.advertisedPorts"), ["list of whole numbers, 1 to 65535", ""]);
    assert.deepEqual(cells("fanout.otlpHttp.signals")[0], "list of `logs`, `metrics`, `traces`");
    assert.deepEqual(cells("longTermMetrics"), ["map", ""]);
    assert.deepEqual(cells("longTermMetrics.type"), ["`amp`, `mimir`, `thanos`", "**required**"]);
    assert.deepEqual(cells("alerts.receivers[].channel"), ["text", "**required** with `slack`"]);
    assert.deepEqual(cells("alerts.receivers[].name"), ["text", "**required**"]);
    assert.deepEqual(cells("alerts.deadMansSwitch.region"), ["`us`, `eu`", '`"us"` with `opsgenie`']);
  });
  it("show the three sizes side by side", () => {
    assert.ok(sizesTable().includes("| `lokiIngester.replicas` | 0 | 0 | 6 |"));
  });
});
