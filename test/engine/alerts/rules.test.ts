// The rules under Prometheus' own tool: it reads all of them, and evaluates them over made-up series.
import assert from "node:assert/strict";
import { dashboardFiles } from "../../../dashboards";
import { platformRules } from "../../../dashboards/alerts";
import { recorded } from "../../../dashboards/alerts/slo";
import { Promtool } from "../../support/promtool";
import { selectors, withoutVariables } from "../../support/query-languages";
import { settingsOf } from "../../support/settings-of";
import { answers, cases, own, pushedUp } from "./cases";
import { kafkaCases } from "./kafka-cases";
import { objectiveCases } from "./objective-cases";
import { partCases, soundPart } from "./part-cases";

const settings = settingsOf({
  tenants: [
    { id: "shop" },
    { id: "weekly", objectives: { availabilityPercent: 90, windowDays: 7 } },
    { id: "patient", objectives: { availabilityPercent: 92, latencyPercent: 92, latencySeconds: 5, windowDays: 60 } },
  ],
});

describe("rules under promtool", function () {
  this.timeout(120_000);
  let promtool: Promtool;

  before(async function () {
    this.timeout(1_800_000);
    promtool = await Promtool.start();
    promtool.write("rules.yaml", { groups: platformRules(settings) });
  });

  after(() => promtool.remove());

  it("are accepted, and no two record or alert the same", () => {
    assert.equal(promtool.run("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"), "");
  });

  it("parse as the queries of the dashboards do", () => {
    const panels = dashboardFiles(settings).flatMap(
      ({ json }) =>
        (JSON.parse(json) as { panels: { datasource?: { type: string }; targets?: { expr: string }[] }[] }).panels,
    );
    const queries = panels
      .filter(({ datasource }) => datasource?.type === "prometheus")
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    assert.ok(queries.length > 80, `only ${queries.length} queries`);
    const rules = queries.map((expr, index) => ({
      record: `panel:query_${index}:value`,
      expr: withoutVariables(expr),
    }));
    promtool.write("panels.yaml", { groups: [{ name: "panels", rules }] });
    assert.equal(promtool.run("check", "rules", "panels.yaml"), "");
  });

  it("count each request once by its status, whichever instrumentation told it", () => {
    const panels = dashboardFiles(settings).flatMap(
      ({ json }) => (JSON.parse(json) as { panels: { title: string; targets?: { expr: string }[] }[] }).panels,
    );
    const [byStatus] = panels.find(({ title }) => title === "Rate by status")?.targets ?? [];
    const series = {
      // Both kinds, as of a service that is moving from one to the other.
      'http_server_request_duration_seconds_count{tenant="shop", service="both", http_response_status_code="200"}':
        "0+60x60",
      'http_requests_total{tenant="shop", service="both", code="200"}': "0+60x60",
      'http_requests_total{tenant="shop", service="both", code="500"}': "0+60x60",
      // A histogram with another label for its status, or none: the counter tells it.
      'http_server_request_duration_seconds_count{tenant="shop", service="old", code="204"}': "0+120x60",
      'http_requests_total{tenant="shop", service="old", code="204"}': "0+120x60",
      // The same name with another tenant.
      'http_requests_total{tenant="patient", service="both", code="404"}': "0+180x60",
    };
    const expr = (byStatus?.expr ?? assert.fail("no such panel"))
      .replaceAll("$__rate_interval", "5m")
      .replace(/\$(tenant|service)/g, ".+");
    const samples = { "200": 1, "204": 2, "404": 3 };
    promtool.write("case.yaml", {
      tests: [
        {
          interval: "1m",
          input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
          promql_expr_test: [
            {
              expr,
              eval_time: "30m",
              exp_samples: Object.entries(samples).map(([status, value]) => ({
                labels: `{status="${status}"}`,
                value,
              })),
            },
          ],
        },
      ],
    });
    assert.equal(promtool.run("test", "rules", "case.yaml"), "");
  });

  it("hold nobody to an objective whose status is in no label that they read", () => {
    promtool.write("case.yaml", {
      rule_files: ["rules.yaml"],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: [
            { series: 'http_requests_total{tenant="shop", service="other", status="5xx"}', values: "0+60x60" },
            { series: 'http_requests_total{tenant="shop", service="web", code="500"}', values: "0+60x60" },
          ],
          promql_expr_test: [
            {
              expr: recorded.requests,
              eval_time: "30m",
              exp_samples: [{ labels: `${recorded.requests}{tenant="shop", service="web"}`, value: 1 }],
            },
          ],
        },
      ],
    });
    assert.equal(promtool.run("test", "rules", "case.yaml"), "");
  });

  for (const { name, series, at, firing } of [...cases, ...objectiveCases, ...kafkaCases, ...partCases]) {
    it(`fire as they should: ${name}`, () => {
      const always = { [answers]: "1x120", ...soundPart };
      promtool.write("case.yaml", {
        rule_files: ["rules.yaml"],
        evaluation_interval: "1m",
        tests: [
          {
            interval: "1m",
            input_series: Object.entries({ ...always, ...series }).map(([one, values]) => ({ series: one, values })),
            promql_expr_test: [
              {
                expr: 'sum by (alertname) (ALERTS{alertstate="firing", alertname!="Watchdog"})',
                eval_time: `${at}m`,
                exp_samples: Object.entries(firing).map(([alertname, value]) => ({
                  labels: `{alertname="${alertname}"}`,
                  value,
                })),
              },
            ],
          },
        ],
      });
      assert.equal(promtool.run("test", "rules", "case.yaml"), "");
    });
  }

  /** What is pending or firing, by name, at these minutes. */
  function raised(series: Record<string, string>, expected: Record<number, string[]>, interval = "1m"): string {
    promtool.write("case.yaml", {
      rule_files: ["rules.yaml"],
      evaluation_interval: interval,
      tests: [
        {
          interval,
          input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
          promql_expr_test: Object.entries(expected).map(([minute, names]) => ({
            expr: 'group by (alertname) (ALERTS{alertname!="Watchdog"})',
            eval_time: `${minute}m`,
            exp_samples: names.map((alertname) => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
          })),
        },
      ],
    });
    return promtool.run("test", "rules", "case.yaml");
  }

  it("are not even pending when everything starts and every counter and gauge says 0", () => {
    // Here 0 is a fault, or nothing that a sound target says.
    const elsewhere = [
      "up",
      "kafka_topic_partition_in_sync_replica",
      "loki_ruler_managers_total",
      // Of a shipper that runs: its age, and the files that it has open.
      "fluentbit_uptime",
      "loki_source_file_files_active_total",
      "promtail_files_active_total",
      // And what it has read: a node's journal is never silent for long.
      "loki_source_journal_target_lines_total",
      "loki_prometheus_notifications_alertmanagers_discovered",
      "alertmanager_config_last_reload_successful",
      "prometheus_config_last_reload_successful",
      "alloy_config_last_load_successful",
      "loki_runtime_config_last_reload_successful",
      "tempo_runtime_config_last_reload_successful",
      // Prometheus' own word on what fires: it is asked for here.
      "ALERTS",
    ];
    const read = platformRules(settings)
      .flatMap(({ rules }) => rules.flatMap((rule) => selectors(rule.expr)))
      .filter(({ metric }) => !elsewhere.includes(metric) && !metric.includes(":"));
    const zero = read.map(({ metric, matchers }) => {
      const labels = matchers.filter(({ operator }) => operator === "=" || operator === "=~");
      const text = labels.map(({ label, value }) => `${label}="${value.split("|")[0]?.replace(/[^\w/-]/g, "0")}"`);
      return [`${metric}{${[...new Set(text)].join(", ")}}`, "0x60"];
    });
    assert.ok(zero.length > 80, `only ${zero.length}`);
    const up = { [answers]: "1x60" };
    assert.equal(raised({ ...up, ...Object.fromEntries(zero) }, { 1: [], 20: [], 59: [] }), "");
  });

  it("tell a compactor that is late from one that has just started, and from one that never succeeds", () => {
    const last = "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds";
    const of = (values: string, expected: Record<number, string[]>) =>
      raised({ [answers]: "1x100", ...soundPart, [`${last}{${own}, pod="loki-0"}`]: values }, expected, "5m");
    assert.equal(of("0x3 1200+300x50", { 10: [], 200: [] }), "", "first start");
    assert.equal(of("300+300x12 0x3 4800+300x30", { 70: [], 170: [] }), "", "started again");
    assert.equal(of("0x100", { 60: [], 300: ["LokiCompactionStalled"] }), "", "never done");
    assert.equal(of("300+300x12 3600x80", { 200: [], 320: ["LokiCompactionStalled"] }), "", "stopped");
  });

  it("tell a compactor that marks chunks and deletes them from one that only marks", () => {
    const retention = (metric: string, labels = "") =>
      `loki_boltdb_shipper_retention_${metric}{${own}, pod="loki-0"${labels}}`;
    const of = (deleted: string, minutes: Record<number, string[]>) =>
      raised(
        {
          [answers]: "1x400",
          ...soundPart,
          [retention("marker_count_total", ', table="loki_index_20000"')]: "0+50x400",
          [retention("sweeper_marker_files_deleted_total")]: deleted,
        },
        minutes,
        "5m",
      );
    assert.equal(of("0x24 1+1x370", { 60: [], 240: [], 1900: [] }), "", "both");
    assert.equal(of("0x24 1+1x20 21x350", { 600: [], 1900: ["LokiRetentionStalled"] }), "", "stopped");
    assert.equal(of("0x400", { 60: [], 600: ["LokiRetentionStalled"] }), "", "never");
  });

  it("keep Watchdog going while samples arrive, and stop it within four minutes when they do not", () => {
    promtool.write("case.yaml", {
      rule_files: ["rules.yaml"],
      evaluation_interval: "30s",
      tests: [
        {
          interval: "30s",
          input_series: [
            { series: answers, values: "1x20 _x40" },
            { series: pushedUp, values: "1x60" },
          ],
          promql_expr_test: [
            ["9m", 1],
            ["12m", 1],
            ["14m", 0],
          ].map(([eval_time, value]) => ({
            expr: 'count(ALERTS{alertname="Watchdog", alertstate="firing"}) or vector(0)',
            eval_time,
            exp_samples: [{ labels: "{}", value }],
          })),
        },
      ],
    });
    assert.equal(promtool.run("test", "rules", "case.yaml"), "");
  });
});
