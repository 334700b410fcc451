// `npm run demo` as a user has it who has neither Loki nor Tempo nor Grafana: one request of each tenant in all three
// signals, at the addresses that it prints, and nothing left after Ctrl-C.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TIERS } from "../../../tools/catalogue";
import { install } from "../../../tools/install";
import { isExecutable } from "../../../tools/search-path";
import { removeScratch, scratchDirectory } from "../../servers/cleanup";

const checkout = path.resolve(__dirname, "..", "..", "..");

/** PATH without the directories that hold a backend. */
const pathWithoutBackends = (process.env.PATH ?? "")
  .split(path.delimiter)
  .filter((directory) => !["loki", "tempo", "grafana"].some((name) => isExecutable(path.join(directory, name))))
  .join(path.delimiter);

/** Command lines of the processes that have this variable in their environment: the demo and all that it starts. */
function processesWith(variable: string): string[] {
  return fs
    .readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const environment = fs.readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        return environment.includes(variable) ? [fs.readFileSync(`/proc/${pid}/cmdline`, "utf8")] : [];
      } catch {
        return []; // it has ended, or is another user's
      }
    });
}

describe("the demo", function () {
  this.timeout(600_000);
  const temporary = scratchDirectory("demo-test-");
  let demo: ChildProcess;
  let said = "";

  before(async function () {
    this.timeout(3_600_000);
    await install(TIERS.demo, (line) => console.error(line));
    demo = spawn(process.execPath, ["--import=tsx", "commands/demo.ts"], {
      cwd: checkout,
      env: { ...process.env, DEMO_SECONDS: "3", TMPDIR: temporary, PATH: pathWithoutBackends, BACKENDS_DIR: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [demo.stdout, demo.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    while (!said.includes("Ctrl-C ends everything")) {
      assert.equal(demo.exitCode, null, said);
      await sleep(200);
    }
  });

  after(() => {
    demo?.kill("SIGTERM");
    removeScratch(temporary);
  });

  const addressOf = (tenant: string, signal: string) =>
    new RegExp(`http://\\S+/${tenant}/${signal}\\S*`).exec(said)?.[0] ??
    assert.fail(`no ${signal} of ${tenant}: ${said}`);
  const open = async (address: string): Promise<unknown> => (await fetch(address)).json();

  it("says what stands in for what is not there", () => {
    for (const text of ["a recorder in Loki's place", "a recorder in Tempo's place", "no Grafana"])
      assert.ok(said.includes(text), said);
  });

  for (const [tenant, other] of [
    ["payments", "search"],
    ["search", "payments"],
  ] as const) {
    it(`shows one request of ${tenant} as metric, log and trace, and to nobody else`, async () => {
      const series = (await open(addressOf(tenant, "metrics"))) as { metric: Record<string, string> }[];
      assert.ok(series.some(({ metric }) => metric.code === "400" && metric.service === "go-service"));
      assert.ok(series.every(({ metric }) => metric.tenant === tenant && metric.namespace === tenant));
      const lines = (await open(addressOf(tenant, "logs"))) as string[];
      assert.ok(lines.filter((line) => line.includes("payment refused")).length === 1, lines.join("\n"));
      assert.deepEqual(((await open(addressOf(tenant, "traces"))) as string[]).sort(), ["GET /pay", "charge"]);
      for (const signal of ["logs", "traces"])
        assert.deepEqual(await open(addressOf(tenant, signal).replace(`/${tenant}/`, `/${other}/`)), [], signal);
    });
  }

  it("leaves no process and no file behind after Ctrl-C", async () => {
    assert.ok(processesWith(`TMPDIR=${temporary}`).length > 6);
    assert.ok(fs.readdirSync(temporary).length > 6);
    const ended = new Promise((resolve) => demo.once("exit", resolve));
    demo.kill("SIGINT");
    assert.equal(await ended, 130);
    await sleep(1_000);
    assert.deepEqual(processesWith(`TMPDIR=${temporary}`), []);
    // tsx keeps what it compiled beside.
    assert.deepEqual(
      fs.readdirSync(temporary).filter((name) => !name.startsWith("tsx-")),
      [],
    );
  });
});
