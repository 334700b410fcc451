// What the log consumer holds in memory while it catches up on chunks that compress well: real broker, real Collector.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { CompressionTypes } from "kafkajs";
import { goEnvironment } from "../../../components/collection/collector";
import { conventions } from "../../../conventions/names";
import { collectorBinary, type RunningCollector } from "../../servers/collector-process";
import { startLogConsumer } from "../../servers/consumer-process";
import { LogBroker } from "../../servers/log-broker";
import { RecordingLoki } from "../../servers/recording-loki";
import { otlpBatch } from "../../support/otlp-batch";
import { settingsWith } from "../../support/stack-configuration";

const partitions = 6;
const chunksEach = 40;
const chunkBytes = 2_000_000;

/** A pod that tries in vain, and writes the same error and stack trace each time. */
function repeatedErrors(): Buffer {
  const stacktrace = Array.from(
    { length: 8 },
    (_, frame) => `store.(*Pool).acquire${frame}\n\tpool.go:${frame}`,
  ).join();
  const error = "cannot reach database: dial tcp 10.0.3.7:5432: connect: connection refused";
  const line = () =>
    JSON.stringify({ level: "error", msg: error, trace_id: randomBytes(16).toString("hex"), stacktrace });
  const attributes = {
    "k8s.namespace.name": "shop",
    "k8s.pod.name": "orders-7c9d8f6b5-x2x4z",
    "k8s.pod.uid": "10ab3204-80c2-4a7f-a572-2b1c2fc74213",
    "k8s.container.name": "orders",
    "k8s.node.name": "node-1",
    "service.name": "orders",
    [conventions.tenantAttribute]: "shop",
  };
  const at = new Date();
  return otlpBatch(Array.from({ length: chunkBytes / 800 }, () => ({ at, line: line(), attributes })));
}

describe("log consumer that catches up", function () {
  this.timeout(300_000);
  let kafka: LogBroker;
  let loki: RecordingLoki;
  let consumer: RunningCollector;

  before(async function () {
    this.timeout(1_800_000);
    await collectorBinary();
    kafka = await LogBroker.start(partitions);
    loki = await RecordingLoki.start(() => undefined);
    const producer = kafka.client("log-producer").producer();
    await producer.connect();
    const value = repeatedErrors();
    for (let chunk = 0; chunk < chunksEach; chunk++) {
      const topicMessages = Array.from({ length: partitions }, (_, partition) => ({
        topic: conventions.chunkTopic,
        messages: [{ value, partition }],
      }));
      await producer.sendBatch({ acks: -1, compression: CompressionTypes.GZIP, topicMessages });
    }
    await producer.disconnect();
  });
  after(async () => {
    await consumer?.stop();
    await loki?.down();
    await kafka?.stop();
  });

  it("unpacks no more at once than size small has memory for, though all that waits is small where it lies", async () => {
    const settings = settingsWith({ tenants: [{ id: "shop", namespaces: ["shop"] }], kafka: { auth: "scram" } });
    const { memoryMib } = settings.sizing.logConsumer;
    consumer = await startLogConsumer(settings, { kafka, loki, environment: goEnvironment({ memoryMib }) });
    let most = 0;
    for (let looks = 0; looks < 400; looks++) {
      await sleep(50);
      most = Math.max(most, anonymousMib(consumer.pid));
    }
    const chunks = partitions * chunksEach;
    const read = chunks - (await kafka.lag());
    console.log(`      ${most} MiB at most, ${read} of ${chunks} chunks read`);
    assert.ok(read > 0, "nothing was read");
    assert.ok(most < 0.8 * memoryMib, `${most} MiB of ${memoryMib}`);
  });
});

/** Pages of files are the kernel's to take back. */
function anonymousMib(pid: number): number {
  const [, kilobytes] = /^RssAnon:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}
