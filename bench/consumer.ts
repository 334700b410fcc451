// What the benches of the log consumer share: records as Fluent Bit writes them, the consumer's own configuration made
// fit for one machine, and the least that a Collector can do with the same records.

import type { Message, Producer } from "kafkajs";
import type { CollectorConfig } from "../components/collection/collector/config";
import { type Brokers, consumerOnLoopback } from "../test/servers/consumer-process";
import { otlpBatch } from "../test/support/otlp-batch";
import { benchSettings } from "./settings";

/** Of the topic of a bench. */
export const partitions = 6;
/** Records of a chunk, which is what a node writes in a second, and tenants on a node. */
const chunkRecords = 250;
const nodeTenants = 10;

/** Nodes take turns, a chunk each; on a node tenants take turns, a record each. */
function ownerOf(record: number, tenants: number): number {
  const nodes = Math.max(1, Math.floor(tenants / nodeTenants));
  const node = Math.floor(record / chunkRecords) % nodes;
  return node * nodeTenants + (record % Math.min(tenants, nodeTenants));
}
export const tenantOf = (record: number, tenants: number) => `tenant-${ownerOf(record, tenants)}`;

/** A zap line: 0.2 kB, or as many bytes more as `padding`. */
function line(record: number, now: Date, padding: number): string {
  const trace = record.toString(16).padStart(32, "0");
  return JSON.stringify({
    level: "info",
    ts: now.getTime() / 1_000,
    caller: "api/handler.go:42",
    msg: `record-${record}-`,
    trace_id: trace,
    span_id: trace.slice(16),
    status: 200,
    ...(padding > 0 ? { detail: "lorem ipsum ".repeat(Math.ceil(padding / 12)) } : {}),
  });
}

/** What Fluent Bit says of the pod that wrote it. */
const podOf = (record: number, tenants: number) => ({
  "k8s.namespace.name": `namespace-${ownerOf(record, tenants)}`,
  "k8s.pod.name": "go-service-7c9d8f6b5-x2x4z",
  "k8s.pod.uid": "10ab3204-80c2-4a7f-a572-2b1c2fc74213",
  "k8s.container.name": "go-service",
  "k8s.deployment.name": "go-service",
  "k8s.node.name": "node-1",
  "service.name": "go-service",
  tenant: tenantOf(record, tenants),
});

/** A line as Fluent Bit of earlier releases wrote it, a message each: 0.7 kB and `padding`. */
export function message(record: number, now: Date, tenants: number, padding: number): string {
  return JSON.stringify({
    "@timestamp": now.toISOString(),
    file: "/var/lib/kubelet/pods/10ab3204-80c2-4a7f-a572-2b1c2fc74213/volumes/kubernetes.io~empty-dir/logs/app.log",
    log: line(record, now, padding),
    resource: podOf(record, tenants),
  });
}

/** Lines as Fluent Bit writes them, `count` of them in one message. */
function chunk(first: number, count: number, now: Date, tenants: number, padding: number): Buffer {
  return otlpBatch(
    Array.from({ length: count }, (_, index) => ({
      at: now,
      line: line(first + index, now, padding),
      attributes: podOf(first + index, tenants),
    })),
  );
}

/** The same records as the gateway writes them: read already, a resource for each tenant. */
function gatewayBatch(first: number, count: number, now: Date, tenants: number, padding: number): Buffer {
  const owners = new Map<string, number[]>();
  for (let record = first; record < first + count; record += 1) {
    const owner = tenantOf(record, tenants);
    owners.set(owner, [...(owners.get(owner) ?? []), record]);
  }
  return Buffer.concat(
    [...owners.values()].map((records) =>
      otlpBatch(
        records.map((record) => ({ at: now, line: line(record, now, padding), attributes: { "http.route": "/cart" } })),
        podOf(records[0] ?? first, tenants),
      ),
    ),
  );
}

/** The topic of chunks beside a bench's topic of records. */
export const chunksOf = (topic: string) => `${topic}-otlp`;

type Filling = [producer: Producer, topic: string, records: number, tenants: number, padding?: number];

/** Writes records to a topic, in chunks. */
export const fillChunks = (...filling: Filling) => fillWith(chunk, ...filling);

/** Writes records to a topic as the gateway does. */
export const fillFromGateway = (...filling: Filling) => fillWith(gatewayBatch, ...filling);

async function fillWith(
  batch: typeof chunk,
  ...[producer, topic, records, tenants, padding = 0]: Filling
): Promise<void> {
  const now = new Date();
  await filled(producer, chunksOf(topic), records, chunkRecords, (first, count) => [
    { value: batch(first, count, now, tenants, padding), partition: (first / chunkRecords) % partitions },
  ]);
}

/** Writes records to a topic, one a message. */
export async function fill(...[producer, topic, records, tenants, padding = 0]: Filling): Promise<void> {
  const now = new Date();
  await filled(producer, topic, records, 5_000, (first, count) =>
    Array.from({ length: count }, (_, index) => ({
      value: message(first + index, now, tenants, padding),
      partition: (first + index) % partitions,
    })),
  );
}

