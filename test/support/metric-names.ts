// What the pinned components expose: test/charts/metric-names/<component>.txt, whose first line tells its source.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const directory = join(__dirname, "../charts/metric-names");

export interface ExposedMetrics {
  component: string;
  source: string;
  names: readonly string[];
}

export function exposedMetrics(): ExposedMetrics[] {
  return readdirSync(directory).map((file) => {
    const [header = "", ...names] = readFileSync(join(directory, file), "utf8").trimEnd().split("\n");
    return { component: file.replace(/\.txt$/, ""), source: header, names };
  });
}

export function exposedNames(): ReadonlySet<string> {
  return new Set(exposedMetrics().flatMap(({ names }) => names));
}
