// Texts that name something, and say that there is nothing: `storageClass: none` would be a class of that name.
import { type Problem, removeCommand, takenAway } from "../refusals/problem";
import { meansOff, offAt } from "../refusals/switched-off";
import { leavesOf, mayBeAbsent } from "../shape";
import type { Rule } from "./rule";

export const nothingIsNamed: Rule = {
  reads: [],
  check: ({ overrides: _, ...configuration }) =>
    leavesOf(configuration)
      .filter(
        ({ path, value }) =>
          typeof value === "string" && meansOff(value) && mayBeAbsent(path) && offAt(path) === removeCommand(path),
      )
      .map(({ path, value }): Problem => takenAway(path, value, "must be left out where there is no such thing")),
};
