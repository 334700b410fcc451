// The way of the data through the platform, on the dashboard of its health: nodes, Kafka, Collectors.
import { behindHops } from "../conventions/hops";
import { type Counter, increaseShown, ratePerSignal } from "./alerts/counters";
import { deadLetterExporters, kafkaRecords, msk, mskDisk } from "./alerts/kafka";
import { asRecorded } from "./alerts/rule";
import { graph, type Row } from "./panels";

const own = 'namespace="$namespace"';
const perSignal = (family: string, selector: string) => ratePerSignal({ family, selector, by: ["job"] });
/** How much counters rose between two points, the first failure included. */
const rise = (metric: string, ...by: string[]) => increaseShown({ metric, selector: own, by });
const risePerSignal = (family: string, selector: string, ...by: string[]) => increaseShown({ family, selector, by });

// What a Collector hands to itself counts once.
const { receivers, exporters } = behindHops;
const outsideQueues = `${own}, receiver!~"${receivers.ofQueues}"`;
const fromOutside = `${own}, receiver!~"${receivers.ofQueues}|${receivers.ofBatches}"`;
const notTries = `${own}, exporter!~"${exporters.ofQueues}"`;
const handedOn = `${own}, exporter!~"${exporters.ofQueues}|otlp_grpc/batches"`;

const nodes: Row = {
  title: "Shippers on the nodes",
  panels: [
    graph(
      {
        title: "Fluent Bit: records",
        unit: "short",
        description: "Read and delivered, a second. The lines part when deliveries fail.",
      },
      {
        expr: `sum by (name) (rate(fluentbit_input_records_total{${own}}[$__rate_interval]))`,
        legend: "read {{name}}",
      },
      {
        expr: `sum by (name) (rate(fluentbit_output_proc_records_total{${own}, name=~"kafka|otlp"}[$__rate_interval]))`,
        legend: "delivered {{name}}",
      },
    ),
    graph(
      {
        title: "Fluent Bit: retries, errors, drops",
        unit: "short",
        description: "Between two points. Retries are harmless, drops are lost records.",
      },
      {
        expr: rise("fluentbit_output_retries_total", "name"),
        legend: "retries {{name}}",
      },
      {
        expr: rise("fluentbit_output_errors_total", "name"),
        legend: "errors {{name}}",
      },
      {
        expr: rise("fluentbit_output_dropped_records_total", "name"),
        legend: "dropped {{name}}",
      },
      {
        expr: rise("fluentbit_input_long_line_truncated_total", "name"),
        legend: "cut lines {{name}}",
      },
    ),
    graph(
      {
        title: "Fluent Bit: chunks in the buffer",
        unit: "short",
        description: "Of each pod; a chunk is up to 2 MiB on the node's disk.",
      },
      { expr: `sum by (pod) (fluentbit_input_storage_chunks{${own}})`, legend: "{{pod}}" },
    ),
    graph(
      {
        title: "Container logs",
        unit: "short",
        description: "Alloy or Promtail: entries sent a second; entries dropped between two points.",
      },
      {
        expr:
          `sum(rate(loki_write_sent_entries_total{${own}}[$__rate_interval])) or ` +
          `sum(rate(promtail_sent_entries_total{${own}}[$__rate_interval]))`,
        legend: "sent",
      },
      {
        expr: `${rise("loki_write_dropped_entries_total", "reason")}
or ${rise("promtail_dropped_entries_total", "reason")}`,
        legend: "dropped: {{reason}}",
      },
    ),
  ],
};

export const deadLetters: Counter = {
  metric: "otelcol_exporter_sent_log_records",
  selector: `${own}, ${deadLetterExporters}`,
  by: ["exporter"],
};

