// Writes components/chart-values/paths/<chart>-<version>.txt: which value paths each pinned chart has, read from its values.yaml.
// Usage: npm run chart-paths -- --from DIR, where DIR holds the charts as <name>-<version>/ or <name>-<version>.tgz
// with their sub-charts. Touches nothing but that folder; lists of versions that are no longer pinned are deleted.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { orUsage, runCommand } from "../commands/command";
import { FolderOfCharts } from "../commands/render/chart-folder";
import { pathList } from "../components/chart-values/path-list";
import { type Chart, charts } from "../components/charts";

const target = join(__dirname, "..", "components", "chart-values", "paths");

/** Sub-charts that the platform configures, by the key their values stand below. Those that stay off have no say. */
const configuredSubCharts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "kube-prometheus-stack": {
    "kube-state-metrics": "kube-state-metrics",
    "prometheus-node-exporter": "prometheus-node-exporter",
  },
  loki: { rollout_operator: "rollout-operator" },
};

const usage = "usage: npm run chart-paths -- --from DIR, where the charts are";

function main(args: readonly string[]): number {
  const parse = () => parseArgs({ args: [...args], options: { from: { type: "string" } } });
  const { from } = orUsage(parse, usage).values;
  if (from === undefined) throw new Error(usage);
  const folder = new FolderOfCharts(from);
  try {
    mkdirSync(target, { recursive: true });
    const wanted = new Map(Object.values(charts).map((chart: Chart) => [`${chart.name}-${chart.version}.txt`, chart]));
    for (const [file, chart] of wanted) {
      const subCharts = Object.entries(configuredSubCharts[chart.name] ?? {});
      const lines = new Set([
        ...pathList(folder.values(chart)),
        ...subCharts.flatMap(([key, name]) => pathList(folder.values(chart, name), [key])),
      ]);
      writeFileSync(
        join(target, file),
        [...lines]
          .sort()
          .map((line) => `${line}\n`)
          .join(""),
      );
      console.log(`${file}: ${lines.size} paths`);
    }
    for (const file of readdirSync(target).filter((name) => !wanted.has(name))) rmSync(join(target, file));
  } finally {
    folder.dispose();
  }
  return 0;
}

runCommand("chart-paths", main);
