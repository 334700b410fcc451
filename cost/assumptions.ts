// What the sheet takes for granted besides settings and prices. Each is printed with the sheet, with its number: none
// is measured on the stack at hand, so put your own here once you have them.
import type { SizeName } from "../settings/sizing";

/** What flows in, as people say it. */
export interface DailyVolume {
  /** Log lines as written, before compression, in GB (10^9 bytes) a day. */
  logsGb: number;
  /** Spans as OTLP, before compression, in GB a day. */
  tracesGb: number;
  /** Series that Prometheus holds at a time. */
  activeSeries: number;
  /** Nodes of the cluster: what runs on each of them counts that often. */
  nodes: number;
}

/** Where the caller says nothing: about half of what docs/sizing.md says the size carries. */
export const defaultVolume: Readonly<Record<SizeName, DailyVolume>> = {
  small: { logsGb: 20, tracesGb: 5, activeSeries: 100_000, nodes: 5 },
  medium: { logsGb: 150, tracesGb: 30, activeSeries: 500_000, nodes: 20 },
  large: { logsGb: 1_000, tracesGb: 200, activeSeries: 2_000_000, nodes: 100 },
};

interface Assumption {
  value: number;
  means: string;
}

export const assumptions = {
  hoursPerMonth: { value: 730, means: "hours in a month" },
  daysPerMonth: { value: 30.4, means: "days in a month" },
  logCompression: { value: 8, means: "bytes of log lines for each byte of a Loki chunk with its index" },
  keptTraces: {
    value: 0.15,
    means: "share of spans that size large stores: traces with errors, slow ones, and a tenth of the rest",
  },
  generatorBlocks: {
    value: 1,
    means: "bytes of the metrics generator's blocks, for TraceQL metrics, for each byte of the ingesters' in S3",
  },
  traceCompression: { value: 5, means: "bytes of OTLP spans for each byte of a Tempo block" },
  replicaCopies: {
    value: 1.5,
    means:
      "chunks stored for each distinct one where three ingesters hold it (the others are found in the chunk cache)",
  },
  chunkMb: {
    value: 0.5,
    means: "MB of an average chunk object; many quiet streams make it smaller and requests dearer",
  },
  blockObjectsPerDay: {
    value: 144 * 5,
    means:
      "objects that Tempo's ingesters and generators each write at least for a tenant that always sends: a block of five " +
      "each ten minutes, however little is in it",
  },
  traceObjectMb: { value: 5, means: "MB of an average object of a Tempo block" },
  blockRewrites: {
    value: 2,
    means:
      "times that compaction writes each trace byte again; the replaced version can be brought back, and is paid " +
      "for, for a week",
  },
  readsPerWrite: { value: 5, means: "S3 GETs for each PUT: queries, compaction, index" },
  bucketKeyHits: { value: 0.99, means: "share of S3 requests that the bucket key spares KMS" },
  controlPlaneGb: {
    value: 2,
    means: "GB a day of logs of the control plane, gzipped, where they are read; audit records are most of them",
  },
  deliveriesPerDay: {
    value: 2_880,
    means: "objects a day that Firehose writes: one a minute at least, more where there is more",
  },
  fileShare: {
    value: 0.5,
    means:
      "share of logs from files or by OTLP (through Kafka, where they are buffered there): these alone are copied; the " +
      "rest is read from stdout",
  },
  queueFullness: { value: 0.6, means: "fill level at which MSK volumes are grown" },
  crossZoneShare: { value: 2 / 3, means: "share of hops that end in another of three zones" },
  wireCompression: { value: 5, means: "bytes for each byte on the wire or in Kafka, where batches are compressed" },
  bytesPerSample: { value: 1.5, means: "bytes of a stored sample" },
  scrapeSeconds: { value: 30, means: "seconds between samples of a series" },
  cloudwatchMetrics: {
    value: 0.02,
    means: "metrics copied to CloudWatch for each active series: those that applications push, a histogram being one",
  },
  emfBytes: { value: 500, means: "bytes that a metric writes to its log group in CloudWatch a minute, as EMF" },
  cloudwatchStoredShare: { value: 0.15, means: "stored bytes for each byte ingested by CloudWatch Logs" },
  scannedShare: { value: 0.5, means: "GB searched for each GB ingested, where searching is billed" },
  queriedPerIngested: { value: 10, means: "samples read by queries, rules and dashboards for each one written" },
  users: { value: 10, means: "people who sign in to Grafana Cloud in a month" },
} satisfies Record<string, Assumption>;

/** Value of an assumption. */
export const assumed = (name: keyof typeof assumptions): number => assumptions[name].value;
