// Steady traffic through gateway and consumer into the real stores: everything is there, under its tenant, linked, and
// no other tenant's in any API.
import assert from "node:assert/strict";
import { conventions } from "../../conventions/names";
import type { Line } from "../servers/backends/loki";
import type { Stored } from "../servers/recording-loki";
import { FluentBitRecords } from "../support/fluent-bit-records";
import { counterRequest, logRequest, traceRequest } from "../support/otlp-json";
import { hexId, logs, traces } from "./bulk";
import { pods, type Room, smallRoom, until } from "./room";

/** A line of Loki as what it was made from: attributes have become structured metadata. */
function asStored(tenant: string, { at, text, stream }: Line): Stored {
  const resource = ["k8s.namespace.name", "k8s.pod.name", "k8s.pod.uid", "k8s.container.name", "k8s.node.name"];
  return {
    tenant,
    timeUnixNano: at,
    severityNumber: Number(stream.severity_number),
    traceId: stream.trace_id,
    spanId: stream.span_id,
    body: { stringValue: text },
    resource: Object.fromEntries(
      [...resource, "service.name"].map((key) => [key, stream[key.replaceAll(".", "_")] ?? ""]),
    ),
  };
}

describe("through gateway and consumer into Loki, Tempo and Prometheus", function () {
  this.timeout(600_000);
  let room: Room;

  before(async function () {
    this.timeout(1_200_000);
    room = await smallRoom();
  });

  it("stores 3,000 log records and 600 traces of each tenant, each under its tenant alone", async () => {
    for (const { tenant, address } of pods) {
      for (let part = 0; part < 6; part++) {
        const { gateway } = room.machine;
        assert.equal(await gateway.send("logs", logs(`of-${tenant}`, "steady", part * 500, 500), { address }), 200);
        assert.equal(await gateway.send("traces", traces(`of-${tenant}`, 1, part * 100, 100), { address }), 200);
      }
    }
    for (const { tenant } of pods) {
      const query = `count_over_time({service_name="of-${tenant}"} |= "steady" [1h])`;
      assert.equal(
        await until(
          () => room.loki.number(tenant, query),
          (count) => count >= 3_000,
        ),
        3_000,
      );
      const missing = await until(
        () => missingTraces(tenant, 1, 600),
        (count) => count === 0,
      );
      assert.equal(missing, 0);
    }
  });

  it("keeps trace ids that tenants share apart, and services too", async () => {
    for (const { tenant } of pods) {
      const services = await until(
        () => room.loki.lines(tenant, '{service_name=~".+"} |= "steady"'),
        (all) => all.length > 0,
      );
      assert.deepEqual([...new Set(services.map(({ stream }) => stream.service_name))], [`of-${tenant}`]);
      const { text } = await room.tempo.get(`/api/traces/${hexId(1, 7)}`, tenant);
      assert.ok(
        text.includes(`of-${tenant}`) &&
          pods.every((pod) => pod.tenant === tenant || !text.includes(`of-${pod.tenant}`)),
      );
    }
  });

  it("links a request's log, trace and exemplar", async () => {
    const [{ address = "", tenant = "" } = {}] = pods;
    const traceId = "000000000000000000000000000c0ffe";
    const { gateway, prometheus } = room.machine;
    assert.equal(await gateway.send("logs", logRequest("linked", { traceId }), { address }), 200);
    assert.equal(await gateway.send("traces", traceRequest(traceId), { address }), 200);
    assert.equal(await gateway.send("metrics", counterRequest("linked", { traceId }), { address }), 200);
    const query = `{service_name=~".+"} | ${conventions.traceIdKey}="${traceId}"`;
    const found = await until(
      () => room.loki.lines(tenant, query),
      (lines) => lines.length > 0,
    );
    assert.deepEqual(
      found.map(({ text }) => text),
      ["linked"],
    );
    assert.ok(await until(() => room.tempo.has(tenant, traceId), Boolean));
    assert.ok(
      (
        await until(
          () => room.tempo.search(tenant, '{ resource.service.name = "shop-front" }'),
          (ids) => ids.includes(traceId),
        )
      ).includes(traceId),
    );
    const exemplars = await until(
      () => prometheus.exemplars("linked_total"),
      (all) => all.length > 0,
    );
    assert.equal(exemplars[0]?.exemplars[0]?.labels[conventions.traceIdKey], traceId);
    assert.equal(exemplars[0]?.seriesLabels[conventions.tenantAttribute], tenant);
  });

  it("takes Kafka's records, in chunks and single, to the real Loki, each once, with severity, trace and pod", async () => {
    const records = new FluentBitRecords(0, 2_000, new Date(Date.now() - 60_000));
    // The trace id is the record's number and one; other tests have numbers above.
    const numberOf = ({ stream }: Line) => Number(`0x${stream.trace_id}`) - 1;
    const { broker } = room.machine;
    await broker.produce(
      Array.from({ length: 10 }, (_, chunk) => records.chunk(chunk * 100, 100)),
      conventions.chunkTopic,
    );
    await broker.produce(Array.from({ length: 1_000 }, (_, index) => records.value(1_000 + index)));
    for (const { tenant } of pods) {
      const query = `{service_name=~"api|worker|billing"} | ${conventions.traceIdKey}!=""`;
      const lines = await until(
        async () => (await room.loki.lines(tenant, query)).filter((line) => numberOf(line) < 2_000),
        (all) => all.length >= 1_000,
        120,
      );
      assert.equal(lines.length, 1_000);
      assert.equal(new Set(lines.map(({ at, text }) => `${at} ${text}`)).size, 1_000);
      const faults = lines.flatMap((line) => records.faults(numberOf(line), asStored(tenant, line)));
      assert.deepEqual(faults.slice(0, 10), []);
      assert.ok(lines.every(({ stream }) => stream.detected_level));
    }
    assert.equal(await broker.deadLetters(), 0);
  });

  it("answers no API of Loki without a tenant, and none about another tenant's", async () => {
    const [one, other] = pods.map(({ tenant }) => tenant);
    const now = Date.now();
    const range = `start=${now - 3_600_000}000000&end=${now + 60_000}000000`;
    const selector = encodeURIComponent(`{service_name="of-${one}"}`);
    const apis = [
      `/loki/api/v1/query_range?query=${selector}&${range}`,
      `/loki/api/v1/query?query=${encodeURIComponent(`count_over_time({service_name="of-${one}"}[1h])`)}`,
      `/loki/api/v1/series?match[]=${selector}&${range}`,
      `/loki/api/v1/label/service_name/values?${range}`,
      `/loki/api/v1/labels?${range}&query=${selector}`,
      `/loki/api/v1/detected_fields?query=${selector}&${range}`,
      `/loki/api/v1/detected_labels?query=${selector}&${range}`,
      `/loki/api/v1/index/stats?query=${selector}&${range}`,
      `/loki/api/v1/index/volume?query=${selector}&${range}`,
      `/loki/api/v1/index/volume_range?query=${selector}&${range}`,
    ];
    for (const api of apis) {
      // What lies in memory alone is in no statistics of the index.
      if (api === apis.find((each) => each.includes("/index/"))) await room.loki.flush();
      const foreign = await room.loki.get(api, other);
      const own = await until(
        () => room.loki.get(api, one),
        ({ text }) => text !== foreign.text,
      );
      assert.equal(own.status, 200, `${api}: ${own.text}`);
      assert.ok(foreign.status === 200 && !foreign.text.includes(`of-${one}`), `${api}: ${foreign.text}`);
      assert.notEqual(foreign.text, own.text, api);
      for (const nobody of [undefined, ""]) assert.equal((await room.loki.get(api, nobody)).status, 401, api);
    }
    // All at once: Loki tries each for 17 s before it refuses.
    await Promise.all(
      apis.map(async (api) => {
        const both = await room.loki.get(api, `${one}|${other}`);
        assert.ok(both.status >= 400 && !both.text.includes(`of-${one}`), `${api} as both: ${both.status}`);
      }),
    );
  });

  it("answers no API of Tempo without a tenant, and none about another tenant's", async () => {
    const [one, other] = pods.map(({ tenant }) => tenant);
    const now = Math.floor(Date.now() / 1_000);
    const range = `start=${now - 3_600}&end=${now + 60}`;
    const query = encodeURIComponent(`{ resource.service.name = "of-${one}" }`);
    const apis = [
      `/api/search?q=${query}&${range}`,
      `/api/v2/search/tag/resource.service.name/values?${range}`,
      `/api/search/tag/service.name/values?${range}`,
      `/api/metrics/query_range?q=${query}%20%7C%20rate()&${range}&step=60s`,
    ];
    for (const api of apis) {
      const own = await until(
        () => room.tempo.get(api, one),
        ({ text }) => text.includes(`of-${one}`) || text.includes("samples"),
      );
      assert.equal(own.status, 200, `${api}: ${own.text}`);
      const foreign = await room.tempo.get(api, other);
      assert.ok(!foreign.text.includes(`of-${one}`) && !/"value":[1-9]/.test(foreign.text), `${api}: ${foreign.text}`);
      for (const nobody of [undefined, ""]) assert.equal((await room.tempo.get(api, nobody)).status, 401, api);
      const both = await room.tempo.get(api, `${one}|${other}`);
      assert.ok(both.status >= 400 && !both.text.includes(`of-${one}`), `${api} as both: ${both.status}`);
    }
  });

  async function missingTraces(tenant: string, prefix: number, count: number): Promise<number> {
    let missing = 0;
    for (let number = 0; number < count; number += 20)
      if (!(await room.tempo.has(tenant, hexId(prefix, number)))) missing++;
    return missing;
  }
});
