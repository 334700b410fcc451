// What alerts on Kafka and its consumer are to fire at, and at what not (cases.ts).
import { type Case, own, waiting } from "./cases";

/** The consumer reads a partition of a topic. */
const reads = (topic: string) => ({
  [`otelcol_kafka_receiver_records{${own}, topic="${topic}", partition="0"}`]: waiting(9),
  [`otelcol_kafka_receiver_current_offset{${own}, topic="${topic}", partition="0"}`]: waiting(9),
});
const consumer = `up{${own}, pod="log-consumer-0"}`;

export const kafkaCases: readonly Case[] = [
  {
    name: "a consumer that never reaches a broker",
    series: {
      [consumer]: "1+0x30",
      // As Collector 0.165 counts them: a try every five seconds.
      [`otelcol_kafka_broker_connects{${own}, pod="log-consumer-0", node_id="seed_0", outcome="failure"}`]: "0+12x30",
    },
    at: 5,
    firing: { KafkaUnreachable: 1 },
  },
  {
    name: "a consumer whose login is refused: it connects, and is given no partition",
    series: {
      [consumer]: "1+0x30",
      [`otelcol_kafka_broker_connects{${own}, pod="log-consumer-0", node_id="seed_0", outcome="success"}`]: "0+12x30",
    },
    at: 5,
    firing: { KafkaUnreachable: 1 },
  },
  {
    name: "a consumer that loses all brokers",
    series: {
      [consumer]: "1+0x30",
      [`otelcol_kafka_receiver_partition_start{${own}, pod="log-consumer-0", partition="0"}`]: "1+0x30",
      [`otelcol_kafka_receiver_read_latency_count{${own}, pod="log-consumer-0", node_id="1"}`]: "0+240x10 2400+0x20",
      [`otelcol_kafka_broker_connects{${own}, pod="log-consumer-0", node_id="1", outcome="failure"}`]: "0+0x10 0+12x20",
    },
    at: 20,
    firing: { KafkaUnreachable: 1 },
  },
  {
    name: "a consumer that reads an empty topic, with one broker of three down; and one pod more than partitions",
    series: {
      [consumer]: "1+0x30",
      [`up{${own}, pod="log-consumer-1"}`]: "1+0x30",
      [`otelcol_kafka_receiver_partition_start{${own}, pod="log-consumer-0", partition="0"}`]: "2+0x30",
      [`otelcol_kafka_receiver_partition_close{${own}, pod="log-consumer-0", partition="0"}`]: "1+0x30",
      [`otelcol_kafka_receiver_read_latency_count{${own}, pod="log-consumer-0", node_id="1"}`]: "0+240x30",
      [`otelcol_kafka_broker_connects{${own}, pod="log-consumer-0", node_id="2", outcome="failure"}`]: "0+12x30",
    },
    at: 20,
    firing: {},
  },
  {
    name: "kafka_exporter answers, and may ask no broker",
    series: { [`up{${own}, pod="kafka-exporter-5c8d-x"}`]: "1+0x30", [`kafka_brokers{${own}}`]: "3+0x30" },
    at: 20,
    firing: { KafkaUnreachable: 1 },
  },
  {
    name: "twelve minutes of records wait, as kafka_exporter tells it",
    series: {
      ...reads("logs"),
      'kafka_consumergroup_lag{namespace="observability", consumergroup="otel-logs", topic="logs", partition="0"}':
        "7200x120",
      'kafka_topic_partition_current_offset{namespace="observability", topic="logs", partition="0"}': waiting(10),
    },
    at: 60,
    firing: { LogConsumerBehind: 1 },
  },
  {
    name: "twelve minutes of records wait, as every broker of MSK tells it",
    series: {
      ...reads("logs"),
      ['kafka_consumer_group_ConsumerLagMetrics_Value{job="msk-jmx", broker="b-1", groupId="otel-logs", ' +
        'name="SumOffsetLag", topic="logs"}']: "7200x120",
      'kafka_server_BrokerTopicMetrics_Count{job="msk-jmx", broker="b-1", name="MessagesInPerSec", topic="logs"}':
        waiting(5),
      'kafka_server_BrokerTopicMetrics_Count{job="msk-jmx", broker="b-2", name="MessagesInPerSec", topic="logs"}':
        waiting(5),
    },
    at: 60,
    firing: { LogConsumerBehind: 1 },
  },
  {
    name: "the topic of tenants that stand apart falls behind for long: nothing else tells that it will lose them",
    series: {
      'kafka_consumergroup_lag{namespace="observability", consumergroup="otel-logs-apart", topic="logs-apart", partition="0"}':
        "7200+300x240",
      'kafka_topic_partition_current_offset{namespace="observability", topic="logs-apart", partition="0"}': "0+600x240",
    },
    at: 100,
    firing: { LogConsumerBacklogGrowing: 1 },
  },
  {
    name: "one partition stands still, one since its consumer started, another has nothing to read",
    series: {
      'kafka_consumergroup_lag{namespace="observability", consumergroup="otel-logs", topic="logs", partition="3"}':
        "500x120",
      'kafka_consumergroup_lag{namespace="observability", consumergroup="otel-logs", topic="logs", partition="0"}':
        "500x120",
      'kafka_consumergroup_lag{namespace="observability", consumergroup="otel-logs", topic="logs", partition="1"}':
        "500x120",
      'kafka_consumergroup_lag{namespace="observability", consumergroup="otel-logs", topic="logs", partition="2"}':
        "0x120",
      [`otelcol_kafka_receiver_current_offset{${own}, topic="logs", partition="0"}`]: "7000x120",
      [`otelcol_kafka_receiver_current_offset{${own}, topic="logs", partition="1"}`]: "7000+60x120",
      [`otelcol_kafka_receiver_current_offset{${own}, topic="logs", partition="2"}`]: "7000x120",
    },
    at: 60,
    firing: { LogPartitionStalled: 2 },
  },
  {
    name: "of three new partitions the group has committed nothing: one stands at its first record, one is empty, one is read",
    series: {
      ...reads("logs"),
      ...Object.fromEntries(
        [1, 2, 3].flatMap((partition) => {
          const labels = `{${own}, topic="logs", partition="${partition}"}`;
          return [
            [
              `kafka_consumergroup_lag{${own}, consumergroup="otel-logs", topic="logs", partition="${partition}"}`,
              "-1x120",
            ],
            [`kafka_topic_partition_current_offset${labels}`, "500x120"],
            [`kafka_topic_partition_oldest_offset${labels}`, partition === 2 ? "500x120" : "0x120"],
            ...(partition === 3 ? [[`otelcol_kafka_receiver_current_offset${labels}`, "0+1x120"]] : []),
          ];
        }),
      ),
    },
    at: 60,
    firing: { LogPartitionStalled: 1 },
  },
  {
    name: "a topic that was made anew is written and not read: of it no lag is told; another is read",
    series: {
      [`kafka_topic_partition_current_offset{${own}, topic="logs-otlp", partition="0"}`]: waiting(10),
      [`kafka_topic_partition_current_offset{${own}, topic="logs", partition="0"}`]: waiting(10),
      [`otelcol_kafka_receiver_records{${own}, topic="logs-otlp", partition="0"}`]: "7000x120",
      ...reads("logs"),
    },
    at: 60,
    firing: { LogPartitionStalled: 1 },
  },
  {
    name: "somebody read the topics once and never again, as kafka_exporter and MSK tell it",
    series: {
      ...reads("logs"),
      'kafka_consumergroup_lag{namespace="observability", consumergroup="console-1", topic="logs", partition="0"}':
        "7200x120",
      ['kafka_consumer_group_ConsumerLagMetrics_Value{job="msk-jmx", groupId="console-1", ' +
        'name="SumOffsetLag", topic="logs"}']: "7200x120",
      'kafka_topic_partition_current_offset{namespace="observability", topic="logs", partition="0"}': waiting(10),
    },
    at: 60,
    firing: {},
  },
  {
    name: "a partition has one replica of three left, another has two",
    series: {
      [`kafka_topic_partition_in_sync_replica{${own}, topic="logs", partition="0"}`]: "1x60",
      [`kafka_topic_partition_replicas{${own}, topic="logs", partition="0"}`]: "3x60",
      [`kafka_topic_partition_in_sync_replica{${own}, topic="logs", partition="1"}`]: "2x60",
      [`kafka_topic_partition_replicas{${own}, topic="logs", partition="1"}`]: "3x60",
    },
    at: 30,
    firing: { KafkaBelowMinimumInSync: 1 },
  },
  {
    name: "topics that never had more than one replica",
    series: {
      [`kafka_topic_partition_in_sync_replica{${own}, topic="logs", partition="0"}`]: "1x60",
      [`kafka_topic_partition_replicas{${own}, topic="logs", partition="0"}`]: "1x60",
    },
    at: 30,
    firing: {},
  },
];
