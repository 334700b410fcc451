import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsOf } from "../../../test/support/settings-of";
import { readsAnew } from "./alloy-start";
import { alloyValues } from "./alloy-values";

describe("Alloy's start", () => {
  let folder: string;
  let places: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "alloy-start-"));
    places = join(folder, "positions.yml");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** As Alloy 1.18.1 writes them. */
  const written = (of: Record<string, number>) =>
    `positions:\n${Object.entries(of)
      .map(
        ([name, place]) => `  ? path: ${join(folder, name)}\n    labels: '{a="x y", b="0.log''s"}'\n  : "${place}"\n`,
      )
      .join("")}`;
  const log = (name: string, bytes: number) => writeFileSync(join(folder, name), "x".repeat(bytes));
  const start = (savedAgoSeconds: number) => {
    const at = Date.now() / 1_000 - savedAgoSeconds;
    utimesSync(places, at, at);
    const { status, stderr } = spawnSync("bash", ["-c", readsAnew(places, `${folder}/*.log`)], { encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
    return readFileSync(places, "utf8");
  };

  it("reads a file from its beginning that is smaller than its place, and keeps the others' places", () => {
    log("0.log", 50);
    log("1.log", 100);
    writeFileSync(places, written({ "0.log": 51, "1.log": 100, "gone.log": 7 }));
    assert.equal(start(-60), written({ "0.log": 0, "1.log": 100, "gone.log": 7 }));
  });

  it("reads a file from its beginning that was made since places were saved, and has grown past the former one's", () => {
    log("0.log", 100);
    writeFileSync(places, written({ "0.log": 51 }));
    assert.equal(start(60), written({ "0.log": 0 }));
  });

  it("does nothing on a node without places, or without files", () => {
    assert.equal(spawnSync("bash", ["-c", readsAnew(join(folder, "none.yml"), `${folder}/*.log`)]).status, 0);
    writeFileSync(places, written({ "0.log": 51 }));
    assert.equal(start(60), written({ "0.log": 51 }));
  });

  it("goes before Alloy, which gets the chart's arguments and its signals", () => {
    const { alloy } = alloyValues(settingsOf()) as unknown as { alloy: { command: string[]; storagePath: string } };
    const [shell, , script = "", name] = alloy.command;
    assert.deepEqual([shell, name], ["/bin/bash", "alloy"]);
    assert.ok(script.includes(`${alloy.storagePath}/loki.source.file.containers/positions.yml`));
    assert.ok(script.includes("/var/log/pods/*/*/*.log"));
    const echoed = spawnSync("bash", ["-c", script.replace("exec /bin/alloy", "exec echo"), name ?? "", "run", "a b"]);
    assert.equal(echoed.stdout.toString(), "run a b\n");
  });
});
