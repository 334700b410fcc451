// Another retention as what is in the state has it: a run that was to give it may have failed before it came to
// that, or had another target, and has written it down all the same. Pure.
import { z } from "zod";
import type { StackRecord } from "../../settings/history/record";
import { releases } from "../releases";
import { failedRelease } from "./failed-release";

const releaseSchema = z.object({ name: z.string() });
const lifecycleSchema = z.object({ bucket: z.string().regex(/-s3-access-/), rules: z.unknown() });
const logGroupSchema = z.object({ name: z.string().regex(/\/(logs|metrics)$/), retentionInDays: z.number() });

const keptSchema = z.object({ change: z.object({ on: z.string() }) });

/** Where a retention stands in the state, and in which words. */
interface Place {
  /** Whether a resource with these outputs is what holds it. */
  holds: (outputs: unknown) => boolean;
  says: (value: number) => RegExp;
}

const inRelease = (release: string, key: string, written: (value: number) => string): Place => ({
  holds: (outputs) => releaseSchema.safeParse(outputs).data?.name === release,
  says: (value) => new RegExp(`\\b${key}"?: ?"?${written(value)}\\b`),
});
const inAccount = (schema: z.ZodType, key: string): Place => ({
  holds: (outputs) => schema.safeParse(outputs).success,
  says: (days) => new RegExp(`"${key}":${days}\\b`),
});

const places = {
  logsDays: inRelease(releases.loki.release, "retention_period", (days) => `${days * 24}h`),
  tracesDays: inRelease(releases.tempo.release, "block_retention", (days) => `${days * 24}h`),
  metricsDays: inRelease(releases.prometheus.release, "retention", (days) => `${days}d`),
  metricsGib: inRelease(releases.prometheus.release, "retentionSize", (gib) => `${gib}GiB`),
  accessLogsDays: inAccount(lifecycleSchema, "days"),
  cloudwatchDays: inAccount(logGroupSchema, "retentionInDays"),
} as const;

type Span = keyof typeof places;

/**
 * The record without raises and cuts that were not made: what holds them still says what was before, and nowhere what
 * was wanted.
 *
 * @param made Outputs of the platform's resources.
 * @param kept Outputs of the component that keeps the record.
 */
export function withRaisesAsMade(record: StackRecord, made: readonly unknown[], kept?: unknown): StackRecord {
  const ranOn = keptSchema.safeParse(kept).data?.change.on;
  const texts = new Map<string, string>();
  const textOf = (span: Span, id?: string) => {
    const key = `${span} ${id}`;
    const holders = () => made.filter(places[span].holds);
    const known = texts.get(key) ?? JSON.stringify(ofTenant(holders(), id)).replace(/\\+"/g, '"');
    texts.set(key, known);
    return known;
  };
  type Raised = { raised?: Partial<Record<string, { from: number; on: string } | undefined>> | undefined };
  const asMade = <Kept extends Raised & Partial<Record<Span, number | undefined>>>(kept: Kept, id?: string): Kept => {
    const { raised } = kept;
    const isSaid = (span: Span, value: number) => places[span].says(value).test(textOf(span, id));
    const unmade = (Object.keys(places) as Span[]).flatMap((span) => {
      const [{ from, on } = {}, wanted] = [raised?.[span], kept[span]];
      if (from === undefined || wanted === undefined) return [];
      // What an earlier run was to give is there by now, whatever failed since.
      if (on === ranOn && made.some((one) => places[span].holds(one) && mayHoldFormer(one, wanted < from)))
        return [[span, from] as const];
      if (isSaid(span, wanted)) return [];
      // Where it was not kept at all before, no text says so.
      return from === 0 || isSaid(span, from) ? [[span, from] as const] : [];
    });
    if (unmade.length === 0) return kept;
    const left = Object.entries(raised ?? {}).filter(([key]) => !unmade.some(([span]) => span === key));
    return { ...kept, ...Object.fromEntries(unmade), raised: Object.fromEntries(left) };
  };
  return {
    ...record,
    retention: asMade(record.retention),
    tenants: Object.fromEntries(Object.entries(record.tenants).map(([id, tenant]) => [id, asMade(tenant, id)])),
  };
}

/** One that is left as it failed may not have come to what it was to have: what a cut takes is asked about again. */
function mayHoldFormer(outputs: unknown, isCut: boolean): boolean {
  const failed = failedRelease(outputs);
  return failed !== undefined && (failed.isRolledBack || isCut);
}

/** Keys below which Loki's and Tempo's values have limits by tenant, of those that have not the common ones. */
const byTenant = /^(overrides|per_tenant_overrides)$/;

/** What holds for a tenant: its own limits, or where it has none what is left without those of all. */
function ofTenant(made: readonly unknown[], id: string | undefined): unknown {
  if (id === undefined) return made;
  const own: unknown[] = [];
  const common = JSON.stringify(made, (key, value: unknown) => {
    if (!byTenant.test(key) || typeof value !== "object" || value === null) return value;
    if (Object.hasOwn(value, id)) own.push((value as Record<string, unknown>)[id]);
    return undefined;
  });
  return own.length > 0 ? own : JSON.parse(common);
}
