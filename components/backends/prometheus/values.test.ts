import assert from "node:assert/strict";
import type { Settings } from "../../../settings/settings";
import { sizeNames } from "../../../settings/sizing";
import { namesFor } from "../../../test/support/place";
import { manyTenants, settingsOf } from "../../../test/support/settings-of";
import { at } from "../../../test/support/value-at";
import { endpoints, prometheusWriters } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { platformAgentSpec, tenantAgentSpec } from "./agent-spec";
import { prometheusValues as valuesFor } from "./values";

const prometheusValues = (settings: Settings) => valuesFor(settings, namesFor(settings));

const spec = (values: HelmValues) => at(values, "prometheus", "prometheusSpec");

describe("the Prometheus operator", () => {
  it("runs servers of the platform's namespace alone: another team's are its own operator's", () => {
    const operator = at(prometheusValues(settingsOf({ namespace: "o11y" })), "prometheusOperator");
    for (const kind of ["prometheus", "alertmanager", "thanosRuler"])
      assert.deepEqual(at(operator, `${kind}InstanceNamespaces`), ["o11y"], kind);
    assert.equal(at(operator, "namespaces"), undefined, "monitors and rules are read in every namespace");
  });

  it("keeps its Service of kubelets to itself: those of other stacks, and what they left, have the same labels", () => {
    const values = prometheusValues(settingsOf({ namespace: "o11y" }));
    assert.equal(at(values, "prometheusOperator", "kubeletService", "namespace"), "o11y");
    assert.equal(at(values, "kubelet", "namespace"), "o11y", "where its monitor looks");
    for (const endpoint of ["relabelings", "cAdvisorRelabelings", "probesRelabelings"])
      assert.deepEqual(
        at(values, "kubelet", "serviceMonitor", endpoint),
        [
          { action: "replace", sourceLabels: ["__metrics_path__"], targetLabel: "metrics_path" },
          { action: "replace", targetLabel: "namespace", replacement: "kube-system" },
        ],
        "series say what they said before",
      );
  });
});

describe("What nodes tell", () => {
  const values = prometheusValues(settingsOf());

  it("is asked for as often as all else: the chart asks for containers three times as often", () => {
    const { scrapeInterval } = platformAgentSpec(settingsOf());
    assert.equal(at(values, "kubelet", "serviceMonitor", "cAdvisorInterval"), scrapeInterval);
  });

  it("is of the node's interfaces, not of one for each of its pods", () => {
    const rules = at(values, "prometheus-node-exporter", "prometheus", "monitor", "metricRelabelings") as HelmValues[];
    const drops = new RegExp(`^(?:${rules.find(({ action }) => action === "drop")?.regex})$`);
    for (const device of ["eni0a1b2c3d4e5", "veth12ab", "cali0123456789a", "lxc_health"])
      assert.match(`node_network_receive_bytes_total;${device}`, drops);
    for (const name of ["node_network_receive_bytes_total;ens5", "node_network_up;eth0", "node_disk_io_now;eni"])
      assert.doesNotMatch(name, drops);
  });
});

describe("Kubelets", () => {
  it("are those of nodes alone: Fargate's refuse who scrapes them, and each of its pods is a node", () => {
    const selector = at(prometheusValues(settingsOf()), "prometheusOperator", "kubeletService", "selector");
    assert.equal(selector, "eks.amazonaws.com/compute-type!=fargate,type!=virtual-kubelet");
  });
});

