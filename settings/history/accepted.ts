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

/** What entries for objects that are deleted by hand begin with: charts tell which ones a change asks for (commands/render). */
export const recreated = "recreated/";

/** What is said of entries that a change does not ask for. @param tokens those that it does. */
export function leftEntries(accept: readonly string[], tokens: readonly string[]): string[] {
  const left = accept.filter((entry) => !tokens.includes(entry));
  const ofObjects = left.filter((entry) => entry.startsWith(recreated));
  const served = left.filter((entry) => !entry.startsWith(recreated));
  const [have, them, they] =
    served.length === 1
      ? ["has done its work, or belongs to another change", "it", "it lets"]
      : ["have done their work, or belong to another change", "them", "they let"];
  return [
    ...(served.length === 0
      ? []
      : [
          `accept: ${served.join(", ")} ${have}; take ${them} out of the stack's file, or ${they} the same change through ` +
            "another time",
        ]),
    ...ofObjects.map(
      (entry) =>
        `accept: take ${entry} out of the stack's file once the \`up\` has ended that it was printed for, and not before: ` +
        "left there, it lets the same change through another time",
    ),
  ];
}
