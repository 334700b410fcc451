import assert from "node:assert/strict";
import { exposedNames } from "../test/support/metric-names";
import { type Language, metricNames, selectors, syntaxErrors, withoutVariables } from "../test/support/query-languages";
import { settingsOf } from "../test/support/settings-of";
import { dashboardFiles } from ".";
import { platformRules } from "./alerts";

interface Target {
  expr?: string;
  query?: string;
  legendFormat?: string;
  exemplar?: boolean;
}

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { type: string; uid: string };
  targets?: Target[];
  gridPos: { x: number; y: number; w: number; h: number };
}

interface Stat {
  title: string;
  options: { colorMode: string };
  fieldConfig: { defaults: { thresholds?: { steps: { value: number | null }[] } } };
}

interface Variable {
  name: string;
  type: string;
  query: string | { query: string };
  datasource?: { uid: string };
}

interface Dashboard {
  uid: string;
  title: string;
  editable: boolean;
  panels: Panel[];
  templating: { list: Variable[] };
}

const platform = settingsOf();
const dashboards = dashboardFiles(platform).map(({ name, folder, json }) => ({
  name,
  folder,
  ...(JSON.parse(json) as Dashboard),
}));
const byUid = (uid: string) =>
  dashboards.find((dashboard) => dashboard.uid === uid) ?? assert.fail(`no dashboard ${uid}`);
const chartPanels = (dashboard: Dashboard) => dashboard.panels.filter(({ type }) => type !== "row");

const languageOf: Record<string, Language> = { prometheus: "promql", loki: "logql", tempo: "traceql" };

interface PlacedQuery {
  place: string;
  language: Language;
  text: string;
}

function panelQueries(dashboard: Dashboard): PlacedQuery[] {
  return chartPanels(dashboard).flatMap(({ title, datasource, targets = [] }) =>
    targets.map((target) => ({
      place: `${dashboard.uid}, ${title}`,
      language: languageOf[datasource?.type ?? ""] ?? assert.fail(`${title}: no known data source`),
      text: target.expr ?? target.query ?? assert.fail(`${title}: a target without query`),
    })),
  );
}

/** The series selectors inside `label_values(...)`. */
function variableQueries(dashboard: Dashboard): PlacedQuery[] {
  return dashboard.templating.list
    .filter(({ type }) => type === "query")
    .map(({ name, query }) => {
      const text = typeof query === "string" ? query : query.query;
      const selector =
        /^label_values\((.*), \w+\)$/.exec(text)?.[1] ?? assert.fail(`${dashboard.uid}, variable ${name}: ${text}`);
      return { place: `${dashboard.uid}, variable ${name}`, language: "promql" as const, text: selector };
    });
}

const queries = dashboards
  .flatMap((dashboard) => [...panelQueries(dashboard), ...variableQueries(dashboard)])
  .map((query) => ({ ...query, text: withoutVariables(query.text) }));

