// Which rows of the size table have volumes, how large, and in how many pods; and what rows that went have left. Pure.
import type { Settings } from "../settings";
import type { Sizing } from "../sizing";
import type { StackRecord } from "./record";

/** Rows that only one size has, or one mode of Kafka; a row without pods has no volume either. */
function hasVolumes(row: string, { size, kafka, logs }: Settings): boolean {
  if (row === "logConsumer") return kafka.mode !== "none";
  if (row === "kubernetesEvents") return logs.kubernetesEvents;
  if (row === "controlPlaneLogs") return logs.controlPlane;
  return row === "sampler" ? size === "large" : true;
}

export function volumes(settings: Settings): Record<string, number> {
  const rows = Object.entries(settings.sizing) as [keyof Sizing, { volumeGib?: number; replicas?: number }][];
  return Object.fromEntries(
    rows
      .filter(([row, { replicas = 0 }]) => replicas > 0 && hasVolumes(row, settings))
      .flatMap(([row, { volumeGib }]) => (volumeGib === undefined ? [] : [[row, volumeGib]])),
  );
}

/** Rows without pods now, whose claims are left until they come back. */
export function leftBy(
  before: StackRecord | undefined,
  now: Readonly<Record<string, number>>,
): Pick<StackRecord, "leftGib"> {
  const had = Object.entries({ ...before?.leftGib, ...before?.volumesGib }).filter(([row]) => now[row] === undefined);
  return had.length === 0 ? {} : { leftGib: Object.fromEntries(had) };
}

/** Collectors keep there what is not sent yet, ingesters what is not in S3. Loki's flush when they stop. */
export const queueing: ReadonlySet<string> = new Set([
  "gateway",
  "logConsumer",
  "sampler",
  "controlPlaneLogs",
  "tempoIngester",
]);

/** Most pods of rows that have volumes. */
export function podsOf(settings: Settings, isWanted: (row: string) => boolean): Record<string, number> {
  const had = volumes(settings);
  const rows = Object.entries(settings.sizing) as [string, { replicas?: number; maxReplicas?: number }][];
  return Object.fromEntries(
    rows
      .filter(([row]) => had[row] !== undefined && isWanted(row))
      .map(([row, { replicas = 0, maxReplicas = replicas }]) => [row, Math.max(replicas, maxReplicas)]),
  );
}
