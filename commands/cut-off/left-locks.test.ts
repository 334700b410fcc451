import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { releaseLeftLocks } from "./left-locks";

describe("locks of a checkout's own backend", () => {
  const state = mkdtempSync(join(tmpdir(), "state-"));
  const locks = join(state, ".pulumi", "locks", "organization", "observability", "sandbox");
  after(() => rmSync(state, { recursive: true }));

  it("are taken off where the process that held or wrote one is gone from this host, and nowhere else", () => {
    releaseLeftLocks(state);
    mkdirSync(locks, { recursive: true });
    // It has ended, and was waited for.
    const { pid: gone } = spawnSync(process.execPath, ["--version"]);
    for (const [name, lock] of Object.entries({
      left: { pid: gone, hostname: hostname() },
      held: { pid: process.pid, hostname: hostname() },
      elsewhere: { pid: gone, hostname: "another.example.com" },
    }))
      writeFileSync(join(locks, `${name}.json`), JSON.stringify({ ...lock, username: "me" }));
    writeFileSync(join(locks, "half.json"), '{"pid":');
    for (const [name, text] of [
      ["cut-off", '{"pid":'],
      ["empty", ""],
    ] as const) {
      writeFileSync(join(locks, `${name}.json`), text);
      utimesSync(join(locks, `${name}.json`), new Date(0), new Date(0));
    }
    releaseLeftLocks(state);
    assert.deepEqual(readdirSync(locks).sort(), ["elsewhere.json", "half.json", "held.json"]);
  });
});
