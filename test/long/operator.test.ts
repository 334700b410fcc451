// Monitors and rules on the real API server, read by the real operator, whose configuration a real Prometheus runs:
// what the platform and its tenants get scraped, and what a tenant cannot reach or claim. Pods are answers of a proxy,
// and nothing is deployed; configurations are the operator's own but for where they find the API, pods and store.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { platformAgentSpec, tenantAgentSpec } from "../../components/backends/prometheus/agent-spec";
import {
  admissionPolicies,
  bindingSpec,
  policySpec,
  tenantTable,
  tenantTableName,
} from "../../components/backends/prometheus/confinement/policies";
import { podMonitorSpec } from "../../components/backends/prometheus/pod-monitor";
import { prometheusValues } from "../../components/backends/prometheus/values";
import { probeSpec } from "../../components/collection/metrics/exporters-values";
import { prober } from "../../components/endpoints";
import type { HelmValues } from "../../components/helm-values";
import { serviceMonitorSpec } from "../../contract/scraped-service-spec";
import { conventions } from "../../conventions/names";
import { platformRules } from "../../dashboards/alerts";
import { targetOverLimit } from "../../dashboards/alerts/scrape-limits";
import { install } from "../../tools/install";
import { removeScratch, scratchDirectory } from "../servers/cleanup";
import { Daemon, freePorts } from "../servers/daemon";
import { KubeApi } from "../servers/kube-api";
import { apply, type KubernetesObject, MonitoringOperator } from "../servers/monitoring-operator";
import { metrics, PodNetwork } from "../servers/pod-network";
import { PrometheusStore } from "../servers/prometheus-store";
import { namesFor } from "../support/place";
import { settingsOf } from "../support/settings-of";

const settings = settingsOf({
  alerts: { receivers: [{ name: "on-call", type: "webhook", url: "https://example.com/hook", severity: "info" }] },
});
const platform = settings.namespace;
const monitoring = "monitoring.coreos.com/v1";
const object = (kind: string, namespace: string, name: string, spec: object, apiVersion = monitoring) => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
});
type Spec = Record<string, unknown>;

/** Each answers `app_info`, and says that it is another tenant's. */
const forged = (name: string) => metrics(`app_info{name="${name}",namespace="shop",tenant="shop"} 1\n`, "text/plain");

const addresses = {
  app: "10.1.0.1:8080",
  untyped: "10.1.0.2:8080",
  victim: "10.1.0.3:8080",
  exploding: "10.1.0.4:8080",
  platformPart: "10.1.0.5:8080",
};

const endpoint = (more: object = {}) => ({ port: "metrics", followRedirects: false, ...more });
const monitor = (namespace: string, name: string, app: string, more: object = {}, of: object = {}) =>
  object("ServiceMonitor", namespace, name, { selector: { matchLabels: { app } }, endpoints: [endpoint(more)], ...of });
const podsMonitor = (namespace: string, name: string, app: string, more: object = {}, of: object = {}) =>
  object("PodMonitor", namespace, name, {
    selector: { matchLabels: { app } },
    podMetricsEndpoints: [endpoint(more)],
    ...of,
  });
const probe = (namespace: string, name: string, more: Spec = {}) =>
  object("Probe", namespace, name, {
    ...probeSpec(settings, { name, module: "http_2xx", target: "https://shop.example.com/" }),
    ...more,
  });
const rule = (namespace: string, name: string, more: object, group: object = {}) =>
  object("PrometheusRule", namespace, name, {
    groups: [{ name, ...group, rules: [{ record: "recorded", expr: "sum(app_info)", ...more }] }],
  });
const relabelled = (targetLabel: string, more: object = {}) => ({
  relabelings: [{ targetLabel, replacement: addresses.victim, ...more }],
});

