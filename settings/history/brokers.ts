// Changes of brokers that are refused: another authentication, and less of what only grows. What stands in the state
// counts as well as what the run before wrote down: after a `destroy` that kept the data there is no such record.
import { retiredType } from "../broker-types";
import { type Path, type Problem, setTo } from "../refusals/problem";
import type { BrokerNumber } from "../schema/kafka";
import type { Settings } from "../settings";
import type { StackHistory } from "./changes";
import type { StackRecord } from "./record";
import { cannotShrink, mustStay } from "./stays";

export function refusedBrokers(
  history: StackHistory,
  after: StackRecord,
  { kafka }: Pick<Settings, "kafka">,
): Problem[] {
  // In one of the two places alone: where the number stands in the other, it would be refused beside it.
  const at = (key: BrokerNumber): Path =>
    kafka.mode === "msk" && kafka.inSizing.includes(key) ? ["sizing", "kafka", key] : ["kafka", key];
  return after.kafka.mode !== "msk"
    ? []
    : [
        ...otherAuth(history, after),
        ...otherSubnets(history, after),
        ...otherType(history, kafka),
        ...fewerPartitions(history, after, at),
        ...fewerBrokers(history, after, at),
        ...smallerVolumes(history, after, at),
      ];
}

type PlaceOf = (key: BrokerNumber) => Path;

function otherAuth({ record, brokers }: StackHistory, { kafka: { auth } }: StackRecord): Problem[] {
  const had = brokers?.auth ?? (record?.kafka.mode === "msk" ? record.kafka.auth : undefined);
  return had === undefined || had === auth
    ? []
    : [mustStay(["kafka", "auth"], had, auth, "brokers would shut out everyone who still uses the old one")];
}

/** Naming the subnets that brokers are in changes nothing, and neither does naming none. */
function otherSubnets({ record, brokers }: StackHistory, { kafka: { subnetIds: now } }: StackRecord): Problem[] {
  if (record?.kafka.mode !== "msk") return [];
  const had = record.kafka.subnetIds;
  return isSame(had, now) || (brokers !== undefined && (now === undefined || isSame(brokers.subnetIds, now)))
    ? []
    : [mustStay(["kafka", "subnetIds"], had, now, "brokers stay where they were made")];
}

function otherType({ brokers }: StackHistory, kafka: Settings["kafka"]): Problem[] {
  const had = brokers?.brokerType;
  if (had === undefined || kafka.mode !== "msk") return [];
  const path: Path = ["kafka", "brokerType"];
  const { brokerType: now, typeOf } = kafka;
  if (had !== retiredType)
    return now === retiredType ? [mustStay(path, had, now, `MSK makes no other type a ${retiredType}`)] : [];
  // It was the smallest size's, which asks for another of new ones.
  return typeOf === "small"
    ? [setTo(path, now, `must be written: brokers are ${had}; ${now} replaces them one by one, and costs more`, had)]
    : [];
}

/** Subnets in another order are the same. */
function isSame(some: readonly string[] | undefined, others: readonly string[] | undefined): boolean {
  const text = (ids: readonly string[] | undefined) => ids && [...ids].sort().join();
  return text(some) === text(others);
}

function fewerPartitions(
  { record, brokers }: StackHistory,
  { kafka: { partitions = 0 } }: StackRecord,
  at: PlaceOf,
): Problem[] {
  const had = (brokers === undefined ? record?.kafka.partitions : brokers.partitions) ?? 0;
  return partitions >= had ? [] : [cannotShrink(at("partitions"), partitions, had, "Kafka removes none")];
}

function fewerBrokers(
  { record, brokers }: StackHistory,
  { kafka: { brokersPerZone = 0 } }: StackRecord,
  at: PlaceOf,
): Problem[] {
  const had = brokers?.brokersPerZone ?? record?.kafka.brokersPerZone ?? 0;
  return brokersPerZone >= had
    ? []
    : [cannotShrink(at("brokersPerZone"), brokersPerZone, had, "partitions stand on them")];
}

