// Replicas that push metrics without naming their instance, through the generated gateway into a real Prometheus: a
// series each, and rates that are right. A real API server knows the pods.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { GatewayProcess, placePod } from "../servers/gateway-process";
import { KubeApi } from "../servers/kube-api";
import { PrometheusStore } from "../servers/prometheus-store";
import { metricsRequest, point } from "../support/otlp-json";
import { settingsWith } from "../support/stack-configuration";

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
  const addressOf = (pod: number) => `127.0.1.${pod + 1}`;

  before(async () => {
    [api, prometheus] = await Promise.all([KubeApi.start(), PrometheusStore.start()]);
    for (let pod = 0; pod < 50; pod += 1) await placePod(api, "team-a", addressOf(pod), undefined, `shop-${pod}`);
    gateway = await GatewayProcess.start({
      settings: settingsWith({ tenants: [{ id: "team-a", namespaces: ["team-a"] }] }),
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
});
