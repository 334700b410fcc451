// How faults of a configuration are told: `path: value - what is allowed - the command that mends it`.
import { withoutEmptied } from "./emptied";
import { configurationNamespace, type Path, type Problem, pathText, removeCommand, visible } from "./problem";
import { stepsOf } from "./second-look";

/** A problem with the text that stands for its value. */
export interface ToldProblem extends Omit<Problem, "value"> {
  /** What may be shown of the value. */
  shown: string;
}

/** Of what is wrong in more places than anybody reads, and mends in one go, the first are told. */
export const mostTold = 10_000;

/**
 * All problems at once, one a line, in an order in which their commands can be run: by path, but what leaves a list
 * goes at the end and from its last entry to its first, because each removal moves the entries behind it.
 */
export class InvalidSettings extends Error {
  readonly problems: readonly ToldProblem[];

  /**
   * @param written Which keys the stack's configuration has.
   * @param later Of what the commands of the others leave, so theirs come behind.
   * @param areAll Whether there are no more than these.
   */
  constructor(
    problems: readonly ToldProblem[],
    written: Readonly<Record<string, unknown>>,
    later: readonly ToldProblem[] = [],
    areAll = true,
  ) {
    const ordered = withoutEmptied(inOrder(problems, later), written);
    const lines = ordered.map(
      (p) => `  ${visible(pathText(p.path)) || configurationNamespace}: ${p.shown} - ${p.allowed} - ${p.command}`,
    );
    super(
      `the stack's configuration has ${areAll ? "" : "more than "}${ordered.length} ` +
        `problem${ordered.length === 1 ? "" : "s"}; nothing was changed${areAll ? "" : "; the first are"}\n` +
        lines.join("\n"),
    );
    this.problems = ordered;
    this.name = "InvalidSettings";
  }

  /** As `pulumi.RunError` has it, which is not imported here: the engine shows the message, and no stack trace. */
  get __pulumiRunError(): boolean {
    return true;
  }
}

function inOrder(problems: readonly ToldProblem[], later: readonly ToldProblem[]): ToldProblem[] {
  // One line for each mend: a value of the wrong type is often too short as well, and an entry goes but once.
  const byMend = new Map<string, ToldProblem & { entry: Path | undefined; isLater: boolean }>();
  const isLater = new Set(later.map(({ path }) => path));
  for (const problem of askedForOnce([...problems, ...later])) {
    const entry = entryTaken(problem);
    const key = `${entry === undefined ? pathText(problem.path) : ""} ${problem.command}`;
    if (!byMend.has(key)) byMend.set(key, { ...problem, entry, isLater: isLater.has(problem.path) });
  }
  const removals: { entry: Path; problem: ToldProblem }[] = [];
  const others: ToldProblem[] = [];
  const last: ToldProblem[] = [];
  for (const { entry, isLater, ...problem } of byMend.values()) {
    if (entry !== undefined) removals.push({ entry, problem });
    else (isLater ? last : others).push(problem);
  }
  return [
    ...others.sort((a, b) => comparePaths(a.path, b.path)),
    ...last.sort((a, b) => comparePaths(a.path, b.path)),
    ...removals.sort((a, b) => comparePaths(b.entry, a.entry)).map(({ problem }) => problem),
  ];
}

/** What one problem asks for, no other sets after it: it says what else is asked for. */
function askedForOnce(problems: readonly ToldProblem[]): ToldProblem[] {
  const alone = problems.map((problem) => {
    const [step, ...more] = stepsOf(problem.command);
    return { problem, does: step?.does, place: step && more.length === 0 ? pathText(step.path) : undefined };
  });
  const asked = new Set(alone.flatMap(({ does, place }) => (does === "ask" && place !== undefined ? [place] : [])));
  const others = new Map<string, string[]>();
  for (const { problem, does, place } of alone)
    if (does === "set" && place !== undefined && asked.has(place))
      others.set(place, [...(others.get(place) ?? []), problem.allowed]);
  return alone.flatMap(({ problem, does, place = "" }) => {
    const allowed = others.get(place);
    if (allowed === undefined) return [problem];
    return does === "ask" ? [{ ...problem, allowed: [problem.allowed, ...allowed].join("; ") }] : [];
  });
}

/** The entry of a list that the command takes away: what is told, or what holds it. */
function entryTaken({ path, command }: ToldProblem): Path | undefined {
  return path
    .map((_, depth) => path.slice(0, depth + 1))
    .find((place) => typeof place.at(-1) === "number" && command === removeCommand(place));
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
