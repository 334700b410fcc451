// What is lost when a store is killed (SIGKILL) under load: the numbers of docs/reliability.md.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { conventions } from "../../conventions/names";
import { FluentBitRecords } from "../support/fluent-bit-records";
import { hexId, logs, traces } from "./bulk";
import { pods, type Room, smallRoom, until } from "./room";

const records = Number(process.env.BACKENDS_RECORDS ?? 100_000);
const gatewayRecords = records / 2;

describe("stores killed under load", function () {
  this.timeout(1_800_000);
  let room: Room;
  const [one, other] = pods;
  assert.ok(one && other);

  before(async function () {
    this.timeout(1_200_000);
    room = await smallRoom();
  });

  it("Tempo that is stopped (SIGTERM) loses nothing, and the gateway keeps what comes meanwhile", async () => {
    const { gateway } = room.machine;
    const send = async (first: number) =>
      assert.equal(await gateway.send("traces", traces("stopped", 6, first, 50), { address: one.address }), 200);
    for (let first = 0; first < 500; first += 50) await send(first);
    await room.tempo.parts.down("tempo");
    for (let first = 500; first < 1_000; first += 50) await send(first);
    await room.tempo.parts.up("tempo");
    const missing = await until(
      async () => {
        let count = 0;
        // One by one: Tempo's queue of look-ups is short.
        for (let number = 0; number < 1_000; number += 10)
          if (!(await room.tempo.has(one.tenant, hexId(6, number)))) count++;
        return count;
      },
      (count) => count === 0,
      120,
    );
    assert.equal(missing, 0);
  });

  it(`Loki killed amid ${gatewayRecords} records of the gateway, which is killed too, loses none`, async () => {
    let killed: Promise<void> | undefined;
    let repeated = 0;
    const start = Date.now() - gatewayRecords;
    for (let first = 0; first < gatewayRecords; first += 500) {
      if (first >= gatewayRecords / 2 && killed === undefined) {
        await room.loki.parts.kill("loki-0");
        await room.machine.restartGateway("SIGKILL");
        killed = sleep(10_000).then(() => room.loki.parts.up("loki-0"));
      }
      const request = logs("killed", "record", first, 500, 100, start + first);
      const send = () => room.machine.gateway.send("logs", request, { address: other.address }).catch(() => 0);
      while ((await send()) !== 200) {
        repeated++;
        await sleep(500);
      }
    }
    await killed;
    const query = '{service_name="killed"} |= "record"';
    const lines = await until(
      () => room.loki.allLines(other.tenant, query),
      (all) => all.length >= gatewayRecords,
      180,
    );
    const distinct = new Set(lines.map(({ text }) => text.split(" ")[1])).size;
    const counted = await room.loki.number(other.tenant, `sum(count_over_time(${query} [1h]))`);
    console.log(`      distinct ${distinct} of ${gatewayRecords}, counted ${counted}; requests repeated ${repeated}`);
    assert.equal(distinct, gatewayRecords);
  });

  it(`Loki and consumer killed amid ${records} records of Kafka lose none`, async () => {
    const { machine, loki } = room;
    await machine.stopConsumer("SIGTERM");
    const first = 10_000;
    const made = new FluentBitRecords(first, records, new Date(Date.now() - records));
    await machine.broker.produce(
      (function* () {
        for (let record = first; record < first + records; record += 100) yield made.chunk(record, 100);
      })(),
      conventions.chunkTopic,
    );
    const before = await machine.broker.lag();
    const share = (part: number) =>
      until(
        () => machine.broker.lag(),
        (lag) => lag < before * (1 - part),
        600,
      );
    const began = Date.now();
    const step = (what: string) => console.log(`      ${((Date.now() - began) / 1_000).toFixed(0)} s: ${what}`);
    await machine.startConsumer();
    await share(0.2);
    step("a fifth is committed");
    await machine.stopConsumer("SIGKILL");
    await machine.startConsumer();
    await share(0.4);
    step("40 %");
    await loki.parts.kill("loki-0");
    await sleep(5_000);
    await machine.stopConsumer("SIGKILL");
    await machine.startConsumer();
    await sleep(5_000);
    await loki.parts.up("loki-0");
    step("Loki is back");
    await share(1 - 1 / before);
    step("all is committed");
    const query = '{service_name=~"api|worker|billing"}';
    for (const { tenant } of pods) {
      const half = records / 2;
      // The trace id is the record's number.
      const of = async () =>
        (await loki.allLines(tenant, query)).filter(({ stream }) => Number(`0x${stream.trace_id}`) > first);
      // Counted first, for reading all of them takes seconds; repeats are counted too.
      const count = () => loki.number(tenant, `sum(count_over_time(${query} [1h]))`);
      const counted = await until(count, (found) => found >= half, 120);
      const lines = await until(of, (all) => all.length >= half, 60);
      console.log(
        `      ${tenant}: distinct ${lines.length} of ${half}, counted ${counted} (with those of other tests)`,
      );
      assert.equal(lines.length, half);
    }
    step("all is read");
    assert.equal(await machine.broker.deadLetters(), 0);
  });
});
