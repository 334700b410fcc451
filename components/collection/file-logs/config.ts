// The parts of a Fluent Bit configuration that its three variants share: DaemonSet, sidecar, VM. Plain data.
// In: lines of files. Out: one record a line (or a joined panic) with `file` and `log`, to Kafka or as OTLP.
// Nothing is dropped: reading pauses when the buffer is full, and the file itself is then the buffer. A disk that is full
// before that is no reason to pause for Fluent Bit: it reads on, and loses that (docs/reliability.md).
import { everyInterface } from "../../../conventions/addresses";
import type { ClusterKind } from "../../../settings/cluster-kind";
import type { HelmValues } from "../../helm-values";
import { joinStackTraces } from "./multiline";

/** What a chunk takes on disk at most, seen: Fluent Bit closes it after 2,048,000 bytes, and allocates in steps. */
const chunkMib = 2.5;

/**
 * The longest line or joined panic, in KiB; the rest of it is cut off, never the record. The buffer of a file that had
 * one stays as large, and a read may fill it with short lines: see `kafkaMessageBytes`.
 */
export const longestRecordKib = 512;

/**
 * Largest Kafka message, before compression: what one read of a file brought is one part of a chunk, never cut, and comes
 * on top of up to 2 MB; with some 400 bytes that say whose it is each line of 45 may become tenfold. The topic accepts
 * 4 MiB of what is compressed, and of that the lines themselves are 2.5 MB at most.
 */
export const kafkaMessageBytes = 8_000_000;

/**
 * What Fluent Bit has handed to its Kafka client and no broker has acknowledged yet, at most. Fluent Bit frees its copy
 * on disk at that hand-over, so a kill -9 loses up to this much: the one window in which file logs can be lost.
 * No less, because one message of `kafkaMessageBytes` must fit.
 */
export const unacknowledgedKib = 8 * 1_024;

/** Seconds to drain on a stop; the pod's grace period is longer, or the drain would be cut off. */
const drainSeconds = 30;
export const terminationGraceSeconds = drainSeconds + 15;

/**
 * A chunk that is sent takes no more lines: so long one is open, and so long each of `storage.max_chunks_up` lasts where
 * little is written while nothing leaves.
 */
const flushSeconds = 5;

/**
 * Service section. `bufferGib` bounds the chunks on disk: an input marked to pause stops at `storage.max_chunks_up`.
 * Chunks are memory-mapped files, so they cost page cache, which the kernel takes back, and little heap.
 */
export function service(bufferGib: number, ipFamily: ClusterKind["ipFamily"]): HelmValues {
  return {
    log_level: "info",
    flush: flushSeconds,
    grace: drainSeconds,
    http_listen: everyInterface(ipFamily),
    multiline_buffer_limit: `${longestRecordKib}K`,
    // Backs off to half a minute at most; the default reaches half an hour, which the end of an outage would then wait
    // for.
    "scheduler.base": 1,
    "scheduler.cap": 30,
    "storage.sync": "normal",
    "storage.checksum": true,
    "storage.metrics": true,
    "storage.max_chunks_up": Math.floor((bufferGib * 1_024) / chunkMib),
    "storage.backlog.mem_limit": "16M",
    // What an output refuses for good stays on disk and is counted, instead of vanishing.
    "storage.keep.rejected": true,
    "storage.rejected.path": "rejected",
    "storage.rejected.limit": "256M",
  };
}

/**
 * Seconds for which a file that was renamed is read on; then Fluent Bit closes it, read or not, and forgets how far. So long may
 * a backlog take, after an outage in which the files were the buffer. No longer, because as long, while it does not
 * read, it holds what applications have deleted, and with it the disk (in_tail's flb_tail_file_purge, 5.1.1).
 */
const rotatedSeconds = 600;

/** How lumberjack, zap's usual rotation, calls a file that it has renamed: it ends as the file that is written does. */
const rotatedNames = "*-????-??-??T??-??-??.???.log";

/**
 * Reads files from their start and remembers how far. `file` is the record's path: the only thing that tells which pod
 * wrote it. One tag for all files, or each file would open chunks of its own.
 *
 * @param processors What a variant does to records after stack traces have been joined.
 */
