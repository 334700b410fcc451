import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { settingsOf } from "../../../test/support/settings-of";
import { endpoints } from "../../endpoints";
import { type DataSource, operatorDataSources, tenantDataSources, tenantUids } from "./data-sources";
import { literal, provisionedDataSources } from "./provisioning";

const settings = settingsOf({
  fanout: {
    elasticsearch: {
      enabled: true,
      endpoints: ["https://search.example.com:9200"],
      username: "us$er",
      password: "the-password",
    },
    jaeger: { enabled: true, endpoint: "jaeger:4317", queryUrl: "http://jaeger-query.tracing:16686" },
  },
});
const addresses = endpoints(settings);
const docs = join(__dirname, "../../../docs");
const sources = tenantDataSources("payments", "the-read-password", addresses);

const source = (type: string): DataSource =>
  sources.find((candidate) => candidate.type === type) ?? assert.fail(`no data source of type ${type}`);

/** Every uid that something in the value refers to. */
function referred(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === "datasourceUid" ? [String(item)] : referred(item)));
}

describe("data sources of a tenant", () => {
  it("have constant uids", () => {
    assert.deepEqual(tenantUids("payments"), {
      loki: "loki-payments",
      tempo: "tempo-payments",
      prometheus: "prom-payments",
    });
    assert.deepEqual(sources.map(({ uid }) => uid).sort(), ["loki-payments", "prom-payments", "tempo-payments"]);
  });

  it("are called in docs/ what Grafana calls them", () => {
    const anyTenants = tenantDataSources("<id>", "", addresses);
    const names = [...operatorDataSources(settings), ...tenantDataSources("default", "", addresses), ...anyTenants];
    const page = readFileSync(join(docs, "tenancy.md"), "utf8");
    for (const { name } of anyTenants) assert.ok(page.includes(`\`${name}\``), name);
    const pages = readdirSync(docs, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"));
    const told = pages.flatMap((path) => [
      ...readFileSync(join(docs, path), "utf8").matchAll(
        /data source `([^`]+)`|`((?:prom|loki|tempo)-<(?:id|tenant)>)`/g,
      ),
    ]);
    assert.ok(told.length > 5, String(told.length));
    for (const [text, called] of told)
      assert.ok(
        names.some(({ name }) => name === called),
        text,
      );
  });

  it("come to the front door as the tenant's reader, all three, and name no tenant otherwise", () => {
    for (const { url, basicAuth, basicAuthUser, secureJsonData, ...rest } of sources) {
      assert.ok(String(url).startsWith(addresses.loki.query), String(url));
      assert.deepEqual([basicAuth, basicAuthUser], [true, "payments"]);
      assert.deepEqual(secureJsonData, { basicAuthPassword: "the-read-password" });
      assert.doesNotMatch(JSON.stringify(rest), /httpHeader|the-read-password/);
    }
  });

  it("each have an address of their own there", () => {
    assert.deepEqual(
      ["loki", "tempo", "prometheus"].map((type) => source(type).url),
      [addresses.loki.query, addresses.tempo.query, addresses.prometheusByTenant.query],
    );
    assert.equal(new Set(sources.map(({ url }) => url)).size, 3);
  });

  it("refer only to one another, so that they work in the tenant's organisation and lead to no other tenant", () => {
    const own = sources.map(({ uid }) => uid);
    const references = sources.flatMap(referred);
    assert.ok(references.length >= 5);
    for (const uid of references) assert.ok(own.includes(uid), `${uid} is not a data source of the tenant`);
  });

  it("lead from each signal to the others", () => {
    assert.ok(referred(source("prometheus")).includes("tempo-payments"), "exemplar -> trace");
    assert.ok(referred(source("loki")).includes("tempo-payments"), "log -> trace");
    const { tracesToLogsV2, tracesToMetrics, serviceMap, nodeGraph } = source("tempo").jsonData as Record<
      string,
      unknown
    >;
    assert.deepEqual(referred(tracesToLogsV2 && { tracesToLogsV2 }), ["loki-payments"], "trace -> logs");
    assert.deepEqual(referred({ tracesToMetrics }), ["prom-payments"], "trace -> metrics");
    assert.deepEqual(referred({ serviceMap }), ["prom-payments"], "service map");
    assert.deepEqual(nodeGraph, { enabled: true });
  });

  it("rate over four pushes of an SDK, which come once in a minute; the operators' over four scrapes", () => {
    const interval = (of: DataSource) => (of.jsonData as { timeInterval?: string }).timeInterval;
    assert.equal(interval(source("prometheus")), "60s");
    assert.equal(interval(operatorDataSources(settings)[0] ?? assert.fail()), "30s");
  });

  it("wait as long as the stores may take, not the 30 s of Grafana's own, the operators' of Prometheus too", () => {
    const waits = [...sources, ...operatorDataSources(settings)].flatMap(({ type, jsonData }) =>
      /^(prometheus|loki|tempo)$/.test(type) ? [(jsonData as { timeout?: number }).timeout] : [],
    );
    assert.deepEqual(waits, [600, 600, 600, 600]);
  });

  it("find the logs of a trace whose id Grafana shows without 16 leading zeros", () => {
    const { query } = (source("tempo").jsonData as { tracesToLogsV2: { query: string } }).tracesToLogsV2;
    const [, pattern = ""] = /\| trace_id=~"([^"]+)"$/.exec(query) ?? [];
    const finds = (shown: string, stored: string) =>
      new RegExp(`^(?:${pattern.replace("${__trace.traceId}", shown)})$`).test(stored);
    const stored = "0000000000000000a3ce929d0e0e4736";
    assert.ok(finds("a3ce929d0e0e4736", stored) && finds(stored, stored));
    assert.ok(!finds("a3ce929d0e0e4736", "4bf92f3577b34da6a3ce929d0e0e4736"));
  });

  it("find the trace in structured metadata, not with a regular expression over the line", () => {
    const { derivedFields } = source("loki").jsonData as { derivedFields: Record<string, unknown>[] };
    assert.deepEqual(
      [derivedFields[0]?.matcherType, derivedFields[0]?.matcherRegex, derivedFields[0]?.url],
      ["label", "trace_id", "${__value.raw}"],
    );
  });
});

describe("data sources of operators", () => {
  it("see across tenants, and have exactly one default", () => {
    const own = operatorDataSources(settings);
    assert.deepEqual(
      own.slice(0, 2).map(({ uid, url }) => [uid, url]),
      [
        ["prometheus", `${addresses.loki.query}/operators/prometheus`],
        ["alertmanager", `${addresses.loki.query}/operators/alertmanager`],
      ],
    );
    assert.deepEqual(
      own.filter(({ isDefault }) => isDefault === true).map(({ uid }) => uid),
      ["prometheus"],
    );
  });

  it("show rules and their state under Alerting, where runbooks look for them", () => {
    const [metrics = assert.fail()] = operatorDataSources(settings);
    assert.doesNotMatch(JSON.stringify(metrics), /manageAlerts/);
  });

  it("include Jaeger and Elasticsearch where the stack copies data to them, and only there", () => {
    const uids = (of: typeof settings) => operatorDataSources(of).map(({ uid }) => uid);
    assert.deepEqual(uids(settings), ["prometheus", "alertmanager", "jaeger", "elasticsearch"]);
    const search = operatorDataSources(settings).find(({ uid }) => uid === "elasticsearch");
    const { logMessageField } = (search?.jsonData ?? {}) as { logMessageField?: string };
    assert.equal(logMessageField, "body.text");
    assert.deepEqual(uids(settingsOf()), ["prometheus", "alertmanager"]);
    // Grafana's image has no data source for OpenSearch.
    const openSearch = { enabled: true, engine: "opensearch", endpoints: ["https://search.example.com"] };
    assert.deepEqual(uids(settingsOf({ fanout: { elasticsearch: openSearch } })), ["prometheus", "alertmanager"]);
  });
});

describe("the provisioning file", () => {
  const file = JSON.stringify(provisionedDataSources(settings));

  it("holds no password, but the variable that Grafana reads it from", () => {
    assert.ok(!file.includes("the-password"));
    assert.ok(file.includes('"basicAuthPassword":"$ELASTICSEARCH_PASSWORD"'));
    const ofOperators = '"basicAuthUser":"_operators"';
    assert.equal(file.split(ofOperators).length, 3);
    assert.equal(file.split('"basicAuthPassword":"$__file{/etc/operators/password}"').length, 3);
  });

  it("escapes what Grafana and Helm would expand", () => {
    assert.ok(file.includes('"basicAuthUser":"us$$er"'));
    assert.equal(literal("${__value.raw}"), "$${__value.raw}");
    assert.equal(literal("{{ x }}"), '{{ "{{" }} x }}');
    assert.deepEqual(literal({ list: ["a$b", 1, true, null] }), { list: ["a$$b", 1, true, null] });
  });
});