/** What a tenant may not create, with a part of the API server's answer. */
const refused: Readonly<Record<string, [object: KubernetesObject, answer: RegExp]>> = {
  "another address": [monitor("payments", "a", "app", relabelled("__address__")), /may not change where a target is/],
  "an address by a label's name": [
    monitor("payments", "b", "app", relabelled("$1", { sourceLabels: ["app"], regex: "(.+)" })),
    /may not change where a target is/,
  ],
  "an address copied from a label": [
    podsMonitor("payments", "c", "app", {
      relabelings: [{ action: "labelmap", regex: "__meta_kubernetes_pod_label_x(.+)" }],
    }),
    /may not change where a target is/,
  ],
  "a proxy": [monitor("payments", "d", "app", { proxyUrl: "http://10.1.0.3:8080" }), /no proxy/],
  redirects: [monitor("payments", "e", "app", { followRedirects: true }), /needs followRedirects: false/],
  "redirects by default": [
    podsMonitor("payments", "f", "app", { followRedirects: undefined }),
    /followRedirects: false/,
  ],
  "a prober of its own": [probe("payments", "g", { prober: { url: addresses.victim } }), /prober.url is blackbox/],
  "another path of the prober": [
    probe("payments", "h", { prober: { url: prober(platform), path: "/metrics" } }),
    /the path \/probe/,
  ],
  "another prober by relabelling": [
    probe("payments", "i", {
      targets: { staticConfig: { static: ["x"], relabelingConfigs: relabelled("__address__").relabelings } },
    }),
    /may not change where a target is/,
  ],
  "a rule without its tenant": [rule("payments", "j", {}), /needs labels: \{ tenant: payments \}/],
  "a rule of another tenant": [rule("payments", "k", { labels: { tenant: "shop" } }), /tenant: payments/],
  "a rule of another tenant in a group of its own": [
    rule("payments", "l", { labels: { tenant: "shop" } }, { labels: { tenant: "payments" } }),
    /tenant: payments/,
  ],
  "a tenant's rule in a namespace that nobody owns": [
    rule("elsewhere", "m", { labels: { tenant: "shop" } }),
    /no tenant owns this namespace/,
  ],
  "a label made up in a namespace that nobody owns": [
    rule("elsewhere", "n", { expr: 'Label_Replace(app_info, "\\x74enant", "shop", "", "")' }),
    /say labels: \{ tenant: default \}/,
  ],
};

/** What tenants and the platform may create. What some of it tries, it does not get. */
const created: readonly KubernetesObject[] = [
  object("ServiceMonitor", "payments", "app", serviceMonitorSpec({ matchLabels: { app: "app" }, port: "metrics" })),
  // Claims another tenant in each way that a monitor has.
  monitor("payments", "forger", "app", {
    honorLabels: true,
    relabelings: [{ targetLabel: "tenant", replacement: "shop" }],
    metricRelabelings: [
      { targetLabel: "namespace", replacement: "shop" },
      { targetLabel: "tenant", replacement: "shop" },
      { targetLabel: "forged", replacement: "yes" },
    ],
  }),
  monitor("payments", "untyped", "untyped"),
  // Looks for the pods of another namespace.
  monitor("payments", "everywhere", "victim", {}, { namespaceSelector: { any: true } }),
  podsMonitor("payments", "named", "victim", {}, { namespaceSelector: { matchNames: ["shop"] } }),
  // Sends the service account's token along: the operator leaves the monitor out.
  monitor("payments", "token", "app", { bearerTokenFile: "/var/run/secrets/kubernetes.io/serviceaccount/token" }),
  monitor("payments", "malformed", "app", { relabelings: [{ targetLabel: "x", regex: "(" }] }),
  object(
    "ScrapeConfig",
    "payments",
    "anything",
    { staticConfigs: [{ targets: [addresses.victim] }] },
    `${monitoring}alpha1`,
  ),
  monitor("shop", "exploding", "exploding"),
  monitor("shop", "labelled", "app-of-shop", {
    relabelings: [{ action: "labelmap", regex: "__meta_kubernetes_pod_label_(.+)" }],
  }),
  probe("shop", "shop"),
  object("PodMonitor", platform, "part", podMonitorSpec({ labels: { app: "part" }, port: "metrics" })),
  object("Probe", platform, "door", probeSpec(settings, { name: "door", module: "tcp_connect", target: "door:1" })),
  object("PrometheusRule", platform, "platform", { groups: platformRules(settings) }),
  rule("payments", "own", { labels: { tenant: "payments" } }),
  rule("payments", "grouped", { record: "grouped" }, { labels: { tenant: "payments" } }),
  rule(
    "payments",
    "alerting",
    { record: undefined, alert: "Sees", expr: "app_info > 0" },
    { labels: { tenant: "payments" } },
  ),
  rule("elsewhere", "plain", {}),
  // Those of another stack, in a namespace that says so: as they come, and not evaluated here.
  rule("other-stack", "others", {
    record: "of_another_stack",
    expr: 'label_replace(app_info, "tenant", "shop", "", "")',
  }),
  monitor("other-stack", "nodes", "app", { proxyUrl: "http://10.1.0.3:8080", followRedirects: true }),
  rule("elsewhere", "watchdog", { record: undefined, alert: "Watchdog", expr: "vector(1)" }),
  rule("elsewhere", "told", {
    record: "told",
    expr: 'label_replace(app_info{severity!="info"}, "tenant", "shop", "", "")',
    labels: { tenant: "default" },
  }),
  object(
    "AlertmanagerConfig",
    "shop",
    "team",
    {
      route: { receiver: "team", groupBy: ["alertname"] },
      receivers: [{ name: "team", webhookConfigs: [{ url: "https://shop.example.com/hook" }] }],
    },
    `${monitoring}alpha1`,
  ),
  // Asks for another namespace's alerts, and would keep everybody's from being told.
  object(
    "AlertmanagerConfig",
    "shop",
    "greedy",
    {
      route: { receiver: "greedy", matchers: [{ name: "namespace", value: "payments", matchType: "=" }] },
      receivers: [{ name: "greedy", webhookConfigs: [{ url: "https://shop.example.com/hook" }] }],
      inhibitRules: [
        {
          sourceMatch: [{ name: "alertname", value: "Any", matchType: "=" }],
          targetMatch: [{ name: "severity", value: "critical", matchType: "=" }],
        },
      ],
    },
    `${monitoring}alpha1`,
  ),
];

