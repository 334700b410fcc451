// Points that Prometheus refuses, among good ones of many tenants, through the generated gateway into a real
// Prometheus: each good one is stored, each bad one is counted under its tenant. POINTS=200000 for as many.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { GatewayProcess, tokenOf } from "../../servers/gateway-process";
import { PrometheusStore } from "../../servers/prometheus-store";
import { metricsRequest, point } from "../../support/otlp-json";
import { settingsWith } from "../../support/stack-configuration";

const points = Number(process.env.POINTS ?? 20_000);
const tenants = Array.from({ length: 10 }, (_, index) => `team-${index}`);
/** The first half of the tenants sends bad points, the other half none. */
const careless = tenants.slice(0, 5);
const seriesEach = 50;
const requestsEach = points / tenants.length / seriesEach;
/** Every so many requests of a careless tenant holds bad points. */
const badEvery = 4;
const minute = 60_000;

describe("metric points", function () {
  this.timeout(1_200_000);
  let prometheus: PrometheusStore;
  let gateway: GatewayProcess;
  const begun = Date.now();

  /**
   * Bad points of each kind, as metrics; the reason that they are counted under, if it is not Prometheus that refuses.
   */
  const bad: Readonly<Record<string, (request: number) => object>> = {
    "too-old": (request) => ({ name: "bad_old", gauge: { dataPoints: [point(Date.now() - 300 * minute, request)] } }),
    ahead: (request) => ({ name: "bad_ahead", gauge: { dataPoints: [point(Date.now() + 60 * minute, request)] } }),
    temporality: (request) => ({
      name: "bad_temporality",
      sum: { isMonotonic: true, aggregationTemporality: 0, dataPoints: [point(Date.now(), request)] },
    }),
    name: (request) => ({ name: "#!?", gauge: { dataPoints: [point(Date.now(), request)] } }),
    scale: () => ({
      name: "bad_scale",
      exponentialHistogram: {
        aggregationTemporality: 2,
        dataPoints: [
          { timeUnixNano: `${Date.now()}000000`, count: 1, sum: 1, scale: -9, positive: { bucketCounts: [1] } },
        ],
      },
    }),
    // The same series at the same time, each time with another value.
    duplicate: (request) => ({ name: "bad_duplicate", gauge: { dataPoints: [point(begun, request)] } }),
  };
  const badRequests = Math.ceil(requestsEach / badEvery);

  before(async () => {
    prometheus = await PrometheusStore.start();
    gateway = await GatewayProcess.start({
      settings: settingsWith({
        tenants: tenants.map((id) => ({ id, namespaces: [id] })),
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      }),
      loki: "http://127.0.0.1:1",
      tempo: "http://127.0.0.1:1",
      remoteWrite: prometheus.remoteWrite,
    });
    await Promise.all(tenants.map(sendAll));
    // The last batch, its answer, and the count of what was refused.
    for (let waited = 0; waited < 120_000 && (await stored()) < points; waited += 1_000) await sleep(1_000);
    await sleep(5_000);
  });
  after(async () => {
    await gateway?.stop();
    await prometheus?.stop();
  });

  async function sendAll(tenant: string): Promise<void> {
    for (let request = 0; request < requestsEach; request += 1) {
      const at = begun - requestsEach * 100 + request * 100;
      const good = Array.from({ length: seriesEach }, (_, series) => point(at, request, { series: String(series) }));
      const others =
        careless.includes(tenant) && request % badEvery === 0 ? Object.values(bad).map((make) => make(request)) : [];
      const content = metricsRequest([{ name: "good", gauge: { dataPoints: good } }, ...others], {
        "service.name": "shop",
      });
      assert.equal(await gateway.send("metrics", content, { authorization: `Bearer ${tokenOf(tenant)}` }), 200);
      // A second value of one batch is passed over; a value of another batch is refused.
      if (request === Math.floor(requestsEach / 2)) await sleep(2_500);
    }
  }

  async function byTenant(expression: string): Promise<Record<string, number>> {
    const series = await prometheus.query(expression);
    return Object.fromEntries(series.map(({ metric, value: [, value] }) => [metric.tenant, Number(value)]));
  }
  const stored = async () =>
    Object.values(await byTenant("sum by (tenant) (count_over_time(good[1h]))")).reduce((sum, count) => sum + count, 0);

  it(`are stored, all ${points} good ones of ten tenants, whatever stands beside them`, async () => {
    assert.deepEqual(
      await byTenant("sum by (tenant) (count_over_time(good[1h]))"),
      Object.fromEntries(tenants.map((tenant) => [tenant, points / tenants.length])),
    );
  });

  it("are counted under their tenant, by reason, where Prometheus would refuse them", async () => {
    for (const reason of Object.keys(bad).filter((kind) => kind !== "duplicate")) {
      assert.deepEqual(
        await byTenant(`sum by (tenant) (gateway_refused_metric_points_total{reason="${reason}", service="shop"})`),
        Object.fromEntries(careless.map((tenant) => [tenant, badRequests])),
        reason,
      );
    }
  });

  it("keep the exemplars of a histogram, and all of its buckets", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const at = Date.now();
    const dataPoint = {
      ...point(at, 0),
      asDouble: undefined,
      count: 3,
      sum: 6,
      explicitBounds: [1, 5],
      bucketCounts: [1, 1, 1],
      exemplars: [{ timeUnixNano: `${at}000000`, asDouble: 4, traceId, spanId: traceId.slice(16) }],
    };
    const content = metricsRequest([
      { name: "took", histogram: { aggregationTemporality: 2, dataPoints: [dataPoint] } },
    ]);
    assert.equal(await gateway.send("metrics", content, { authorization: `Bearer ${tokenOf("team-9")}` }), 200);
    let exemplars = await prometheus.exemplars("took_bucket");
    for (let waited = 0; waited < 20_000 && exemplars.length === 0; waited += 500) {
      await sleep(500);
      exemplars = await prometheus.exemplars("took_bucket");
    }
    assert.deepEqual(
      exemplars.map(({ exemplars: [first] }) => first?.labels.trace_id),
      [traceId],
    );
    const buckets = await prometheus.query("took_bucket");
    assert.deepEqual(Object.fromEntries(buckets.map(({ metric, value }) => [metric.le, value[1]])), {
      "1": "1",
      "5": "2",
      "+Inf": "3",
    });
  });

  it("of which there are several at one time are stored once, the first, and cost no other point", async () => {
    assert.deepEqual(
      await byTenant("max by (tenant) (max_over_time(bad_duplicate[1h]))"),
      Object.fromEntries(careless.map((tenant) => [tenant, 0])),
    );
    assert.deepEqual(
      await byTenant("sum by (tenant) (count_over_time(bad_duplicate[1h]))"),
      Object.fromEntries(careless.map((tenant) => [tenant, 1])),
    );
  });
});
