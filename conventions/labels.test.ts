// Labels agree across signals: what docs/labels.md says is what the platform's renderers write.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { indexLabelAttributes } from "../components/backends/loki/config";
import { tenantAgentSpec } from "../components/backends/prometheus/agent-spec";
import type { RelabelRule } from "../components/backends/prometheus/tenants";
import { alloyConfig } from "../components/collection/container-logs/alloy-config";
import { streamLabels } from "../components/collection/container-logs/pipeline";
import { promtailConfig } from "../components/collection/container-logs/promtail-config";
import { gatewayConfig } from "../components/collection/gateway/config";
import { logConsumerConfig } from "../components/collection/log-consumer/config";
import { platformContract } from "../components/platform-contract";
import { workloadManifests } from "../contract/workload-manifests";
import { namesFor } from "../test/support/place";
import { type Language, syntaxErrors } from "../test/support/query-languages";
import { settingsWith } from "../test/support/stack-configuration";

const page = readFileSync(join(__dirname, "..", "docs", "labels.md"), "utf8");
const settings = settingsWith();
const names = namesFor(settings);

/** Rows of the page's first table: what, then the spelling of metrics, logs and traces. */
const rows = new Map(
  page
    .split("\n## ", 1)[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => {
      const [what = "", ...spellings] = line
        .split("|")
        .map((cell) => cell.trim())
        .filter((cell) => cell !== "");
      return [what, spellings.map((spelling) => /`([^`]+)`/.exec(spelling)?.[1])] as const;
    }),
);
const spelling = (what: string, signal: 0 | 1 | 2) => {
  const found = rows.get(what)?.[signal];
  assert.ok(found, `docs/labels.md spells no ${what}`);
  return found;
};

interface PromtailConfig {
  scrape_configs: {
    relabel_configs: { target_label: string }[];
    pipeline_stages: { structured_metadata?: Record<string, string> }[];
  }[];
}

const agreed = ["service", "namespace", "environment"];
const attributeOf = (what: string) => spelling(what, 2).replace(/^resource\./, "");

describe("labels", () => {
  it("of pushed metrics are set from the resource that traces and logs carry", () => {
    const statements = JSON.stringify(gatewayConfig(settings, names).processors["transform/points"]);
    for (const what of [...agreed, "tenant"]) {
      const attribute = what === "tenant" ? "tenant" : attributeOf(what);
      assert.ok(
        statements.includes(`set(attributes[\\"${spelling(what, 0)}\\"], resource.attributes[\\"${attribute}\\"]`),
        what,
      );
    }
  });

  it("of scraped metrics come from the pod's label, the agent and its table of tenants", () => {
    const { serviceMonitor } = workloadManifests(platformContract(settings, names), "go-service", {
      tenant: "payments",
      namespace: "payments",
      image: "i",
      logs: "none",
      ports: { http: 1 },
      metricsPort: "http",
      resources: { cpuMillicores: 1, memoryMib: 1 },
    });
    const agent = tenantAgentSpec(settings) as unknown as {
      enforcedNamespaceLabel: string;
      externalLabels: Record<string, string>;
      remoteWrite: { writeRelabelConfigs: RelabelRule[] }[];
    };
    assert.deepEqual(
      serviceMonitor?.spec.endpoints[0]?.relabelings.map(({ targetLabel }) => targetLabel),
      [spelling("service", 0)],
    );
    assert.equal(agent.enforcedNamespaceLabel, spelling("namespace", 0));
    assert.deepEqual(agent.externalLabels, { [spelling("environment", 0)]: settings.environment });
    assert.ok(
      agent.remoteWrite[0]?.writeRelabelConfigs.some(
        (rule) => "targetLabel" in rule && rule.targetLabel === spelling("tenant", 0),
      ),
    );
  });

  it("of logs that come by OTLP are the attributes that Loki indexes", () => {
    assert.deepEqual([...indexLabelAttributes].sort(), agreed.map(attributeOf).sort());
    assert.deepEqual(
      agreed.map((what) => spelling(what, 1)),
      agreed.map((what) => attributeOf(what).replaceAll(".", "_")),
    );
  });

  it("of container logs are the same, from Alloy and from Promtail", () => {
    for (const what of agreed) assert.ok((streamLabels as readonly string[]).includes(spelling(what, 1)), what);
    const [shipper] = (parse(promtailConfig(settings)) as PromtailConfig).scrape_configs;
    const targets = shipper?.relabel_configs.map(({ target_label }) => target_label) ?? [];
    const metadata = Object.keys(
      shipper?.pipeline_stages.find((stage) => "structured_metadata" in stage)?.structured_metadata ?? {},
    );
    const alloy = alloyConfig(settings);
    const [, ofAlloy = ""] = /stage\.structured_metadata \{\s*values = (.*)/.exec(alloy) ?? [];
    for (const label of streamLabels) {
      assert.ok(targets.includes(label), label);
      assert.ok(alloy.includes(`target_label = "${label}"`), label);
    }
    for (const key of [spelling("trace", 1), spelling("pod", 1)]) {
      assert.ok(metadata.includes(key), key);
      assert.ok(ofAlloy.includes(`"${key}" = `), key);
    }
  });

  it("of file logs and of OTLP are completed alike, by the consumer and by the gateway", () => {
    const consumer = logConsumerConfig(settings, names).processors["transform/service"];
    assert.deepEqual(consumer, gatewayConfig(settings, names).processors["transform/service"]);
    assert.match(
      JSON.stringify(consumer),
      /set\(attributes\[\\"deployment.environment.name\\"\], \\"test\\"\) where .* == nil/,
    );
  });

  it("make every query on the page sound, that of the original document among them", () => {
    const queries = [...page.matchAll(/```(promql|logql|traceql)\n([\s\S]*?)\n```/g)];
    assert.equal(queries.length, 4);
    for (const [, language, query = ""] of queries) assert.deepEqual(syntaxErrors(language as Language, query), []);
    assert.ok(page.includes('rate(http_requests_total{service="go-service"}[5m])'));
    assert.ok(page.includes('{service_name="go-service"} |= "error"'));
  });
});
