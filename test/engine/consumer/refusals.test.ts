// What the log consumer cannot put anywhere: how often it tries, that it holds up nothing else, and that it loses
// nothing. Real broker, real Collector: its memory limiter refuses everything, the dead-letter topic is gone, the disk
// of its queues is full.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { topicPlans } from "../../../components/cloud/kafka/plan";
import type { CollectorConfig } from "../../../components/collection/collector/config";
import { conventions } from "../../../conventions/names";
import type { RunningCollector } from "../../servers/collector-process";
import { startLogConsumer } from "../../servers/consumer-process";
import { LogBroker } from "../../servers/log-broker";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { SmallDisk } from "../../servers/small-disk";
import { settingsWith } from "../../support/stack-configuration";

const seconds = 20;
/** Tries in that time, where the first pause is 1 s and each is twice the one before; where it is 5 s, and half more. */
const fromOneSecond = [3, 7] as const;
const fromFiveSeconds = [2, 5] as const;
/** An exporter's longest pause: 30 s, and up to half more. A record may meet two: before its tenant's queue, and behind. */
const longestPauseSeconds = 45;

const settings = settingsWith({ kafka: { auth: "scram" } });
const line = (text: string) =>
  JSON.stringify({ "@timestamp": new Date().toISOString(), log: text, kubernetes: { namespace_name: "none" } });

describe("a log consumer that is refused", function () {
  this.timeout(1_800_000);
  const stored: Stored[] = [];
  let kafka: LogBroker;
  let loki: RecordingLoki;
  let collector: RunningCollector | undefined;

  before(async () => {
    kafka = await LogBroker.start(1);
    loki = await RecordingLoki.start((record) => stored.push(record));
  });
  afterEach(async () => {
    // By SIGTERM it leaves its group, and the next one need not wait for it.
    await collector?.stop("SIGTERM");
    collector = undefined;
  });
  after(async () => {
    await kafka?.stop();
    await loki?.down();
  });

  async function start(change: (config: CollectorConfig) => CollectorConfig, disk?: SmallDisk): Promise<void> {
    collector = await startLogConsumer(settings, { kafka, loki, change, disk });
  }

  /** How often its log has said so. */
  const said = (pattern: RegExp) => fs.readFileSync(collector?.log ?? "", "utf8").match(pattern)?.length ?? 0;
  async function eventually(what: string, holds: () => boolean | Promise<boolean>, patience = 60): Promise<void> {
    for (let waited = 0; waited < patience * 1_000; waited += 100) {
      if (await holds()) return;
      await sleep(100);
    }
    assert.fail(what);
  }
  async function triesAre(pattern: RegExp, [least, most]: readonly [number, number], each = 1): Promise<void> {
    await eventually("nothing was refused", () => said(pattern) > 0);
    await sleep(seconds * 1_000);
    const found = said(pattern) / each;
    console.log(`      ${found} tries in ${seconds} s`);
    assert.ok(found >= least && found <= most, `${found} tries`);
  }

  it("by its memory limiter tries again after 1, 2, 4, ... seconds, and commits nothing", async () => {
    const memory_limiter = { check_interval: "100ms", limit_mib: 1, spike_limit_mib: 0 };
    await start((config) => ({ ...config, processors: { ...config.processors, memory_limiter } }));
    await kafka.produce([line("refused"), line("refused too")]);
    // Both records are under way at once, each with its own pauses.
    await triesAre(/Backing off due to error/g, fromOneSecond, 2);
    assert.equal(await kafka.lag(), 2);
  });

  it("by a dead-letter topic that is gone tries again after 5 s and more, and goes on with what it can store", async () => {
    await kafka.admin.deleteTopics({ topics: [conventions.deadLetterTopic] });
    await start((config) => config);
    await kafka.produce(['{"log":"half a rec', line("behind the dead letter")]);
    await eventually("the line behind is not stored", () =>
      stored.some(({ body }) => body.stringValue === "behind the dead letter"),
    );
    // Its offset moves on: the dead letter is in a queue on disk.
    await eventually("offsets stand still", async () => (await kafka.lag()) === 0);
    await triesAre(
      /Exporting failed. Will retry[^\n]*kafka\/malformed|kafka\/malformed[^\n]*Will retry/g,
      fromFiveSeconds,
    );
    const { name, partitions, configs } = topicPlans(1, 72).deadLetters;
    await kafka.admin.createTopics({
      topics: [
        {
          topic: name,
          numPartitions: partitions,
          configEntries: Object.entries({ ...configs, "min.insync.replicas": "1" }).map(([key, value]) => ({
            name: key,
            value,
          })),
        },
      ],
    });
    const patience = longestPauseSeconds + 30;
    await eventually("the dead letter is lost", async () => (await kafka.deadLetters()) === 1, patience);
  });

  it("by a disk that is full tries again after 5 s and more, and loses nothing", async function () {
    if (!SmallDisk.possible()) {
      console.error("      no mounts of one's own on this machine: a full disk is not tried");
      this.skip();
    }
    const disk = new SmallDisk(1_024);
    await loki.down();
    await start((config) => config, disk);
    const lines = Array.from({ length: 300 }, (_, record) => line(`full-${record}- ${"x".repeat(10_000)}`));
    await kafka.produce(lines);
    // Four batches are under way at once, each with its own pauses.
    await triesAre(/Will retry[^\n]*otlp_grpc\/batches|otlp_grpc\/batches[^\n]*Will retry/g, fromFiveSeconds, 4);
    assert.ok((await kafka.lag()) > 0, "the disk was not full");
    disk.grow(collector?.pid ?? 0, 64 * 1_024);
    await loki.up();
    const come = () =>
      new Set(stored.flatMap(({ body }) => /full-(\d+)-/.exec(body.stringValue ?? "")?.[1] ?? [])).size;
    await eventually("what waited did not come", () => come() === lines.length, 2 * longestPauseSeconds + 30);
    disk.remove();
  });
});
