// Alerts on the Kafka buffer between Fluent Bit and Loki.
// Two sources say the same in different words: MSK's open monitoring, and kafka_exporter beside external brokers.
// The recorded series speak one language for both; dashboards and alerts read those.
import {
  consumedTopics,
  consumerGroups,
  deadLetterReasons,
  logTopics,
  minInSyncReplicas,
} from "../../conventions/kafka";
import { conventions } from "../../conventions/names";
import { increased } from "./counters";
import { alert, asRecorded, type Platform, type RecordingRule, type RuleGroup } from "./rule";

const logTopic = `topic=~"${logTopics.join("|")}"`;
const consumedTopic = `topic=~"${consumedTopics.join("|")}"`;
/** Whoever else reads the topics may be as late as they like. */
const groups = Object.values(consumerGroups).join("|");
const ofGroups = { exporter: `consumergroup=~"${groups}"`, msk: `groupId=~"${groups}"` } as const;
/** Tenants that stand apart are behind when Loki refuses them: theirs to know, by LokiTenantThrottled. */
const notApart = `topic!="${conventions.apartTopic}"`;
/** MSK's brokers belong to no namespace. With the jobs' names alone a tenant's own brokers could pass for them. */
export const msk = 'job="msk-jmx", namespace=""';
export const mskDisk = 'job="msk-node", namespace="", fstype=~"ext4|xfs"';

export const kafkaRecords = {
  /** Messages that wait for a consumer group: each holds what a node wrote in five seconds, or a single record of `logs`. */
  lag: "consumergroup_topic:kafka_lag:records",
  /** Messages a second that producers write. */
  produced: "topic:kafka_produced:rate5m",
  /** How old the oldest message is that was not consumed, in seconds: what waits, divided by how fast it is produced. */
  backlogAge: "consumergroup_topic:kafka_backlog_age:seconds",
} as const;

const { lag, produced, backlogAge } = kafkaRecords;

/** Exporters of the log consumer that write dead letters, one for each reason. */
export const deadLetterExporters = `exporter=~"kafka/(${deadLetterReasons.join("|")})"`;

/** Loki answers most queries for "the last 15 minutes": logs later than this are noticed by people. */
export const lateSeconds = 600;

const recordings = (own: string): readonly RecordingRule[] => [
  {
    record: lag,
    expr: `sum by (consumergroup, topic) (clamp_min(kafka_consumergroup_lag{${own}, ${ofGroups.exporter}, ${consumedTopic}}, 0))
or sum by (consumergroup, topic) (label_replace(
  max by (groupId, topic) (
    kafka_consumer_group_ConsumerLagMetrics_Value{${msk}, name="SumOffsetLag", ${ofGroups.msk}, ${consumedTopic}}
  ),
  "consumergroup", "$1", "groupId", "(.+)"
))`,
  },
  {
    record: produced,
    expr: `sum by (topic) (rate(kafka_topic_partition_current_offset{${own}, ${consumedTopic}}[5m]))
or sum by (topic) (rate(kafka_server_BrokerTopicMetrics_Count{${msk}, name="MessagesInPerSec", ${consumedTopic}}[5m]))`,
  },
  {
    record: backlogAge,
    expr: `${asRecorded(lag)} / on (topic) group_left () avg_over_time(${asRecorded(produced)}[15m])`,
  },
];

