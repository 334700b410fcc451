// What the log consumer costs, by number of tenants, against receiving and writing alone. Prints a table; the one that
// is kept is in docs/design/consumer-routing.md. Run it on a quiet machine: `npx tsx bench/consumer-routing.ts
// [records] [case...]`.

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { type CollectorConfig, configTexts } from "../components/collection/collector/config";
import { conventions } from "../conventions/names";
import { absentKubeconfig } from "../test/servers/collector-process";
import { KafkaBroker } from "../test/servers/kafka";
import { installed } from "../tools/install";
import { runCollector, Sink } from "./collector-run";
import { chunksOf, consumer, fill, fillChunks, partitions, receiveAndWrite, tenantOf } from "./consumer";

const mostTenants = 1_000;

async function main(): Promise<void> {
  const records = Number(process.argv[2] ?? 200_000);
  const wanted = process.argv.slice(3);
  const collector = await installed("otel-collector");
  const broker = await KafkaBroker.start();
  const kafka = broker.client();
  const admin = kafka.admin();
  const producer = kafka.producer();
  await admin.connect();
  await producer.connect();
  let tenants = 1;
  const sink = await Sink.start(records, (record) => tenantOf(record, tenants));
  const kubeconfig = absentKubeconfig();
  const environment = {
    KUBECONFIG: kubeconfig,
    KAFKA_USERNAME: broker.admin.username,
    KAFKA_PASSWORD: broker.admin.password,
  };
  await admin.createTopics({ topics: [{ topic: conventions.deadLetterTopic, numPartitions: 1 }] });

  const measure = async (
    name: string,
    count: number,
    config: (topic: string) => CollectorConfig,
    killWhen?: (killed: number) => boolean,
  ) => {
    if (wanted.length > 0 && !wanted.includes(name)) return;
    tenants = count;
    const topic = `${conventions.logTopic}-${count}`;
    if (!(await admin.listTopics()).includes(topic)) {
      const both = [topic, chunksOf(topic)];
      await admin.createTopics({ topics: both.map((each) => ({ topic: each, numPartitions: partitions })) });
      // One record a message is what the barest cases read.
      if (count === 1) await fill(producer, topic, records, count);
      await fillChunks(producer, topic, records, count);
    }
    sink.reset();
    const made = config(topic);
    // A group of its own: each run reads the topic from its start.
    made.receivers.kafka = { ...made.receivers.kafka, group_id: name };
    // The file exporter is no part of the platform, so that its configuration is not checked as one.
    const counted = made.exporters["file" as "kafka"] === undefined ? undefined : counting(records);
    const done = counted ?? (() => sink.distinct === records);
    const run = await runCollector({
      binary: collector,
      config: done === counted ? [stringify(made)] : configTexts(made),
      environment,
      done,
      killWhen,
      withinSeconds: 300,
    });
    console.log(
      [
        name,
        run.cpuSeconds.toFixed(1),
        run.wallSeconds.toFixed(1),
        run.residentMib,
        run.configKib,
        sink.received - sink.distinct,
        sink.misplaced,
      ].join("\t"),
    );
  };

  console.log(`${records} records\ncase\tCPU s\twall s\tMiB\tconfig KiB\trepeated\tmisplaced`);
  try {
    await measure("write", 1, (topic) => receiveAndWrite(topic, sink.address, broker, false));
    await measure("write-durably", 1, (topic) => receiveAndWrite(topic, sink.address, broker, true));
    for (const count of [1, 10, 100, mostTenants])
      await measure(`consumer-${count}`, count, (topic) => consumer(count, topic, sink.address, broker));
    await measure(
      "killed",
      100,
      (topic) => consumer(100, topic, sink.address, broker),
      (killed) => killed < 4 && sink.distinct > ((killed + 1) * records) / 5,
    );
  } finally {
    sink.stop();
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
      const directory = fs
        .readdirSync(os.tmpdir())
        .find((name) => name.startsWith("collector-run-") && !before.has(name));
      const file = path.join(os.tmpdir(), directory ?? "", "state.jsonl");
      return fs.existsSync(file) && fs.readFileSync(file).filter((byte) => byte === 10).length >= lines;
    };
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
