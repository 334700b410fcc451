// Pieces that every collector of the platform is made of: queue on disk, retry, memory limit, health and own metrics,
// minimum severity. Plain data.

import { hostPort, podAddress } from "../../../conventions/addresses";
import { type Severity, severityNumbers } from "../../../conventions/severity";
import type { Settings, Tenant } from "../../../settings/settings";
import { collectorPorts } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import type { CollectorConfig, Components } from "./config";
import type { ComponentId } from "./names";

/** Where the volume of a collector is mounted. */
export const statePath = "/var/lib/otelcol";

/** Where a collector runs: differs between the cluster and a test. */
export interface Surroundings {
  /** Address that its own listeners bind. */
  host: string;
  /** Directory of the queues. */
  statePath: string;
  /** How it reaches the API server. */
  kubernetes: "serviceAccount" | "kubeConfig";
}

/** In the cluster every listener binds the pod's address and not all interfaces. */
export const inCluster: Surroundings = { host: podAddress, statePath, kubernetes: "serviceAccount" };

const queueStorage = "file_storage/queue" as const;

/**
 * Storage of the queues. Without fsync a write reaches the kernel and survives a killed process, not a lost node: what
 * the kernel had not written yet, some 30 s, is then gone. With it each record would wait for the disk three times.
 */
export function queueExtension({ statePath: directory }: Surroundings): Components<"extensions"> {
  return {
    [queueStorage]: {
      directory: `${directory}/queue`,
      create_directory: true,
      // Sets aside most files that a lost node has damaged, not all: the others keep the Collector from starting (seen;
      // docs/reliability.md).
      recreate: true,
      fsync: false,
      compaction: { on_start: true, directory: `${directory}/queue`, cleanup_on_start: true },
    },
  };
}

export interface QueueOptions {
  /** Queue on disk, in bytes of OTLP. */
  bytes: number;
  /** Full: wait, so that the source is the buffer; or refuse, so that the source never waits. */
  whenFull: "wait" | "refuse";
  /**
   * Gathers what comes within a second into one request, of 256 KiB where there is so much. One that is larger is cut at
   * `largestBytes`; what cannot be cut is dropped.
   */
  batch?: { largestBytes?: number };
}

/**
 * Largest request to a backend, far below what Loki and Tempo accept (4 MiB and more). Each record that waits in a
 * batch is a number in the queue's index, which is written with every record: smaller batches make cheaper records.
 */
const largestRequestBytes = 512 * 1_024;

/**
 * As much as a request by gRPC may have: of copies, and of spans, of which a single one may be larger than
 * `largestRequestBytes`.
 */
export const largestGrpcBytes = 4 * 1_024 * 1_024;

/**
 * More than any request to the gateway may have (20 MiB by HTTP), and so more than any point. A queue drops a larger
 * one with all that came behind it, and counts nothing (Collector 0.165).
 */
export const largestPointBytes = 24 * 1_024 * 1_024;

/**
 * Buffer of a connection. The Collector has 512 KiB (0.165) for each of an exporter of OTLP, some two megabytes for a
 * tenant of a gateway, and for each by gRPC and TLS to a receiver, of which every sender outside has one; the memory limiter
 * counts them, touched or not. Of the log consumer, whose exporters fill a ConfigMap at 5,000 tenants, each keeps it.
 */
const bufferBytes = 32 * 1_024;
export const smallWriteBuffer = { write_buffer_size: bufferBytes };
export const smallReadBuffer = { read_buffer_size: bufferBytes };

/** A queue that outlives the process, and retries without end. */
export function diskQueue({ bytes, whenFull, batch }: QueueOptions): HelmValues {
  return {
    sending_queue: {
      storage: queueStorage,
      sizer: "bytes",
      queue_size: Math.floor(bytes),
      block_on_overflow: whenFull === "wait",
      // More than one request under way may reorder.
      num_consumers: 1,
      ...(batch
        ? {
            batch: {
              flush_timeout: "1s",
              min_size: largestRequestBytes / 2,
              max_size: batch.largestBytes ?? largestRequestBytes,
            },
          }
        : {}),
    },
    // Every other number of the retry is the exporter's default: 5 s growing to 30 s. 0 is for ever.
    retry_on_failure: { max_elapsed_time: 0 },
  };
}

const mib = 1_024 * 1_024;
/**
 * A request that is larger than the whole queue is never taken: the queue waits for room, or refuses, though it is empty
 * (Collector 0.165).
 */
const smallestQueueBytes = largestPointBytes;
/** Above it one tenant could fill a volume that others need. */
const largestQueueBytes = 2_048 * mib;

/**
 * Of a volume, so that it is not full before its queues are: a file has 1.25 times the bytes of what is in its queue with
 * requests of some KB, and 1.6 times with single records of 1.5 KB (measured, Collector 0.165). Of a full disk a queue does
 * not always recover (docs/reliability.md).
 */
const queuesShare = 0.6;

/**
 * An even share of the volume for each of `queues`. Many tenants' shares may together exceed a small volume: when the
 * disk is full a write fails, the source is told so and tries again.
 */
export function queueShareBytes(volumeGib: number, queues: number): number {
  const share = (volumeGib * 1_024 * mib * queuesShare) / queues;
  return Math.min(largestQueueBytes, Math.max(smallestQueueBytes, share));
}

/** Refuses data before the container's memory limit kills the process; sources then try again. */
export const memoryLimiter: HelmValues = { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 };
/** Where it begins to refuse. */
const refusingFromShare = 0.6;

