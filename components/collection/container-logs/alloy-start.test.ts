import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsOf } from "../../../test/support/settings-of";
import { readsAnew } from "./alloy-start";
import { alloyValues } from "./alloy-values";
import { eventsValues } from "./events-values";

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

describe("the start of Alloy for the cluster's events", () => {
  const { alloy: values } = eventsValues(settingsOf()) as unknown as { alloy: { command: string[] } };
  const [shell = "", option = "", script = "", name = ""] = values.command;
  /** Runs it with a shell's function in Alloy's place. */
  const start = (alloy: string) =>
    spawn(shell, [option, script.replace("/bin/alloy ", `bash -c '${alloy}' alloy `), name, "run", "a b"]);
  const outcome = async (alloy: string, told?: NodeJS.Signals) => {
    const child = start(alloy);
    let log = "";
    child.stderr.on("data", (text: Buffer) => {
      const hadStarted = log.includes("started");
      log += text.toString();
      if (told && !hadStarted && log.includes("started")) child.kill(told);
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    return { code, log };
  };
  const untilStopped = (first: string) =>
    `trap "echo stopped >&2; exit 0" TERM; echo started "$@" >&2; ${first}; for i in {1..100}; do sleep 0.1; done; exit 7`;

  it("ends Alloy by a stop as soon as its reader has ended, which by itself nothing starts anew", async () => {
    const line = '{"level":"error","msg":"event watcher exited with error","err":"connection refused"}';
    const { log } = await outcome(untilStopped(`printf "%s\\n" ${JSON.stringify(line).replaceAll("'", "")} >&2`));
    assert.equal(log, `started run a b\n${line}\nstopped\n`);
  });

  it("hands on kubelet's stop, Alloy's last words and its code", async () => {
    assert.equal((await outcome(untilStopped(":"), "SIGTERM")).log, "started run a b\nstopped\n");
    assert.deepEqual(await outcome('echo "bad configuration" >&2; exit 1'), { code: 1, log: "bad configuration\n" });
  });
});
