// What a change lets expire or deletes: whose, of what kind, and how long it would have been kept.
import { createHash } from "node:crypto";
import { type Loss, mostNames, names, plural } from "./loss";
import { isCut, type Raise } from "./raised";
import { reassigned } from "./reassigned";
import { dayAfter, keptOfOthers, type StackRecord, tenantOf } from "./record";

/** What is stored, where no record tells whose it is: the longest that anybody's is kept, and its key. */
export interface StoredData {
  logsDays?: number;
  tracesDays?: number;
  accessLogsDays?: number;
  /** ARN of the key, in one of the three: the organisation's own; */
  kmsKeyArn?: string;
  /** one that the platform made; */
  ownKey?: string;
  /** one that it made and the state has no more: a refresh leaves out what is to be deleted. */
  lostKey?: string;
}

/** Tenants in a word of an entry: by name, or where they are many by their number and what their names come to. */
function whose(ids: readonly string[]): string {
  const sorted = [...ids].sort();
  if (sorted.length <= mostNames) return sorted.join("_");
  return `${sorted.length}-tenants-${createHash("sha256").update(sorted.join()).digest("hex").slice(0, 8)}`;
}

/**
 * Losses between two records, nothing where data is kept as long as before. A tenant that is gone is no loss once its
 * retention has passed since it was retired; a tenant that was never retired is refused elsewhere.
 *
 * @param today `2026-11-27`.
 */
export function losses(before: StackRecord, after: StackRecord, today: string): Loss[] {
  return [
    ...shorterRetention(before, after, today),
    ...shorterSpans(before, after, today),
    ...lessRoom(before, after, today),
    ...removedTenants(before, after, today),
    ...removedBrokers(before, after),
    ...reassigned(before, after, today),
  ];
}

/** Losses where a record is missing: after a `destroy` that kept the data, or with data that was taken up again. */
export function storedLosses(stored: StoredData, { tenants, retention }: StackRecord): Loss[] {
  const longest = (signal: "logsDays" | "tracesDays") =>
    Math.max(...Object.values(tenants).map(({ [signal]: kept }) => kept));
  const spans = [
    ["logs", "stored logs", stored.logsDays, longest("logsDays")],
    ["traces", "stored traces", stored.tracesDays, longest("tracesDays")],
    // With 0 the whole bucket goes: that is for the engine to refuse.
    ["access-logs", "S3 access logs", stored.accessLogsDays, retention.accessLogsDays || Number.POSITIVE_INFINITY],
  ] as const;
  return spans.flatMap(([token, what, from, to]) =>
    from === undefined || to >= from
      ? []
      : [
          {
            token: `expiry/${token}/${to}`,
            message:
              `${what}, from an earlier run and kept for up to ${plural(from, "day")}, expire after ` +
              `${plural(to, "day")}: whose they are is unknown`,
          },
        ],
  );
}

/** Another would be made in its place: what is stored would be out of reach, and brokers would be made anew. */
export function lostKey({ lostKey: arn }: StoredData): Loss[] {
  return arn === undefined
    ? []
    : [
        {
          token: `key/${arn.split("/").at(-1)}`,
          message:
            `the state has no longer ${arn}, without which nobody can read what is stored; another would be made, and ` +
            'brokers anew: docs/data.md, "A key that is to be deleted"',
        },
      ];
}

/** Logs and traces by tenant; tenants whose data is cut to the same length are one loss. */
function shorterRetention(before: StackRecord, after: StackRecord, today: string): Loss[] {
  return (["logsDays", "tracesDays"] as const).flatMap((signal) => {
    const cut = new Map<number, { id: string; from: number }[]>();
    for (const [id, { [signal]: from, raised }] of Object.entries(before.tenants)) {
      const to = tenantOf(after, id)?.[signal];
      if (to === undefined || !isCut(from, to, raised?.[signal], today)) continue;
      cut.set(to, [...(cut.get(to) ?? []), { id, from }]);
    }
    // Of a tenant that left, its own days again where it is back, or else those of what is nobody's.
    for (const [id, { [signal]: own, until }] of Object.entries(before.gone ?? {})) {
      const from = Math.min(own, keptOfOthers(before, signal));
      const to = tenantOf(after, id)?.[signal] ?? keptOfOthers(after, signal);
      if (to < from && today < until) cut.set(to, [...(cut.get(to) ?? []), { id, from }]);
    }
    const what = signal === "logsDays" ? "logs" : "traces";
    return [...cut].map(([to, tenants]) => ({
      token: `expiry/${what}/${to}/${whose(tenants.map(({ id }) => id))}`,
      message:
        `${what} of ${names(tenants.map(({ id }) => id))}, kept for up to ` +
        `${plural(Math.max(...tenants.map(({ from }) => from)), "day")} so far, expire after ${plural(to, "day")}`,
    }));
  });
}

