// What a preview of the dev stack costs, against a program that does nothing and one that registers as many bare
// resources with the same providers. All three take turns on the real engine with stand-in providers; ratios are within
// a turn.
import { type BenchStack, type CommandRun, Laboratory, roleOf, settingsIn } from "./laboratory";
import { median, type Section, table } from "./section";

/** At most this many times the empty program, and the bare one. */
const targets = { empty: 3, bare: 1.5 };

export interface PreviewRatios {
  runs: Record<"dev" | "empty" | "bare", CommandRun[]>;
  /** Resources of the dev stack that are counted in the bare program. */
  resources: number;
}

/** Previews the three programs in turns, after one round that is not counted (compile caches). */
export async function measurePreviews(rounds: number): Promise<PreviewRatios> {
  const laboratory = await Laboratory.open();
  try {
    const dev = await laboratory.stack("dev", "index.ts", settingsIn("dev"));
    const counts = bareCounts((await dev.run("preview", "--stack", "dev", "--json")).output);
    const empty = await laboratory.stack("empty", "bench/programs/empty.ts");
    const bare = await laboratory.stack(
      "bare",
      "bench/programs/bare.ts",
      {},
      { BENCH_RESOURCES: JSON.stringify(counts) },
    );
    const stacks = { dev, empty, bare };
    const runs: PreviewRatios["runs"] = { dev: [], empty: [], bare: [] };
    for (let round = 0; round <= rounds; round++) {
      for (const [name, stack] of Object.entries(stacks) as [keyof typeof stacks, BenchStack][]) {
        const run = await stack.preview();
        if (round > 0) runs[name].push(run);
      }
    }
    return { runs, resources: Object.values(counts).reduce((sum, count) => sum + count, 0) };
  } finally {
    laboratory.close();
  }
}

/** As many of each provider as in the plan, all of one small kind; components stay components. */
function bareCounts(plan: string): Record<string, number> {
  const { steps } = JSON.parse(plan.slice(plan.indexOf("{"))) as {
    steps: { urn: string; newState?: { type: string } }[];
  };
  const counts: Record<string, number> = {};
  for (const { newState } of steps) {
    const provider = /^(aws|kubernetes|random):/.exec(newState?.type ?? "")?.[1] ?? "component";
    const type =
      {
        aws: "aws:s3/bucket:Bucket",
        kubernetes: "kubernetes:core/v1:ConfigMap",
        random: "random:index/randomPassword:RandomPassword",
      }[provider] ?? "obs:bench:Component";
    if (!newState?.type.startsWith("pulumi:")) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

const cpuOf = (run: CommandRun) => run.processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);

/** Median over the turns of dev divided by the other, by time and by CPU. */
export function ratio({ runs }: PreviewRatios, other: "empty" | "bare", of: (run: CommandRun) => number): number {
  return median(runs.dev.map((run, index) => of(run) / of(runs[other][index] ?? run)));
}

export async function preview(): Promise<Section> {
  const measured = await measurePreviews(5);
  const { runs, resources } = measured;
  const wall = (run: CommandRun) => run.wallSeconds;
  const against = (other: "empty" | "bare", name: string) => {
    const [time, cpu] = [ratio(measured, other, wall), ratio(measured, other, cpuOf)];
    return [
      name,
      time.toFixed(2),
      cpu.toFixed(2),
      `at most ${targets[other]}`,
      time <= targets[other] ? "met" : "**missed**",
    ];
  };
  const roles = [
    ...new Set(
      Object.values(runs)
        .flat()
        .flatMap(({ processes }) => processes.map(roleOf)),
    ),
  ].sort();
  const spent = (name: keyof typeof runs, role: string) =>
    median(
      runs[name].map(({ processes }) =>
        processes.filter((each) => roleOf(each) === role).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
      ),
    );
  return {
    title: "Preview",
    body: [
      `The dev stack (${resources} resources) against an empty TypeScript program, and against one that registers ` +
        "as many bare resources of the same providers. " +
        `Real engine, stand-in providers; ${runs.dev.length} turns of all three, medians of the ratio within a turn.`,
      table(
        ["dev stack against", "time", "CPU", "target (time)", ""],
        [against("empty", "empty program"), against("bare", "bare resources")],
      ),
      "Where the CPU goes, in seconds (median):",
      table(
        ["process", "dev", "bare", "empty"],
        [
          ...roles.map((role) => [
            role,
            ...(["dev", "bare", "empty"] as const).map((name) => spent(name, role).toFixed(2)),
          ]),
          ["all", ...(["dev", "bare", "empty"] as const).map((name) => median(runs[name].map(cpuOf)).toFixed(2))],
          [
            "time on the clock",
            ...(["dev", "bare", "empty"] as const).map((name) => median(runs[name].map(wall)).toFixed(2)),
          ],
        ],
      ),
    ],
  };
}
