// From single records to batches that nothing can lose: the log consumer's way over loopback from its Kafka receiver
// to its own second half.
//
// The receiver hands on record by record, and parsing, routing and a write to a queue on disk cost several times as
// much for one record as in a batch. A batch in memory is safe here because the sender of each record in it waits for
// the answer (`wait_for_result`), and the answer comes when every record of the batch lies in a queue on disk: only
// then may the offset move. docs/design/consumer-routing.md says what was measured.
import { hopOf } from "../../../conventions/hops";
import type { HelmValues } from "../../helm-values";

const hop = hopOf("batches");

const kib = 1_024;
const mib = 1_024 * kib;

/**
 * A batch is sent when it is as large as `smallest`, or has waited for `longestWait`. No largest size: a single record
 * above it would be dropped.
 */
const batch = { smallest: 256 * kib, longestWait: "50ms" };

/**
 * Records of a partition that may wait for an answer at once. More were no faster, cost memory for each
 * goroutine that waits, and are read again after a kill.
 */
const inFlight = { records: 128, bytes: 2 * mib };

/** Many records of each partition under way, offsets marked in order, no partition waiting for another. */
export const partitionProcessing: HelmValues = {
  independent: true,
  // Of a chunk none behind it, but for small ones: it is held unpacked.
  max_prefetch: { batches: 2, bytes: mib },
  // cross_fetch: the window goes on into the next fetch instead of waiting for the last answer of this one.
  max_in_flight: { ...inFlight, window: "cross_fetch" },
};

/** Exporter of the first half, and receiver of the second. */
export const batchesOut = "otlp_grpc/batches";
export const batchesIn = "otlp/batches";

export const batchesExporter = {
  [batchesOut]: {
    endpoint: hop,
    tls: { insecure: true },
    compression: "none",
    // For ever: a tenant's full queue makes the answer wait, and an impatient sender would write the rest once more.
    timeout: "0s",
    sending_queue: {
      enabled: true,
      wait_for_result: true,
      sizer: "bytes",
      queue_size: 64 * mib,
      block_on_overflow: true,
      num_consumers: 4,
      batch: { min_size: batch.smallest, flush_timeout: batch.longestWait },
    },
    retry_on_failure: { max_elapsed_time: 0 },
  },
};

/** A batch is below `smallest` before its last record joins, which may have 4 MiB. */
export const batchesReceiver = {
  [batchesIn]: { protocols: { grpc: { endpoint: hop, max_recv_msg_size_mib: 8 } } },
};
