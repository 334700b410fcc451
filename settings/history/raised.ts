// A longer retention that is taken back on the day on which it was given: nothing stored has come to be as old as that
// yet, so nothing expires earlier than it would have. A shorter one is written down alike, for the run that was to give
// it may fail. Pure.
import { z } from "zod";

/** How long data was kept before, in days, or within how many GiB, and the day since which that is another, `2026-11-27`. */
export const raiseSchema = z.object({ from: z.number(), on: z.string() });

export type Raise = z.infer<typeof raiseSchema>;

export type Raises<Key extends string> = { readonly [key in Key]?: Raise | undefined };

/** What the record of a run says of retentions that became others; those that stay so stand there as they did. */
export function raises<Key extends string>(
  before: ({ readonly [key in Key]: number } & { readonly raised?: Raises<Key> | undefined }) | undefined,
  after: { readonly [key in Key]: number },
  keys: readonly Key[],
  today: string,
): { raised?: Raises<Key> } {
  if (before === undefined) return {};
  const entries = keys.flatMap((key) => {
    const raise = raiseOf(before[key], before.raised?.[key], after[key], today);
    return raise === undefined ? [] : [[key, raise] as const];
  });
  return entries.length === 0 ? {} : { raised: Object.fromEntries(entries) as Raises<Key> };
}

function raiseOf(had: number, raised: Raise | undefined, now: number, today: string): Raise | undefined {
  if (now === had) return raised;
  const from = raised?.on === today ? Math.min(raised.from, had) : had;
  return { from: now > from ? from : had, on: today };
}

/** Whether data expires earlier than it would have before: 0 keeps nothing, and what was there goes as a whole. */
export function isCut(had: number, now: number, raised: Raise | undefined, today: string): boolean {
  return now < had && !(now > 0 && raised?.on === today && now >= raised.from);
}
