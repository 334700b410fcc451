// What depends on who reads container logs.
import { setTo } from "../refusals/problem";
import type { Rule } from "./rule";

/** The journal has one reader on each node, and that is Alloy. */
const journalNeedsAlloy: Rule = {
  reads: [["logs"]],
  check: ({ logs }) =>
    logs.nodeJournal && logs.containerShipper === "promtail"
      ? [
          setTo(
            ["logs", "nodeJournal"],
            true,
            "must be false while logs.containerShipper is promtail: Alloy reads the journal",
            false,
          ),
        ]
      : [],
};

export const logRules: readonly Rule[] = [journalNeedsAlloy];
