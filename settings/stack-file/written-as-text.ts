// Lists and maps that stand in the stack's file as one text: JSON, as `pulumi config set` without `--path` writes it, or
// encrypted as a whole. With `--path` the CLI puts the one value in the place of all of it. Pure.
import { editByHand, type Problem } from "../refusals/problem";
import type { StackFile } from "./stack-file";

/** The problem in words, where its command would take away what stands beside the value. */
export function withoutLoss(problem: Problem, raw: Record<string, unknown>, file: StackFile | undefined): Problem {
  const isText = (key: string) =>
    typeof raw[key] === "object" &&
    raw[key] !== null &&
    ["plain", "encrypted"].includes(file?.at([key])?.kind ?? "container");
  const keys = [...problem.command.matchAll(/ '?observability:(\w+)[.[]/g)].map(([, key = ""]) => key);
  const key = keys.find(isText);
  if (key === undefined) return problem;
  const form = Array.isArray(raw[key]) ? "list" : "map";
  const command = editByHand(`write ${key} as a ${form} of YAML, or mend its text: \`--path\` would replace all of it`);
  return { ...problem, command };
}
