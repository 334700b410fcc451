// Replicas that push metrics without naming their instance, through the generated gateway into a real Prometheus: a
// series each, and rates that are right. A real API server knows the pods.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { CollectorConfig } from "../../../components/collection/collector/config";
import { GatewayProcess, placePod } from "../../servers/gateway-process";
import { KubeApi } from "../../servers/kube-api";
import { PrometheusStore } from "../../servers/prometheus-store";
import { metricsRequest, point } from "../../support/otlp-json";
import { settingsWith } from "../../support/stack-configuration";

const stepSeconds = 5;
const steps = 24;
const perStep = 50;
/** Of each replica, per second. */
const rate = perStep / stepSeconds;

describe("replicas that push metrics", function () {
  this.timeout(1_800_000);
  let api: KubeApi;
  let prometheus: PrometheusStore;
  let gateway: GatewayProcess;
  const settings = settingsWith({ tenants: [{ id: "team-a", namespaces: ["team-a"] }] });
  const addressOf = (pod: number) => `127.0.1.${pod + 1}`;

  before(async () => {
    [api, prometheus] = await Promise.all([KubeApi.start(), PrometheusStore.start()]);
    for (let pod = 0; pod < 50; pod += 1) await placePod(api, "team-a", addressOf(pod), undefined, `shop-${pod}`);
    gateway = await GatewayProcess.start({
      settings,
      loki: "http://127.0.0.1:1",
      tempo: "http://127.0.0.1:1",
      remoteWrite: prometheus.remoteWrite,
      api,
    });
  });
  after(async () => {
    await gateway?.stop();
    await Promise.all([api?.stop(), prometheus?.stop()]);
  });

  /** Two minutes of a counter of each pod, all points at the same times; some pods start anew in the middle. */
  async function push(counter: string, replicas: number, restarted: readonly number[] = []): Promise<void> {
    const until = Date.now();
    for (let pod = 0; pod < replicas; pod += 1) {
      const dataPoints = Array.from({ length: steps }, (_, step) => {
        const begun = restarted.includes(pod) && step >= steps / 2 ? steps / 2 : 0;
        return point(until - (steps - 1 - step) * stepSeconds * 1_000, (step - begun + 1) * perStep);
      });
      const content = metricsRequest([
        { name: counter, sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints } },
      ]);
      assert.equal(await gateway.send("metrics", content, { address: addressOf(pod) }), 200);
    }
  }

  async function series(counter: string, atLeast: number): Promise<string[]> {
    for (let waited = 0; waited < 60_000; waited += 500) {
      const found = await prometheus.query(`${counter}_total`);
      if (found.length >= atLeast) return found.map(({ metric }) => String(metric.instance)).sort();
      await sleep(500);
    }
    return [];
  }

  async function isRight(counter: string, expected: number): Promise<void> {
    const window = (steps - 2) * stepSeconds;
    const [sum] = await prometheus.query(`sum(rate(${counter}_total[${window}s]))`);
    const found = Number(sum?.value[1]);
    assert.ok(Math.abs(found / expected - 1) < 0.01, `${found} a second instead of ${expected}`);
  }

  for (const replicas of [2, 50]) {
    it(`are ${replicas} series for ${replicas} pods, named by namespace and pod, whose rates add up`, async () => {
      const counter = `jobs_of_${replicas}`;
      await push(counter, replicas);
      const names = Array.from({ length: replicas }, (_, pod) => `team-a.shop-${pod}`).sort();
      assert.deepEqual(await series(counter, replicas), names);
      await isRight(counter, replicas * rate);
    });
  }

  it("are the same series after a restart, whose loss of count is seen as one", async () => {
    await push("jobs_restarted", 2, [1]);
    assert.equal((await series("jobs_restarted", 2)).length, 2);
    await isRight("jobs_restarted", 2 * rate);
  });

  it("are told apart by their nodes' addresses where the API server knows no pod, whatever the port", async () => {
    const at = Date.now();
    const nodes = ["127.0.2.1", "127.0.2.2"];
    for (const address of nodes) {
      const content = metricsRequest([{ name: "disks", gauge: { dataPoints: [point(at, 1)] } }]);
      for (let connection = 0; connection < 2; connection += 1)
        assert.equal(await gateway.send("metrics", content, { address }), 200);
    }
    const named = metricsRequest([{ name: "disks", gauge: { dataPoints: [point(at, 1)] } }], {
      "service.instance.id": "10.0.0.1:8080",
    });
    assert.equal(await gateway.send("metrics", named, { address: "127.0.2.1" }), 200);
    const instances = async () => (await prometheus.query("disks")).map(({ metric }) => String(metric.instance)).sort();
    for (let waited = 0; waited < 30_000 && (await instances()).length < 3; waited += 500) await sleep(500);
    assert.deepEqual(await instances(), ["10.0.0.1:8080", ...nodes]);
  });

  it("and send deltas have a series of each gateway that they come to, whose rates add up", async () => {
    const second = await GatewayProcess.start({
      settings,
      loki: "http://127.0.0.1:1",
      tempo: "http://127.0.0.1:1",
      remoteWrite: prometheus.remoteWrite,
      api,
      change: (config) => JSON.parse(JSON.stringify(config).replaceAll("gateway-0", "gateway-1")) as CollectorConfig,
    });
    try {
      const from = Date.now() - steps * stepSeconds * 1_000;
      for (let step = 1; step <= steps; step += 1) {
        const at = from + step * stepSeconds * 1_000;
        const dataPoint = { ...point(at, perStep), startTimeUnixNano: `${at - stepSeconds * 1_000}000000` };
        const content = metricsRequest([
          { name: "deltas", sum: { isMonotonic: true, aggregationTemporality: 1, dataPoints: [dataPoint] } },
        ]);
        const to = step % 2 === 0 ? gateway : second;
        assert.equal(await to.send("metrics", content, { address: addressOf(0) }), 200);
      }
      const counted = async () => (await prometheus.query("deltas_total")).map(({ metric }) => metric.collector).sort();
      for (let waited = 0; waited < 30_000 && (await counted()).length < 2; waited += 500) await sleep(500);
      assert.deepEqual(await counted(), ["gateway-0", "gateway-1"]);
      const numberOf = async (expression: string) => Number((await prometheus.query(expression))[0]?.value[1]);
      for (let waited = 0; waited < 30_000 && (await numberOf("sum(deltas_total)")) < steps * perStep; waited += 500)
        await sleep(500);
      assert.equal(await numberOf("sum(deltas_total)"), steps * perStep);
      assert.equal(await numberOf("sum(resets(deltas_total[1h]))"), 0);
    } finally {
      await second.stop();
    }
  });
});
