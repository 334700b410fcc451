// A longer retention as the releases in the state have it: a run that was to give it may have failed before it came to
// that, or had another target, and has written it down all the same. Pure.
import { z } from "zod";
import type { StackRecord } from "../../settings/history/record";
import { releases } from "../releases";

const releaseSchema = z.object({ name: z.string() });

/** Where each stands in the values of a release, and how a number is written there. */
const places = {
  logsDays: [releases.loki.release, "retention_period", (days: number) => `${days * 24}h`],
  tracesDays: [releases.tempo.release, "block_retention", (days: number) => `${days * 24}h`],
  metricsDays: [releases.prometheus.release, "retention", (days: number) => `${days}d`],
  metricsGib: [releases.prometheus.release, "retentionSize", (gib: number) => `${gib}GiB`],
} as const;

type Span = keyof typeof places;

/**
 * The record without raises that were not made: the release still says what was before, and nowhere what was wanted.
 *
 * @param made Outputs of the platform's resources.
 */
export function withRaisesAsMade(record: StackRecord, made: readonly unknown[]): StackRecord {
  const texts = new Map<string, string>();
  const textOf = (release: string) => {
    const known =
      texts.get(release) ??
      JSON.stringify(made.filter((outputs) => releaseSchema.safeParse(outputs).data?.name === release)).replace(
        /\\+"/g,
        '"',
      );
    texts.set(release, known);
    return known;
  };
  const isSaid = (span: Span, value: number) => {
    const [release, key, written] = places[span];
    return new RegExp(`\\b${key}"?: ?"?${written(value)}\\b`).test(textOf(release));
  };
  type Raised = { raised?: Partial<Record<string, { from: number; on: string } | undefined>> | undefined };
  const asMade = <Kept extends Raised & Partial<Record<Span, number | undefined>>>(kept: Kept): Kept => {
    const { raised } = kept;
    const unmade = (Object.keys(places) as Span[]).flatMap((span) => {
      const [from, wanted] = [raised?.[span]?.from, kept[span]];
      const isMade = from === undefined || wanted === undefined || isSaid(span, wanted) || !isSaid(span, from);
      return isMade ? [] : [[span, from] as const];
    });
    if (unmade.length === 0) return kept;
    const left = Object.entries(raised ?? {}).filter(([key]) => !unmade.some(([span]) => span === key));
    return { ...kept, ...Object.fromEntries(unmade), raised: Object.fromEntries(left) };
  };
  return {
    ...record,
    retention: asMade(record.retention),
    tenants: Object.fromEntries(Object.entries(record.tenants).map(([id, tenant]) => [id, asMade(tenant)])),
  };
}
