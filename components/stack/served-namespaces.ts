// Under which tenants' ids the namespaces' records are stored by what stands in the state: a run that was to move or to
// end that may have failed before it came to it, and has written it down all the same. Pure.
import { z } from "zod";
import { type StackRecord, tenantOf } from "../../settings/history/record";

const movedSchema = z.record(z.string(), z.object({ namespaces: z.array(z.string()), retires: z.boolean() }));

/** Namespaces that tenants had before, of those that are retired now or have some that they had not. */
export type MovedTenants = z.infer<typeof movedSchema>;

const keptSchema = z.object({ change: z.object({ moved: movedSchema }) });

export function movedTenants(before: StackRecord | undefined, after: StackRecord): MovedTenants {
  const all = Object.entries(before?.tenants ?? {}).flatMap(([id, { namespaces, retiredOn }]) => {
    const now = tenantOf(after, id);
    if (now === undefined || namespaces === undefined) return [];
    const retires = retiredOn === undefined && now.retiredOn !== undefined;
    const gets = (now.namespaces ?? []).some((one) => !namespaces.includes(one));
    return retires || gets ? [[id, { namespaces, retires }] as const] : [];
  });
  return Object.fromEntries(all);
}

/**
 * The record with the namespaces of each tenant that are stored under it, which are those before while none of the new
 * ones is, and not retired while one of those before is.
 *
 * @param kept Outputs of the component that keeps the record.
 * @param made Outputs of the platform's other resources.
 */
export function withNamespacesAsServed(record: StackRecord, kept: unknown, made: readonly unknown[]): StackRecord {
  const { success, data } = keptSchema.safeParse(kept);
  if (!success || Object.keys(data.change.moved).length === 0) return record;
  const served = new Set(made.flatMap(pairsIn));
  const isServed = (id: string) => (namespace: string) => served.has(pair(id, namespace));
  const tenants = Object.entries(record.tenants).map(([id, tenant]) => {
    // A tenant may be called `constructor`, which every map has.
    const moved = Object.hasOwn(data.change.moved, id) ? data.change.moved[id] : undefined;
    if (moved === undefined) return [id, tenant] as const;
    const { namespaces: had, retires } = moved;
    const { retiredOn, ...listed } = tenant;
    if (retires) return [id, had.some(isServed(id)) ? listed : tenant] as const;
    const stored = (tenant.namespaces ?? []).filter((one) => had.includes(one) || isServed(id)(one));
    return [id, { ...tenant, namespaces: stored.every((one) => had.includes(one)) ? had : stored }] as const;
  });
  return { ...record, tenants: Object.fromEntries(tenants) };
}

const pair = (id: string, namespace: string) => `${namespace} ${id}`;

/** As the gateway (OTTL), Fluent Bit (Lua), and Alloy and Promtail (relabelling) say it. */
function pairsIn(outputs: unknown): string[] {
  const text = JSON.stringify(outputs ?? "").replace(/\\+"/g, '"');
  const found = (expression: RegExp, id: number, namespace: number) =>
    [...text.matchAll(expression)].flatMap((match) =>
      (match[namespace] ?? "").split("|").map((one) => pair(match[id] ?? "", one)),
    );
  return [
    ...found(/"([^"]+)"\) where attributes\["k8s\.namespace\.name"\] == "([^"]+)"/g, 1, 2),
    ...found(/\["([^"]+)"\] = "([^"]+)"/g, 2, 1),
    ...found(/regex\s*[=:]\s*"?([^"\\]+)[^}]*?replacement\s*[=:]\s*"?([^"\\]+)/g, 2, 1),
  ];
}
