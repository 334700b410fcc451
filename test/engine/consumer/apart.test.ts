// A tenant that Loki refuses until its queue is full, and another in the same chunks: real broker, real Collector, Loki's
// stand-in. Without `logsApart` the other waits; with it, it notices nothing. The refused one has all of its records in
// the end.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { CollectorConfig } from "../../../components/collection/collector/config";
import { conventions } from "../../../conventions/names";
import { removeScratch, scratchDirectory } from "../../servers/cleanup";
import type { RunningCollector } from "../../servers/collector-process";
import { startLogConsumer } from "../../servers/consumer-process";
import { LogBroker } from "../../servers/log-broker";
import { RecordingLoki } from "../../servers/recording-loki";
import { FluentBitRecords, recordTenants } from "../../support/fluent-bit-records";
import { settingsWith } from "../../support/stack-configuration";

/** Some 3 MiB of each tenant: more than a queue of this test and what is under way of two partitions. */
const records = 12_000;
const perChunk = 100;
const queueBytes = 300 * 1_024;
const [calm = "", refused = ""] = recordTenants.map(({ id }) => id);

describe("a tenant whose logs stand apart", function () {
  this.timeout(480_000);
  const arrived = new Map<string, Set<string>>();
  const state = scratchDirectory("consumer-apart-");
  let kafka: LogBroker;
  let loki: RecordingLoki;
  let consumer: RunningCollector;

  const start = async (apart: { logsApart?: boolean }) => {
    const tenants = recordTenants.map((tenant) => (tenant.id === refused ? { ...tenant, ...apart } : tenant));
    const settings = settingsWith({ kafka: { auth: "scram" }, tenants, logs: { minimumSeverity: "debug" } });
    consumer = await startLogConsumer(settings, { kafka, loki, state, change: withSmallQueues });
  };
  const arrivedOf = (tenant: string) => arrived.get(tenant)?.size ?? 0;

  before(async function () {
    this.timeout(1_800_000);
    kafka = await LogBroker.start(2);
    loki = await RecordingLoki.start(({ tenant, body }) => {
      const record = /record-\d+-/.exec(body.stringValue ?? "")?.[0] ?? "";
      arrived.set(tenant, (arrived.get(tenant) ?? new Set()).add(record));
    });
    loki.refuse(refused, 429, Number.MAX_SAFE_INTEGER);
    await start({});
    const made = new FluentBitRecords(0, records, new Date(Date.now() - 60_000));
    const chunks = Array.from({ length: records / perChunk }, (_, index) => made.chunk(index * perChunk, perChunk));
    await kafka.produce(chunks, conventions.chunkTopic);
  });
  after(async () => {
    await consumer?.stop();
    await loki?.down();
    await kafka?.stop();
    removeScratch(state);
  });

  it("hold up the other tenant's while they do not, when their queue is full", async () => {
    await waitFor("what is in front", () => arrivedOf(calm) > 0);
    let before = -1;
    while (before !== arrivedOf(calm)) {
      before = arrivedOf(calm);
      await sleep(5_000);
    }
    console.log(`      ${before} of ${records / 2} records of the other arrived`);
    assert.ok(before < records / 2);
  });

  it("hold up nothing from the next rollout on, and leave the topic of all, however long Loki refuses them", async () => {
    await consumer.stop("SIGTERM");
    await start({ logsApart: true });
    await waitFor("the other tenant's records", () => arrivedOf(calm) === records / 2);
    await waitFor("every chunk to be read", async () => (await kafka.lag()) === 0);
    assert.ok((await kafka.lagApart()) > 0, "the queue was not full");
    assert.equal(arrivedOf(refused), 0);
  });

  it("are all stored once Loki takes them, though the consumer was killed and they stand apart no longer", async () => {
    await consumer.stop("SIGKILL");
    loki.refuse(refused, 429, 0);
    await start({ logsApart: false });
    await waitFor("the refused tenant's records", () => arrivedOf(refused) === records / 2);
    await waitFor("its topic to be read", async () => (await kafka.lagApart()) === 0);
    assert.equal(arrivedOf(calm), records / 2);
  });
});

/** A member of its group that was killed is missed after 45 s, and a refused exporter pauses as long. */
async function waitFor(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 150_000; waited += 200) {
    if (await holds()) return;
    await sleep(200);
  }
  assert.fail(`waited in vain for ${what}`);
}

/** As small as a queue may be that gathers batches. */
function withSmallQueues(config: CollectorConfig): CollectorConfig {
  const exporters = Object.entries(config.exporters).map(([id, exporter]) => [
    id,
    id.startsWith("otlp_http/")
      ? { ...exporter, sending_queue: { ...(exporter?.sending_queue as object), queue_size: queueBytes } }
      : exporter,
  ]);
  return { ...config, exporters: Object.fromEntries(exporters) as CollectorConfig["exporters"] };
}