/** Sends so many records at a time. */
async function filled(
  producer: Producer,
  topic: string,
  records: number,
  step: number,
  messagesOf: (first: number, count: number) => Message[],
): Promise<void> {
  for (let first = 0; first < records; first += step) {
    await producer.send({ topic, acks: -1, messages: messagesOf(first, Math.min(step, records - first)) });
  }
}

/** The consumer's configuration for as many tenants, reading a bench's topic: chunks as today, or records of earlier releases. */
export function consumer(
  tenants: number,
  topic: string,
  lokiOtlp: string,
  broker: Brokers,
  form: "chunks" | "records" = "chunks",
): CollectorConfig {
  const settings = benchSettings(tenants, { auth: "scram" }, ["gateway", "logConsumer"]);
  const config = consumerOnLoopback(settings, broker, lokiOtlp);
  // There is no API server here: the processor is in the pipeline and finds nothing.
  const attributes = { ...config.processors.k8s_attributes, wait_for_metadata: false };
  // One way in, without what the other alone needs.
  const { kafka: records, "kafka/chunks": chunks, "otlp/batches": batches, ...receivers } = config.receivers;
  const { "otlp_grpc/batches": toBatches, ...exporters } = config.exporters;
  const {
    "transform/parse": parse,
    groupbyattrs,
    "transform/chunks": readChunks,
    "groupbyattrs/pods": pods,
    ...processors
  } = config.processors;
  const {
    "logs/in": recordsIn,
    "logs/batches": batchesIn,
    "logs/chunks": chunksIn,
    "logs/read": readIn,
    "logs/gateway": fromGateway,
    ...pipelines
  } = config.service.pipelines;
  const { "routing/writers": writers, ...connectors } = config.connectors;
  if (!recordsIn || !batchesIn || !chunksIn || !readIn || !fromGateway)
    throw new Error("the consumer's pipelines have other names");
  const way =
    form === "chunks"
      ? {
          receivers: { kafka: { ...chunks, logs: { topics: [chunksOf(topic)], encoding: "otlp_proto" } } },
          processors: { "transform/chunks": readChunks, "groupbyattrs/pods": pods },
          exporters: {},
          connectors: { "routing/writers": writers },
          pipelines: {
            "logs/chunks": { ...chunksIn, receivers: ["kafka" as const] },
            "logs/read": readIn,
            "logs/gateway": fromGateway,
          },
        }
      : {
          receivers: { kafka: { ...records, logs: { topics: [topic], encoding: "raw" } }, "otlp/batches": batches },
          processors: { "transform/parse": parse, groupbyattrs },
          exporters: { "otlp_grpc/batches": toBatches },
          connectors: {},
          pipelines: { "logs/in": recordsIn, "logs/batches": batchesIn },
        };
  return {
    ...config,
    extensions: { ...config.extensions, health_check: { endpoint: "127.0.0.1:0" } },
    service: {
      ...config.service,
      telemetry: { metrics: { level: "none" } },
      pipelines: { ...pipelines, ...way.pipelines },
    },
    receivers: { ...receivers, ...way.receivers },
    exporters: { ...exporters, ...way.exporters },
    connectors: { ...connectors, ...way.connectors },
    processors: { ...processors, ...way.processors, k8s_attributes: attributes },
  };
}

/** Kafka straight to the sink, from a queue in memory that a kill empties: the least that a Collector can do. */
export function receiveAndSend(
  topic: string,
  address: string,
  broker: Brokers,
  encoding: "json" | "otlp_proto" = "json",
): CollectorConfig {
  const full = receiveAndWrite(topic, address, broker, true);
  const memory = {
    endpoint: address,
    compression: "none",
    sending_queue: {
      batch: { flush_timeout: "1s", min_size: 1_000, max_size: 1_000 },
      sizer: "items",
      queue_size: 50_000,
    },
  };
  return {
    ...full,
    receivers: { kafka: { ...full.receivers.kafka, logs: { topics: [topic], encoding } } },
    extensions: {},
    exporters: { otlp_http: memory },
    service: {
      ...full.service,
      extensions: [],
      pipelines: { logs: { receivers: ["kafka"], processors: [], exporters: ["otlp_http"] } },
    },
  };
}

/** Kafka straight to one sink. `durable`: through the same queue on disk as the consumer's, else through none. */
export function receiveAndWrite(topic: string, address: string, broker: Brokers, durable: boolean): CollectorConfig {
  const full = consumer(1, topic, address, broker, "records");
  const exporter = durable ? (full.exporters["otlp_http/logs/tenant-0"] ?? {}) : { path: "${env:STATE}.jsonl" };
  return {
    ...full,
    receivers: { kafka: { ...full.receivers.kafka, logs: { topics: [topic], encoding: "json" } } },
    processors: {},
    exporters: (durable ? { "otlp_http/logs/tenant-0": exporter } : { file: exporter }) as CollectorConfig["exporters"],
    connectors: {},
    service: {
      ...full.service,
      pipelines: {
        logs: {
          receivers: ["kafka"],
          processors: [],
          exporters: durable ? ["otlp_http/logs/tenant-0"] : ["file" as "kafka"],
        },
      },
    },
  };
}
