// How the log consumer reads Kafka: from the first record on, and an offset moves behind what is safe. Plain data.
import { consumerGroups, maxMessageBytes } from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";
import type { HelmValues } from "../../helm-values";
import { partitionProcessing } from "./batches";

/** Messages of a partition that may wait for an answer at once; a larger one is read alone. */
const chunksInFlight = { records: 16, bytes: 1_024 * 1_024 };

/**
 * What is asked of a partition at once, as it lies there: compressed. A larger batch comes alone. With the client's own
 * 1 MiB a pod that wrote the same error over and over (lz4 makes a fortieth of it) was 40 MiB a partition, three times
 * over; a consumer of 512 MiB that had to catch up was killed for it within ten seconds, each time it was started anew.
 */
const largestFetch = 64 * 1_024;

/** The records of a node in one message. `client` holds brokers and credentials (kafka-client/spellings.ts). */
export const chunkReceiver = (client: HelmValues): HelmValues => ({
  ...kafkaReceiver(client),
  logs: { topics: [conventions.chunkTopic], encoding: "otlp_proto" },
  partition_processing: { ...partitionProcessing, max_in_flight: { ...chunksInFlight, window: "cross_fetch" } },
});

/** Batches of tenants that stand apart, in a group of their own. */
export const apartReceiver = (client: HelmValues): HelmValues => ({
  ...chunkReceiver(client),
  group_id: consumerGroups.apart,
  logs: { topics: [conventions.apartTopic], encoding: "otlp_proto" },
});

/** Records as JSON, one a message. */
export const recordReceiver = (client: HelmValues): HelmValues => ({
  ...kafkaReceiver(client),
  // Decoding here would log a malformed record and drop it; as bytes it reaches the dead-letter topic.
  logs: { topics: [conventions.logTopic], encoding: "raw" },
});

function kafkaReceiver(client: HelmValues): HelmValues {
  return {
    ...client,
    group_id: consumerGroups.all,
    // The default, `latest`, would skip the backlog that is there when the group first starts.
    initial_offset: "earliest",
    // New partitions are read once they are seen, ten minutes later by default; of what waits there no lag is told.
    metadata: { refresh_interval: "1m" },
    group_rebalance_strategies: ["cooperative-sticky"],
    max_fetch_size: maxMessageBytes,
    max_partition_fetch_size: largestFetch,
    // What was marked since the last commit is read again after a kill.
    autocommit: { enable: true, interval: "100ms" },
    partition_processing: partitionProcessing,
    // Nothing on the way to the queues refuses a record for good; if something did, the partition must not stand still.
    message_marking: { after: true, on_error: false, on_permanent_error: true },
    // Without a multiplier the receiver waits once, and then tries again without a pause.
    error_backoff: {
      enabled: true,
      initial_interval: "1s",
      multiplier: 2,
      randomization_factor: 0.2,
      max_interval: "30s",
      max_elapsed_time: 0,
    },
  };
}
