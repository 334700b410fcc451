import assert from "node:assert/strict";
import type { Settings } from "../../../settings/settings";
import { namesFor } from "../../../test/support/place";
import { manyTenants, settingsOf } from "../../../test/support/settings-of";
import { at } from "../../../test/support/value-at";
import { endpoints } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { platformAgentSpec, tenantAgentSpec } from "./agent-spec";
import { mskScrapeSecret } from "./msk-scrape";
import { prometheusValues as valuesFor } from "./values";

const prometheusValues = (settings: Settings) => valuesFor(settings, namesFor(settings));

const spec = (values: HelmValues) => at(values, "prometheus", "prometheusSpec");

describe("the agents that scrape", () => {
  const settings = settingsOf({ sizing: { tenantAgent: { samplesPerTarget: 7_000 }, gateway: { memoryMib: 2_048 } } });
  const platform = platformAgentSpec(settings);
  const tenants = tenantAgentSpec(settings);
  const kinds = ["serviceMonitor", "podMonitor", "probe"];

  it("share the monitors by namespace: the platform's and kube-system here, all others there", () => {
    for (const [agent, operator] of [
      [platform, "In"],
      [tenants, "NotIn"],
    ] as const) {
      for (const kind of kinds) {
        assert.deepEqual(agent[`${kind}Selector`], {}, kind);
        assert.deepEqual(at(agent, `${kind}NamespaceSelector`, "matchExpressions", 0), {
          key: "kubernetes.io/metadata.name",
          operator,
          values: ["observability", "kube-system"],
        });
      }
    }
    assert.deepEqual(platform.scrapeConfigSelector, {});
    assert.equal(tenants.scrapeConfigSelector, undefined, "it names any address");
  });

  it("are pulled by digest where one is given, as Prometheus is: the operator would name their tag alone", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const pinned = settingsOf({
      images: { registry: "registry.example.com", digests: [{ image: "prometheus/prometheus", digest }] },
    });
    for (const specOf of [platformAgentSpec, tenantAgentSpec]) {
      assert.match(String(specOf(pinned).image), /^registry\.example\.com\/prometheus\/prometheus:v3[^@]*@sha256:a+$/);
      assert.equal(specOf(settings).image, undefined);
    }
  });

  it("are the only ones that scrape: what Prometheus selects no object can be, whatever labels somebody gives it", () => {
    for (const kind of [...kinds, "scrapeConfig"]) {
      const { matchExpressions, ...others } = at(spec(prometheusValues(settings)), `${kind}Selector`) as {
        matchExpressions: { key: string; operator: string }[];
      };
      assert.deepEqual(others, {}, kind);
      assert.deepEqual(new Set(matchExpressions.map(({ operator }) => operator)), new Set(["Exists", "DoesNotExist"]));
      assert.equal(new Set(matchExpressions.map(({ key }) => key)).size, 1, kind);
    }
  });

  it("wait for what answers slowly as long as they may", () => {
    for (const agent of [platform, tenants]) assert.equal(agent.scrapeTimeout, agent.scrapeInterval);
  });

  it("leave kube-state-metrics memory for the objects of clusters that a size is for", () => {
    const limits = (["small", "medium", "large"] as const).map((size) =>
      at(prometheusValues(settingsOf({ size })), "kube-state-metrics", "resources", "limits", "memory"),
    );
    assert.deepEqual(limits, ["256Mi", "512Mi", "2048Mi"]);
  });

  it("leave Secrets alone: kube-state-metrics neither lists nor holds them", () => {
    const { collectorsExclude } = prometheusValues(settings)["kube-state-metrics"] as { collectorsExclude: string[] };
    assert.ok(collectorsExclude.includes("secrets"));
  });

  it("read what does not say its format, which Prometheus 3 refuses unless it is told one", () => {
    for (const agent of [platform, tenants])
      assert.deepEqual(at(agent, "scrapeClasses"), [
        { name: "platform", default: true, fallbackScrapeProtocol: "PrometheusText0.0.4" },
      ]);
  });

  it("stamp the tenant where they write, after everything a monitor can say", () => {
    for (const agent of [platform, tenants]) {
      assert.equal(at(agent, "remoteWrite", 0, "url"), endpoints(settings).prometheus.remoteWrite);
      assert.deepEqual(at(agent, "remoteWrite", 0, "writeRelabelConfigs", 3), {
        targetLabel: "tenant",
        replacement: "default",
      });
      assert.deepEqual(at(agent, "remoteWrite", 0, "writeRelabelConfigs", 4), {
        sourceLabels: ["namespace"],
        regex: "payments|payments-jobs",
        targetLabel: "tenant",
        replacement: "payments",
      });
    }
  });

  it("take the namespace from a tenant's monitor, look nowhere else, and send no file along", () => {
    assert.equal(tenants.enforcedNamespaceLabel, "namespace");
    assert.equal(tenants.excludedFromEnforcement, undefined);
    assert.equal(tenants.ignoreNamespaceSelectors, true);
    assert.deepEqual(tenants.arbitraryFSAccessThroughSMs, { deny: true });
    assert.equal(platform.ignoreNamespaceSelectors, undefined, "kube-system's DNS and the kubelet are elsewhere");
  });

  it("limit what a tenant's target may have, and nothing of the platform's", () => {
    assert.equal(tenants.enforcedSampleLimit, 7_000);
    assert.equal(tenants.enforcedBodySizeLimit, "7000KB");
    assert.deepEqual(
      Object.keys(platform).filter((key) => key.includes("Limit")),
      [],
    );
  });

  it("add no labels of their own", () => {
    for (const agent of [platform, tenants]) {
      assert.equal(agent.prometheusExternalLabelName, "");
      assert.equal(agent.replicaExternalLabelName, "");
    }
  });

  it("fit into one object each with 1,000 tenants: the table is there once", () => {
    const bytes = JSON.stringify(tenantAgentSpec(settingsOf({ tenants: manyTenants(1_000) }))).length;
    assert.ok(bytes < 256 * 1_024, `${bytes} bytes`);
  });

  it("read the brokers' addresses from the Secret, which need not exist", () => {
    assert.deepEqual(platform.additionalScrapeConfigs, { ...mskScrapeSecret, optional: true });
  });
});