/** What autoscaling has made of them since is known after a refresh. */
function smallerVolumes({ record, brokers }: StackHistory, { kafka }: StackRecord, at: PlaceOf): Problem[] {
  const had = brokers?.volumeGib;
  if (had === undefined) return [];
  const { volumeGib = had, maxVolumeGib = had } = kafka;
  // Autoscaling owns the volume: what was asked for at creation stays, and is asked of AWS no more.
  const isAsked = record !== undefined && record.kafka.volumeGib === volumeGib;
  return [
    ...(volumeGib < had && !isAsked
      ? [cannotShrink(at("volumeGib"), volumeGib, had, "volumes of brokers do not shrink")]
      : []),
    ...(maxVolumeGib < had
      ? [cannotShrink(["sizing", "kafka", "maxVolumeGib"], maxVolumeGib, had, "brokers have volumes of that size")]
      : []),
  ];
}

/**
 * Whether there are brokers, and how long they keep what they have, is the state's to say: a run that was to change it may
 * have failed before.
 */
export function asBrokersStand(record: StackRecord, brokers: StackHistory["brokers"]): StackRecord {
  const isMade = brokers !== undefined;
  if (isMade === (record.kafka.mode === "msk")) {
    const { retentionHours = record.kafka.retentionHours } = brokers ?? {};
    return { ...record, kafka: { ...record.kafka, ...(retentionHours !== undefined && { retentionHours }) } };
  }
  // Where they stand is told without the settings that led there, their type by the state alone.
  const { subnetIds: _, brokerType: __, ...standing } = brokers ?? {};
  return { ...record, kafka: isMade ? { mode: "msk", ...standing } : { mode: "none" } };
}

/** What is asked for at creation, and changed later, has no effect. */
export function keptBrokerVolumes({ kafka: had }: StackRecord, { kafka: now }: StackRecord): string[] {
  // Older records have no number.
  const { volumeGib = Number.POSITIVE_INFINITY } = had;
  return had.mode !== "msk" || now.mode !== "msk" || (now.volumeGib ?? 0) <= volumeGib
    ? []
    : [
        `kafka.volumeGib: existing brokers keep their volumes, which grow by themselves, up to ` +
          "sizing.kafka.maxVolumeGib, when they fill",
      ];
}

/**
 * MSK gives its brokers another version with each operation, those of its own among them, and changes them under the one of
 * today alone. The provider names the one that the state has, and no `up` reads it anew by itself.
 *
 * @param properties the brokers' `server.properties`.
 */
export function brokersOfToday(
  { brokers, brokerProperties }: Pick<StackHistory, "brokers" | "brokerProperties">,
  { kafka }: Pick<Settings, "kafka">,
  properties: string,
): string[] {
  if (kafka.mode !== "msk" || brokers === undefined) return [];
  const isOther = <Value>(had: Value | undefined, now: Value) => had !== undefined && had !== now;
  const changed = [
    ...(isOther(brokers.brokerType, kafka.brokerType) ? ["kafka.brokerType"] : []),
    ...(isOther(brokers.brokersPerZone, kafka.brokersPerZone) ? ["kafka.brokersPerZone"] : []),
    ...(isOther(brokerProperties, properties) ? ["server.properties of brokers"] : []),
  ];
  return changed.length === 0
    ? []
    : [
        `${changed.join(", ")}: run this \`up\` with --refresh. MSK changes brokers under their version of today alone, and the ` +
          'state has that of its last refresh: where MSK has grown a volume or patched a broker since, it refuses ("The version ' +
          "of the cluster isn't current\"), and an `up` after that calls them unchanged",
      ];
}

/** Whether a stack that runs has no brokers yet. */
export const ranWithoutBrokers = ({ record }: StackHistory): boolean => record?.kafka.mode === "none";

/** Whether Fluent Bit writes to brokers that ask for IAM, and has no association; so it may where there is no record. */
export const mayWriteByIrsa = ({ record, associated }: StackHistory): boolean =>
  associated !== true && (record === undefined || (record.kafka.auth === "iam" && record.filesRead === true));
