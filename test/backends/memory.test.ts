// The least memory that a row of the size table may have: more than its real process takes with the generated
// configuration, idle and after a light load. Prints what was resident.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { residentMib } from "../../bench/process-tree";
import { conventions } from "../../conventions/names";
import { needs, type Row } from "../../settings/rules/needs";
import { Loki } from "../servers/backends/loki";
import { ObjectStorage } from "../servers/backends/object-storage";
import { Tempo } from "../servers/backends/tempo";
import { namesFor } from "../support/place";
import { logs, traces } from "./bulk";
import { nobody, pods, settingsOfSize } from "./room";

const [tenant] = pods.map((pod) => pod.tenant);
assert.ok(tenant);
const records = 20_000;
const spans = 2_000;

/** A row's part by its name in the process list: `ingester-1` is one of `lokiIngester`. */
function rowOf(store: "loki" | "tempo", part: string): Row {
  const name = part.replace(/-\d+$/, "").replace(/-zone-\w$/, "");
  const words = name === store ? [] : name.split("-").map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  const row = [store, ...words].join("");
  assert.ok(row in needs, `${part}: no row ${row}`);
  return row as Row;
}

for (const size of ["small", "large"] as const) {
  describe(`memory of Loki and Tempo, size ${size}`, function () {
    this.timeout(900_000);
    const settings = settingsOfSize(size);
    const names = namesFor(settings);
    let storage: ObjectStorage;
    let loki: Loki;
    let tempo: Tempo;

    before(async () => {
      storage = await ObjectStorage.start([names.buckets.lokiChunks, names.buckets.tempo]);
      const around = { storage: storage.address, remoteWrite: nobody, alertmanager: nobody };
      loki = await Loki.start(settings, names, around);
      tempo = await Tempo.start(settings, names, around);
    });
    after(async () => {
      await tempo?.stop();
      await loki?.stop();
      await storage?.stop();
    });

    const resident = () =>
      [["loki", loki.parts] as const, ["tempo", tempo.parts] as const].flatMap(([store, parts]) =>
        parts.names.map((name) => ({ row: rowOf(store, name), mib: residentMib(parts.pid(name)) })),
      );

    async function load(): Promise<void> {
      const headers = { "content-type": "application/json", [conventions.tenantHeader]: tenant as string };
      const start = Date.now() - records;
      for (let first = 0; first < records; first += 250) {
        const body = JSON.stringify(logs("copies", "record", first, 250, 0, start + first));
        await fetch(`${loki.otlp}/v1/logs`, { method: "POST", headers, body });
      }
      for (let number = 0; number < spans; number++)
        await tempo.push(tenant as string, traces("copies", 9, number, 1)).catch(() => 0);
      await loki.lines(tenant as string, '{service_name="copies"}');
      await tempo.search(tenant as string, '{ resource.service.name = "copies" }');
    }

    it("is below what their rows must have at least", async () => {
      await sleep(10_000);
      const most = new Map<Row, { idle: number; loaded: number }>();
      for (const { row, mib } of resident())
        most.set(row, { idle: Math.max(mib, most.get(row)?.idle ?? 0), loaded: 0 });
      await load();
      for (const { row, mib } of resident()) {
        const before = most.get(row) ?? { idle: 0, loaded: 0 };
        most.set(row, { ...before, loaded: Math.max(mib, before.loaded) });
      }
      for (const [row, { idle, loaded }] of most)
        console.log(`      ${row}: idle ${idle} MiB, loaded ${loaded} MiB, at least ${needs[row].memoryMib?.least}`);
      for (const [row, { idle, loaded }] of most)
        assert.ok((needs[row].memoryMib?.least ?? 0) > Math.max(idle, loaded), `${row} takes ${idle} to ${loaded} MiB`);
    });
  });
}
