// A pair of Prometheus of which one is killed, at random: what agent and gateway write has no gap in either, a reader is
// answered throughout, and each alert is told once. Real Prometheus, agent, Collector and Alertmanager, with the
// configuration of size medium; the Service that a reader asks is played here. PAIR_OUTAGE_SECONDS is how long the one
// is away (default 15).
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { alertmanagerConfig } from "../../components/backends/prometheus/alertmanager/config";
import { alertmanagerSecret, credentials } from "../../components/backends/prometheus/alertmanager/receivers";
import { alertTenant, nativeRelabelRule } from "../../components/backends/prometheus/tenants";
import { prometheusValues } from "../../components/backends/prometheus/values";
import { Sinks, startAlertmanager } from "../servers/alertmanager";
import { removeScratch, scratchDirectory } from "../servers/cleanup";
import type { Daemon } from "../servers/daemon";
import { GatewayProcess, tokenOf } from "../servers/gateway-process";
import { PrometheusAgent } from "../servers/prometheus-agent";
import { PrometheusStore } from "../servers/prometheus-store";
import { metricsRequest, point } from "../support/otlp-json";
import { namesFor } from "../support/place";
import { settingsOf } from "../support/settings-of";

const outageSeconds = Number(process.env.PAIR_OUTAGE_SECONDS ?? 15);
/** Alertmanager's, as deployed. */
const groupWaitSeconds = 30;
const nowhere = "http://127.0.0.1:1";
const labels = { namespace: "shop" };

