// What depends on who reads container logs.
import { setCommand } from "../refusals/problem";
import type { Rule } from "./rule";

/** The journal has one reader on each node, and that is Alloy. */
const journalNeedsAlloy: Rule = {
  reads: [["logs"]],
  check: ({ logs }) =>
    logs.nodeJournal && logs.containerShipper === "promtail"
      ? [
          {
            path: ["logs", "nodeJournal"],
            value: true,
            allowed: "must be false while logs.containerShipper is promtail: Alloy reads the journal",
            command: setCommand(["logs", "nodeJournal"], false),
          },
        ]
      : [],
};

export const logRules: readonly Rule[] = [journalNeedsAlloy];