describe("Prometheus as the store", () => {
  const settings = settingsOf({ size: "medium", retention: { metricsDays: 30 } });
  const prometheus = spec(prometheusValues(settings));

  it("takes pushed samples by remote write alone, late ones too: whoever writes so has stamped the tenant", () => {
    assert.equal(at(prometheus, "enableRemoteWriteReceiver"), true);
    assert.equal(at(prometheus, "enableOTLPReceiver"), undefined);
    assert.equal(at(prometheus, "otlp"), undefined);
    assert.equal(at(prometheus, "tsdb", "outOfOrderTimeWindow"), "240m");
  });

  it("keeps exemplars, which takes the feature and the size", () => {
    assert.deepEqual(at(prometheus, "enableFeatures"), ["exemplar-storage"]);
    assert.equal(at(prometheus, "exemplars", "maxSize"), settings.sizing.prometheus.maxExemplars);
  });

  it("keeps samples for the days and the size of the settings, on gp3", () => {
    assert.equal(at(prometheus, "retention"), "30d");
    assert.equal(at(prometheus, "retentionSize"), "170GiB");
    assert.equal(at(prometheus, "storageSpec", "volumeClaimTemplate", "spec", "storageClassName"), "observability-gp3");
    assert.equal(
      at(prometheus, "storageSpec", "volumeClaimTemplate", "spec", "resources", "requests", "storage"),
      "200Gi",
    );
  });

  it("has room for a connection of each tenant and generator, and for what one question takes", () => {
    // Tempo's three generators in `large`, 5,000 tenants.
    assert.ok(Number(at(prometheus, "web", "maxConnections")) >= 3 * 5_000);
    const generators = 40;
    const many = settingsOf({
      size: "large",
      tenants: manyTenants(500),
      sizing: { tempoMetricsGenerator: { replicas: generators } },
    });
    assert.ok(Number(at(spec(prometheusValues(many)), "web", "maxConnections")) >= generators * 500 + 1_000);
    for (const size of sizeNames) {
      const sized = settingsOf({ size });
      const most = Number(at(spec(prometheusValues(sized)), "query", "maxSamples"));
      assert.ok(48 * most <= (sized.sizing.prometheus.memoryMib * 1_048_576) / 8 && most >= 5_000_000, `${most}`);
    }
  });

  it("has an hour to read back the log of a large one, and is asked more often where that takes moments", () => {
    const time = (memoryMib: number) =>
      at(
        spec(prometheusValues(settingsOf({ size: "large", sizing: { prometheus: { memoryMib } } }))),
        "maximumStartupDurationSeconds",
      );
    assert.deepEqual([time(32_768), time(8_192)], [3_600, undefined]);
  });

  it("confines a tenant's rules to its namespace, and the platform's to nothing", () => {
    assert.equal(at(prometheus, "enforcedNamespaceLabel"), "namespace");
    assert.deepEqual(at(prometheus, "excludedFromEnforcement", 0), {
      namespace: "observability",
      resource: "prometheusrules",
    });
    assert.equal(at(prometheus, "ruleSelectorNilUsesHelmValues"), false);
  });

  it("leaves out what EKS hides", () => {
    for (const hidden of ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"]) {
      assert.equal(at(prometheusValues(settings), hidden, "enabled"), false, hidden);
    }
  });

  it("brings dashboards for the platform's Grafana, and neither a Grafana nor data sources of its own", () => {
    assert.deepEqual(at(prometheusValues(settings), "grafana"), {
      enabled: false,
      forceDeployDashboards: true,
      forceDeployDatasources: false,
      sidecar: { dashboards: { label: "observability.io/dashboard" } },
    });
  });

  it("judges no rules of namespaces whose rules are another stack's: those may be of another language", () => {
    const webhooks = at(prometheusValues(settings), "prometheusOperator", "admissionWebhooks");
    assert.deepEqual(at(webhooks, "namespaceSelector"), {
      matchExpressions: [{ key: "observability.io/rules", operator: "NotIn", values: ["elsewhere"] }],
    });
  });

  it("leaves the custom resource definitions to their own release", () => {
    assert.equal(at(prometheusValues(settings), "crds", "enabled"), false);
  });
});

