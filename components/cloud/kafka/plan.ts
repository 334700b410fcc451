// What the MSK cluster is made of: brokers, server properties, topics, ports.
import {
  deadLetterPartitions,
  deadLetterRetentionHours,
  maxMessageBytes,
  minInSyncReplicas,
  replicationFactor,
  zones,
} from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";

/**
 * Kafka without ZooKeeper. A cluster made with ZooKeeper can't be converted, so every cluster starts here
 * (docs.aws.amazon.com/msk, "Supported Apache Kafka versions").
 */
export const kafkaVersion = "3.9.x.kraft";

/** Description of the brokers' security group, by which those of every platform are told from others. */
export const brokersGroup = "Kafka brokers of the observability platform";

/**
 * Spreads the brokers evenly over three zones. Their number follows from that, and not from what subnets there are
 * today: fewer change nothing about brokers that exist, and the cluster's lookup refuses to place new ones in them.
 */
export function planBrokers<Id>(subnetPerZone: readonly { subnetId: Id }[], brokersPerZone: number) {
  return { subnetIds: subnetPerZone.slice(0, zones).map(({ subnetId }) => subnetId), brokers: zones * brokersPerZone };
}

/** Where MSK's volumes grow by nobody but people (docs.aws.amazon.com/msk, "Automatic scaling for Amazon MSK clusters"). */
export const regionsWithoutGrowth: readonly string[] = ["ap-northeast-3", "af-south-1", "ap-southeast-5"];

/** Of topics that others make; those of the platform say how long they keep what they have. */
const otherTopicsHours = 72;

/** The cluster's `server.properties`: no setting is in it, for MSK restarts its brokers when one changes. */
export function serverProperties(): string {
  const properties: Record<string, string | number | boolean> = {
    "auto.create.topics.enable": false,
    "default.replication.factor": replicationFactor,
    "delete.topic.enable": true,
    "log.retention.hours": otherTopicsHours,
    "message.max.bytes": maxMessageBytes,
    "min.insync.replicas": minInSyncReplicas,
    "num.partitions": 1,
    "replica.fetch.max.bytes": maxMessageBytes,
    // For clients that say in which zone they are (`client.rack`). The log consumer does not: no pod is told its node's.
    "replica.selector.class": "org.apache.kafka.common.replica.RackAwareReplicaSelector",
    "unclean.leader.election.enable": false,
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key} = ${String(value)}`)
    .join("\n");
}

export interface TopicPlan {
  name: string;
  partitions: number;
  configs: Record<string, string>;
}

const weekHours = 168;

/** Topics of logs, in chunks, as single records, and of tenants that stand apart; and of what could not be stored. */
export function topicPlans(
  partitions: number,
  retentionHours: number,
): Record<"chunks" | "logs" | "apart" | "deadLetters", TopicPlan> {
  const configs = (hours: number) => ({
    "cleanup.policy": "delete",
    "max.message.bytes": String(maxMessageBytes),
    // The broker's clock dates a record. A sender's would decide how long the record is kept, and Kafka refuses records
    // dated more than an hour ahead. When a line was written is in the record.
    "message.timestamp.type": "LogAppendTime",
    "min.insync.replicas": String(minInSyncReplicas),
    "retention.ms": String(hours * 3_600_000),
    // Kafka deletes whole segments, and by itself begins one after a week: a quiet topic would keep that much longer.
    "segment.ms": String(Math.min(weekHours, Math.max(1, Math.ceil(hours / 3))) * 3_600_000),
  });
  return {
    chunks: { name: conventions.chunkTopic, partitions, configs: configs(retentionHours) },
    logs: { name: conventions.logTopic, partitions, configs: configs(retentionHours) },
    apart: { name: conventions.apartTopic, partitions, configs: configs(retentionHours) },
    deadLetters: {
      name: conventions.deadLetterTopic,
      partitions: deadLetterPartitions,
      configs: configs(deadLetterRetentionHours),
    },
  };
}

/**
 * The first of the brokers, `b-1.<cluster>...:9098,b-2...`. MSK tells three of all, others each time that it is asked
 * (API reference, "BootstrapBrokers"), and numbers them from 1.
 */
export function firstBrokers(told: string, brokers: number): string {
  const number = /^b-\d+\./;
  const [one = ""] = told.split(",");
  return number.test(one)
    ? Array.from({ length: brokers }, (_, index) => one.replace(number, `b-${index + 1}.`)).join()
    : told;
}

/** `broker:port,broker:port` to the brokers' host names, sorted. */
export function brokerHosts(bootstrap: string): string[] {
  return [
    ...new Set(
      bootstrap
        .split(",")
        .map((server) => server.split(":")[0] ?? "")
        .filter((host) => host !== ""),
    ),
  ].sort();
}
