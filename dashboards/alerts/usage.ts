// What each tenant uses, recorded for the usage dashboard.
import type { RuleGroup } from "./rule";

/**
 * Active series of each tenant. Counting reads the whole index, hence once in four minutes and not on each view; every
 * five, and whoever looks while it counts would find none.
 */
export const activeSeries = "tenant:active_series:count";

export function usageRules(): RuleGroup[] {
  return [
    {
      name: "observability.usage",
      interval: "4m",
      rules: [{ record: activeSeries, expr: 'count by (tenant) ({__name__!="", tenant!=""})' }],
    },
  ];
}
