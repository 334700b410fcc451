// Facts of the log buffer that brokers, clients, network rules and alerts share.
import { conventions } from "./names";

/** Zones over which brokers are spread: with three copies, one of them may be lost while writes go on. */
export const zones = 3;
export const replicationFactor = 3;

/** Of one security group, unless AWS was asked for more (docs.aws.amazon.com/vpc, "Amazon VPC quotas"). */
export const mostRules = 60;
/** By which brokers admit a security group: one a port. */
export const rulesOfGroup = 3;
/** By which they admit a block of addresses: one for clients, one for both ports of metrics. */
export const rulesOfBlock = 2;

/** Of nodes that have their own, besides the cluster's. */
export const mostNodeSecurityGroups = mostRules / rulesOfGroup - 1;
export const minInSyncReplicas = 2;

/** Largest batch of records that brokers take and the consumer fetches, in bytes as it is sent: compressed. */
export const maxMessageBytes = 4_194_304;

/**
 * Key of a record that holds whose it is, by the names that the attributes have in Loki: the consumer takes them over in
 * one step.
 */
export const resourceKey = "resource";

/** Topics that hold logs. */
export const logTopics = [conventions.chunkTopic, conventions.logTopic] as const;
/** Those that the log consumer reads. */
export const consumedTopics = [...logTopics, conventions.apartTopic] as const;

/** Consumer groups of the log consumer. */
export const consumerGroups = {
  all: "otel-logs",
  /** For tenants that stand apart: a partition of theirs that waits must not hold up a rebalance of the others. */
  apart: "otel-logs-apart",
} as const;

/** What Fluent Bit says of the pod that wrote a line: records of one pod come together by them. */
export const podKeys = [
  "k8s.namespace.name",
  "k8s.pod.name",
  "k8s.pod.uid",
  "k8s.container.name",
  "k8s.deployment.name",
  "k8s.node.name",
  "service.name",
] as const;

/** Dead letters are looked at by people: a week outlasts a weekend and a holiday. */
export const deadLetterRetentionHours = 168;

/** Why a record cannot be stored: name of its exporter, value of the Kafka header `reason`. */
export const deadLetterReasons = ["malformed", "too-long", "too-old", "unknown-pod"] as const;
/** Attribute that says so while a record is on its way. */
export const reasonAttribute = "dead_letter.reason";
export type DeadLetterReason = (typeof deadLetterReasons)[number];

/** Ports of MSK's listeners (docs.aws.amazon.com/msk, "Port information"). */
export const brokerPorts = { iam: 9098, scram: 9096 } as const;
/** Open monitoring: the JMX exporter (brokers, topics, consumer lag) and the node exporter. */
export const monitoringPorts = { jmx: 11_001, node: 11_002 } as const;

/** Partitions of the topic of dead letters: few records. */
export const deadLetterPartitions = 3;
