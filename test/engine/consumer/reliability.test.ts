// What reaches Loki of 100,000 records in Kafka, while nothing fails and while everything does: a real broker with TLS,
// SCRAM and ACLs, the real Collector with the generated configuration, and Loki's stand-in. docs/reliability.md keeps
// the numbers. RELIABILITY_OUTAGE_SECONDS is how long Loki is down (default 20; 60 in the documented run),
// RELIABILITY_RECORDS how many records there are.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { conventions } from "../../../conventions/names";
import { collectorBinary, type RunningCollector } from "../../servers/collector-process";
import { startLogConsumer } from "../../servers/consumer-process";
import { LogBroker } from "../../servers/log-broker";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { Arrivals, FluentBitRecords, recordTenants } from "../../support/fluent-bit-records";
import { settingsWith } from "../../support/stack-configuration";

const count = Number(process.env.RELIABILITY_RECORDS ?? 100_000);
const outageSeconds = Number(process.env.RELIABILITY_OUTAGE_SECONDS ?? 20);
const partitions = 6;
/** Of one form. */
const blockRecords = 100;

/**
 * Most records that one interruption may repeat. An offset is committed within a second after the whole of a fetch, 4
 * MiB at most, is through: the fetch at work, and the one before it.
 */
const repeatedBytes = 2 * 4 * 1_024 * 1_024;

