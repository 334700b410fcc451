// Alerts on the Kafka buffer between Fluent Bit and Loki. Metrics: kafka_exporter, and MSK's node exporter. Pure.
import { conventions } from "../../components/conventions";
import { alert, type RuleGroup } from "./rule";

const { logTopic, deadLetterTopic } = conventions;

/** The log topic and, where tenants have their own, theirs; never the dead letters, which nobody consumes. */
const logTopics = `topic=~"${logTopic}(-.+)?", topic!="${deadLetterTopic}"`;

/** How old the oldest record is that has not been stored, in seconds: what waits, divided by how fast it is produced. */
export const backlogAge = "consumergroup_topic:kafka_backlog_age:seconds";

/** Loki answers most queries for "the last 15 minutes": logs later than this are noticed by people. */
const lateSeconds = 600;
/** min.insync.replicas of the topics. */
const minimumInSync = 2;

export function kafkaRules(): RuleGroup[] {
  return [{
    name: "observability.kafka",
    rules: [
      {
        record: backlogAge,
        expr: `sum by (consumergroup, topic) (clamp_min(kafka_consumergroup_lag{${logTopics}}, 0))
/ on (topic) group_left ()
sum by (topic) (rate(kafka_topic_partition_current_offset{${logTopics}}[15m]))`,
      },
      alert("LogConsumerBehind", {
        severity: "critical",
        expr: `${backlogAge} > ${lateSeconds}`,
        for: "5m",
        summary: "Logs reach Loki {{ $value | humanizeDuration }} late",
        description: "Consumer group {{ $labels.consumergroup }} is behind on topic {{ $labels.topic }}. Nothing is lost before the topic's retention ends.",
      }),
      alert("LogConsumerBacklogGrowing", {
        severity: "warning",
        expr: `sum by (consumergroup, topic) (deriv(kafka_consumergroup_lag{${logTopics}}[15m])) > 0
and ${backlogAge} > 60`,
        for: "15m",
        summary: "The backlog of {{ $labels.topic }} grows by {{ $value | humanize }} records a second",
        description: "Consumer group {{ $labels.consumergroup }} stores less than is produced.",
      }),
      alert("LogPartitionStalled", {
        severity: "critical",
        expr: `kafka_consumergroup_lag{${logTopics}} > 0
and increase(kafka_consumergroup_current_offset{${logTopics}}[10m]) == 0`,
        for: "10m",
        summary: "Partition {{ $labels.partition }} of {{ $labels.topic }} is not consumed",
        description: "{{ $value | humanize }} records wait and no offset was committed for ten minutes.",
      }),
      alert("LogsDeadLettered", {
        severity: "warning",
        expr: `sum(increase(kafka_topic_partition_current_offset{topic="${deadLetterTopic}"}[15m])) > 0`,
        for: "0m",
        summary: "{{ $value | humanize }} log records could not be stored",
        description: "They are in topic "
          + deadLetterTopic + ", each with its reason, until that topic's retention ends.",
      }),
      alert("KafkaReplicasMissing", {
        severity: "warning",
        expr: "sum by (topic) (kafka_topic_partition_under_replicated_partition) > 0",
        for: "15m",
        summary: "{{ $value }} partitions of {{ $labels.topic }} have fewer replicas than they should",
        description: "A broker is down or cannot keep up. One more failure may stop producers.",
      }),
      alert("KafkaBelowMinimumInSync", {
        severity: "critical",
        expr: `min by (topic, partition) (kafka_topic_partition_in_sync_replica{topic=~"${logTopic}.*"}) < ${minimumInSync}`,
        for: "5m",
        summary: "Partition {{ $labels.partition }} of {{ $labels.topic }} takes no records",
        description: "{{ $value }} replica is in sync and producers ask for " + minimumInSync + ". Fluent Bit buffers on the nodes' disks meanwhile.",
      }),
      alert("KafkaVolumeFilling", {
        severity: "warning",
        expr: `min by (broker) (
  node_filesystem_avail_bytes{job="msk-node", fstype=~"ext4|xfs"} / node_filesystem_size_bytes{job="msk-node", fstype=~"ext4|xfs"}
) < 0.2`,
        for: "30m",
        summary: "Broker {{ $labels.broker }} has {{ $value | humanizePercentage }} of its disk left",
        description: "Storage autoscaling should have grown it. A broker whose disk is full stops.",
      }),
    ],
  }];
}