/** A protected stack does not let go of the bucket by itself. */
const steps = ': docs/operations/change.md, "S3 access logs"';

function shorterSpans(before: StackRecord, after: StackRecord, today: string): Loss[] {
  const { raised = {} } = before.retention;
  const days = (token: string, what: string, key: keyof typeof raised) =>
    [token, what, "day", before.retention[key], after.retention[key], raised[key]] as const;
  const spans: (readonly [token: string, what: string, unit: string, from?: number, to?: number, raised?: Raise])[] = [
    days("metrics", "metrics of all tenants", "metricsDays"),
    days("access-logs", "S3 access logs", "accessLogsDays"),
    days("cloudwatch", "copies in CloudWatch", "cloudwatchDays"),
    [
      "kafka",
      "log records in Kafka that are not stored yet",
      "hour",
      before.kafka.retentionHours,
      before.kafka.mode === "msk" && after.kafka.mode === "msk" ? after.kafka.retentionHours : undefined,
    ],
  ];
  return spans.flatMap(([token, what, unit, from, to, raised]) =>
    from === undefined || to === undefined || !isCut(from, to, raised, today)
      ? []
      : [
          {
            token: `expiry/${token}/${to}`,
            message:
              to === 0
                ? `${what}, kept for ${plural(from, unit)} so far, are deleted${token === "access-logs" ? steps : ""}`
                : `${what}, kept for ${plural(from, unit)} so far, expire after ${plural(to, unit)}`,
          },
        ],
  );
}

/** Prometheus keeps metrics for so many days, and within so many GiB. */
function lessRoom(
  { retention: { metricsGib: from, raised } }: StackRecord,
  { retention: { metricsGib: to } }: StackRecord,
  today: string,
): Loss[] {
  return from === undefined || to === undefined || !isCut(from, to, raised?.metricsGib, today)
    ? []
    : [
        {
          token: `expiry/metrics-gib/${to}`,
          message: `metrics of all tenants, kept within ${from} GiB so far, go above ${to} GiB, the oldest first`,
        },
      ];
}

function removedTenants(before: StackRecord, after: StackRecord, today: string): Loss[] {
  return Object.entries(before.tenants).flatMap(([id, { logsDays, tracesDays, retiredOn }]) => {
    if (tenantOf(after, id) !== undefined || retiredOn === undefined) return [];
    const loss = (message: string) => [
      { token: `tenant/${id}`, message: `${id}: retired on ${retiredOn}, ${message}` },
    ];
    const until = dayAfter(retiredOn, Math.max(logsDays, tracesDays));
    const isKept = keptOfOthers(after, "logsDays") >= logsDays && keptOfOthers(after, "tracesDays") >= tracesDays;
    if (today < until && !isKept)
      return loss(
        `its data was to be kept until ${until} (logs ${plural(logsDays, "day")}, traces ` +
          `${plural(tracesDays, "day")}) and is then kept only for the default retention`,
      );
    // The log consumer gives what belongs to nobody on its list to whoever has the namespace, or to `default`.
    const read = dayAfter(retiredOn, Math.ceil((before.kafka.retentionHours ?? 0) / 24));
    return today < read ? loss(`what is still in Kafka of it, until ${read}, would be stored as another tenant's`) : [];
  });
}

function removedBrokers({ kafka: had }: StackRecord, { kafka: now }: StackRecord): Loss[] {
  if (had.mode !== "msk" || now.mode === "msk") return [];
  const kept = had.retentionHours === undefined ? "" : ` (up to ${plural(had.retentionHours, "hour")})`;
  return [
    {
      token: "brokers",
      message:
        `the brokers go, and with them every log record that is not stored yet${kept}: first follow ` +
        'docs/operations/change.md, "Another Kafka mode"',
    },
  ];
}
