// Metrics on their way to a store outside: from the real agent by the real Prometheus, with the configuration that the
// real operator makes of the platform's own, to a store that remembers how it was asked. Of the operator's configuration
// only addresses are others. AWS is not asked: the store looks at the signature's form, not at its sum.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { longTermCredentials } from "../../components/backends/prometheus/long-term-store";
import { prometheusValues } from "../../components/backends/prometheus/values";
import type { HelmValues } from "../../components/helm-values";
import { longTermQueue } from "../../conventions/names";
import { ownSecretNames } from "../../conventions/secrets";
import { installed } from "../../tools/install";
import { removeScratch, scratchDirectory } from "../servers/cleanup";
import { Daemon, freePorts } from "../servers/daemon";
import { KubeApi } from "../servers/kube-api";
import { apply, type KubernetesObject, MonitoringOperator } from "../servers/monitoring-operator";
import { PrometheusAgent } from "../servers/prometheus-agent";
import { RecordingStore } from "../servers/recording-store";
import { namesFor } from "../support/place";
import { settingsOf } from "../support/settings-of";

const namespace = "observability";
const url = "https://store.example.com/api/v1/push";
const stores = {
  amp: { type: "amp", workspaceArn: "arn:aws:aps:eu-west-1:111122223333:workspace/ws-1a2b3c4d" },
  mimir: { type: "mimir", url, tenant: "platform", username: "platform", credential: "correct horse" },
  thanos: { type: "thanos", url, tenant: "platform", credential: "battery staple" },
} as const;
type StoreName = keyof typeof stores;
const settingsFor = (name: StoreName) => settingsOf({ size: "medium", longTermMetrics: stores[name] });

interface PrometheusConfig {
  global: { external_labels: Record<string, string> };
  alerting?: { alert_relabel_configs?: { action?: string; regex?: string }[] };
  remote_write: Record<string, unknown>[];
}