describe("monitors, rules and receivers of tenants", function () {
  this.timeout(180_000);
  const directory = scratchDirectory("operator-");
  const agents: Daemon[] = [];
  const answers = new Map<string, string>();
  let api: KubeApi;
  let operator: MonitoringOperator;
  let network: PodNetwork;
  let store: PrometheusStore;
  let configuration = { tenants: "", platform: "", rules: "", alertmanager: "" };

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
    const [prometheus] = await install(["prometheus"], (line) => console.error(line));
    const [port] = await freePorts(1);
    const { enableFeatures } = tenantAgentSpec(settings) as { enableFeatures: string[] };
    return Daemon.start({
      name,
      command: prometheus?.path ?? "",
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
    assert.deepEqual(probed.sort(), ["door default", "shop shop"]);
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
    const [amtool] = await install(["amtool"], (line) => console.error(line));
    const file = path.join(directory, "alertmanager.yaml");
    fs.writeFileSync(file, configuration.alertmanager);
    const reached = (...labels: string[]) => {
      const args = ["config", "routes", "test", `--config.file=${file}`, ...labels];
      const { status, stdout, stderr } = spawnSync(amtool?.path ?? "", args, { encoding: "utf8" });
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

/** Namespaces, policies, pods. */
async function furnish(api: KubeApi, network: PodNetwork): Promise<void> {
  for (const name of [platform, "payments", "payments-jobs", "shop", "elsewhere"]) {
    await must(api, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  const labels = {
    [conventions.rulesLabel]: conventions.elsewhere,
    [conventions.monitorsLabel]: conventions.elsewhere,
  };
  await must(api, { apiVersion: "v1", kind: "Namespace", metadata: { name: "other-stack", labels } });
  await must(api, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: tenantTableName, namespace: platform },
    data: tenantTable(settings),
  });
  for (const [name, policy] of Object.entries(admissionPolicies(settings))) {
    const registration = "admissionregistration.k8s.io/v1";
    const as = (kind: string, spec: object) => ({ apiVersion: registration, kind, metadata: { name }, spec });
    await must(api, as("ValidatingAdmissionPolicy", policySpec(policy)));
    await must(api, as("ValidatingAdmissionPolicyBinding", bindingSpec(name, platform)));
  }
  const million = Array.from({ length: 1_000_000 }, (_, index) => `boom{series="${index}"} 1\n`).join("");
  network.serve(addresses.exploding, metrics(million, "text/plain"));
  network.serve(addresses.untyped, metrics('app_info{name="untyped"} 1\n'));
  network.serve(addresses.victim, metrics('app_info{name="victim"} 1\n', "text/plain"));
  network.serve(addresses.app, forged("app"));
  network.serve(addresses.platformPart, metrics('app_info{name="part"} 1\n', "text/plain"));
  network.serve("10.1.0.6:8080", metrics('app_info{name="app-of-shop"} 1\n', "text/plain"));
  network.serve(prober(platform), metrics("probe_success 1\n", "text/plain"));
  await pod(api, "payments", "app", addresses.app);
  await pod(api, "payments", "untyped", addresses.untyped);
  await pod(api, "shop", "victim", addresses.victim);
  await pod(api, "shop", "exploding", addresses.exploding);
  await pod(api, "shop", "app-of-shop", "10.1.0.6:8080");
  await pod(api, platform, "part", addresses.platformPart);
}

/** A pod that is ready, and its Service. */
async function pod(api: KubeApi, namespace: string, app: string, address: string): Promise<void> {
  const [ip = "", port = ""] = address.split(":");
  const labels = { app };
  const ports = [{ name: "metrics", containerPort: Number(port) }];
  const made = await must(api, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: app, namespace, labels },
    spec: { containers: [{ name: "app", image: "example.com/app:0", ports }] },
  });
  const status = {
    phase: "Running",
    podIP: ip,
    podIPs: [{ ip }],
    conditions: [{ type: "Ready", status: "True" }],
  };
  const answer = await api.request("PUT", `/api/v1/namespaces/${namespace}/pods/${app}/status`, { ...made, status });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const metadata = { name: app, namespace, labels };
  const spec = { selector: labels, ports: [{ name: "metrics", port: 80, targetPort: "metrics" }] };
  await must(api, { apiVersion: "v1", kind: "Service", metadata, spec });
  // What the controller for them would write; the API server here runs without it.
  const targetRef = { kind: "Pod", name: app, namespace };
  const subsets = [{ addresses: [{ ip, targetRef }], ports: [{ name: "metrics", port: Number(port) }] }];
  await must(api, { apiVersion: "v1", kind: "Endpoints", metadata, subsets });
}

/** The agents, and Prometheus and Alertmanager with those of the chart's values that choose and confine. */
async function deploy(api: KubeApi): Promise<void> {
  const values = prometheusValues(settings, namesFor(settings)) as unknown as {
    prometheus: { prometheusSpec: HelmValues };
    alertmanager: { config: HelmValues; alertmanagerSpec: HelmValues };
  };
  const { enforcedNamespaceLabel, excludedFromEnforcement, ruleNamespaceSelector } = values.prometheus.prometheusSpec;
  await must(api, object("PrometheusAgent", platform, "kps-agent", platformAgentSpec(settings), `${monitoring}alpha1`));
  await must(api, object("PrometheusAgent", platform, "kps-tenants", tenantAgentSpec(settings), `${monitoring}alpha1`));
  await must(
    api,
    object("Prometheus", platform, "kps-prometheus", {
      enforcedNamespaceLabel,
      excludedFromEnforcement,
      ruleSelector: {},
      ruleNamespaceSelector,
      serviceMonitorSelector: { matchLabels: { none: "none" } },
    }),
  );
  await must(api, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "alertmanager-kps-alertmanager", namespace: platform },
    stringData: { "alertmanager.yaml": stringify(values.alertmanager.config) },
  });
  await must(
    api,
    object("Alertmanager", platform, "kps-alertmanager", {
      alertmanagerConfigSelector: {},
      alertmanagerConfigNamespaceSelector: {},
      alertmanagerConfigMatcherStrategy: values.alertmanager.alertmanagerSpec.alertmanagerConfigMatcherStrategy,
    }),
  );
}

/** Creates it. A namespace takes pods, and a policy knows owners, a moment after they are made. */
async function must(api: KubeApi, one: KubernetesObject): Promise<object> {
  for (const deadline = Date.now() + 20_000; ; await sleep(250)) {
    const { status, body } = await apply(api, one);
    if (status === 201) return body as object;
    assert.ok(Date.now() < deadline, `${one.kind} ${one.metadata.name}: ${JSON.stringify(body)}`);
  }
}

/** What the API server says; policies are in force, and know owners, a moment after they are made. */
async function refusal(api: KubeApi, hostile: KubernetesObject): Promise<string> {
  for (const deadline = Date.now() + 20_000; ; await sleep(250)) {
    const { status, body } = await apply(api, hostile);
    const { message } = body as { message?: string };
    const settled = status >= 400 && !/no params found/.test(message ?? "");
    if (settled || Date.now() > deadline) return `${status} ${message}`;
    const { apiVersion, kind, metadata } = hostile;
    const gone = `/apis/${apiVersion}/namespaces/${metadata.namespace}/${kind.toLowerCase()}s/${metadata.name}`;
    await api.request("DELETE", gone);
  }
}
