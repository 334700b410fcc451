// What does not go together in the store outside that keeps metrics longer.

import { type Path, type Problem, setSecretCommand } from "../refusals/problem";
import { inTheClear } from "../secrets/cleartext";
import type { Rule } from "./rule";

const credentials: Rule = {
  reads: [["longTermMetrics"]],
  check: ({ longTermMetrics: store }) => {
    if (store === undefined || store.type === "amp") return [];
    const at = (key: string): Path => ["longTermMetrics", key];
    const problems: Problem[] = [];
    if (store.username !== undefined && store.credential === undefined) {
      const path = at("credential");
      const allowed = "is required beside longTermMetrics.username: its password";
      problems.push({ path, value: undefined, allowed, command: setSecretCommand(path) });
    }
    if ((store.credential ?? store.username) !== undefined) problems.push(...inTheClear(at("url"), store.url));
    return problems;
  },
};

export const longTermMetricsRules: readonly Rule[] = [credentials];
