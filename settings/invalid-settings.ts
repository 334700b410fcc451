// How faults of a configuration are told: `path: value - what is allowed - the command that mends it`.
import { configurationNamespace, type Path, type Problem, pathText, removeCommand } from "./problem";

/** A problem with the text that stands for its value. */
export interface ToldProblem extends Omit<Problem, "value"> {
  /** What may be shown of the value. */
  shown: string;
}

/**
 * All problems at once, one a line, in an order in which their commands can be run: by path, but what leaves a list
 * goes at the end and from its last entry to its first, because each removal moves the entries behind it.
 */
export class InvalidSettings extends Error {
  readonly problems: readonly ToldProblem[];

  constructor(problems: readonly ToldProblem[]) {
    const ordered = inOrder(problems);
    const lines = ordered.map(
      (p) => `  ${pathText(p.path) || configurationNamespace}: ${p.shown} - ${p.allowed} - ${p.command}`,
    );
    super(
      `the stack's configuration has ${ordered.length} problem${ordered.length === 1 ? "" : "s"}; nothing was ` +
        `changed\n${lines.join("\n")}`,
    );
    this.problems = ordered;
    this.name = "InvalidSettings";
  }
}

function inOrder(problems: readonly ToldProblem[]): ToldProblem[] {
  // One line for each mend: a value of the wrong type is often too short as well.
  const byMend = new Map<string, ToldProblem>();
  for (const problem of problems) {
    const key = `${pathText(problem.path)} ${problem.command}`;
    if (!byMend.has(key)) byMend.set(key, problem);
  }
  const removals: ToldProblem[] = [];
  const others: ToldProblem[] = [];
  for (const problem of byMend.values()) (leavesAList(problem) ? removals : others).push(problem);
  return [
    ...others.sort((a, b) => comparePaths(a.path, b.path)),
    ...removals.sort((a, b) => comparePaths(b.path, a.path)),
  ];
}

function leavesAList({ path, command }: ToldProblem): boolean {
  return typeof path.at(-1) === "number" && command === removeCommand(path);
}

/** The order in which problems are told. */
export function comparePaths(a: Path, b: Path): number {
  for (let step = 0; step < Math.min(a.length, b.length); step++) {
    const [left, right] = [a[step], b[step]];
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left - right;
    return String(left) < String(right) ? -1 : 1;
  }
  return a.length - b.length;
}
