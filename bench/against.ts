/**
 * What a preview of the dev stack costs here and in another checkout, of an older commit, in turns:
 * `npm run bench:against -- <checkout> [rounds]`. Prints the CPU seconds of all processes of a preview (pulumi, program,
 * stand-in providers), median, and their ratio. Writes nothing but into `.state/` of both.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "../commands/command";
import { median } from "./section";

/** Runs in the checkout that it measures, with that checkout's own laboratory. */
const once = `
const { Laboratory, settingsIn } = require("./bench/laboratory");
(async () => {
  const laboratory = await Laboratory.open();
  try {
    const dev = await laboratory.stack("dev", "index.ts", settingsIn("dev"));
    await dev.preview();
    const { processes, wallSeconds } = await dev.preview();
    const cpuSeconds = processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    console.log("MEASURED " + JSON.stringify({ cpuSeconds, wallSeconds }));
  } finally {
    laboratory.close();
  }
})();
`;

interface Measured {
  cpuSeconds: number;
  wallSeconds: number;
}

function preview(checkout: string): Measured {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import=tsx", "-e", once], {
    cwd: checkout,
    encoding: "utf8",
  });
  const line = stdout.split("\n").find((text) => text.startsWith("MEASURED "));
  if (line === undefined) throw new Error(`no preview in ${checkout}:\n${stderr.slice(-2_000)}`);
  return JSON.parse(line.slice("MEASURED ".length)) as Measured;
}

function main([other, rounds = "5"]: readonly string[]): number {
  if (other === undefined || !existsSync(join(other, "bench")) || !(Number(rounds) >= 1))
    throw new Error("usage: npm run bench:against -- <directory of another checkout> [rounds, 5]");
  const checkouts = { here: resolve(__dirname, ".."), other: resolve(other) };
  const runs: Record<keyof typeof checkouts, Measured[]> = { here: [], other: [] };
  for (let round = 0; round < Number(rounds); round++) {
    for (const name of ["other", "here"] as const) runs[name].push(preview(checkouts[name]));
  }
  const of = (name: keyof typeof runs, key: keyof Measured) => median(runs[name].map((run) => run[key]));
  for (const key of ["cpuSeconds", "wallSeconds"] as const) {
    const [here, there] = [of("here", key), of("other", key)];
    console.log(
      `${key}: here ${here.toFixed(2)}, other ${there.toFixed(2)}, ratio ${(here / there).toFixed(2)}; all: ` +
        `${runs.here.map((run) => run[key].toFixed(2)).join(" ")} against ` +
        runs.other.map((run) => run[key].toFixed(2)).join(" "),
    );
  }
  return 0;
}

runCommand("bench:against", main);
