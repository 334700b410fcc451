// A process that starts a server in a temporary directory, ended in each way that can be told.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const starter = `
  const { Daemon } = require(${JSON.stringify(path.join(__dirname, "daemon.ts"))});
  const { scratchDirectory } = require(${JSON.stringify(path.join(__dirname, "cleanup.ts"))});
  void (async () => {
    const directory = scratchDirectory("cleanup-test-");
    const server = await Daemon.start({
      name: "sleeper", command: process.execPath, args: ["-e", "setInterval(() => 0, 1000)"],
      logFile: directory + "/log", ready: () => true, readyWithinSeconds: 5,
    });
    console.log(JSON.stringify({ directory, pid: server.pid }));
    if (process.env.HOW === "error") throw new Error("on purpose");
    if (process.env.HOW === "end") process.exit(0);
    setInterval(() => 0, 1_000);
  })();
`;

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0) && !awaitsFirstProcess(pid);
  } catch {
    return false;
  }
};
/** It has ended, and is listed until the machine's first process takes note, which may be busy. */
function awaitsFirstProcess(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && /\) [ZX] /.test(readFileSync(stat, "utf8"));
}

describe("servers and directories of a process", () => {
  for (const [how, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["error", 1],
    ["end", 0],
  ] as const) {
    it(`go with it: ${how}`, async () => {
      const child = spawn(process.execPath, ["--import=tsx", "--input-type=commonjs", "-e", starter], {
        env: { ...process.env, HOW: how },
        stdio: ["ignore", "pipe", "ignore"],
      });
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      const [line] = (await new Promise<Buffer>((resolve) => child.stdout.once("data", resolve)))
        .toString()
        .split("\n");
      const { directory, pid } = JSON.parse(line ?? "") as { directory: string; pid: number };
      if (how.startsWith("SIG")) child.kill(how as NodeJS.Signals);
      assert.equal(await ended, status);
      assert.ok(!existsSync(directory));
      for (let waited = 0; alive(pid) && waited < 20_000; waited += 50) await sleep(50);
      assert.ok(!alive(pid), `${pid} lives on`);
    });
  }
});
