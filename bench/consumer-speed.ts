// How many records a CPU second the log consumer reads, beside the least that a Collector can do with them and, given
// another checkout, beside the consumer of that: `npx tsx bench/consumer-speed.ts [records] [runs] [tenants] [checkout]`.
// Prints each run and the medians; docs/design/consumer-routing.md keeps them. 1 KiB a record; the runs of all cases
// take turns, for a machine that is busy is so for all of them.
import * as path from "node:path";
import { stringify } from "yaml";
import { goEnvironment } from "../components/collection/collector";
import type { CollectorConfig } from "../components/collection/collector/config";
import { conventions } from "../conventions/names";
import { absentKubeconfig } from "../test/servers/collector-process";
import type { Brokers } from "../test/servers/consumer-process";
import { KafkaBroker } from "../test/servers/kafka";
import type { install } from "../tools/install";
import { type Run, runCollector, Sink } from "./collector-run";
import {
  chunksOf,
  consumer,
  fill,
  fillChunks,
  fillFromGateway,
  partitions,
  receiveAndSend,
  tenantOf,
} from "./consumer";

/** Bytes that make a record of 1 KiB. */
const padding = 400;

interface Case {
  name: string;
  /** Of its process; Go's collector of garbage is set alike in all of this checkout. */
  environment: Record<string, string>;
  binary: string;
  config: (topic: string, sink: string, broker: Brokers) => string[];
  /** Writes records as Fluent Bit of that checkout does. */
  fill: typeof fill;
}

async function main(): Promise<void> {
  const [records = 40_000, runs = 5, tenants = 10] = process.argv.slice(2, 5).map(Number);
  const checkout = process.argv[5];
  const environment = goEnvironment({ memoryMib: 512 });
  const cases: Case[] = [
    {
      name: "barest",
      environment,
      binary: await collectorOf("../tools/install"),
      config: (topic, sink, broker) => [stringify(receiveAndSend(topic, sink, broker))],
      fill,
    },
    {
      name: "barest-chunks",
      environment,
      binary: await collectorOf("../tools/install"),
      config: (topic, sink, broker) => [stringify(receiveAndSend(chunksOf(topic), sink, broker, "otlp_proto"))],
      fill: fillChunks,
    },
    {
      name: "consumer",
      environment,
      binary: await collectorOf("../tools/install"),
      config: (topic, sink, broker) => [stringify(consumer(tenants, topic, sink, broker))],
      fill: fillChunks,
    },
    {
      name: "consumer-gateway",
      environment,
      binary: await collectorOf("../tools/install"),
      config: (topic, sink, broker) => [stringify(consumer(tenants, topic, sink, broker))],
      fill: fillFromGateway,
    },
    {
      name: "consumer-records",
      environment,
      binary: await collectorOf("../tools/install"),
      config: (topic, sink, broker) => [stringify(consumer(tenants, topic, sink, broker, "records"))],
      fill,
    },
  ];
  if (checkout !== undefined) {
    const other = (await import(path.resolve(checkout, "bench/consumer.ts"))) as {
      consumer: (...args: Parameters<typeof consumer>) => CollectorConfig;
      fill: typeof fill;
      /** Since Fluent Bit writes chunks. */
      fillChunks?: typeof fill;
    };
    cases.push({
      name: path.basename(checkout),
      environment: other.fillChunks === undefined ? {} : environment,
      binary: await collectorOf(path.resolve(checkout, "tools/install.ts")),
      config: (topic, sink, broker) => [stringify(other.consumer(tenants, topic, sink, broker))],
      fill: other.fillChunks ?? other.fill,
    });
  }

  const broker = await KafkaBroker.start();
  const kafka = broker.client();
  const admin = kafka.admin();
  const producer = kafka.producer();
  await admin.connect();
  await producer.connect();
  const sink = await Sink.start(records, (record) => tenantOf(record, tenants));
  const kubeconfig = absentKubeconfig();
  const { username, password } = broker.admin;
  const access = { KUBECONFIG: kubeconfig, KAFKA_USERNAME: username, KAFKA_PASSWORD: password };
  const found = new Map<string, Run[]>();
  try {
    await admin.createTopics({ topics: [{ topic: conventions.deadLetterTopic, numPartitions: 1 }] });
    console.log(
      `${records} records, ${tenants} tenants\ncase\trecords/CPU s\tCPU s\twall s\tpeak MiB\trepeated\tmisplaced`,
    );
    for (let run = 0; run < runs; run += 1) {
      for (const { name, binary, environment: own, config, fill: write } of cases) {
        const topic = `${conventions.logTopic}-${name}-${run}`;
        const both = [topic, chunksOf(topic)];
        await admin.createTopics({ topics: both.map((each) => ({ topic: each, numPartitions: partitions })) });
        await write(producer, topic, records, tenants, padding);
        sink.reset();
        const done = () => sink.distinct === records;
        const texts = config(topic, sink.address, broker).map((text) =>
          text.replaceAll("group_id: otel-logs", `group_id: ${name}-${run}`),
        );
        const made = await runCollector({
          binary,
          config: texts,
          environment: { ...access, ...own },
          done,
          withinSeconds: 300,
        });
        found.set(name, [...(found.get(name) ?? []), made]);
        print(name, made, sink.received - sink.distinct, sink.misplaced);
      }
    }
  } finally {
    sink.stop();
    await producer.disconnect();
    await admin.disconnect();
    await broker.stop();
  }
  console.log("median");
  for (const [name, all] of found) {
    const median = [...all].sort((a, b) => a.cpuSeconds - b.cpuSeconds)[Math.floor(all.length / 2)];
    if (median) print(name, median);
  }

  function print(name: string, run: Run, repeated = 0, misplaced = 0): void {
    const rate = Math.round(records / run.cpuSeconds);
    console.log(
      [name, rate, run.cpuSeconds.toFixed(2), run.wallSeconds.toFixed(1), run.peakMib, repeated, misplaced].join("\t"),
    );
  }
}

/** The Collector of a checkout. */
async function collectorOf(installer: string): Promise<string> {
  const tools = (await import(installer)) as { install: typeof install };
  const [collector] = await tools.install(["otel-collector"], console.error);
  if (collector === undefined) throw new Error("the catalogue has no otel-collector");
  return collector.path;
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
