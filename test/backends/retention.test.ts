// Retention per tenant and compaction, with time moved: records dated days back, and periods that take seconds here
// instead of hours.
import assert from "node:assert/strict";
import type { HelmValue, HelmValues } from "../../components/helm-values";
import { conventions } from "../../conventions/names";
import { Loki } from "../servers/backends/loki";
import { ObjectStorage } from "../servers/backends/object-storage";
import { Tempo } from "../servers/backends/tempo";
import { namesFor } from "../support/place";
import { hexId, logs, traces } from "./bulk";
import { nobody, pods, settingsOfSize, until } from "./room";

const hour = 3_600_000;
const [short, long] = pods.map(({ tenant }) => tenant);
assert.ok(short && long);

/** A tenant whose logs are kept for a day, beside one that has the common retention. */
const settings = settingsOfSize("small", {
  tenants: pods.map(({ tenant, namespace }) => ({
    id: tenant,
    namespaces: [namespace],
    ...(tenant === short ? { retention: { logsDays: 1 } } : {}),
  })),
});

type Blocks = Record<string, HelmValues>;
const within = (block: HelmValues | undefined, more: Record<string, HelmValue>) => ({ ...(block as Blocks), ...more });

describe("retention and compaction", function () {
  this.timeout(900_000);
  const names = namesFor(settings);
  let storage: ObjectStorage;
  let loki: Loki;
  let tempo: Tempo;

  before(async function () {
    this.timeout(600_000);
    storage = await ObjectStorage.start([names.buckets.lokiChunks, names.buckets.tempo]);
    const around = { storage: storage.address, remoteWrite: nobody, alertmanager: nobody };
    [loki, tempo] = await Promise.all([
      Loki.start(settings, names, around, (config) => ({
        ...config,
        compactor: within(config.compactor as Blocks, {
          compaction_interval: "5s",
          apply_retention_interval: "5s",
          retention_delete_delay: "5s",
        }),
        query_range: within(config.query_range as Blocks, { cache_results: false }),
      })),
      Tempo.start(settings, names, around, (config) => {
        const { trace } = config.storage as { trace: Blocks };
        return {
          ...config,
          // What is in S3 is to be asked, not what the ingester still has.
          ingester: within(config.ingester as Blocks, { complete_block_timeout: "5s" }),
          compactor: within(config.compactor as Blocks, {
            compaction: within((config.compactor as Blocks).compaction, {
              compaction_cycle: "3s",
              compacted_block_retention: "5s",
            }),
          }),
          storage: { trace: { ...trace, blocklist_poll: "3s" } },
        };
      }),
    ]);
  });

  after(async () => {
    await Promise.all([loki?.stop(), tempo?.stop()]);
    await storage?.stop();
  });

  const pushLogs = (tenant: string, daysAgo: number) =>
    fetch(`${loki.otlp}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json", [conventions.tenantHeader]: tenant },
      body: JSON.stringify(logs("aged", `${daysAgo}-days`, 0, 100, 0, Date.now() - daysAgo * 24 * hour)),
    });

  it("Loki deletes what outlived its tenant's day, in S3 too, and nothing else", async () => {
    // Refused while the ring is empty.
    for (const tenant of [short, long])
      for (const daysAgo of [0, 3])
        assert.ok(
          (
            await until(
              () => pushLogs(tenant, daysAgo),
              ({ ok }) => ok,
            )
          ).ok,
        );
    await loki.flush();
    // The index goes to S3 every quarter of an hour, and when Loki starts.
    await loki.parts.down("loki-0");
    await loki.parts.up("loki-0");
    const chunks = await until(
      () => storage.keys(names.buckets.lokiChunks, `${short}/`),
      (keys) => keys.length >= 2,
    );
    assert.ok(chunks.length >= 2, chunks.join());
    const ages = async (tenant: string) =>
      [
        ...new Set(
          (await loki.allLines(tenant, '{service_name="aged"}', 6 * 24)).map(({ text }) => text.split("-")[0]),
        ),
      ].sort();
    // Until the index is read again, an old day is nobody's.
    const ofLong = () =>
      until(
        () => ages(long),
        (found) => found.length === 2,
      );
    assert.deepEqual(await ofLong(), ["0", "3"]);
    assert.deepEqual(
      await until(
        () => ages(short),
        (found) => found.length === 1,
        240,
      ),
      ["0"],
    );
    assert.deepEqual(await ofLong(), ["0", "3"]);
    const left = await until(
      () => storage.keys(names.buckets.lokiChunks, `${short}/`),
      (keys) => keys.length < chunks.length,
      // Marked chunks are looked for once a minute.
      180,
    );
    assert.ok(left.length < chunks.length, `chunks of ${short} in S3: ${chunks.length}, then ${left.length}`);
  });

  it("Loki compacts the index of a day into one file", async () => {
    const indexes = () => storage.keys(names.buckets.lokiChunks, "index/");
    const files = await until(indexes, (keys) => keys.some((key) => /compactor/.test(key)), 120);
    assert.ok(
      files.some((key) => /compactor/.test(key)),
      files.join(),
    );
  });

  it("Tempo compacts blocks, and deletes a tenant's after its retention alone", async () => {
    for (const [round, tenant] of [short, long, short, long].entries()) {
      assert.equal(await tempo.push(tenant, traces("aged", 7, round * 10, 10)), 200);
      if (round % 2 === 1) {
        await until(
          () => tempo.search(tenant, '{ resource.service.name = "aged" }'),
          (ids) => ids.length > 0,
        );
        await tempo.flush();
      }
    }
    const compacted = await until(
      () => storage.keys(names.buckets.tempo, `${long}/`),
      (keys) => keys.some((key) => key.endsWith("meta.compacted.json")),
      240,
    );
    assert.ok(
      compacted.some((key) => key.endsWith("meta.compacted.json")),
      compacted.join(),
    );
    tempo.override((overrides) => {
      const { overrides: tenants } = overrides as { overrides: Blocks };
      const own = within(tenants[short], { compaction: { block_retention: "10s" } });
      return { overrides: { ...tenants, [short]: own } } as HelmValues;
    });
    assert.equal(
      await until(
        () => tempo.has(short, hexId(7, 0)),
        (found) => !found,
        240,
      ),
      false,
    );
    assert.equal(await tempo.has(long, hexId(7, 10)), true);
  });
});
