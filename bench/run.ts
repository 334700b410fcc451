/**
 * `npm run bench` measures everything and writes docs/benchmarks.md; `npm run bench -- <part>...` measures parts of it.
 * `npm run bench -- short` writes nothing and fails when a ratio has become grossly worse: for CI.
 */
import { runCommand } from "../commands/command";
import { growth } from "./growth";
import { makespan } from "./makespan";
import { pipeline, standstill } from "./pipeline";
import { metricPoints } from "./points";
import { preview } from "./preview";
import { redaction } from "./redaction";
import { keep, type Section } from "./section";
import { shortForm } from "./short";

/** In the order of the page. */
const parts: Record<string, () => Promise<Section>> = {
  preview,
  growth,
  makespan,
  pipeline,
  redaction,
  standstill,
  points: metricPoints,
};

async function main(names: readonly string[]): Promise<number> {
  if (names.includes("short")) {
    const problems = await shortForm();
    if (problems.length > 0) throw new Error(problems.join("\n"));
    console.log("no ratio has become grossly worse");
    return 0;
  }
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`no part is called ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}, short`);
  for (const name of names.length > 0 ? names : Object.keys(parts)) {
    const section = await parts[name]?.();
    if (section === undefined) continue;
    console.log([`## ${section.title}`, ...section.body, ""].join("\n\n"));
    keep(name, section);
  }
  return 0;
}

runCommand("bench", main);
