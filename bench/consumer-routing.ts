// What the log consumer costs, by number of tenants, against receiving and writing alone. Prints a table; the one that is
// kept is in docs/design/consumer-routing.md. Run it on a quiet machine: `npx tsx bench/consumer-routing.ts [records] [case...]`.
import { Kafka, logLevel, type Producer } from "kafkajs";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { cloudNames } from "../components/cloud/names";
import { configTexts, type CollectorConfig } from "../components/collection/collector-config";
import { logConsumerConfig } from "../components/collection/log-consumer-config";
import { conventions } from "../components/conventions";
import { loadSettings } from "../settings/load";
import { install } from "../tools/install";
import { KafkaBroker } from "../tools/kafka";
import { runCollector, Sink } from "./collector-run";

const mostTenants = 1_000;
const partitions = 6;
const tenantOf = (record: number, tenants: number) => `tenant-${record % tenants}`;

/** A zap line as Fluent Bit writes it, with Kubernetes metadata: 0.7 kB. */
function message(record: number, now: Date, tenants: number): string {
  const namespace = `namespace-${record % tenants}`;
  const trace = record.toString(16).padStart(32, "0");
  const line = { level: "info", ts: now.getTime() / 1_000, caller: "api/handler.go:42", msg: `record-${record}-`, trace_id: trace, span_id: trace.slice(16), status: 200 };
  return JSON.stringify({
    "@timestamp": now.toISOString(), stream: "stdout", log: JSON.stringify(line), app: line,
    kubernetes: {
      pod_name: "go-service-7c9d8f6b5-x2x4z", namespace_name: namespace, pod_id: "10ab3204-80c2-4a7f-a572-2b1c2fc74213",
      labels: { "app.kubernetes.io/name": "go-service" }, host: "node-1", container_name: "go-service",
    },
  });
}

async function fill(producer: Producer, topic: string, records: number, tenants: number): Promise<void> {
  const now = new Date();
  for (let from = 0; from < records; from += 5_000) {
    const count = Math.min(5_000, records - from);
    await producer.send({
      topic, acks: -1,
      messages: Array.from({ length: count }, (_, index) => ({ value: message(from + index, now, tenants), partition: (from + index) % partitions })),
    });
  }
}

function consumer(tenants: number, topic: string, lokiOtlp: string, broker: KafkaBroker): CollectorConfig {
  const list = Array.from({ length: tenants }, (_, index) => ({ id: `tenant-${index}`, namespaces: [`namespace-${index}`] }));
  const settings = loadSettings({
    values: {
      "observability:environment": "bench", "observability:cluster": JSON.stringify({ name: "bench" }),
      "observability:tenants": JSON.stringify(list), "observability:kafka": JSON.stringify({ auth: "scram" }),
    },
    secretKeys: new Set(),
  });
  const config = logConsumerConfig(settings, cloudNames(settings, { accountId: "111122223333", region: "eu-central-1", partition: "aws" }), {
    host: "127.0.0.1", statePath: "${env:STATE}", kubernetes: "kubeConfig", brokers: broker.bootstrapServers, lokiOtlp, brokerCaPath: broker.caFile,
  });
  // There is no API server here: the processor is in the pipeline and finds nothing.
  const attributes = { ...config.processors.k8s_attributes, wait_for_metadata: false };
  return {
    ...config,
    extensions: { ...config.extensions, health_check: { endpoint: "127.0.0.1:0" } },
    service: { ...config.service, telemetry: { metrics: { level: "none" } } },
    receivers: { kafka: { ...config.receivers.kafka, logs: { topics: [topic], encoding: "raw" } } },
    processors: { ...config.processors, k8s_attributes: attributes },
  };
}

/** Kafka straight to one sink. `durable`: through the same queue on disk as the consumer's, else through none. */
function receiveAndWrite(topic: string, address: string, broker: KafkaBroker, durable: boolean): CollectorConfig {
  const full = consumer(1, topic, address, broker);
  const exporter = durable ? full.exporters["otlp_http/tenant-0"] ?? {} : { path: "${env:STATE}.jsonl" };
  return {
    ...full,
    receivers: { kafka: { ...full.receivers.kafka, logs: { topics: [topic], encoding: "json" } } },
    processors: {},
    exporters: (durable ? { "otlp_http/tenant-0": exporter } : { file: exporter }) as CollectorConfig["exporters"],
    connectors: {},
    service: {
      ...full.service,
      pipelines: { logs: { receivers: ["kafka"], processors: [], exporters: durable ? ["otlp_http/tenant-0"] : ["file" as "kafka"] } },
    },
  };
}

