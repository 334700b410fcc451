// The dead man's switch, whole: agent, Prometheus and Alertmanager, each of which is killed (SIGKILL) and started again,
// and a recorder in the place of the service outside. Expressions, routes and receivers are as deployed, and what
// docs/tenancy.md promises is what is asked for. Intervals are shorter by one factor, WATCHDOG_FACTOR (default 10; 1 is
// as deployed); the three minutes that stand in the rule's expression are not. While the agent is away another cluster
// pushes what its own platform scrapes, which must not pass for it.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { scrapeIntervalSeconds } from "../../components/backends/prometheus/agent-spec";
import { alertmanagerConfig } from "../../components/backends/prometheus/alertmanager/config";
import { alertmanagerSecret, credentials } from "../../components/backends/prometheus/alertmanager/receivers";
import { heartbeatSeconds } from "../../components/backends/prometheus/alertmanager/routes";
import { alertTenant, nativeRelabelRule } from "../../components/backends/prometheus/tenants";
import { platformRules } from "../../dashboards/alerts";
import type { Settings } from "../../settings/settings";
import { Sinks, startAlertmanager } from "../servers/alertmanager";
import { removeScratch, scratchDirectory } from "../servers/cleanup";
import type { Daemon } from "../servers/daemon";
import { GatewayProcess, tokenOf } from "../servers/gateway-process";
import { PrometheusAgent } from "../servers/prometheus-agent";
import { PrometheusStore } from "../servers/prometheus-store";
import { metricsRequest, point } from "../support/otlp-json";
import { settingsOf } from "../support/settings-of";

const factor = Number(process.env.WATCHDOG_FACTOR ?? 10);
const seconds = {
  beat: heartbeatSeconds / factor,
  /** kube-prometheus-stack's and Prometheus' own; the program sets neither. */
  evaluation: 30 / factor,
  resend: 60 / factor,
  scrape: scrapeIntervalSeconds / factor,
  /** Of the rule's expression. */
  freshSample: 180,
  /** What a busy machine adds, and the five seconds for which the agent gathers samples. */
  slack: 8,
};
/** After this time in the table of docs/tenancy.md no ping comes any more. */
const silentAfter = {
  alertmanager: 0,
  agent: seconds.freshSample + seconds.evaluation + seconds.beat,
  // Prometheus says of each alert that it ends four sendings later.
  prometheus: 4 * seconds.resend + seconds.beat,
};
const backWithin = 60 + 2 * seconds.beat;
const nowhere = "http://127.0.0.1:1";

