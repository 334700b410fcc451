// What a stack has to ask for before it happens: an entry of `accept` names each.
import { comparePaths } from "../refusals/invalid-settings";
import { editByHand, type Problem, setCommand } from "../refusals/problem";
import { mostAccepted } from "../schema";
import type { Loss } from "./loss";

/** A problem that one more entry of `accept` mends. */
export type Acceptable = Omit<Problem, "command"> & { token: string };

/** Numbered in the order in which they are told: a list that is there takes its next place and no later one. */
export function unaccepted(problems: readonly Acceptable[], accept: readonly string[]): Problem[] {
  return problems
    .filter(({ token }) => !accept.includes(token))
    .sort((a, b) => comparePaths(a.path, b.path))
    .map(({ token, ...problem }, index) => ({
      ...problem,
      command:
        accept.length + index < mostAccepted
          ? setCommand(["accept", accept.length + index], token)
          : editByHand(`take entries that have served out of accept, and write ${token} there`),
    }));
}

/** A loss as what is asked for. */
export const asked =
  (accept: readonly string[]) =>
  ({ token, message }: Loss): Acceptable => ({
    token,
    path: ["accept"],
    value: accept,
    allowed: `must have "${token}" if this is meant: ${message}`,
  });
