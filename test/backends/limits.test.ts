// Over a tenant's limits, and beyond what the stores take: what waits is stored later, what cannot be stored is counted
// and seen by an alert, and the other tenant notices nothing.
import assert from "node:assert/strict";
import { hexId, logs, traces } from "./bulk";
import { pods, type Room, smallRoom, until } from "./room";

const traceCount = 6_000;
const traceBytes = 8_000;
const lineCount = 20_000;
const lineBytes = 2_000;

const eightDaysAgo = Date.now() - 8 * 24 * 3_600_000;
const late = (text: string, at?: number) =>
  (logs("late", text, 0, 50, 0, at) as { resourceLogs: object[] }).resourceLogs;

describe("at the limits of Loki and Tempo", function () {
  this.timeout(900_000);
  let room: Room;
  const [over, other] = pods;
  assert.ok(over && other);

  before(async function () {
    this.timeout(1_200_000);
    room = await smallRoom();
  });

  /** A counter of the gateway's exporters to this tenant; 0 before it is born. */
  async function failed(signal: "spans" | "log_records", tenant: string): Promise<number> {
    const text = await (await fetch(`http://${room.machine.metrics.gateway}/metrics`)).text();
    return text
      .split("\n")
      .filter((line) => line.startsWith(`otelcol_exporter_send_failed_${signal}`) && line.includes(`/${tenant}`))
      .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  }

  it(`keeps ${traceCount} traces of ${traceBytes} bytes that come at once, and another tenant's too`, async () => {
    for (let first = 0; first < traceCount; first += 200) {
      const request = traces("burst", 2, first, 200, traceBytes);
      assert.equal(await room.machine.gateway.send("traces", request, { address: over.address }), 200);
    }
    const mine = traces("calm", 3, 0, 10);
    assert.equal(await room.machine.gateway.send("traces", mine, { address: other.address }), 200);
    assert.ok(await until(() => room.tempo.has(other.tenant, hexId(3, 9)), Boolean, 30));
    const sample = Array.from({ length: traceCount / 10 }, (_, index) => hexId(2, index * 10));
    const found = new Set<string>();
    const missing = await until(
      async () => {
        for (const id of sample) if (!found.has(id) && (await room.tempo.has(over.tenant, id))) found.add(id);
        return sample.length - found.size;
      },
      (count) => count === 0,
      180,
    );
    console.log(`      missing ${missing} of ${sample.length} sampled of ${traceCount}`);
    assert.equal(missing, 0);
    assert.equal(await failed("spans", over.tenant), 0);
  });

  it(`keeps ${lineCount} records of ${lineBytes} bytes that come at once`, async () => {
    for (let first = 0; first < lineCount; first += 500) {
      const request = logs("burst", "over", first, 500, lineBytes, Date.now() + first / 10);
      assert.equal(await room.machine.gateway.send("logs", request, { address: over.address }), 200);
    }
    const query = '{service_name="burst"} |= "over"';
    const lines = await until(
      () => room.loki.allLines(over.tenant, query),
      (all) => all.length >= lineCount,
      180,
    );
    console.log(`      distinct ${lines.length} of ${lineCount}`);
    assert.equal(new Set(lines.map(({ text }) => text.split(" ")[1])).size, lineCount);
    assert.equal(await failed("log_records", over.tenant), 0);
  });

  it("loses no span of a request for one that has no id", async () => {
    const request = traces("no-id", 10, 0, 50) as { resourceSpans: { scopeSpans: { spans: object[] }[] }[] };
    const spans = request.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
    spans.splice(25, 0, { ...spans[0], traceId: "" }, { ...spans[1], spanId: "" });
    assert.equal(await room.machine.gateway.send("traces", request, { address: over.address }), 200);
    const missing = await until(
      async () => {
        let count = 0;
        for (let number = 0; number < 50; number++)
          if (!(await room.tempo.has(over.tenant, hexId(10, number)))) count++;
        return count;
      },
      (count) => count === 0,
      30,
    );
    assert.equal(missing, 0);
    assert.equal(await failed("spans", over.tenant), 0);
  });

  it("stores what of a request is too old under its arrival", async () => {
    const request = { resourceLogs: [...late("old", eightDaysAgo), ...late("new")] };
    assert.equal(await room.machine.gateway.send("logs", request, { address: over.address }), 200);
    const stored = await until(
      () => room.loki.lines(over.tenant, '{service_name="late"}'),
      (all) => all.length >= 100,
    );
    assert.equal(stored.length, 100);
    assert.equal(await failed("log_records", over.tenant), 0);
  });

  it("counts what reaches Loki too old all the same under its tenant, and an alert sees the first burst", async () => {
    const { prometheus } = room.machine;
    // To one that has just begun whatever it hears of is new, and no failure.
    const hasHeard = await until(
      () => prometheus.query("count(up offset 3m)"),
      (all) => all.length > 0,
      240,
    );
    assert.equal(hasHeard.length, 1);
    const { status } = await fetch(`${room.loki.address}/otlp/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-Scope-OrgID": over.tenant },
      body: JSON.stringify({ resourceLogs: late("old", eightDaysAgo) }),
    });
    assert.equal(status, 400);
    const [series] = await until(
      () => prometheus.query('loki_discarded_samples_total{reason="greater_than_max_sample_age"}'),
      (all) => all.length > 0,
    );
    assert.deepEqual([series?.metric.tenant, series?.value[1]], [over.tenant, "50"]);
    const alerts = await until(
      () => prometheus.query('ALERTS{alertname="LokiLinesRejected"}'),
      (all) => all.length > 0,
    );
    assert.deepEqual(
      alerts.map(({ metric }) => metric.tenant),
      [over.tenant],
    );
  });

  it("counts a span that comes more than five minutes late as the objective for freshness does, and stores it", async () => {
    const { gateway, prometheus } = room.machine;
    const sixMinutes = Date.now() - 6 * 60_000;
    for (const request of [traces("fresh", 11, 0, 50), traces("late", 12, 0, 10, 16, sixMinutes)])
      assert.equal(await gateway.send("traces", request, { address: other.address }), 200);
    assert.ok(await until(() => room.tempo.has(other.tenant, hexId(12, 9)), Boolean, 30));
    const late = `tempo_metrics_generator_spans_discarded_total{reason="outside_metrics_ingestion_slack"} > 0`;
    const series = await until(
      () => prometheus.query(late),
      (all) => all.length > 0,
    );
    assert.deepEqual(
      series.map(({ metric, value }) => [metric.tenant, value[1]]),
      [[other.tenant, "10"]],
    );
    const taken = await until(
      () => prometheus.query(`tempo_metrics_generator_spans_received_total{tenant="${other.tenant}"}`),
      ([all]) => Number(all?.value[1]) >= 60,
    );
    assert.ok(Number(taken[0]?.value[1]) >= 60, taken[0]?.value[1]);
  });
});