describe("the dead man's switch", function () {
  this.timeout((silentAfter.agent + 8 * seconds.beat + 3 * backWithin) * 1_000);
  const directory = scratchDirectory("watchdog-");
  const outside = new Sinks();
  let settings: Settings;
  let alertmanager: Daemon;
  let prometheus: PrometheusStore;
  let agent: PrometheusAgent;
  let gateway: GatewayProcess;

  before(async function () {
    this.timeout(1_800_000);
    settings = settingsOf({
      tenants: [{ id: "shop", namespaces: ["shop"] }],
      cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      alerts: { deadMansSwitch: { type: "webhook", url: outside.address("outside") } },
    });
    const started = await startAlertmanager(alertmanagerFile());
    alertmanager = started.daemon;
    const address = new URL(started.url).host;
    prometheus = await PrometheusStore.start(
      platformRules(settings),
      {
        alertmanager: address,
        externalLabels: {},
        relabelings: alertTenant(settings).map(nativeRelabelRule),
        resendSeconds: seconds.resend,
      },
      seconds.evaluation,
    );
    const labels = { namespace: settings.namespace };
    agent = await PrometheusAgent.start(
      settings,
      prometheus.remoteWrite,
      [
        { job: "kps-alertmanager", targets: [{ address, labels }] },
        { job: "kps-prometheus", targets: [{ address: new URL(prometheus.base).host, labels }] },
      ],
      seconds.scrape,
    );
    gateway = await GatewayProcess.start({
      settings,
      loki: nowhere,
      tempo: nowhere,
      remoteWrite: prometheus.remoteWrite,
    });
  });

  after(async () => {
    await gateway?.stop();
    await agent?.stop();
    await prometheus?.stop();
    await alertmanager?.stop();
    outside.close();
    removeScratch(directory);
  });

  function alertmanagerFile(): string {
    const secrets = path.join(directory, alertmanagerSecret);
    fs.mkdirSync(secrets);
    for (const [key, value] of Object.entries(credentials(settings.alerts)))
      fs.writeFileSync(path.join(secrets, key), outside.mounted(value));
    const file = path.join(directory, "alertmanager.yaml");
    const text = stringify(alertmanagerConfig(settings))
      .replaceAll(`/etc/alertmanager/secrets/${alertmanagerSecret}`, secrets)
      .replace(`group_interval: ${heartbeatSeconds}s`, `group_interval: ${seconds.beat}s`)
      .replace(`repeat_interval: ${heartbeatSeconds - 10}s`, `repeat_interval: ${(heartbeatSeconds - 10) / factor}s`);
    fs.writeFileSync(file, text);
    return file;
  }

  const pings = () => outside.got.length;

  /** Waits for two pings; seconds until the first of them. */
  async function beats(what: string): Promise<number> {
    const [begun, before] = [Date.now(), pings()];
    let first = 0;
    for (; pings() < before + 2; await sleep(250)) {
      if (first === 0 && pings() > before) first = Date.now();
      assert.ok(Date.now() < begun + backWithin * 1_000, `${what}: ${pings() - before} pings within ${backWithin} s`);
    }
    return ((first || Date.now()) - begun) / 1_000;
  }

  /** Kills, and looks on for three beats longer than the pings may go on; meanwhile `during`, every second. */
  async function falls(
    part: keyof typeof silentAfter,
    kill: () => Promise<void>,
    start: () => Promise<void>,
    during: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    await beats("before");
    await kill();
    const killed = Date.now();
    const allowed = silentAfter[part] + seconds.slack;
    let [count, last] = [pings(), killed];
    for (; Date.now() < killed + (allowed + 3 * seconds.beat) * 1_000; await sleep(1_000)) {
      if (pings() > count) [count, last] = [pings(), Date.now()];
      await during();
    }
    const after = (last - killed) / 1_000;
    assert.ok(after <= allowed, `${part} killed: a ping ${after.toFixed(0)} s later, of ${silentAfter[part]} allowed`);
    await start();
    const back = await beats(`${part} started again`);
    console.log(
      `      ${part}: last ping ${after.toFixed(0)} s after the kill, back ${back.toFixed(0)} s after the start`,
    );
  }

  it("falls silent when Alertmanager is killed, and comes back with it", () =>
    falls(
      "alertmanager",
      () => alertmanager.kill(),
      async () => {
        alertmanager = await alertmanager.again();
      },
    ));

  it("falls silent when Prometheus is killed, and comes back with it", () =>
    falls(
      "prometheus",
      () => prometheus.kill(),
      () => prometheus.up(),
    ));

  it("falls silent when the agent is killed, whatever others push, and comes back with it", async () => {
    const series = `up{namespace="outside/${settings.namespace}", tenant="shop"}`;
    await falls(
      "agent",
      () => agent.kill(),
      async () => {
        const [pushed] = await prometheus.query(`time() - timestamp(${series})`);
        assert.ok(Number(pushed?.value[1]) < 60, "what the other cluster pushes has arrived");
        await agent.up();
      },
      async () => {
        const content = metricsRequest([{ name: "up", gauge: { dataPoints: [point(Date.now(), 1)] } }], {
          "k8s.namespace.name": settings.namespace,
          "service.name": "loki",
        });
        assert.equal(await gateway.send("metrics", content, { authorization: `Bearer ${tokenOf("shop")}` }), 200);
      },
    );
  });
});