export function kafkaRules({ namespace }: Platform): RuleGroup[] {
  const own = `namespace="${namespace}"`;
  const deadLetters = (outcome: "sent" | "send_failed") => ({
    metric: `otelcol_exporter_${outcome}_log_records`,
    selector: `${own}, ${deadLetterExporters}`,
    by: ["exporter"],
  });
  return [
    {
      name: "observability.kafka",
      rules: [
        ...recordings(own),
        alert("KafkaUnreachable", {
          severity: "critical",
          // A consumer that never reached a broker has no partition, and says so by no metric of its own; one that lost
          // them tries to connect, and reads nothing.
          expr: `(
  count(up{${own}, pod=~"log-consumer-[0-9]+"} == 1)
  unless sum(otelcol_kafka_receiver_partition_start{${own}})
    - (sum(otelcol_kafka_receiver_partition_close{${own}}) or vector(0)) > 0
)
or (
  sum(increase(otelcol_kafka_broker_connects{${own}, outcome="failure"}[5m])) > 0
  unless sum(rate(otelcol_kafka_receiver_read_latency_count{${own}}[5m])) > 0
)`,
          for: "3m",
          summary: "The log consumer has no connection to Kafka",
          description: "None of its pods reads a partition. File logs wait in Kafka, or on the nodes' disks, unread.",
        }),
        alert("KafkaUnreachable", {
          severity: "warning",
          // It answers with what it could ask for, and leaves out the rest.
          expr: `count(up{${own}, pod=~"kafka-exporter-.+"} == 1)
unless on () count(kafka_topic_partition_current_offset{${own}, ${consumedTopic}})`,
          for: "15m",
          summary: "kafka-exporter tells nothing of the topics of logs",
          description: "Alerts on logs that wait in Kafka are blind. What writes and reads there may be well.",
        }),
        alert("LogConsumerBehind", {
          severity: "critical",
          expr: `${asRecorded(backlogAge, notApart)} > ${lateSeconds}`,
          for: "5m",
          summary: "Logs reach Loki {{ $value | humanizeDuration }} late",
          description:
            "Consumer group {{ $labels.consumergroup }} is behind on topic {{ $labels.topic }}. Nothing is lost " +
            "before the topic's retention ends.",
        }),
        alert("LogConsumerBacklogGrowing", {
          severity: "warning",
          // Tenants that stand apart too: what waits beyond the topic's retention is lost, and nothing else tells of it.
          expr: `deriv(${asRecorded(lag)}[15m]) > 0 and ${asRecorded(backlogAge)} > 60`,
          for: "15m",
          summary: "The backlog of {{ $labels.topic }} grows by {{ $value | humanize }} messages a second",
          description: "Consumer group {{ $labels.consumergroup }} stores less than is produced.",
        }),
        alert("LogPartitionStalled", {
          severity: "critical",
          // The consumer's own lag will not do: it is measured after a record, and stays at 0 when the next one gets
          // stuck. Where it stands it tells once it has handed on a whole fetch, so one that stands still since it started
          // tells nothing. And no lag is told of a topic that nobody has read, as one that was made anew.
          // Where the group never got past a partition's first record, kafka_exporter says -1.
          expr: `((
  max by (topic, partition) (kafka_consumergroup_lag{${own}, ${ofGroups.exporter}, ${logTopic}}) > 0
  or max by (topic, partition) (
    kafka_consumer_group_ConsumerLagMetrics_Value{${msk}, name="OffsetLag", ${ofGroups.msk}, ${logTopic}}
  ) > 0
  or max by (topic, partition) (
    kafka_topic_partition_current_offset{${own}, ${logTopic}} - kafka_topic_partition_oldest_offset{${own}, ${logTopic}}
    and on (topic, partition) kafka_consumergroup_lag{${own}, ${ofGroups.exporter}, ${logTopic}} == -1
  ) > 0
)
unless on (topic, partition) max by (topic, partition) (delta(otelcol_kafka_receiver_current_offset{${own}}[10m])) != 0)
or (
  ${asRecorded(produced, logTopic)} > 0
  unless on (topic) sum by (topic) (rate(otelcol_kafka_receiver_records{${own}}[10m])) > 0
)`,
          for: "10m",
          summary: "{{ with $labels.partition }}Partition {{ . }} of {{ end }}{{ $labels.topic }} is not consumed",
          description: "Messages wait, and their consumer has not moved for ten minutes.",
        }),
        alert("LogMessagesUnreadable", {
          severity: "critical",
          expr: increased(
            { metric: "otelcol_kafka_receiver_unmarshal_failed_log_records", selector: own, by: ["pod"] },
            namespace,
          ),
          for: "0m",
          summary: "{{ $value | humanize }} messages of logs could not be read",
          description:
            "They are no OTLP. The consumer has passed them over: they are in Kafka until its retention ends.",
        }),
        alert("LogsDeadLettered", {
          severity: "warning",
          expr: increased(deadLetters("sent"), namespace),
          for: "0m",
          summary: "{{ $value | humanize }} log records cannot be stored ({{ $labels.exporter }})",
          description: `They are in topic ${conventions.deadLetterTopic}, each with its reason, until that topic's retention ends.`,
        }),
        alert("DeadLettersRefused", {
          severity: "critical",
          expr: increased(deadLetters("send_failed"), namespace),
          for: "0m",
          summary: "Dead letters cannot be written ({{ $labels.exporter }})",
          description:
            "While Kafka does not answer, their partitions stand still. Those that it refuses for good are lost.",
        }),
        alert("KafkaReplicasMissing", {
          severity: "warning",
          expr: `sum(kafka_topic_partition_under_replicated_partition{${own}}) > 0
or sum(kafka_server_ReplicaManager_Value{${msk}, name="UnderReplicatedPartitions"}) > 0`,
          for: "15m",
          summary: "{{ $value }} partitions have fewer replicas than they should",
          description: "A broker is down or cannot keep up. One more failure may stop producers.",
        }),
        alert("KafkaBelowMinimumInSync", {
          severity: "critical",
          // A topic of others' making may have one replica, and ask for one.
          expr: `count(
  kafka_topic_partition_in_sync_replica{${own}} < ${minInSyncReplicas}
  and kafka_topic_partition_replicas{${own}} >= ${minInSyncReplicas}
)
or sum(kafka_server_ReplicaManager_Value{${msk}, name="UnderMinIsrPartitionCount"}) > 0`,
          for: "5m",
          summary: "{{ $value }} partitions take no records",
          description:
            `Fewer than ${minInSyncReplicas} replicas are in sync, which producers ask for. Fluent Bit buffers on the nodes' ` +
            "disks meanwhile.",
        }),
        alert("KafkaVolumeFilling", {
          severity: "warning",
          expr: `min by (broker) (
  node_filesystem_avail_bytes{${mskDisk}}
/ node_filesystem_size_bytes{${mskDisk}}
) < 0.2`,
          for: "30m",
          summary: "Broker {{ $labels.broker }} has {{ $value | humanizePercentage }} of its disk left",
          description: "Storage autoscaling should have grown it. A broker whose disk is full stops.",
        }),
      ],
    },
  ];
}