describe("Alertmanager in the values", () => {
  it("has memory for two alerts of every pod that a size is for, while somebody looks at them", () => {
    // Nodes with 30 pods each (docs/sizing.md); 38 MiB, and 17 KiB for an alert, as measured.
    for (const [size, nodes] of Object.entries({ small: 30, medium: 100, large: 400 } as const))
      assert.ok(
        settingsOf({ size: size as "small" }).sizing.alertmanager.memoryMib >= 38 + (17 * 2 * 30 * nodes) / 1_024,
        size,
      );
  });

  it("has a disruption budget exactly where it has more than one replica", () => {
    for (const size of sizeNames) {
      const settings = settingsOf({ size });
      assert.equal(
        at(prometheusValues(settings), "alertmanager", "podDisruptionBudget", "enabled"),
        settings.sizing.alertmanager.replicas > 1,
        size,
      );
    }
  });

  it("tells the others what it has sent before the next of them would send it, on nodes that let no UDP through, too", () => {
    const peerTimeoutSeconds = 15;
    const interval = at(
      prometheusValues(settingsOf({})),
      "alertmanager",
      "alertmanagerSpec",
      "clusterPushpullInterval",
    );
    assert.ok(Number.parseInt(String(interval), 10) * 2 < peerTimeoutSeconds);
  });

  it("asks kube-state-metrics for its own metrics, too, which are on a port of their own: rules of the chart read them", () => {
    assert.deepEqual(at(prometheusValues(settingsOf({}))["kube-state-metrics"], "selfMonitor"), { enabled: true });
  });

  it("is not filled by one alert that a tenant's rule raises for each series", () => {
    for (const size of ["small", "medium", "large"]) {
      const settings = settingsOf({ size });
      const [limit] = at(prometheusValues(settings), "alertmanager", "alertmanagerSpec", "additionalArgs") as {
        name: string;
        value: string;
      }[];
      assert.equal(limit?.name, "alerts.per-alertname-limit");
      const free = (settings.sizing.alertmanager.memoryMib - 38) * 1_024;
      // 17 KiB each while somebody looks at all of them (docs/sizing.md).
      assert.ok(Number(limit.value) * 17 < free / 4, limit.value);
      // What is set aside for each name that fires.
      assert.ok(free / (10 + (40 * Number(limit.value)) / 1_024) > 3_000, limit.value);
    }
  });

  it("gives the operator what the endpoints of a size's monitors take", () => {
    for (const [size, endpoints] of [
      ["small", 1_100],
      ["medium", 2_500],
      ["large", 5_500],
    ] as const) {
      const { memoryMib } = settingsOf({ size }).sizing.prometheusOperator;
      assert.ok(memoryMib >= 64 + 0.17 * endpoints, size);
    }
  });

  it("lets who writes a server's configuration have what one of 1 MiB takes, compressed", () => {
    const reloader = at(prometheusValues(settingsOf()), "prometheusOperator", "prometheusConfigReloader", "resources");
    assert.deepEqual(reloader, { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "512Mi" } });
  });

  it("mounts the receivers' Secret only when there is one", () => {
    const receivers = [{ name: "hook", type: "webhook", url: "https://hook.example.com" }];
    const secrets = (alerts: unknown) =>
      at(prometheusValues(settingsOf({ alerts })), "alertmanager", "alertmanagerSpec", "secrets");
    assert.equal(secrets({}), undefined);
    assert.deepEqual(secrets({ receivers }), ["alertmanager-receivers"]);
  });
});

describe("a pair of Prometheus", () => {
  const single = settingsOf({ size: "small" });
  const pair = settingsOf({ size: "medium" });
  const writers = [0, 1].map(
    (n) =>
      `http://prometheus-kps-prometheus-${n}.prometheus-operated.observability.svc.cluster.local:9090/api/v1/write`,
  );

  it("is written to one by one, and a single one by its Service", () => {
    assert.deepEqual(prometheusWriters(pair), writers);
    assert.deepEqual(prometheusWriters(single), [endpoints(single).prometheus.remoteWrite]);
    for (const agent of [platformAgentSpec(pair), tenantAgentSpec(pair)]) {
      const targets = agent.remoteWrite as { name: string; url: string }[];
      assert.deepEqual(
        targets.map(({ name, url }) => [name, url]),
        writers.map((url, n) => [`prometheus-${n}`, url]),
      );
    }
  });

  it("is read at one that a reader keeps to, and loses one at a time", () => {
    const { prometheus } = prometheusValues(pair);
    assert.equal(at(prometheus, "prometheusSpec", "replicas"), 2);
    assert.equal(at(prometheus, "service", "sessionAffinity"), "ClientIP");
    assert.deepEqual(at(prometheus, "podDisruptionBudget"), { enabled: true, minAvailable: 1 });
    assert.equal(at(prometheusValues(single).prometheus, "service"), undefined);
  });

  it("says the same of an alert: neither names itself", () => {
    assert.equal(at(spec(prometheusValues(pair)), "replicaExternalLabelNameClear"), true);
    assert.deepEqual(at(spec(prometheusValues(pair)), "externalLabels"), {
      cluster: pair.cluster.name,
      environment: pair.environment,
    });
  });
});