export function fileInput(path: string, database: string, processors: readonly HelmValues[]): HelmValues {
  return {
    name: "tail",
    alias: "files",
    tag: "files",
    path,
    path_key: "file",
    db: database,
    // An inode is soon reused on a busy node; without its name a new file would be read from the old one's offset.
    "db.compare_filename": true,
    read_from_head: true,
    exclude_path: rotatedNames,
    refresh_interval: 5,
    rotate_wait: rotatedSeconds,
    buffer_chunk_size: "64K",
    buffer_max_size: `${longestRecordKib}K`,
    truncate_long_lines: true,
    "storage.type": "filesystem",
    "storage.pause_on_chunks_overlimit": true,
    processors: { logs: [...joinStackTraces, ...processors] },
  };
}

/** How an output tries again: for ever, because the buffer is on disk and the input pauses. */
const forEver: HelmValues = { retry_limit: "no_limits" };

/**
 * Where records go, and nowhere besides: a chunk that goes to one output alone is unmapped at its first refusal (5.1.1,
 * flb_task_retry_create), and then no longer counts against `storage.max_chunks_up`. Fluent Bit would read on, past
 * `bufferGib` many times over, until the node's disk is full, or a pod with the sidecar is evicted.
 */
export const outputs = (output: HelmValues): HelmValues[] => [output, { name: "null", alias: "nowhere", match: "*" }];

/**
 * Where to produce, and as whom. Brokers and credentials come from the environment: MSK's are known only once it runs.
 */
export interface KafkaTarget {
  topic: string;
  authentication: HelmValues;
}

export function kafkaOutput({ topic, authentication }: KafkaTarget): HelmValues {
  return {
    name: "kafka",
    alias: "kafka",
    match: "*",
    brokers: "${KAFKA_BROKERS}",
    topics: topic,
    // A chunk is one message, read and routed as one: three times as cheap for whoever reads it as a message a line.
    // Lines of a file may so be in several partitions; Loki sorts by time.
    format: "otlp_proto",
    ...forEver,
    // A full client blocks its own thread until the brokers take something; a retry would send half a chunk twice.
    queue_full_retries: 0,
    workers: 1,
    ...authentication,
    "rdkafka.enable.idempotence": true,
    // The best that Fluent Bit's image has: its Kafka client is built without zstd, says so once, and sends
    // uncompressed.
    "rdkafka.compression.codec": "lz4",
    "rdkafka.linger.ms": 20,
    "rdkafka.message.max.bytes": kafkaMessageBytes,
    "rdkafka.queue.buffering.max.kbytes": unacknowledgedKib,
    // 0 is for ever: an expired message is gone, with only a line in Fluent Bit's own log to tell.
    "rdkafka.message.timeout.ms": 0,
    "rdkafka.log.connection.close": false,
  };
}

/** Host, port and protection of an OTLP/HTTP listener. */
export interface OtlpTarget {
  host: string;
  port: number;
  options?: HelmValues;
}

/**
 * Records of a request, more than a chunk has. Of a chunk in several requests Fluent Bit heeds the answer to the last alone,
 * and takes what was refused before for delivered (5.1.1, opentelemetry_logs.c). No more, so that a request stays below
 * the 20 MiB of the gateway: with some 430 bytes that say whose it is, lines of 45 bytes are 16 MB.
 */
const requestRecords = 32_768;

/** Others wait on disk: while the gateway holds requests back all chunks would be under way. */
const requestsAtOnce = 2;

/** For the gateway, which holds a request back while a queue is full, and gives it up when the sender does. */
const answerSeconds = 120;

/** The line becomes the body, the record's other keys become attributes. */
export function otlpOutput({ host, port, options }: OtlpTarget): HelmValues {
  return {
    name: "opentelemetry",
    alias: "otlp",
    match: "*",
    host,
    port,
    logs_body_key: "$log",
    logs_body_key_attributes: true,
    compress: "gzip",
    batch_size: requestRecords,
    // A chunk that waits for its answer is in memory as objects, some 20 MB: 62 of them were 1.1 GB (5.1.1).
    "net.max_worker_connections": requestsAtOnce,
    // Without it, none: a request to a gateway whose node dies would be waited for until Fluent Bit is started anew.
    "net.io_timeout": `${answerSeconds}s`,
    log_response_payload: false,
    ...forEver,
    ...options,
  };
}