describe("log consumer, reliability", function () {
  this.timeout(600_000);
  const state = fs.mkdtempSync(path.join(os.tmpdir(), "reliability-"));
  let kafka: LogBroker;
  let loki: RecordingLoki;
  let consumer: RunningCollector | undefined;
  /** Who counts what Loki accepts. */
  let take: (record: Stored) => void = () => undefined;

  before(async function () {
    this.timeout(1_800_000);
    await collectorBinary();
    kafka = await LogBroker.start(partitions);
    loki = await RecordingLoki.start((record) => take(record));
  });

  after(async () => {
    await consumer?.stop();
    await loki?.down();
    await kafka?.stop();
    fs.rmSync(state, { recursive: true, force: true });
  });

  async function startConsumer(tenants: readonly object[] = recordTenants): Promise<void> {
    const settings = settingsWith({ tenants, kafka: { auth: "scram" }, logs: { minimumSeverity: "debug" } });
    consumer = await startLogConsumer(settings, { kafka, loki, state });
  }

  /** Ends the consumer and starts it on the same volume. */
  async function restartConsumer(signal: "SIGKILL" | "SIGTERM", tenants?: readonly object[]): Promise<void> {
    await consumer?.stop(signal);
    await startConsumer(tenants);
  }

  async function until(what: string, reached: () => boolean | Promise<boolean>, withinSeconds = 240): Promise<void> {
    for (const end = Date.now() + withinSeconds * 1_000; !(await reached()); await sleep(50)) {
      if (Date.now() > end) assert.fail(`${what}: not within ${withinSeconds} s`);
    }
  }

  /**
   * New records in Kafka, and the count of what arrives of them: a hundred in a chunk, as Fluent Bit writes them, the next
   * hundred single, as earlier releases did. `bytesEach` is what a record of a chunk takes, the smaller form.
   */
  async function produce(first: number, some = count): Promise<{ arrivals: Arrivals; bytesEach: number }> {
    const records = new FluentBitRecords(first, some, new Date(Date.now() - some));
    const arrivals = new Arrivals(records);
    take = arrivals.take;
    const end = first + some;
    const inBlock = (block: number) => Math.min(blockRecords, end - block);
    await kafka.produce(
      (function* () {
        for (let block = first; block < end; block += 2 * blockRecords) yield records.chunk(block, inBlock(block));
      })(),
      conventions.chunkTopic,
    );
    await kafka.produce(
      (function* () {
        for (let block = first + blockRecords; block < end; block += 2 * blockRecords)
          for (let record = block; record < block + inBlock(block); record++) yield records.value(record);
      })(),
    );
    return { arrivals, bytesEach: records.chunk(first, inBlock(first)).length / inBlock(first) };
  }

  it(
    "uses ACLs: Fluent Bit's user cannot read the logs, the consumer's cannot write " + "them, no topic makes itself",
    async () => {
      const reader = kafka.client("log-producer").consumer({ groupId: "intruder", retry: { retries: 0 } });
      const refused = new Promise<Error>((resolve) =>
        reader.on(reader.events.CRASH, ({ payload }) => resolve(payload.error)),
      );
      await reader.connect();
      await reader.subscribe({ topic: conventions.logTopic });
      await reader.run({ eachMessage: () => Promise.resolve() }).catch(() => undefined);
      assert.match((await refused).message, /not authorized/i);
      await reader.disconnect();
      const writer = kafka.client("log-consumer").producer({ retry: { retries: 0 } });
      await writer.connect();
      await assert.rejects(writer.send({ topic: conventions.logTopic, messages: [{ value: "x" }] }), /not authorized/i);
      await writer.disconnect();
      const owner = kafka.client("admin").producer({ retry: { retries: 0 } });
      await owner.connect();
      await assert.rejects(
        owner.send({ topic: "unknown", messages: [{ value: "x" }] }),
        /does not host this topic-partition/i,
      );
      await owner.disconnect();
    },
  );

  it(`stores ${count} records of two tenants once, under its tenant with time, severity, trace and pod`, async () => {
    const { arrivals, bytesEach } = await produce(0);
    const began = Date.now();
    await startConsumer();
    await until("every record", () => arrivals.complete);
    const seconds = (Date.now() - began) / 1_000;
    console.log(
      `      ${count} records of ${Math.round(bytesEach)} bytes and more in ${seconds.toFixed(1)} s, ` +
        `${Math.round(count / seconds)} a second`,
    );
    assert.deepEqual(arrivals.faults, []);
    assert.equal(arrivals.repeated, 0);
    assert.equal(await kafka.deadLetters(), 0);
    await until("the offsets are committed", async () => (await kafka.lag()) === 0, 30);
  });

  it(
    "loses none of as many more while the consumer is killed, the broker crashes, " +
      "and Loki refuses, is down and slow",
    async () => {
      await consumer?.stop("SIGTERM");
      const { arrivals, bytesEach } = await produce(count);
      const share = (part: number) => until(`${part} of the records`, () => arrivals.distinct >= part * count);
      const left: Record<string, number> = {};
      const began = Date.now();
      await startConsumer();

      await share(0.1);
      left.killed = await kafka.lag();
      await restartConsumer("SIGKILL");

      await share(0.2);
      left["broker crashed"] = await kafka.lag();
      await kafka.broker.kill();
      await sleep(2_000);
      await kafka.broker.restart();

      await share(0.3);
      loki.answer(2, 429);
      loki.answer(2, 503);
      await until("the refusals", () => loki.answered);

      await share(0.4);
      await loki.down();
      const down = Date.now();
      await sleep((outageSeconds * 1_000) / 2);
      left["killed while Loki is down"] = await kafka.lag();
      await restartConsumer("SIGKILL");
      await sleep(Math.max(0, outageSeconds * 1_000 - (Date.now() - down)));
      loki.answer(10, 204, 3_000);
      await loki.up();

      await until("every record", () => arrivals.complete);
      const seconds = (Date.now() - began) / 1_000;
      // What is sent again comes late: the queues must be empty before repeats are counted.
      await until("the offsets are committed", async () => (await kafka.lag()) === 0, 60);
      await sleep(5_000);
      const most = Math.ceil((3 * repeatedBytes) / bytesEach);
      console.log(
        `      ${count} records in ${seconds.toFixed(1)} s, Loki down for ${outageSeconds} s; missing ` +
          `${count - arrivals.distinct}, ` +
          `stored twice ${arrivals.repeated} (bound ${most}); refused requests ` +
          `${JSON.stringify(Object.fromEntries(loki.refusals))}; not committed at each blow ${JSON.stringify(left)}`,
      );
      assert.deepEqual(arrivals.faults, []);
      assert.equal(arrivals.distinct, count);
      assert.ok(arrivals.repeated <= most, `${arrivals.repeated} stored twice`);
      for (const blow of ["killed", "broker crashed"])
        assert.ok((left[blow] ?? 0) > count / 20, `${blow} when almost all was read: ${JSON.stringify(left)}`);
      assert.deepEqual([loki.refusals.get(429), loki.refusals.get(503)], [2, 2]);
      assert.equal(await kafka.deadLetters(), 0);
    },
  );

  it("goes on behind a request that Loki refuses for good (400), and sends that one no second time", async () => {
    const before = loki.refusals.get(400) ?? 0;
    loki.answer(1, 400);
    const { arrivals } = await produce(2 * count, 20);
    await until("the refusal", () => loki.answered);
    await until("the other tenant's records", () => arrivals.distinct === 10);
    const more = await produce(2 * count + 20, 1_000);
    await until("what comes after", () => more.arrivals.complete);
    assert.equal((loki.refusals.get(400) ?? 0) - before, 1);
  });

  it("finds its queues again when a tenant is added while Loki is down, and loses nothing", async () => {
    const some = 2_000;
    await loki.down();
    const { arrivals } = await produce(3 * count, some);
    await until("everything lies in the queues", async () => (await kafka.lag()) === 0, 60);
    await restartConsumer("SIGTERM", [{ id: "newcomer", namespaces: ["newcomer"] }, ...recordTenants]);
    assert.equal(arrivals.distinct, 0);
    await loki.up();
    await until("every record", () => arrivals.complete, 90);
    await sleep(2_000);
    console.log(
      `      ${some} records queued, a tenant added: missing ${some - arrivals.distinct}, stored twice ` +
        `${arrivals.repeated}`,
    );
    assert.deepEqual(arrivals.faults, []);
    assert.equal(arrivals.repeated, 0);
  });
});
