// What the benches of the log consumer share: records as Fluent Bit writes them, the consumer's own configuration made
// fit for one machine, and the least that a Collector can do with the same records.

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Producer } from "kafkajs";
import { cloudNames } from "../components/cloud/names";
import type { CollectorConfig } from "../components/collection/collector/config";
import { logConsumerConfig } from "../components/collection/log-consumer/config";
import { loadSettings } from "../settings/load";

/** Of the topic of a bench. */
export const partitions = 6;
export const tenantOf = (record: number, tenants: number) => `tenant-${record % tenants}`;

/** A zap line as Fluent Bit writes it, with its pod and tenant: 0.7 kB, or as many bytes more as `padding`. */
export function message(record: number, now: Date, tenants: number, padding = 0): string {
  const namespace = `namespace-${record % tenants}`;
  const trace = record.toString(16).padStart(32, "0");
  const line = {
    level: "info",
    ts: now.getTime() / 1_000,
    caller: "api/handler.go:42",
    msg: `record-${record}-`,
    trace_id: trace,
    span_id: trace.slice(16),
    status: 200,
    ...(padding > 0 ? { detail: "lorem ipsum ".repeat(Math.ceil(padding / 12)) } : {}),
  };
  return JSON.stringify({
    "@timestamp": now.toISOString(),
    file: "/var/lib/kubelet/pods/10ab3204-80c2-4a7f-a572-2b1c2fc74213/volumes/kubernetes.io~empty-dir/logs/app.log",
    log: JSON.stringify(line),
    resource: {
      "k8s.namespace.name": namespace,
      "k8s.pod.name": "go-service-7c9d8f6b5-x2x4z",
      "k8s.pod.uid": "10ab3204-80c2-4a7f-a572-2b1c2fc74213",
      "k8s.container.name": "go-service",
      "k8s.deployment.name": "go-service",
      "k8s.node.name": "node-1",
      "service.name": "go-service",
      tenant: tenantOf(record, tenants),
    },
  });
}

/** Writes records to a topic. */
export async function fill(
  producer: Producer,
  topic: string,
  records: number,
  tenants: number,
  padding = 0,
): Promise<void> {
  const now = new Date();
  for (let from = 0; from < records; from += 5_000) {
    const count = Math.min(5_000, records - from);
    await producer.send({
      topic,
      acks: -1,
      messages: Array.from({ length: count }, (_, index) => ({
        value: message(from + index, now, tenants, padding),
        partition: (from + index) % partitions,
      })),
    });
  }
}

/** Where records come from. */
export interface Brokers {
  bootstrapServers: string;
  caFile: string;
}

/** The consumer's configuration for as many tenants. */
export function consumer(tenants: number, topic: string, lokiOtlp: string, broker: Brokers): CollectorConfig {
  const list = Array.from({ length: tenants }, (_, index) => ({
    id: `tenant-${index}`,
    namespaces: [`namespace-${index}`],
  }));
  const settings = loadSettings({
    values: {
      "observability:environment": "bench",
      "observability:cluster": JSON.stringify({ name: "bench" }),
      "observability:tenants": JSON.stringify(list),
      "observability:kafka": JSON.stringify({ auth: "scram" }),
      // A small stack's own are refused with 1,000 tenants.
      "observability:sizing": JSON.stringify({ gateway: { memoryMib: 2_048 }, logConsumer: { memoryMib: 2_048 } }),
    },
    secretKeys: new Set(),
  });
  const config = logConsumerConfig(
    settings,
    cloudNames(settings, { accountId: "111122223333", region: "eu-central-1", partition: "aws" }),
    {
      host: "127.0.0.1",
      statePath: "${env:STATE}",
      kubernetes: "kubeConfig",
      brokers: broker.bootstrapServers,
      lokiOtlp,
      brokerCaPath: broker.caFile,
    },
  );
  // There is no API server here: the processor is in the pipeline and finds nothing.
  const attributes = { ...config.processors.k8s_attributes, wait_for_metadata: false };
  return {
    ...config,
    extensions: { ...config.extensions, health_check: { endpoint: "127.0.0.1:0" } },
    service: { ...config.service, telemetry: { metrics: { level: "none" } } },
    receivers: {
      ...config.receivers,
      kafka: { ...config.receivers.kafka, logs: { topics: [topic], encoding: "raw" } },
    },
    processors: { ...config.processors, k8s_attributes: attributes },
  };
}

/** Kafka straight to the sink, from a queue in memory that a kill empties: the least that a Collector can do. */
export function receiveAndSend(topic: string, address: string, broker: Brokers): CollectorConfig {
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
  const full = consumer(1, topic, address, broker);
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

/** A kubeconfig of a cluster that is not there, for the Collector's Kubernetes processor. The caller removes it. */
export function writeKubeconfig(): string {
  const file = path.join(os.tmpdir(), `bench-kubeconfig-${process.pid}`);
  fs.writeFileSync(
    file,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "none",
      contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
      clusters: [{ name: "none", cluster: { server: "http://127.0.0.1:1" } }],
      users: [{ name: "none", user: {} }],
    }),
  );
  return file;
}
