// Settings that the engine has from elsewhere than the stack's file: the project's own (`config` of Pulumi.yaml) or an
// environment of Pulumi ESC. `pulumi config rm` takes nothing out of those, and a value that `--path` writes beside a list
// or map of the project's stands in the place of all of it. Pure.
import type { Path, Problem } from "../refusals/problem";
import { valueAt } from "../shape";
import type { StackFile } from "./stack-file";

/** The problem in words, where its command would mend nothing, or more than the problem. */
export function writtenElsewhere(problem: Problem, raw: Record<string, unknown>, file: StackFile | undefined): Problem {
  if (file === undefined) return problem;
  const isElsewhere = (path: Path) => valueAt(raw, path) !== undefined && file.at(path) === undefined;
  const keys = [...problem.command.matchAll(/config (set|rm)(?: --\S+)* '?observability:(\w+)(['.[]?)/g)].filter(
    ([, , key = ""]) => isElsewhere([key]),
  );
  const inVain = keys.find(([, verb, , more = ""]) => verb === "rm" || (/[.[]/.test(more) && !file.hasEnvironment));
  const removesPart = problem.command.includes("config rm") && isElsewhere(problem.path);
  const key = inVain?.[2] ?? (removesPart ? String(problem.path[0]) : undefined);
  if (key === undefined) return problem;
  return { ...problem, command: mendThere(key, file) };
}

/** What is to be done for each key of the project's, which an environment's are not: the engine merges those. */
export function inProject(raw: Readonly<Record<string, unknown>>, file: StackFile | undefined): Record<string, string> {
  if (file === undefined || file.hasEnvironment) return {};
  const keys = Object.keys(raw).filter((key) => file.at([key]) === undefined);
  return Object.fromEntries(keys.map((key) => [key, mendThere(key, file)]));
}

function mendThere(key: string, file: StackFile): string {
  const place = file.hasEnvironment ? "the environment, or in Pulumi.yaml" : "Pulumi.yaml";
  return `mend it where it is written, in ${place}, or write all of observability:${key} into the stack's file`;
}
