// S3: bytes by storage class over the retention, requests, and the key that encrypts them. Settings and volume in,
// lines out.
import { expiryDays, transitions, undeleteDays } from "../components/cloud/storage/bucket-rules";
import type { Settings } from "../settings/settings";
import { assumed, type DailyVolume } from "./assumptions";
import { ingesterCopies, lokiGb, tempoGb, writingTenants } from "./flows";
import { type Line, lines } from "./lines";
import type { PriceName, Region } from "./prices";

/** One signal's objects. */
interface Bucket {
  group: string;
  retention: "logsDays" | "tracesDays";
  /** Compressed, with every copy that is kept, per day. */
  storedGbPerDay: number;
  /** Bytes that were written, replaced by compaction, and can be brought back for a while. */
  replacedGbPerDay: number;
  objectsPerDay: number;
  /** Small ones beside them, of which compaction soon makes few. */
  shortLivedPerDay: number;
}

export function objectStorageLines(settings: Settings, volume: DailyVolume, region: Region): Line[] {
  return [
    ...bucketLines(logs(settings, volume), settings, region),
    ...bucketLines(traces(settings, volume), settings, region),
  ];
}

function logs(settings: Settings, volume: DailyVolume): Bucket {
  const storedGbPerDay =
    (lokiGb(settings, volume) / assumed("logCompression")) *
    (ingesterCopies(settings).logs === 1 ? 1 : assumed("replicaCopies"));
  return {
    group: "S3, logs",
    retention: "logsDays",
    storedGbPerDay,
    replacedGbPerDay: 0,
    objectsPerDay: (storedGbPerDay * 1_000) / assumed("chunkMb"),
    shortLivedPerDay: 0,
  };
}

function traces(settings: Settings, volume: DailyVolume): Bucket {
  const ingestersGb = tempoGb(settings, volume) / assumed("traceCompression");
  const generatorsGb = ingestersGb * assumed("generatorBlocks");
  const writes = 1 + assumed("blockRewrites");
  const objectsPerDay = ((ingestersGb + generatorsGb) * 1_000 * writes) / assumed("traceObjectMb");
  const { tempoIngester, tempoMetricsGenerator } = settings.sizing;
  // In one process, one of each.
  const writers = Math.max(1, tempoIngester.replicas) + Math.max(1, tempoMetricsGenerator.replicas);
  return {
    group: "S3, traces",
    retention: "tracesDays",
    storedGbPerDay: ingestersGb + generatorsGb,
    replacedGbPerDay: (ingestersGb + generatorsGb) * assumed("blockRewrites"),
    objectsPerDay,
    shortLivedPerDay: Math.max(
      0,
      writingTenants(settings).length * writers * assumed("blockObjectsPerDay") - objectsPerDay,
    ),
  };
}

function bucketLines(bucket: Bucket, settings: Settings, region: Region): Line[] {
  const line = lines(bucket.group, region);
  const kept = bucket.objectsPerDay * assumed("daysPerMonth");
  const puts = kept + bucket.shortLivedPerDay * assumed("daysPerMonth");
  const gets = puts * assumed("readsPerWrite");
  const moves = transitions(settings.size, expiryDays(settings.tenants, bucket.retention));
  const classes = storedByClass(bucket, settings, moves[0]);
  const objects = bucket.objectsPerDay * meanDays(settings, bucket.retention);
  return [
    ...Object.entries(classes)
      .filter(([, gb]) => gb > 0)
      .map(([name, gb]) => line(`stored, ${labels[name as StoredClass]}`, gb, name as StoredClass)),
    line("PUT", puts / 1_000, "s3Put"),
    line("GET", gets / 1_000, "s3Get"),
    ...(moves.length > 0 ? [line("moved between classes", kept / 1_000, "s3Transition")] : []),
    ...(moves[0]?.storageClass === "INTELLIGENT_TIERING"
      ? [line("objects watched by Intelligent-Tiering", objects / 1_000, "s3TieringMonitoring")]
      : []),
    line("KMS requests", ((puts + gets) * (1 - assumed("bucketKeyHits"))) / 10_000, "kmsRequest"),
  ];
}

const labels = {
  s3Standard: "Standard",
  s3StandardIa: "Standard-IA",
  s3TieringFrequent: "Intelligent-Tiering, frequent",
  s3TieringInfrequent: "Intelligent-Tiering, infrequent (from day 30)",
  s3TieringArchive: "Intelligent-Tiering, archive instant (from day 90)",
} satisfies Partial<Record<PriceName, string>>;
type StoredClass = keyof typeof labels;

/** GB held in each class in the steady state, once the stack is older than the longest retention. */
function storedByClass(
  bucket: Bucket,
  settings: Settings,
  move: { days: number; storageClass: string } | undefined,
): Record<StoredClass, number> {
  const gb: Record<StoredClass, number> = {
    s3Standard: 0,
    s3StandardIa: 0,
    s3TieringFrequent: 0,
    s3TieringInfrequent: 0,
    s3TieringArchive: 0,
  };
  const tenants = writingTenants(settings);
  for (const { retention } of tenants) {
    const daily = bucket.storedGbPerDay / tenants.length;
    // What the engine deletes can be brought back for some days, and is paid for as long.
    const days = retention[bucket.retention] + undeleteDays;
    const within = (from: number, to: number) => daily * Math.max(0, Math.min(days, to) - from);
    if (move === undefined) gb.s3Standard += within(0, days);
    else if (move.storageClass === "STANDARD_IA") {
      gb.s3Standard += within(0, move.days);
      gb.s3StandardIa += within(move.days, days);
    } else {
      gb.s3TieringFrequent += within(0, 30);
      gb.s3TieringInfrequent += within(30, 90);
      gb.s3TieringArchive += within(90, days);
    }
  }
  gb[move?.storageClass === "INTELLIGENT_TIERING" ? "s3TieringFrequent" : "s3Standard"] +=
    bucket.replacedGbPerDay * undeleteDays;
  return gb;
}

/** Mean over the tenants: the sheet spreads the volume evenly among them. */
export function meanDays(settings: Settings, signal: "logsDays" | "tracesDays"): number {
  const tenants = writingTenants(settings);
  return tenants.reduce((sum, { retention }) => sum + retention[signal], 0) / tenants.length;
}