describe("a pair of Prometheus, one of which is killed", function () {
  this.timeout((outageSeconds + 240) * 1_000);
  const directory = scratchDirectory("pair-");
  const sinks = new Sinks();
  const stores: PrometheusStore[] = [];
  const victim = Math.floor(Math.random() * 2);
  /** Alerts that the target wants raised. */
  const wanted = new Set(["Always", "Ends"]);
  let alertmanager: Daemon;
  let target: http.Server;
  let agent: PrometheusAgent;
  let gateway: GatewayProcess;
  let sent = 0;
  const reader = { asks: 0, at: victim, unanswered: 0, moved: 0 };

  before(async function () {
    this.timeout(1_800_000);
    const settings = settingsOf({
      size: "medium",
      tenants: [{ id: "shop", namespaces: ["shop"] }],
      cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      alerts: {
        receivers: [{ name: "team", type: "webhook", tenant: "shop", severity: "info", url: sinks.address("team") }],
      },
    });
    const secrets = path.join(directory, alertmanagerSecret);
    fs.mkdirSync(secrets);
    for (const [key, value] of Object.entries(credentials(settings.alerts)))
      fs.writeFileSync(path.join(secrets, key), sinks.mounted(value));
    const file = path.join(directory, "alertmanager.yaml");
    fs.writeFileSync(
      file,
      stringify(alertmanagerConfig(settings))
        .replaceAll(`/etc/alertmanager/secrets/${alertmanagerSecret}`, secrets)
        .replaceAll("group_interval: 5m", "group_interval: 3s"),
    );
    const { daemon, url } = await startAlertmanager(file);
    alertmanager = daemon;

    const { externalLabels } = (
      prometheusValues(settings, namesFor(settings)).prometheus as {
        prometheusSpec: { externalLabels: Record<string, string> };
      }
    ).prometheusSpec;
    const rules = ["Always", "Ends", "During"].map((alert) => ({
      alert,
      // What it wanted last. A scrape that a busy machine misses changes nothing, nor that the agent sends what it scrapes
      // up to five seconds later: a window as short as that has the alert end and begin with every delay.
      expr: `last_over_time(wanted{alert="${alert}"}[1m]) == 1`,
      labels: { severity: "critical" },
    }));
    const alerting = {
      alertmanager: new URL(url).host,
      externalLabels,
      relabelings: alertTenant(settings).map(nativeRelabelRule),
    };
    for (let replica = 0; replica < settings.sizing.prometheus.replicas; replica += 1)
      stores.push(await PrometheusStore.start([{ name: "test", rules }], alerting));

    target = http.createServer((_, response) => {
      response.setHeader("content-type", "text/plain");
      const state = ["Always", "Ends", "During"].map((one) => `wanted{alert="${one}"} ${wanted.has(one) ? 1 : 0}\n`);
      response.end(state.join(""));
    });
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    const addresses = stores.map(({ remoteWrite }) => remoteWrite);
    agent = await PrometheusAgent.start(settings, addresses, [
      { job: "app", targets: [{ address: `127.0.0.1:${(target.address() as AddressInfo).port}`, labels }] },
    ]);
    gateway = await GatewayProcess.start({ settings, loki: nowhere, tempo: nowhere, remoteWrite: addresses });

    await until("the first alerts", () => sinks.firing("team").length === 2);
    await during(5);
    await store(victim).kill();
    wanted.add("During");
    wanted.delete("Ends");
    await during(outageSeconds);
    await store(victim).up();
    await during(5);
    // What waited for it: a retry comes within half a minute.
    await until("what waited", async () => (await pushed(victim)) === sent, 60);
    // One that comes back judges by what it had, until all has come: an alert that ended meanwhile begins there anew, and
    // ends before Alertmanager tells it.
    await during(groupWaitSeconds + 5);
  });

  after(async () => {
    await gateway?.stop();
    await agent?.stop();
    for (const one of stores) await one.stop();
    await alertmanager?.stop();
    target?.close();
    sinks.close();
    removeScratch(directory);
  });

  function store(replica: number): PrometheusStore {
    const found = stores[replica];
    assert.ok(found, `no Prometheus ${replica}`);
    return found;
  }

  async function until(what: string, holds: () => boolean | Promise<boolean>, withinSeconds = 60): Promise<void> {
    for (const end = Date.now() + withinSeconds * 1_000; !(await holds()); await sleep(500))
      assert.ok(Date.now() < end, `${what}: not within ${withinSeconds} s`);
  }

  /** Pushes a point and reads, every second. */
  async function during(seconds: number): Promise<void> {
    for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(1_000)) {
      sent += 1;
      const content = metricsRequest([{ name: "pushed", gauge: { dataPoints: [point(Date.now(), sent)] } }]);
      assert.equal(await gateway.send("metrics", content, { authorization: `Bearer ${tokenOf("shop")}` }), 200);
      await read();
    }
  }

  /** As the Service does: keeps to one, and takes the other when that does not answer. */
  async function read(): Promise<void> {
    reader.asks += 1;
    for (const _ of stores) {
      const answer = await store(reader.at)
        .query('up{tenant="shop"}')
        .catch(() => []);
      if (answer.length > 0) return;
      reader.at = 1 - reader.at;
      reader.moved += 1;
    }
    reader.unanswered += 1;
  }

  /** Points of the gateway that it has. */
  async function pushed(replica: number): Promise<number> {
    const [series] = await store(replica).query('count_over_time(pushed{tenant="shop"}[1h])');
    return Number(series?.value[1] ?? 0);
  }

  async function samples(replica: number, expression: string): Promise<[seconds: number, value: string][]> {
    const found = (await store(replica).query(`${expression}[1h]`)) as unknown as { values: [number, string][] }[];
    assert.equal(found.length, 1, `${expression}: one series`);
    return found[0]?.values ?? [];
  }

  it("has in both the same samples of a scraped series, without a gap", async () => {
    // Every scrape has one of these, in time or not. The agent sends to each when a batch is full or old enough.
    const found = [await samples(0, "up"), await samples(1, "up")];
    const last = Math.min(...found.map((one) => one.at(-1)?.[0] ?? 0));
    const [one = [], other = []] = found.map((all) => all.filter(([at]) => at <= last));
    assert.deepEqual(one, other);
    const gaps = one.slice(1).map(([at], index) => at - (one[index]?.[0] ?? 0));
    // The agent's own, on a busy machine: what it did not scrape is in neither.
    assert.ok(Math.max(...gaps) < 15, `${Math.max(...gaps)} s between two samples`);
    assert.ok((one.at(-1)?.[0] ?? 0) - (one[0]?.[0] ?? 0) > outageSeconds, `${one.length} samples`);
    for (const all of found) assert.ok((all.at(-1)?.[0] ?? 0) - last < 10, "one is behind the other");
  });

  it("has in both every point that the gateway answered, once", async () => {
    for (const replica of [0, 1]) {
      const values = (await samples(replica, "pushed")).map(([, value]) => Number(value));
      assert.deepEqual(
        values,
        Array.from({ length: sent }, (_, index) => index + 1),
        `${replica === victim ? "killed" : "kept"}`,
      );
    }
  });

  it("answers its readers throughout, who move to the other once", () => {
    assert.equal(reader.unanswered, 0, `of ${reader.asks}`);
    assert.equal(reader.moved, 1);
  });

  it("tells each alert once: what fired before, what began and what ended meanwhile", () => {
    const told = sinks.got.flatMap(({ alerts }) => alerts.map(({ labels: of, status }) => `${of.alertname} ${status}`));
    assert.deepEqual(
      told.sort(),
      ["Always firing", "During firing", "Ends firing", "Ends resolved"],
      JSON.stringify(sinks.got),
    );
    const [{ labels: of } = { labels: {} }] = sinks.got.flatMap(({ alerts }) => alerts);
    assert.deepEqual(
      Object.keys(of).filter((label) => /replica|prometheus/.test(label)),
      [],
    );
  });
});
