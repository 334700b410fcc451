// Points as SDKs may send them and the ways behind the gateway do not take them, through the generated gateway into a
// real Prometheus.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { eventually, GatewayWithStores } from "../../servers/gateway-with-stores";
import { metricsRequest, point } from "../../support/otlp-json";

describe("odd points", function () {
  this.timeout(60_000);
  let gateway: GatewayWithStores;

  before(async () => {
    gateway = await GatewayWithStores.start();
  });
  after(() => gateway?.stop());

  const at = Date.now();
  const histogram = (attributes: Record<string, string>, more: object = {}) => ({
    ...point(at, 0, attributes),
    asDouble: undefined,
    count: 3,
    sum: 6,
    explicitBounds: [1, 5],
    bucketCounts: [1, 1, 1],
    ...more,
  });
  const stored = (expression: string, series: number) =>
    eventually(async () => {
      const found = await gateway.prometheus.query(expression);
      return found.length === series ? found : undefined;
    });

  it("keep a label that is called as one of a bucket or a quantile, and cost nothing beside them", async () => {
    const quantileValues = [{ quantile: 0.5, value: 2 }];
    const summary = { ...point(at, 0, { quantile: "own" }), asDouble: undefined, count: 3, sum: 6, quantileValues };
    const content = metricsRequest([
      { name: "limits", histogram: { aggregationTemporality: 2, dataPoints: [histogram({ le: "own" })] } },
      { name: "shares", summary: { dataPoints: [summary] } },
      { name: "by_hand", gauge: { dataPoints: [point(at, 1, { le: "5", quantile: "1" })] } },
    ]);
    await gateway.send("metrics", content);
    await stored('limits_bucket{exported_le="own"}', 3);
    await stored('shares{quantile="0.5", exported_quantile="own"}', 1);
    await stored('by_hand{le="5", quantile="1"}', 1);
    assert.ok(!fs.readFileSync(gateway.log, "utf8").includes("Dropping data"));
  });

  it("stay apart by a label of their own that the platform sets too, which becomes another", async () => {
    const keys = ["tenant", "namespace", "environment", "service", "job", "instance"];
    const points = (key: string, more: object = {}) =>
      ["own", "other"].map((label, index) => ({ ...point(at, index, { [key]: label }), ...more }));
    const delta = { startTimeUnixNano: `${at - 1_000}000000` };
    // As a Collector's Prometheus receiver names them where a target has such a label too.
    const scraped = (key: string) =>
      ["own", "other"].map((label, index) => point(at, index, { [key]: "target", [`exported_${key}`]: label }));
    const metrics = [
      ...keys.map((key) => ({ name: `scraped_${key}`, gauge: { dataPoints: scraped(key) } })),
      ...keys.map((key) => ({ name: `label_${key}`, gauge: { dataPoints: points(key) } })),
      ...[...keys, "collector"].map((key) => ({
        name: `delta_${key}`,
        sum: { isMonotonic: true, aggregationTemporality: 1, dataPoints: points(key, delta) },
      })),
    ];
    const resource = {
      "service.name": "shop",
      "service.instance.id": "shop-0",
      "k8s.namespace.name": "carts",
      "deployment.environment.name": "prod",
    };
    await gateway.send("metrics", metricsRequest(metrics, resource));
    const set =
      'tenant="team-a", namespace="outside/carts", environment="prod", service="shop", job="shop", instance="shop-0"';
    for (const name of ["label", "scraped"])
      for (const key of keys) await stored(`${name}_${key}{exported_${key}=~"own|other", ${set}}`, 2);
    for (const key of [...keys, "collector"])
      await stored(`delta_${key}_total{exported_${key}=~"own|other", collector="gateway-0", ${set}}`, 2);
    // What says nothing of itself has no label to set.
    await gateway.send("metrics", metricsRequest([{ name: "unnamed", gauge: { dataPoints: points("instance") } }], {}));
    await stored('unnamed{instance=~"own|other"}', 2);
  });

  it("add up, where a counter grows by whole numbers and by fractions", async () => {
    const grown = [5, 0.5, 7, 0.25, 3, 4];
    for (const [index, value] of grown.entries()) {
      const time = at - (grown.length - index) * 1_000;
      const said = Number.isInteger(value) ? { asInt: String(value), asDouble: undefined } : {};
      const dataPoint = { ...point(time, value), ...said, startTimeUnixNano: `${time - 1_000}000000` };
      const sum = { isMonotonic: true, aggregationTemporality: 1, dataPoints: [dataPoint] };
      await gateway.send("metrics", metricsRequest([{ name: "grown", sum }]));
    }
    await stored(`grown_total == ${grown.reduce((sum, value) => sum + value, 0)}`, 1);
    await stored("resets(grown_total[10m]) == 0", 1);
  });

  it("keep the trace of an exemplar whose attributes name a trace too", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const filteredAttributes = ["trace_id", "span_id"].map((key) => ({ key, value: { stringValue: "own" } }));
    const exemplar = {
      timeUnixNano: `${at}000000`,
      asDouble: 4,
      traceId,
      spanId: traceId.slice(16),
      filteredAttributes,
    };
    const dataPoints = [histogram({}, { exemplars: [exemplar] })];
    await gateway.send(
      "metrics",
      metricsRequest([{ name: "took", histogram: { aggregationTemporality: 2, dataPoints } }]),
    );
    const [found] = await eventually(async () => {
      const exemplars = await gateway.prometheus.exemplars("took_bucket");
      return exemplars.length > 0 ? exemplars : undefined;
    });
    assert.equal(found?.exemplars[0]?.labels.trace_id, traceId);
  });
});
