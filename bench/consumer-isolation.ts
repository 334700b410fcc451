// What nine tenants notice of a tenth whose records Loki refuses, in the log consumer: real broker, real Collector,
// Loki's stand-in. `npx tsx bench/consumer-isolation.ts [seconds] [status] [KiB of each tenant's queue]`. Prints the delay
// of the nine while the tenth is refused, and what is lost of it; docs/design/consumer-routing.md keeps the numbers.
import { setTimeout as sleep } from "node:timers/promises";
import type { CollectorConfig } from "../components/collection/collector/config";
import { startLogConsumer } from "../test/servers/consumer-process";
import { LogBroker } from "../test/servers/log-broker";
import { RecordingLoki } from "../test/servers/recording-loki";
import { settingsWith } from "../test/support/stack-configuration";
import { message, partitions, tenantOf } from "./consumer";

const tenants = 10;
const refused = tenantOf(0, tenants);
const perSecond = 500;
/** Bytes that make a record of 1 KiB. */
const padding = 400;

async function main(): Promise<void> {
  const [seconds = 60, status = 429, queueKib] = process.argv.slice(2).map(Number);
  const kafka = await LogBroker.start(partitions);
  const arrived = new Map<string, { delays: number[]; records: Set<number> }>();
  const written = new Map<number, number>();
  const loki = await RecordingLoki.start(({ tenant, body }) => {
    const record = Number(/record-(\d+)-/.exec(body.stringValue ?? "")?.[1]);
    const found = arrived.get(tenant) ?? { delays: [], records: new Set() };
    found.delays.push((Date.now() - (written.get(record) ?? 0)) / 1_000);
    found.records.add(record);
    arrived.set(tenant, found);
  });
  const settings = settingsWith({
    kafka: { auth: "scram" },
    tenants: Array.from({ length: tenants }, (_, index) => ({
      id: `tenant-${index}`,
      namespaces: [`namespace-${index}`],
    })),
  });
  const consumer = await startLogConsumer(settings, {
    kafka,
    loki,
    change: (config) => (queueKib === undefined ? config : withQueue(config, queueKib * 1_024)),
  });
  let count = 0;
  try {
    loki.refuse(refused, status, Number.MAX_SAFE_INTEGER);
    const write = async (until: number) => {
      while (Date.now() < until) {
        const began = Date.now();
        const batch = Array.from({ length: perSecond / 2 }, () => {
          written.set(count, Date.now());
          return message(count++, new Date(), tenants, padding);
        });
        await produced(batch);
        await sleep(Math.max(0, 500 - (Date.now() - began)));
      }
    };
    await write(Date.now() + seconds * 1_000);
    await sleep(5_000);
    report(`while ${refused} is refused with ${status} for ${seconds} s`);
    loki.refuse(refused, status, 0);
    for (let waited = 0; waited < 90 && missing() > 0; waited += 1) await sleep(1_000);
    report("afterwards");
  } finally {
    await consumer.stop();
    await loki.down();
    await kafka.stop();
  }

  /** A machine that is busy may keep a client waiting: once more, which may write a record twice. */
  async function produced(batch: readonly string[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await kafka.produce(batch);
      } catch (error) {
        if (attempt === 10) throw error;
      }
    }
  }

  function missing(): number {
    return count - [...arrived.values()].reduce((sum, { records }) => sum + records.size, 0);
  }

  function report(when: string): void {
    const others = [...arrived].filter(([tenant]) => tenant !== refused).flatMap(([, { delays }]) => delays);
    const sorted = others.sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
    const own = arrived.get(refused)?.records.size ?? 0;
    console.log(
      `${when}: ${sorted.length} of ${(count * (tenants - 1)) / tenants} records of the others, delay p50 ${at(0.5)} s, ` +
        `p99 ${at(0.99)} s, longest ${at(1)} s; ${own} of ${count / tenants} of ${refused}`,
    );
  }
}

/** Every tenant's queue as small as that. */
function withQueue(config: CollectorConfig, bytes: number): CollectorConfig {
  const exporters = Object.entries(config.exporters).map(([id, exporter]) => [
    id,
    id.startsWith("otlp_http/")
      ? { ...exporter, sending_queue: { ...(exporter?.sending_queue as object), queue_size: bytes } }
      : exporter,
  ]);
  return { ...config, exporters: Object.fromEntries(exporters) as CollectorConfig["exporters"] };
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
