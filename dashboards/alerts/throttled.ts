// Who sends more than its limit: recorded, so that other alerts can tell a tenant's fault from the platform's.
import { type Counter, increased } from "./counters";
import type { Platform, RuleGroup } from "./rule";

/** Reasons of Loki after which a sender tries again: the data is late, not lost. */
export const retriedByLoki = "rate_limited|per_stream_rate_limit|stream_limit";
/** The same for Tempo, whose other limits cut single traces and answer the sender that all is well. */
export const retriedByTempo = "rate_limited";

/** Lines and spans of each tenant that were sent back for its limit in the last 15 minutes; nothing where none were. */
export const throttled = "tenant:throttled:increase15m";

export const throttledLogs = (own: string): Counter => ({
  metric: "loki_discarded_samples_total",
  selector: `${own}, reason=~"${retriedByLoki}"`,
  by: ["tenant", "reason"],
});

export const throttledSpans = (own: string): Counter => ({
  metric: "tempo_discarded_spans_total",
  selector: `${own}, reason=~"${retriedByTempo}"`,
  by: ["tenant", "reason"],
});

export function throttledRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  const each = [throttledLogs(own), throttledSpans(own)].map((counter) => increased(counter, namespace));
  return [
    {
      name: "observability.throttled",
      rules: [{ record: throttled, expr: `sum by (tenant) (\n${each.join("\nor ")}\n)` }],
    },
  ];
}
