// What a change leaves where nobody reads it any more: queues on volumes, records in topics. Nothing deletes it, so it is
// told and not refused.
import { plural } from "./losses";
import { type StackRecord, tenantOf } from "./record";
import { page } from "./stays";

/** A sentence for each. */
export function leftBehind(before: StackRecord, after: StackRecord): string[] {
  return [...fewerPods(before, after), ...otherBrokers(before, after), ...noLongerApart(before, after)];
}

/** Rows whose last pods go, or all of them, with their queues. Ingesters that make way for others flush first. */
function fewerPods({ queueingPods: had = {} }: StackRecord, { queueingPods: now = {} }: StackRecord): string[] {
  return Object.entries(had).flatMap(([row, pods]) => {
    const left = now[row] ?? 0;
    if (left >= pods || (left === 0 && row === "tempoIngester")) return [];
    return [
      `sizing.${row}: at most ${plural(left, "pod")} in place of ${pods}; what those that go have not sent yet waits on ` +
        `their claims until they are back: ${page}, "Fewer pods"`,
    ];
  });
}

/** Brokers of MSK go as a whole, and are a loss. */
function otherBrokers({ kafka: had }: StackRecord, { kafka: now }: StackRecord): string[] {
  return had.mode !== "external" || now.mode === "external"
    ? []
    : [
        "kafka.mode: what the log consumer has not read yet stays in the brokers so far, and expires there: first follow " +
          `${page}, "Another Kafka mode"`,
      ];
}

function noLongerApart(before: StackRecord, after: StackRecord): string[] {
  const ids = Object.entries(before.tenants)
    .filter(([id, { logsApart }]) => logsApart && tenantOf(after, id) !== undefined && !tenantOf(after, id)?.logsApart)
    .map(([id]) => id);
  return ids.length === 0
    ? []
    : [
        `tenants[].logsApart: of ${ids.join(", ")}, what is on its way to the topic logs-apart, or in it, is read no more; ` +
          "with false in place of nothing it is",
      ];
}