/**
 * What a Collector's process is told as a program of Go.
 *
 * Its collector of garbage lets garbage grow to twice of what is in use, instead of once, which spares a consumer a
 * fifth of its CPU (docs/design/consumer-routing.md), but never to where records would be refused for garbage.
 *
 * Its SDK keeps 2,000 series of a metric unless it is told, and adds the others up under no exporter's name: queues,
 * three or four a tenant, that no alert sees. None of these metrics has an attribute that senders choose. The Collector
 * has no key for it (0.165).
 */
export function goEnvironment({ memoryMib }: { memoryMib: number }) {
  return {
    GOGC: "200",
    GOMEMLIMIT: `${Math.floor(memoryMib * refusingFromShare)}MiB`,
    OTEL_GO_X_CARDINALITY_LIMIT: "100000",
  };
}

/** Health endpoint for probes, and own metrics for Prometheus. */
export function selfObservation({ host }: Surroundings): {
  extensions: Components<"extensions">;
  telemetry: HelmValues;
} {
  return {
    extensions: { health_check: { endpoint: hostPort(host, collectorPorts.health) } },
    telemetry: {
      logs: { level: "info", encoding: "json" },
      metrics: {
        level: "normal",
        readers: [{ pull: { exporter: { prometheus: { host, port: collectorPorts.metrics } } } }],
      },
    },
  };
}

/**
 * Takes away attributes of these names, however often each is there: OTLP's are a list, and `delete_key` removes the
 * first of equal ones alone, behind which the next would be read.
 */
export const withoutAny = (attributes: string, names: readonly string[]): string =>
  `delete_matching_keys(${attributes}, "^(${names.join("|").replaceAll(".", "[.]")})$$")`;

type FilterId = ComponentId<"processors"> & `filter/${string}`;

/** Processor that drops records below a tenant's minimum; none where nothing is below it. */
export function severityFilter({ minimumSeverity }: Pick<Tenant, "minimumSeverity">): FilterId | undefined {
  return minimumSeverity === "trace" ? undefined : `filter/below-${minimumSeverity}`;
}

/**
 * The lowest minimum of any tenant and of the copies: what is below is nobody's, and is dropped before it is routed.
 */
export function lowestMinimum({ tenants, logs }: Pick<Settings, "tenants" | "logs">): Severity {
  return [...tenants, logs]
    .map(({ minimumSeverity }) => minimumSeverity)
    .reduce((lowest, each) => (severityNumbers[each] < severityNumbers[lowest] ? each : lowest));
}

/** Processor that keeps a tenant's share of the records below `info`; none where it keeps all, or none of them. */
export function debugFilter({
  minimumSeverity,
  debugSharePercent,
}: Pick<Tenant, "minimumSeverity" | "debugSharePercent">): FilterId | undefined {
  return debugSharePercent === 100 || severityNumbers[minimumSeverity] >= severityNumbers.info
    ? undefined
    : `filter/debug-${debugSharePercent}-percent`;
}

/**
 * Drops by two bytes: a trace's last, so that a request's records stay or go together on every path, the shippers' of
 * stdout among them (container-logs/levels.ts); else the first of a hash of time and line, the same however often they
 * come.
 */
function beyondShare(percent: number): string[] {
  const first = Math.round((percent / 100) * 0xffff)
    .toString(16)
    .padStart(4, "0");
  const noTrace = `log.trace_id.string == "${"0".repeat(32)}"`;
  const below = `log.severity_number > 0 and log.severity_number < ${severityNumbers.info}`;
  return [
    `${below} and not (${noTrace}) and Substring(log.trace_id.string, 28, 4) >= "${first}"`,
    `${below} and ${noTrace} and ` +
      `Substring(MD5(Concat([String(log.time_unix_nano), String(log.body)], " ")), 0, 4) >= "${first}"`,
  ];
}

/** Definitions of the filters that these tenants need. A record whose severity is unknown (0) is kept. */
export function severityFilters(
  tenants: readonly Pick<Tenant, "minimumSeverity" | "debugSharePercent">[],
): Components<"processors"> {
  const needed = new Map(tenants.map((tenant) => [severityFilter(tenant), tenant.minimumSeverity]));
  const shares = new Map(tenants.map((tenant) => [debugFilter(tenant), tenant.debugSharePercent]));
  return Object.fromEntries([
    ...[...shares]
      .filter(([id]) => id !== undefined)
      .map(([id, percent]) => [id, { error_mode: "ignore", log_conditions: beyondShare(percent) }]),
    ...[...needed]
      .filter(([id]) => id !== undefined)
      .map(([id, minimum]) => [
        id,
        {
          error_mode: "ignore",
          log_conditions: [
            `log.severity_number != SEVERITY_NUMBER_UNSPECIFIED and log.severity_number < ${severityNumbers[minimum]}`,
          ],
        },
      ]),
  ]);
}

/** Records that belong to no listed tenant are the default one's: it stands last in the settings. */
export function defaultTenant({ tenants }: Pick<Settings, "tenants">): Tenant {
  const last = tenants.at(-1);
  if (last === undefined) throw new Error("settings have no tenant");
  return last;
}

/** Extensions that a configuration defines, all of them in service. */
export function extensionList(extensions: Components<"extensions">): CollectorConfig["service"]["extensions"] {
  return Object.keys(extensions) as ComponentId<"extensions">[];
}
