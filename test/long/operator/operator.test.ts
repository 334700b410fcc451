// Monitors and rules on the real API server, read by the real operator, whose configuration a real Prometheus runs:
// what the platform and its tenants get scraped, and what a tenant cannot reach or claim. Pods are answers of a proxy,
// and nothing is deployed; configurations are the operator's own but for where they find the API, pods and store.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { tenantAgentSpec } from "../../../components/backends/prometheus/agent-spec";
import { platformRules } from "../../../dashboards/alerts";
import { targetOverLimit } from "../../../dashboards/alerts/scrape-limits";
import { installed } from "../../../tools/install";
import { removeScratch, scratchDirectory } from "../../servers/cleanup";
import { Daemon, freePorts } from "../../servers/daemon";
import { KubeApi } from "../../servers/kube-api";
import { MonitoringOperator } from "../../servers/monitoring-operator";
import { PodNetwork } from "../../servers/pod-network";
import { PrometheusStore } from "../../servers/prometheus-store";
import { deploy, furnish, must, refusal } from "./cluster";
import { created } from "./created";
import { addresses, object, platform, type Spec, settings } from "./objects";
import { refused } from "./refused";

describe("monitors, rules and receivers of tenants", function () {
  this.timeout(180_000);
  const directory = scratchDirectory("operator-");
  const agents: Daemon[] = [];
  const answers = new Map<string, string>();
  let api: KubeApi;
  let operator: MonitoringOperator;
  let network: PodNetwork;
  let store: PrometheusStore;
  let configuration = { tenants: "", platform: "", store: "", rules: "", alertmanager: "" };

  before(async function () {
    this.timeout(3_600_000);
    api = await KubeApi.start();
    network = await PodNetwork.start();
    operator = await MonitoringOperator.start(api, settings);
    await furnish(api, network);
    for (const [name, [hostile]] of Object.entries(refused)) answers.set(name, await refusal(api, hostile));
    for (const one of created) await must(api, one);
    await deploy(api);
    configuration = {
      tenants: await operator.written("secrets", "prom-agent-kps-tenants", [
        "payments/forger",
        "payments/untyped",
        "shop/labelled",
        "shop/exploding",
        "probe/shop/shop",
      ]),
      platform: await operator.written("secrets", "prom-agent-kps-agent", ["observability/part", "observability/door"]),
      store: await operator.written("secrets", "prometheus-kps-prometheus", ["rule_files"]),
      rules: await operator.written("configmaps", "prometheus-kps-prometheus-rulefiles-0", [
        "Watchdog",
        "grouped",
        "Sees",
      ]),
      alertmanager: await operator.written("secrets", "alertmanager-kps-alertmanager-generated", [
        "shop/team",
        "shop/greedy",
      ]),
    };
    store = await PrometheusStore.start(
      configuration.rules.split(/^(?=groups:)/m).flatMap((text) => (parse(text) as { groups: object[] }).groups),
    );
    agents.push(await run("tenants"), await run("platform"));
    await until(
      async () => (await store.query(targetOverLimit)).length > 0 && (await store.query("grouped")).length > 0,
    );
  });

  after(async () => {
    for (const agent of agents) await agent.stop();
    await store?.stop();
    await operator?.stop();
    network?.stop();
    await api?.stop();
    removeScratch(directory);
  });

  /** Runs an agent with the operator's configuration. */
  async function run(name: "tenants" | "platform"): Promise<Daemon> {
    // As the configuration's reloader does in the pod, of which there is one.
    const config = parse(configuration[name].replaceAll("$(SHARD)", "0")) as {
      global: Spec;
      scrape_configs: (Spec & { kubernetes_sd_configs?: Spec[] })[];
      remote_write: Spec[];
    };
    const quick = { scrape_interval: "1s", scrape_timeout: "1s" };
    for (const job of config.scrape_configs) {
      // What answers with a million series takes a moment.
      const pace = String(job.job_name).includes("exploding") ? { scrape_interval: "5s", scrape_timeout: "5s" } : quick;
      Object.assign(job, pace, { proxy_url: network.proxyUrl });
      for (const discovery of job.kubernetes_sd_configs ?? []) discovery.kubeconfig_file = api.kubeconfigFile;
    }
    Object.assign(config.global, quick);
    for (const target of config.remote_write) target.url = store.remoteWrite;
    const file = path.join(directory, `${name}.yaml`);
    fs.writeFileSync(file, stringify(config));
    const prometheus = await installed("prometheus");
    const [port] = await freePorts(1);
    const { enableFeatures } = tenantAgentSpec(settings) as { enableFeatures: string[] };
    return Daemon.start({
      name,
      command: prometheus,
      args: [
        "--agent",
        `--config.file=${file}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--storage.agent.path=${path.join(directory, name)}`,
        ...(name === "tenants" ? [`--enable-feature=${enableFeatures.join(",")}`] : []),
      ],
      logFile: path.join(directory, `${name}.log`),
      ready: async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok,
      readyWithinSeconds: 60,
    });
  }

  for (const [name, [, answer]] of Object.entries(refused)) {
    it(`are refused by the API server: ${name}`, () => assert.match(answers.get(name) ?? "", answer));
  }

  it("are scraped in their own namespace, under its tenant, whatever they claim", async () => {
    const found = await store.query("app_info");
    const jobs = new Set(found.map(({ metric }) => `${metric.namespace} ${metric.tenant} ${metric.name}`));
    assert.deepEqual([...jobs].sort(), [
      "observability default part",
      "payments payments app",
      "payments payments untyped",
      "shop shop app-of-shop",
    ]);
    assert.equal((await store.query('app_info{forged="yes"}')).length, 1);
    assert.deepEqual(
      (await store.query("up")).filter(({ metric }) => metric.namespace === "shop" && metric.tenant !== "shop"),
      [],
    );
  });

  it("reach no pod of another namespace", () => {
    assert.ok(network.asked.has(addresses.app));
    assert.ok(!network.asked.has(addresses.victim), [...network.asked].join(", "));
    assert.ok(!configuration.tenants.includes(addresses.victim), "no ScrapeConfig of a tenant");
  });

  it("are scraped by the agents alone, whatever labels they have", () =>
    assert.deepEqual((parse(configuration.store) as { scrape_configs?: object[] }).scrape_configs ?? [], []));

  it("are left out one by one: a token to be sent, an expression that is none", () => {
    assert.ok(!configuration.tenants.includes("payments/token"));
    assert.ok(!configuration.tenants.includes("payments/malformed"));
    assert.ok(configuration.tenants.includes("payments/untyped"));
  });

  it("are no matter of servers: a Prometheus of theirs is left to their own operator", async () => {
    await must(api, object("Prometheus", "shop", "theirs", { serviceMonitorSelector: {} }));
    // What comes later is done by then.
    await must(api, object("Prometheus", platform, "later", { serviceMonitorSelector: {} }));
    await operator.written("secrets", "prometheus-later", ["scrape_configs"]);
    const { status } = await api.request("GET", "/api/v1/namespaces/shop/secrets/prometheus-theirs");
    assert.equal(status, 404);
  });

  it("are told from the platform's, which is confined in nothing", () => {
    assert.ok(!configuration.platform.includes("/payments/") && !configuration.tenants.includes("/observability/"));
    assert.ok(!configuration.platform.includes("sample_limit"));
  });

  it("probe through the platform's prober", async () => {
    const probed = (await store.query("probe_success")).map(({ metric }) => `${metric.job} ${metric.tenant}`);
    assert.deepEqual(probed.sort(), ["probe/door default", "probe/shop shop"]);
  });

  it("are alerted on when a target asks for 1,000,000 series, and cost no other target a sample", async () => {
    assert.deepEqual(
      (await store.query(targetOverLimit)).map(({ metric }) => `${metric.tenant} ${metric.job}`),
      ["shop exploding"],
    );
    assert.deepEqual(await store.query("boom"), []);
    const [others] = await store.query('min(count_over_time(up{job!="exploding"}[10s]))');
    assert.ok(Number(others?.value[1]) >= 5, `${others?.value[1]} scrapes in ten seconds`);
    assert.deepEqual(
      (await store.query("up == 0")).map(({ metric }) => metric.job),
      ["exploding"],
    );
  });

  it("record and alert under their tenant, on their own namespace alone", async () => {
    for (const name of ["recorded", "grouped"]) {
      const found = (await store.query(name)).map(
        ({ metric, value }) => `${metric.namespace} ${metric.tenant} ${value[1]}`,
      );
      // app, forger and untyped; three of `payments`, of five.
      assert.deepEqual(found, ["payments payments 3"], name);
    }
    const alerts = (await store.query('ALERTS{alertname="Sees"}')).map(({ metric }) => metric.tenant);
    assert.deepEqual([...new Set(alerts)], ["payments"]);
  });

  it("are another stack's business where the namespace says so", () => {
    assert.ok(configuration.rules.includes("told"));
    assert.ok(!configuration.rules.includes("of_another_stack"));
    assert.ok(!configuration.tenants.includes("other-stack/nodes"));
  });

  it("carry their namespace on a Watchdog, which the platform's own has not", () => {
    const namespaces = configuration.rules
      .split(/^(?=groups:)/m)
      .flatMap((text) => (parse(text) as { groups: { rules: { alert?: string; labels?: Spec }[] }[] }).groups)
      .flatMap(({ rules }) => rules.filter(({ alert }) => alert === "Watchdog").map(({ labels }) => labels?.namespace));
    assert.deepEqual(new Set(namespaces), new Set([undefined, "elsewhere"]));
  });

  it("leave the platform's own rules as they are", () => {
    for (const group of platformRules(settings)) {
      assert.ok(configuration.rules.includes(`name: ${group.name}`), group.name);
    }
    assert.ok(configuration.rules.includes('absent(count(up{namespace="observability"}))'));
  });

  it("are notified of their own namespace's alerts, and the platform's receivers of what they were", async () => {
    const amtool = await installed("amtool");
    const file = path.join(directory, "alertmanager.yaml");
    fs.writeFileSync(file, configuration.alertmanager);
    const reached = (...labels: string[]) => {
      const args = ["config", "routes", "test", `--config.file=${file}`, ...labels];
      const { status, stdout, stderr } = spawnSync(amtool, args, { encoding: "utf8" });
      assert.equal(status, 0, stderr);
      return stdout.trim().split(",").sort();
    };
    assert.deepEqual(reached("alertname=A", "namespace=shop", "severity=critical"), ["on-call", "shop/team/team"]);
    assert.deepEqual(reached("alertname=A", "namespace=payments", "severity=critical"), ["on-call"]);
    assert.deepEqual(reached("alertname=A", "severity=critical", "tenant=shop"), ["on-call"]);
    assert.deepEqual(reached("alertname=Watchdog", "severity=info"), ["platform/nobody"]);
    assert.deepEqual(reached("alertname=Watchdog", "severity=critical", "namespace=elsewhere"), ["on-call"]);
  });

  it("inhibit nobody else's alerts, nor are notified of what they ask for beside their own", () => {
    const { inhibit_rules: inhibitions, route } = parse(configuration.alertmanager) as {
      inhibit_rules: { source_matchers: string[]; target_matchers: string[] }[];
      route: { routes: { receiver: string; matchers: string[] }[] };
    };
    const own = inhibitions.filter(({ source_matchers: source }) => source.some((one) => one.includes('"Any"')));
    assert.equal(own.length, 1);
    for (const matchers of [own[0]?.source_matchers, own[0]?.target_matchers])
      assert.ok(matchers?.includes('namespace="shop"'), String(matchers));
    for (const { receiver, matchers } of route.routes.filter(({ receiver: name }) => name.startsWith("shop/")))
      assert.ok(matchers.includes('namespace="shop"'), receiver);
  });

  async function until(done: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 90_000; !(await done()); await sleep(500)) {
      assert.ok(Date.now() < deadline, "what is scraped did not arrive");
    }
    // A few scrapes more, of everything.
    await sleep(11_000);
  }
});