describe("dashboards", () => {
  it("are listed with uid, title, folder and a file named by the uid", () => {
    assert.deepEqual(
      dashboards.map(({ uid, title, folder, name }) => [uid, title, folder, name]),
      [
        ["tenant-overview", "Tenant overview", "Tenants", "tenant-overview.json"],
        ["platform-health", "Platform health", "Platform", "platform-health.json"],
        ["tenant-usage", "Usage by tenant", "Platform", "tenant-usage.json"],
      ],
    );
  });

  it("cannot be changed in Grafana, where the change would be lost", () => {
    for (const { uid, editable } of dashboards) assert.equal(editable, false, uid);
  });

  it("fit a ConfigMap", () => {
    for (const { name, json } of dashboardFiles(platform)) assert.ok(Buffer.byteLength(json) < 512 * 1024, name);
  });

  it("hold queries that the grammar of their data source accepts", () => {
    assert.ok(queries.length > 100, `only ${queries.length} queries`);
    assert.deepEqual(
      queries.flatMap(({ place, language, text }) => syntaxErrors(language, text).map((error) => `${place}: ${error}`)),
      [],
    );
  });

  it("read metrics that a pinned component exposes or a rule records", () => {
    const recorded = platformRules(settingsOf()).flatMap(({ rules }) =>
      rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])),
    );
    const known = new Set([...exposedNames(), ...recorded]);
    const unknown = queries
      .filter(({ language }) => language === "promql")
      .flatMap(({ place, text }) =>
        metricNames(text)
          .filter((name) => !known.has(name))
          .map((name) => `${place}: ${name}`),
      );
    assert.deepEqual(unknown, []);
  });

  it("count what failed before its counter was first seen, as alerts do", () => {
    // Of these a first sample is no failure.
    const steady = /^(kube_pod_container_status_restarts|(loki|tempo)_distributor_bytes_received)_total$/;
    const increases = queries
      .filter(({ language }) => language === "promql")
      .flatMap(({ place, text }) =>
        [...text.matchAll(/increase\((\w+)/g)].map(([, metric = ""]) => ({ place, text, metric })),
      )
      .filter(({ metric }) => !steady.test(metric));
    assert.ok(increases.length > 15);
    for (const { place, text, metric } of increases)
      assert.match(text, new RegExp(`${metric}\\{[^}]*\\} unless ${metric}\\{[^}]*\\} offset`), place);
  });

  it("colour a number by what is wrong, or not at all: Grafana's own colours are red from 80 on, of whatever", () => {
    const colours = dashboards
      .flatMap(({ panels }) => panels)
      .filter(({ type }) => type === "stat")
      .map((panel) => {
        const { title, options, fieldConfig } = panel as unknown as Stat;
        const steps = fieldConfig.defaults.thresholds?.steps.map(({ value }) => value);
        return `${title}: ${options.colorMode === "none" ? "none" : steps?.join(" ")}`;
      });
    assert.deepEqual(colours, [
      "Requests: none",
      "Failing: none",
      "Too slow: none",
      "Alerts firing:  1",
      "Parts down:  1",
      "Alerts firing:  1",
      "Logs are late by:  600",
      "Fullest queue:  0.5",
      "Dead letters in 24 h:  1",
      "Active series: none",
    ]);
  });

  it("show of a table in which a label counts no value beside it", () => {
    const [retention] = dashboards
      .flatMap((dashboard) => dashboard.panels)
      .filter(({ title }) => title === "Log retention") as { transformations?: { options: object }[] }[];
    assert.deepEqual(retention?.transformations?.[0]?.options, { excludeByName: { Time: true, Value: true } });
  });

  it("name a data source by a variable in every panel, so that they serve every tenant", () => {
    for (const dashboard of dashboards) {
      const variables = dashboard.templating.list
        .filter(({ type }) => type === "datasource")
        .map(({ name }) => `\${${name}}`);
      for (const { title, datasource } of chartPanels(dashboard)) {
        assert.ok(variables.includes(datasource?.uid ?? ""), `${dashboard.uid}, ${title}: ${datasource?.uid}`);
      }
    }
  });

  it("take for recorded by the platform what has no namespace: what somebody pushes under its name is not shown", () => {
    const read = queries
      .filter(({ language }) => language === "promql")
      .flatMap(({ place, text }) => selectors(text).map((selector) => ({ place, ...selector })))
      .filter(({ metric }) => metric.includes(":"));
    assert.ok(read.length > 10);
    for (const { place, metric, matchers } of read)
      assert.ok(
        matchers.some(({ label, operator, value }) => label === "namespace" && operator === "=" && value === ""),
        `${place}: ${metric}`,
      );
  });

  it("give each line a name of its own: of a pair of Prometheus, and of each topic", () => {
    const unaggregated = (expr: string) => !/\b(sum|min|max|avg|count) ?(by ?)?\(/.test(expr);
    const lines = dashboards.flatMap((dashboard) =>
      chartPanels(dashboard)
        .filter(({ type }) => type === "timeseries")
        .flatMap(({ title, targets = [] }) =>
          targets.map(({ expr = "", legendFormat = "" }) => ({
            place: `${dashboard.uid}, ${title}`,
            expr,
            legendFormat,
          })),
        ),
    );
    for (const { place, expr, legendFormat } of lines.filter((line) => unaggregated(line.expr))) {
      const [, by] = /^([a-z_]+):/.exec(expr) ?? [];
      for (const label of by?.split("_") ?? [])
        assert.ok(legendFormat.includes(`{{${label}}}`), `${place}: "${legendFormat}" does not tell ${label}`);
      assert.match(legendFormat, /\{\{/, `${place}: "${legendFormat}" is the name of every line`);
    }
  });

  it("take the platform's namespace from its settings: a tenant's Loki and Tempo have series of the same names", () => {
    const using = dashboardFiles({ namespace: "elsewhere" }).filter(({ json }) => json.includes("$namespace"));
    assert.ok(using.length > 1);
    for (const { name, json } of using) {
      const variable = (JSON.parse(json) as Dashboard).templating.list.find((each) => each.name === "namespace");
      assert.deepEqual([variable?.type, variable?.query], ["constant", "elsewhere"], name);
    }
  });

  it("use variables that they declare", () => {
    for (const dashboard of dashboards) {
      const declared = new Set(dashboard.templating.list.map(({ name }) => name));
      const used = [...JSON.stringify(dashboard).matchAll(/\$\{?([a-z][a-z_]*)\}?/g)].map(([, name]) => name ?? "");
      assert.deepEqual(
        used.filter((name) => !declared.has(name)),
        [],
        dashboard.uid,
      );
    }
  });

  it("number their panels, explain each and let none overlap", () => {
    for (const dashboard of dashboards) {
      assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length, dashboard.uid);
      const cells = new Set<string>();
      for (const {
        title,
        type,
        description,
        gridPos: { x, y, w, h },
      } of dashboard.panels) {
        if (type !== "row") assert.ok(description, `${dashboard.uid}, ${title}: no description`);
        assert.ok(x + w <= 24, `${dashboard.uid}, ${title}: too wide`);
        for (let column = x; column < x + w; column++) {
          for (let row = y; row < y + h; row++) {
            assert.ok(!cells.has(`${column} ${row}`), `${dashboard.uid}, ${title}: overlaps`);
            cells.add(`${column} ${row}`);
          }
        }
      }
    }
  });
});

describe("tenant overview", () => {
  const overview = byUid("tenant-overview");
  const texts = panelQueries(overview);

  it("shows metrics, logs and traces", () => {
    assert.deepEqual([...new Set(texts.map(({ language }) => language))].sort(), ["logql", "promql", "traceql"]);
  });

  it("counts requests of both kinds of instrumentation", () => {
    const rate = texts.find(({ place }) => place.endsWith("Rate"))?.text ?? "";
    assert.deepEqual(metricNames(withoutVariables(rate)).sort(), [
      "http_requests_total",
      "http_server_request_duration_seconds_count",
    ]);
  });

  it("confines every metric to the chosen tenant", () => {
    for (const { place, language, text } of texts)
      if (language === "promql") assert.match(text, /tenant=~"\$tenant"/, place);
  });

  it("opens traces from latency by exemplars", () => {
    const latency = overview.panels.find(({ title }) => title === "Latency");
    assert.ok(latency?.targets?.every(({ exemplar }) => exemplar === true));
  });

  it("asks for the newest traces, where Tempo would take any", () => {
    const asked = texts.filter(({ language }) => language === "traceql");
    assert.equal(asked.length, 2);
    for (const { place, text } of asked) assert.match(text, / with \(most_recent=true\)$/, place);
  });

  it("filters logs on error by service_name", () => {
    const errors = texts.find(({ place }) => place.endsWith("Errors"))?.text ?? "";
    assert.match(errors, /^\{service_name=~"\$service"\} \| detected_level=~"error/);
  });
});
