// Whether a tenant that a run was to bring is in anything that the run has made: one that was cut off before it came to
// that has written it down all the same. Pure.
import { z } from "zod";
import { platformType } from "../../conventions/data-types";
import type { StackHistory } from "../../settings/history/changes";
import type { StackRecord } from "../../settings/history/record";
import { defaultTenantId } from "../../settings/rules/tenants";

const addedSchema = z.object({ change: z.object({ added: z.array(z.string()) }) });

/**
 * The record without the tenants that the run before was the first to have, and that no writer names in its outputs.
 * Where only a word looks like one, it stays.
 *
 * @param kept Outputs of the component that keeps the record.
 * @param writers Outputs of those that take in data.
 */
export function withoutUnserved(record: StackRecord, kept: unknown, writers: readonly unknown[]): StackRecord {
  const { success, data } = addedSchema.safeParse(kept);
  if (!success || data.change.added.length === 0) return record;
  const words = new Set<string>();
  for (const outputs of writers) addWords(outputs, words);
  const unserved = new Set(data.change.added.filter((id) => !words.has(id)));
  if (unserved.size === 0) return record;
  return {
    ...record,
    tenants: Object.fromEntries(Object.entries(record.tenants).filter(([id]) => !unserved.has(id))),
  };
}

const platformSchema = z.object({ served: z.unknown() });

/**
 * Outputs of what takes in tenants' data, or may have before it went: the platform itself tells whose gateway has come,
 * which a `destroy` that breaks off leaves when it has taken all else that names them.
 *
 * @param state Resources by URN.
 */
export function writersIn(state: Readonly<Record<string, { type: string; outputs?: unknown }>>): unknown[] {
  return Object.entries(state).flatMap(([urn, { type, outputs }]) => {
    if (type === platformType) return [platformSchema.safeParse(outputs).data?.served];
    return urn.includes(`${platformType}$obs:collection:`) ? [outputs] : [];
  });
}

/** Runs of what ids consist of, in keys and texts; an escape (`\n`) in JSON or Go ends one. */
function addWords(value: unknown, words: Set<string>): void {
  if (typeof value === "string") {
    for (const [word] of value.replace(/\\[a-z]/g, " ").matchAll(/[a-z0-9]+(-+[a-z0-9]+)*/g)) words.add(word);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      addWords(key, words);
      addWords(item, words);
    }
  }
}

/** Tenants that no run before had. Whose the data is that was stored before any record, nobody knows. */
export function addedTenants({ record: before, stored }: StackHistory, after: StackRecord): string[] {
  if (before === undefined && stored !== undefined) return [];
  const known = new Set([defaultTenantId, ...Object.keys(before?.tenants ?? {}), ...Object.keys(before?.gone ?? {})]);
  return Object.keys(after.tenants)
    .filter((id) => !known.has(id))
    .sort();
}
