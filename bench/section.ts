// What a benchmark hands over, and where it is kept: one part of docs/benchmarks.md each, between marks, so that one
// can be measured again alone. Writes that file only.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import * as path from "node:path";

export interface Section {
  title: string;
  /** Paragraphs, tables included, in Markdown. */
  body: string[];
}

const file = path.join(__dirname, "..", "docs", "benchmarks.md");

export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/**
 * The machine, as far as it decides a number. Load is others' work: it is why only ratios within one run are compared.
 */
function machine(): string {
  const { model = "unknown processor" } = cpus()[0] ?? {};
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(", ");
  return (
    `${cpus().length} x ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load (1, ` +
    `5, 15 minutes) ${load}`
  );
}

/** Replaces the part of that name, or puts it at the end. */
export function keep(name: string, { title, body }: Section): void {
  const marks = [`<!-- ${name} -->`, `<!-- /${name} -->`] as const;
  const measured = `\`npm run bench -- ${name}\`, ${new Date().toISOString().slice(0, 10)}; ${machine()}.`;
  const part = [marks[0], `## ${title}`, measured, ...body, marks[1]].join("\n\n");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "# Benchmarks\n";
  const from = text.indexOf(marks[0]);
  const to = text.indexOf(marks[1]);
  const next =
    from < 0 || to < 0
      ? `${text.trimEnd()}\n\n${part}\n`
      : text.slice(0, from) + part + text.slice(to + marks[1].length);
  writeFileSync(file, next);
}
