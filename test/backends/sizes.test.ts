// Loki and Tempo of sizes medium and large, in as many processes: writes and reads through all parts, tenants apart,
// and nothing lost when one of three copies is killed.
import assert from "node:assert/strict";
import { conventions } from "../../conventions/names";
import { Loki } from "../servers/backends/loki";
import { ObjectStorage } from "../servers/backends/object-storage";
import { Tempo } from "../servers/backends/tempo";
import { namesFor } from "../support/place";
import { hexId, logs, traces } from "./bulk";
import { nobody, pods, settingsOfSize, until } from "./room";

const [one, other] = pods.map(({ tenant }) => tenant);
assert.ok(one && other);
const lineCount = 5_000;
const traceCount = 400;

for (const size of ["medium", "large"] as const) {
  describe(`Loki of size ${size}`, function () {
    this.timeout(900_000);
    const settings = settingsOfSize(size);
    const names = namesFor(settings);
    let storage: ObjectStorage;
    let loki: Loki;

    before(async function () {
      this.timeout(600_000);
      storage = await ObjectStorage.start([names.buckets.lokiChunks]);
      loki = await Loki.start(settings, names, { storage: storage.address, remoteWrite: nobody, alertmanager: nobody });
    });
    after(async () => {
      await loki?.stop();
      await storage?.stop();
    });

    it(`keeps ${lineCount} acknowledged records of a tenant while one ingester of three is killed for good`, async () => {
      const victim = loki.parts.names.find((name) => name.startsWith("ingester")) ?? "loki-2";
      const start = Date.now() - lineCount;
      let refused = 0;
      for (let first = 0; first < lineCount; first += 250) {
        if (first === lineCount / 2) await loki.parts.kill(victim);
        const body = JSON.stringify(logs("copies", "record", first, 250, 0, start + first));
        const headers = { "content-type": "application/json", [conventions.tenantHeader]: one as string };
        const push = () => fetch(`${loki.otlp}/v1/logs`, { method: "POST", headers, body }).then(({ ok }) => ok);
        while (!(await push().catch(() => false))) refused++;
      }
      const query = '{service_name="copies"}';
      const lines = await until(
        () => loki.allLines(one as string, query),
        (all) => all.length >= lineCount,
        120,
      );
      console.log(
        `      ${loki.parts.names.length} processes; ${victim} killed; distinct ${lines.length}, refused ${refused}`,
      );
      assert.equal(lines.length, lineCount);
      assert.equal((await loki.lines(other as string, query)).length, 0);
      assert.equal((await loki.get(`/loki/api/v1/labels`)).status, 401);
    });
  });
}

describe("Tempo of size large", function () {
  this.timeout(900_000);
  const settings = settingsOfSize("large");
  const names = namesFor(settings);
  let storage: ObjectStorage;
  let tempo: Tempo;

  before(async function () {
    this.timeout(600_000);
    storage = await ObjectStorage.start([names.buckets.tempo]);
    tempo = await Tempo.start(settings, names, {
      storage: storage.address,
      remoteWrite: nobody,
      alertmanager: nobody,
    });
  });
  after(async () => {
    await tempo?.stop();
    await storage?.stop();
  });

  it(`keeps ${traceCount} acknowledged traces while one ingester of three is killed for good`, async () => {
    for (let number = 0; number < traceCount; number++) {
      if (number === traceCount / 2) await tempo.parts.kill("ingester-1");
      while ((await tempo.push(one as string, traces("copies", 9, number, 1)).catch(() => 0)) !== 200);
    }
    const ids = Array.from({ length: traceCount }, (_, number) => hexId(9, number));
    const missing = await until(
      async () => {
        let count = 0;
        for (const id of ids) if (!(await tempo.has(one as string, id))) count++;
        return count;
      },
      (count) => count === 0,
      120,
    );
    console.log(`      ${tempo.parts.names.length} processes; missing ${missing} of ${traceCount}`);
    assert.equal(missing, 0);
    assert.equal(await tempo.has(other as string, hexId(9, 0)), false);
    const found = await until(
      () => tempo.search(one as string, '{ resource.service.name = "copies" }'),
      (all) => all.length > 0,
    );
    assert.ok(found.length > 0);
  });
});