describe("metrics that are kept for longer elsewhere", function () {
  this.timeout(180_000);
  const directory = scratchDirectory("long-term-");
  const written = new Map<StoreName, PrometheusConfig>();
  const running: { stop(): Promise<void> }[] = [];
  const recorders: RecordingStore[] = [];
  let api: KubeApi;
  let operator: MonitoringOperator;
  let target: http.Server;

  before(async function () {
    this.timeout(3_600_000);
    api = await KubeApi.start();
    operator = await MonitoringOperator.start(api, settingsFor("mimir"));
    await must({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    for (const name of Object.keys(stores) as StoreName[]) {
      const settings = settingsFor(name);
      const secret = `${ownSecretNames.longTermMetrics}-${name}`;
      const { prometheusSpec } = prometheusValues(settings, namesFor(settings)).prometheus as {
        prometheusSpec: HelmValues;
      };
      // Without any selector of monitors the operator leaves the configuration to others.
      const chosen = [
        "externalLabels",
        "replicaExternalLabelName",
        "remoteWrite",
        "replicas",
        "serviceMonitorSelector",
      ];
      const own = JSON.stringify(Object.fromEntries(chosen.map((key) => [key, prometheusSpec[key]])));
      await must({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: secret, namespace },
        stringData: longTermCredentials(settings),
      });
      await must({
        apiVersion: "monitoring.coreos.com/v1",
        kind: "Prometheus",
        metadata: { name, namespace },
        spec: {
          ...(JSON.parse(own.replaceAll(`"name":"${ownSecretNames.longTermMetrics}"`, `"name":"${secret}"`)) as object),
          // As the chart has it.
          alerting: { alertmanagers: [{ name: "kps-alertmanager", namespace, port: "http-web" }] },
        },
      });
      const text = await operator.written("secrets", `prometheus-${name}`, ["remote_write"]);
      written.set(name, parse(text.replaceAll("$(POD_NAME)", `prometheus-${name}-0`)) as PrometheusConfig);
    }
    target = http.createServer((_, response) => {
      response.setHeader("content-type", "text/plain");
      response.end('app_info{name="app"} 1\ndatabase_up{cluster="orders"} 1\n');
    });
    await new Promise<void>((resolve) => void target.listen(0, "127.0.0.1", resolve));
  });

  after(async () => {
    for (const one of running.reverse()) await one.stop();
    for (const recorder of recorders) await recorder.stop();
    target?.close();
    await operator?.stop();
    await api?.stop();
    removeScratch(directory);
  });

  async function must(one: KubernetesObject): Promise<void> {
    for (const deadline = Date.now() + 20_000; ; await sleep(250)) {
      const { status, body } = await apply(api, one);
      if (status === 201) return;
      assert.ok(Date.now() < deadline, `${one.kind} ${one.metadata.name}: ${JSON.stringify(body)}`);
    }
  }

  /** The operator's configuration, running: a store, Prometheus that writes to it, an agent that scrapes a shop. */
  async function run(name: StoreName): Promise<{ store: RecordingStore; own: () => Promise<string> }> {
    const store = await RecordingStore.start();
    recorders.push(store);
    const config = structuredClone(written.get(name)) ?? assert.fail(name);
    for (const write of config.remote_write) write.url = store.url;
    const place = path.join(directory, `${name}-${recorders.length}`);
    const file = `${place}.yaml`;
    const { global, remote_write } = config;
    fs.writeFileSync(file, stringify({ global, remote_write, storage: { tsdb: { out_of_order_time_window: "30m" } } }));
    const prometheus = await installed("prometheus");
    const [port] = await freePorts(1);
    const base = `http://127.0.0.1:${port}`;
    running.push(
      await Daemon.start({
        name: "prometheus",
        command: prometheus,
        args: [
          `--config.file=${file}`,
          `--web.listen-address=127.0.0.1:${port}`,
          `--storage.tsdb.path=${place}`,
          "--web.enable-remote-write-receiver",
        ],
        environment: { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "none" },
        logFile: `${place}.log`,
        ready: async () => (await fetch(`${base}/-/ready`)).ok,
        readyWithinSeconds: 60,
      }),
    );
    const address = `127.0.0.1:${(target.address() as AddressInfo).port}`;
    const labels = { namespace: "shop" };
    const agent = await PrometheusAgent.start(settingsFor(name), `${base}/api/v1/write`, [
      { job: "app", targets: [{ address, labels }] },
    ]);
    running.push(agent);
    return { store, own: async () => (await fetch(`${base}/metrics`)).text() };
  }

  async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 90_000; !(await holds()); await sleep(500)) assert.ok(Date.now() < end, what);
  }

  for (const [name, replica, proof] of [
    [
      "amp",
      "__replica__",
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-west-1\/aps\/aws4_request, SignedHeaders=/,
    ],
    ["mimir", "__replica__", new RegExp(`^Basic ${Buffer.from("platform:correct horse").toString("base64")}$`)],
    ["thanos", "prometheus_replica", /^Bearer battery staple$/],
  ] as const) {
    it(`are written to ${name}, with tenant, cluster and proof of who writes`, async () => {
      const { store } = await run(name);
      await until("arrives", async () => (await store.kept.query("app_info")).length > 0);
      const [found] = await store.kept.query("app_info");
      const { cluster, environment } = settingsFor(name);
      const { tenant, namespace: from, ...others } = found?.metric ?? {};
      assert.deepEqual([tenant, from], ["shop", "shop"]);
      assert.equal(others.cluster, cluster.name);
      assert.equal(others.environment, environment);
      assert.ok(
        Object.keys(others).every((label) => !/exported|tmp/.test(label)),
        JSON.stringify(others),
      );
      assert.equal(others[replica], `prometheus-${name}-0`);
      const [database] = await store.kept.query("database_up");
      assert.deepEqual([database?.metric.cluster, database?.metric.exported_cluster], [cluster.name, "orders"]);
      for (const { authorization } of store.requests) assert.match(authorization ?? "", proof);
      const header = { amp: undefined, mimir: "x-scope-orgid", thanos: "thanos-tenant" }[name];
      if (header !== undefined) assert.equal(store.requests[0]?.[header], "platform");
    });

    it(`are told apart by no label on alerts, for ${name}`, () => {
      const dropped = written.get(name)?.alerting?.alert_relabel_configs ?? [];
      assert.ok(
        dropped.some(({ action, regex }) => action === "labeldrop" && new RegExp(`^(?:${regex})$`).test(replica)),
        JSON.stringify(dropped),
      );
    });
  }

  it("wait for a store that is away or asks for patience, and lose none", async () => {
    const { store, own } = await run("mimir");
    const samples = async () => {
      const [series] = await store.kept.query("count_over_time(app_info[10m])");
      return Number(series?.value[1] ?? 0);
    };
    await until("arrives", async () => (await samples()) > 3);
    for (const refusal of [503, 429]) {
      store.refusal = refusal;
      const before = await samples();
      await sleep(8_000);
      store.refusal = undefined;
      await until("what waited", async () => (await samples()) > before + 8);
    }
    const [series] = (await store.kept.query("app_info[10m]")) as unknown as { values: [number, string][] }[];
    const gaps = (series?.values ?? []).slice(1).map(([at], index) => at - (series?.values[index]?.[0] ?? 0));
    assert.ok(Math.max(...gaps) < 5, `${Math.max(...gaps)} s between two samples`);
    const metrics = await own();
    const value = (metric: string) =>
      Number(
        new RegExp(`^${metric}(?:\\{remote_name="${longTermQueue}",.*\\})? (\\S+)`, "m").exec(metrics)?.[1] ??
          Number.NaN,
      );
    assert.equal(value("prometheus_remote_storage_samples_failed_total"), 0);
    // What the alert reads.
    assert.ok(value("prometheus_remote_storage_queue_highest_sent_timestamp_seconds") > 0);
    assert.ok(value("prometheus_remote_storage_highest_timestamp_in_seconds") > 0);
  });
});
