// Volumes as the releases in the state have them: a run that was to make some, or larger ones, may have failed before it
// came to them, and has written them down all the same. Pure.
import { z } from "zod";
import type { StackRecord } from "../../settings/history/record";
import { allReleases, releases } from "../releases";
import { failedRelease } from "./failed-release";

const keptSchema = z.object({ change: z.object({ volumesBefore: z.record(z.string(), z.number()) }) });
const releaseSchema = z.object({ name: z.string(), chart: z.string() });

/** GiB that rows had before, of those whose volumes are to be others now; 0 of rows that had none. */
export function volumesBefore(
  before: Pick<StackRecord, "volumesGib"> | undefined,
  after: Pick<StackRecord, "volumesGib">,
): Record<string, number> {
  const had = before?.volumesGib ?? {};
  const rows = [...new Set([...Object.keys(had), ...Object.keys(after.volumesGib)])].sort();
  return Object.fromEntries(
    rows.filter((row) => had[row] !== after.volumesGib[row]).map((row) => [row, had[row] ?? 0]),
  );
}

/**
 * The record with the volumes that there were before, of those releases that have not come to what the run wanted:
 * their values, as the state has them, lack the size of a row. Where only another row has that size, it counts as made.
 *
 * @param kept Outputs of the component that keeps the record.
 * @param made Outputs of the platform's other resources.
 */
export function withVolumesAsMade(record: StackRecord, kept: unknown, made: readonly unknown[]): StackRecord {
  const { success, data } = keptSchema.safeParse(kept);
  if (!success) return record;
  const wanted = record.volumesGib;
  const rolledBack = new Set(
    made.flatMap((outputs) => {
      const failed = failedRelease(outputs);
      return failed?.isRolledBack ? [failed.name] : [];
    }),
  );
  const unmade = [...byRelease(data.change.volumesBefore)].flatMap(([release, rows]) => {
    // Of a row that stays, Kubernetes does not take the former size back.
    if (rolledBack.has(release)) return rows.filter(({ row, had }) => had === 0 || wanted[row] === undefined);
    const has = ({ chart }: Row, size: number) => sizesIn(release, chart, made).has(size);
    const comes = rows.filter(({ row }) => wanted[row] !== undefined);
    const isMade =
      comes.length > 0 ? comes.every((row) => has(row, wanted[row.row] ?? 0)) : !rows.some((row) => has(row, row.had));
    return isMade ? [] : rows;
  });
  const without = (rows: readonly Row[], all: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(all).filter(([row]) => !rows.some((other) => other.row === row)));
  const standing = unmade.filter(({ had }) => had > 0).map(({ row, had }) => [row, had] as const);
  return {
    ...record,
    volumesGib: { ...without(unmade, wanted), ...Object.fromEntries(standing) },
    // How many pods there are of these is not known any more.
    ...(record.queueingPods && { queueingPods: without(unmade, record.queueingPods) }),
    ...(record.otherPods && { otherPods: without(unmade, record.otherPods) }),
  };
}

interface Row {
  row: string;
  /** GiB; 0 where it had none. */
  had: number;
  chart: string;
}

/** Charts of one release's name take each other's place. */
function byRelease(before: Readonly<Record<string, number>>): Map<string, Row[]> {
  const all = new Map<string, Row[]>();
  for (const [row, had] of Object.entries(before)) {
    const [, found] = allReleases.find(([, { sizes }]) => sizes.some((size) => size === row)) ?? [];
    if (found === undefined) continue;
    all.set(found.release, [...(all.get(found.release) ?? []), { row, had, chart: found.name }]);
  }
  return all;
}

/** GiB that stand in a release of that chart; agents of Prometheus are objects beside it. */
function sizesIn(release: string, chart: string, made: readonly unknown[]): ReadonlySet<number> {
  // Of a mirror it is an archive's address.
  const isChart = new RegExp(`(^|/)${chart}(-v?\\d[^/]*)?$`);
  const sizes = new Set<number>();
  for (const outputs of made) {
    const { data } = releaseSchema.safeParse(outputs);
    const isOfIt = data === undefined ? release === releases.prometheus.release : data.name === release;
    if (isOfIt && (data === undefined || isChart.test(data.chart))) addSizes(outputs, sizes);
  }
  return sizes;
}

function addSizes(value: unknown, sizes: Set<number>): void {
  if (typeof value === "string") {
    for (const [, size] of value.matchAll(/\b(\d+)Gi\b/g)) sizes.add(Number(size));
  } else if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) addSizes(item, sizes);
  }
}
