// What the targets of copies refuse, each of its own settings.
import { type CopyTarget, copyTargets } from "../../components/collection/copies/targets";
import type { Rule } from "./rule";

export const fanoutRules: readonly Rule[] = Object.entries<CopyTarget>(copyTargets).map(([key, target]) => ({
  reads: [["fanout", key]],
  check: ({ fanout }) => target.refusals(fanout[key as keyof typeof copyTargets], ["fanout", key]),
}));