const kafka: Row = {
  title: "Kafka",
  panels: [
    graph(
      { title: "Backlog age", unit: "s", description: "How late logs reach Loki." },
      { expr: asRecorded(kafkaRecords.backlogAge), legend: "{{consumergroup}} {{topic}}" },
    ),
    graph(
      { title: "Lag", unit: "short", description: "Messages that wait; one may hold what a node wrote in a second." },
      { expr: asRecorded(kafkaRecords.lag), legend: "{{consumergroup}} {{topic}}" },
    ),
    graph(
      { title: "Produced and consumed", unit: "short", description: "Messages a second." },
      { expr: `sum(${asRecorded(kafkaRecords.produced)})`, legend: "produced" },
      { expr: `sum(rate(otelcol_kafka_receiver_records{${own}}[$__rate_interval]))`, legend: "consumed" },
    ),
    graph(
      {
        title: "Dead letters",
        unit: "short",
        description: "Records that cannot be stored, by reason, between two points.",
      },
      {
        expr: increaseShown(deadLetters),
        legend: "{{exporter}}",
      },
    ),
    graph(
      { title: "Partitions short of replicas", unit: "short", description: "Should be none." },
      {
        expr: `sum(kafka_topic_partition_under_replicated_partition{${own}})
or sum(kafka_server_ReplicaManager_Value{${msk}, name="UnderReplicatedPartitions"})`,
        legend: "partitions",
      },
    ),
    graph(
      {
        title: "Disk left on the brokers",
        unit: "percentunit",
        description: "MSK only. Autoscaling grows a volume at 60 % used.",
      },
      {
        expr: `min by (broker) (node_filesystem_avail_bytes{${mskDisk}}
/ node_filesystem_size_bytes{${mskDisk}})`,
        legend: "{{broker}}",
      },
    ),
  ],
};

const withoutId: Counter = {
  metric: "otelcol_processor_filter_spans.filtered",
  selector: `${own}, filter="filter/unstorable-spans"`,
  by: ["job"],
};

const collectors: Row = {
  title: "Collectors",
  panels: [
    graph(
      { title: "Accepted", unit: "short", description: "Records, points and spans a second that came in." },
      { expr: perSignal("otelcol_receiver_accepted", fromOutside), legend: "{{job}} {{signal}}" },
    ),
    graph(
      { title: "Sent", unit: "short", description: "What stores took, each of a pair and each copy." },
      { expr: perSignal("otelcol_exporter_sent", handedOn), legend: "{{job}} {{signal}}" },
    ),
    graph(
      { title: "Refused", unit: "short", description: "Between two points. Senders were told to try again." },
      {
        expr: risePerSignal("otelcol_receiver_refused", outsideQueues, "job", "receiver"),
        legend: "{{job}} {{receiver}} {{signal}}",
      },
    ),
    graph(
      {
        title: "Given up and lost",
        unit: "short",
        description:
          "Between two points: rejected for good by a backend, not taken by a full queue, or spans without an id, which " +
          "Tempo does not take.",
      },
      {
        expr: risePerSignal("otelcol_exporter_send_failed", notTries, "exporter"),
        legend: "rejected {{exporter}} {{signal}}",
      },
      {
        expr: risePerSignal("otelcol_exporter_enqueue_failed", notTries, "exporter"),
        legend: "no room {{exporter}} {{signal}}",
      },
      { expr: increaseShown(withoutId), legend: "without an id {{job}}" },
    ),
    graph(
      {
        title: "Disk queues",
        unit: "percentunit",
        description: "The ten fullest. A queue that does not empty has a target that is down or slow.",
      },
      {
        expr:
          `topk(10, max by (job, exporter) (otelcol_exporter_queue_size{${own}} / ` +
          `otelcol_exporter_queue_capacity{${own}}))`,
        legend: "{{job}} {{exporter}}",
      },
    ),
    graph(
      { title: "Memory", unit: "bytes", description: "Resident set of each Collector." },
      { expr: `otelcol_process_memory_rss{${own}}`, legend: "{{pod}}" },
    ),
    graph(
      {
        title: "Dropped below the minimum severity",
        unit: "short",
        description: "On purpose: `logs.minimumSeverity`.",
      },
      {
        expr: `sum by (job, filter) (rate({"otelcol_processor_filter_logs.filtered", ${own}}[$__rate_interval]))`,
        legend: "{{job}} {{filter}}",
      },
    ),
    graph(
      {
        title: "Traces forgotten by the sampler",
        unit: "short",
        description: "Between two points, dropped before a decision: too many in flight.",
      },
      {
        expr: rise("otelcol_processor_tail_sampling_sampling_trace_dropped_too_early", "job"),
        legend: "traces",
      },
    ),
  ],
};

export const pipelineRows: readonly Row[] = [nodes, kafka, collectors];
