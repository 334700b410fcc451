// What is lost when a part is killed (SIGKILL) under load: gateway, sampler, Prometheus and its agent. The numbers of
// docs/reliability.md; those of Loki and Tempo are in test/backends. Real Collector and Prometheus.
import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { configTexts } from "../../components/collection/collector/config";
import type { Settings } from "../../settings/settings";
import { scratchDirectory } from "../servers/cleanup";
import { collectorBinary, RunningCollector } from "../servers/collector-process";
import { GatewayProcess, tokenOf } from "../servers/gateway-process";
import { PrometheusAgent } from "../servers/prometheus-agent";
import { PrometheusStore } from "../servers/prometheus-store";
import { RecordingLoki } from "../servers/recording-loki";
import { RecordingTempo } from "../servers/recording-tempo";
import { samplerOnLoopback } from "../servers/sampler-on-loopback";
import { logRequest, metricsRequest, point, traceRequest } from "../support/otlp-json";
import { settingsWith } from "../support/stack-configuration";

const tenant = "team-a";
const authorization = `Bearer ${tokenOf(tenant)}`;
const nowhere = "http://127.0.0.1:1";

const settingsOf = (more: Record<string, unknown> = {}): Settings =>
  settingsWith({
    tenants: [{ id: tenant, namespaces: [tenant] }],
    cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
    ...more,
  });

async function until(holds: () => boolean | Promise<boolean>, withinSeconds: number): Promise<void> {
  for (const end = Date.now() + withinSeconds * 1_000; Date.now() < end; await sleep(250)) if (await holds()) return;
}