async function main(): Promise<void> {
  const records = Number(process.argv[2] ?? 200_000);
  const wanted = process.argv.slice(3);
  const [collector] = await install(["otel-collector"], console.error);
  if (collector === undefined) throw new Error("the catalogue has no otel-collector");
  const broker = await KafkaBroker.start();
  const kafka = new Kafka({
    brokers: [broker.bootstrapServers], ssl: { ca: [broker.caPem] }, sasl: { mechanism: "scram-sha-512", ...broker.admin }, logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  const producer = kafka.producer();
  await admin.connect();
  await producer.connect();
  let tenants = 1;
  const sink = await Sink.start(records, (record) => tenantOf(record, tenants));
  const kubeconfig = path.join(os.tmpdir(), `bench-kubeconfig-${process.pid}`);
  fs.writeFileSync(kubeconfig, JSON.stringify({
    apiVersion: "v1", kind: "Config", "current-context": "none", contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
    clusters: [{ name: "none", cluster: { server: "http://127.0.0.1:1" } }], users: [{ name: "none", user: {} }],
  }));
  const environment = { KUBECONFIG: kubeconfig, KAFKA_USERNAME: broker.admin.username, KAFKA_PASSWORD: broker.admin.password };
  await admin.createTopics({ topics: [{ topic: conventions.deadLetterTopic, numPartitions: 1 }] });

  const measure = async (name: string, count: number, config: (topic: string) => CollectorConfig, killWhen?: (killed: number) => boolean) => {
    if (wanted.length > 0 && !wanted.includes(name)) return;
    tenants = count;
    const topic = `${conventions.logTopic}-${count}`;
    if (!(await admin.listTopics()).includes(topic)) {
      await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] });
      await fill(producer, topic, records, count);
    }
    sink.reset();
    const made = config(topic);
    // A group of its own: each run reads the topic from its start.
    made.receivers.kafka = { ...made.receivers.kafka, group_id: name };
    // The file exporter is no part of the platform, so that its configuration is not checked as one.
    const counted = made.exporters["file" as "kafka"] === undefined ? undefined : counting(records);
    const done = counted ?? (() => sink.distinct === records);
    const run = await runCollector({ binary: collector.path, config: done === counted ? [stringify(made)] : configTexts(made), environment, done, killWhen, withinSeconds: 300 });
    console.log([name, run.cpuSeconds.toFixed(1), run.wallSeconds.toFixed(1), run.residentMib, run.configKib, sink.received - sink.distinct, sink.misplaced].join("\t"));
  };

  console.log(`${records} records\ncase\tCPU s\twall s\tMiB\tconfig KiB\trepeated\tmisplaced`);
  try {
    await measure("write", 1, (topic) => receiveAndWrite(topic, sink.address, broker, false));
    await measure("write-durably", 1, (topic) => receiveAndWrite(topic, sink.address, broker, true));
    for (const count of [1, 10, 100, mostTenants]) await measure(`consumer-${count}`, count, (topic) => consumer(count, topic, sink.address, broker));
    await measure("killed", 100, (topic) => consumer(100, topic, sink.address, broker), (killed) => killed < 4 && sink.distinct > ((killed + 1) * records) / 5);
  } finally {
    sink.stop();
    fs.rmSync(kubeconfig, { force: true });
    await producer.disconnect();
    await admin.disconnect();
    await broker.stop();
  }

  /** Lines of the newest run's file. */
  function counting(lines: number): () => boolean {
    const before = new Set(fs.readdirSync(os.tmpdir()));
    let at = 0;
    return () => {
      if (Date.now() - at < 500) return false;
      at = Date.now();
      const directory = fs.readdirSync(os.tmpdir()).find((name) => name.startsWith("collector-run-") && !before.has(name));
      const file = path.join(os.tmpdir(), directory ?? "", "state.jsonl");
      return fs.existsSync(file) && fs.readFileSync(file).filter((byte) => byte === 10).length >= lines;
    };
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
