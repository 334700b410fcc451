// A tenant's id that another gets: what is stored under it would be read as the other's, and new data would lie beside
// it. Ids swapped between two tenants, or moved along a chain of them, are of that kind. Pure.
import { createHash } from "node:crypto";
import { type Loss, names } from "./loss";
import { lastOf, type StackRecord, tenantOf } from "./record";

/** The way to another id. */
const steps = 'docs/operations/retire-a-tenant.md, "Another id"';

/**
 * Tenants whose namespaces are all others than before, and those whose readers are just those that another had and has
 * no more. Of tenants that left the list, as long as anything of theirs is stored.
 *
 * @param today `2026-11-27`.
 */
export function reassigned(before: StackRecord, after: StackRecord, today: string): Loss[] {
  const left = Object.entries(before.gone ?? {}).filter(([, tenant]) => today < lastOf(before, tenant));
  const had = { ...Object.fromEntries(left), ...before.tenants };
  return Object.entries(had).flatMap(([id, owners]): Loss[] => {
    const now = tenantOf(after, id);
    if (now === undefined) return [];
    const loss = (were: readonly string[], are: readonly string[], what: string): Loss[] => [
      {
        token: `reassigned/${id}/${createHash("sha256").update(are.join()).digest("hex").slice(0, 8)}`,
        message:
          `what is stored as ${id} was ${what} ${names(were)}, and would be ${what} ${names(are)}; an id stays with ` +
          `its data: ${steps}`,
      },
    ];
    const { namespaces = [], readers = [] } = now;
    if (areOthers(owners.namespaces, namespaces)) return loss(owners.namespaces, namespaces, "of namespaces");
    return areOthers(owners.readers, readers) && wereAnothers(before, after, id, readers)
      ? loss(owners.readers, readers, "read by")
      : [];
  });
}

/** Whether nothing of the one list is in the other; nothing is said of what is empty or not known. */
function areOthers(had: readonly string[] | undefined, now: readonly string[]): had is readonly string[] {
  return had !== undefined && now.length > 0 && !had.some((one) => now.includes(one));
}

function wereAnothers(before: StackRecord, after: StackRecord, id: string, readers: readonly string[]): boolean {
  const isSame = (others: readonly string[] | undefined) => others?.join() === readers.join();
  return Object.entries(before.tenants).some(
    ([other, { readers: had }]) => other !== id && isSame(had) && !isSame(tenantOf(after, other)?.readers),
  );
}