describe("killed under load", function () {
  this.timeout(600_000);
  const running: { stop(): unknown }[] = [];
  const keep = <T extends { stop(): unknown }>(part: T): T => {
    running.unshift(part);
    return part;
  };
  afterEach(async () => {
    for (const part of running.splice(0)) await part.stop();
  });

  it("a gateway, twice: nothing that it answered, of any signal", async () => {
    const count = 3_000;
    const bodies = new Set<string>();
    const loki = await RecordingLoki.start(({ body }) => bodies.add(body.stringValue ?? ""));
    const tempo = await RecordingTempo.start();
    keep({ stop: () => Promise.all([loki.down(), tempo.down()]) });
    const prometheus = keep(await PrometheusStore.start());
    const state = scratchDirectory("gateway-state-");
    const start = () =>
      GatewayProcess.start({
        settings: settingsOf(),
        loki: loki.address,
        tempo: tempo.address,
        remoteWrite: prometheus.remoteWrite,
        state,
      });
    let gateway = await start();
    keep({ stop: () => gateway.stop() });
    const idOf = (index: number) => (index + 1).toString(16).padStart(32, "0");
    let repeated = 0;
    const send = async (signal: "logs" | "traces" | "metrics", content: object) => {
      while ((await gateway.send(signal, content, { authorization }).catch(() => 0)) !== 200) {
        repeated++;
        await sleep(100);
      }
    };
    for (let index = 0; index < count; index++) {
      if (index === count / 3 || index === (count * 2) / 3) {
        await gateway.stop("SIGKILL");
        gateway = await start();
      }
      await Promise.all([
        send("logs", logRequest(`record ${index}`)),
        send("traces", traceRequest(idOf(index))),
        send(
          "metrics",
          metricsRequest([{ name: "killed", gauge: { dataPoints: [point(Date.now(), 1, { index: String(index) })] } }]),
        ),
      ]);
    }
    const series = async () => Number((await prometheus.query("count(killed)"))[0]?.value[1] ?? 0);
    const traced = () => Array.from({ length: count }, (_, index) => tempo.tenantsOf(idOf(index)).length);
    await until(async () => bodies.size === count && !traced().includes(0) && (await series()) === count, 60);
    const missingTraces = traced().filter((times) => times === 0).length;
    console.log(
      `      of ${count} each: missing ${count - bodies.size} records, ${missingTraces} traces, ` +
        `${count - (await series())} series; requests repeated ${repeated}`,
    );
    assert.deepEqual([bodies.size, missingTraces, await series()], [count, 0, count]);
  });

  it("a sampler: the traces that wait for their decision", async () => {
    const seconds = 60;
    const perSecond = 10;
    const decisionSeconds = 30;
    const tempo = await RecordingTempo.start();
    keep({ stop: () => tempo.down() });
    const settings = settingsOf({ size: "large" });
    const state = scratchDirectory("sampler-state-");
    const { config, behind } = await samplerOnLoopback(settings, tempo.address, nowhere);
    const start = async () => RunningCollector.start(await collectorBinary(), configTexts(config), { STATE: state });
    let sampler = await start();
    keep({ stop: () => sampler.stop() });
    const gateway = keep(
      await GatewayProcess.start({
        settings,
        loki: nowhere,
        tempo: nowhere,
        remoteWrite: nowhere,
        change: behind,
      }),
    );
    const sent: { id: string; at: number }[] = [];
    for (let index = 0; index < seconds * perSecond; index++) {
      const next = sleep(1_000 / perSecond);
      const id = `5a${(index + 1).toString(16).padStart(30, "0")}`;
      // Errors are all kept.
      assert.equal(await gateway.send("traces", traceRequest(id, { error: true }), { authorization }), 200);
      sent.push({ id, at: Date.now() });
      await next;
    }
    const killed = Date.now();
    await sampler.stop("SIGKILL");
    sampler = await start();
    // What came meanwhile waits for the gateway's next try, 30 s at most, and for its decision.
    await until(() => sent.every(({ id }) => tempo.tenantsOf(id).length > 0), 3 * decisionSeconds);
    const ages = sent.filter(({ id }) => tempo.tenantsOf(id).length === 0).map(({ at }) => (killed - at) / 1_000);
    console.log(
      `      lost ${ages.length} of ${sent.length} traces, the oldest ${Math.max(0, ...ages).toFixed(1)} s old`,
    );
    assert.ok(ages.length > 0 && Math.max(...ages) < decisionSeconds + 5);
  });

  it("Prometheus: nothing that it answered, and what comes meanwhile waits in the gateway", async () => {
    const count = 2_000;
    const prometheus = keep(await PrometheusStore.start());
    const gateway = keep(
      await GatewayProcess.start({
        settings: settingsOf(),
        loki: nowhere,
        tempo: nowhere,
        remoteWrite: prometheus.remoteWrite,
      }),
    );
    let back: Promise<void> | undefined;
    for (let index = 0; index < count; index++) {
      if (index === count / 2) {
        await prometheus.kill();
        back = sleep(5_000).then(() => prometheus.up());
      }
      const gauge = { dataPoints: [point(Date.now(), 1, { index: String(index) })] };
      const content = metricsRequest([{ name: "killed", gauge }]);
      assert.equal(await gateway.send("metrics", content, { authorization }), 200);
      await sleep(5);
    }
    await back;
    const series = async () => Number((await prometheus.query("count(last_over_time(killed[10m]))"))[0]?.value[1] ?? 0);
    await until(async () => (await series()) === count, 60);
    console.log(`      missing ${count - (await series())} of ${count} series`);
    assert.equal(await series(), count);
  });

  /** Samples of a target that is scraped every second, lost over a kill of the agent: seconds without one. */
  async function killAgent(prometheusDownSeconds: number): Promise<number> {
    const prometheus = keep(await PrometheusStore.start());
    const target = http.createServer((_, response) => {
      response.setHeader("content-type", "text/plain; version=0.0.4");
      response.end(`scraped_at ${Date.now() / 1_000}\n`);
    });
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    keep({ stop: () => target.close() });
    const address = `127.0.0.1:${(target.address() as AddressInfo).port}`;
    const agent = keep(
      await PrometheusAgent.start(settingsOf(), prometheus.remoteWrite, [
        { job: "target", targets: [{ address, labels: { namespace: tenant } }] },
      ]),
    );
    await sleep(20_000);
    if (prometheusDownSeconds > 0) {
      await prometheus.down();
      await sleep(prometheusDownSeconds * 1_000);
    }
    await agent.killAndStart();
    const started = Date.now() / 1_000;
    if (prometheusDownSeconds > 0) await prometheus.up();
    const samples = async () => {
      const url = `${prometheus.base}/api/v1/query?query=${encodeURIComponent("scraped_at[10m]")}`;
      const { data } = (await (await fetch(url)).json()) as { data: { result: { values: [number, string][] }[] } };
      return data.result.flatMap(({ values }) => values.map(([at]) => at)).sort((a, b) => a - b);
    };
    await until(async () => ((await samples()).at(-1) ?? 0) > started + 10, 90);
    const times = await samples();
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
    const longest = Math.max(0, ...gaps);
    console.log(`      ${times.length} samples, the longest gap ${longest.toFixed(1)} s`);
    return longest;
  }

  it("an agent: what it had not sent, and what it did not scrape while it was away", async () => {
    assert.ok((await killAgent(0)) < 15);
  });

  it("an agent while Prometheus is away: everything since then, for it sends nothing older than its start", async () => {
    const away = 20;
    assert.ok((await killAgent(away)) > away - 5);
  });
});
