import assert from "node:assert/strict";

import { exposedNames } from "../../test/support/metric-names";
import { metricNames, selectors, syntaxErrors } from "../../test/support/query-languages";
import { settingsOf } from "../../test/support/settings-of";
import { type AlertingRule, lokiRulerRules, platformRules, type RecordingRule, type RuleGroup } from ".";
import { blockLost } from "./loki-ruler";

const platform = settingsOf();
const groups = platformRules(platform);
const rulesOf = (of: readonly RuleGroup[]) => of.flatMap(({ rules }) => rules);
const isAlert = (rule: AlertingRule | RecordingRule): rule is AlertingRule => "alert" in rule;
const recorded = rulesOf(groups).flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
const alerts = [...rulesOf(groups), ...rulesOf(lokiRulerRules(platform))].filter(isAlert);
const alertNamed = (name: string) => alerts.find(({ alert }) => alert === name) ?? assert.fail(`no alert ${name}`);
const known = new Set([...exposedNames(), ...recorded]);

describe("rules", () => {
  it("are PromQL", () => {
    assert.deepEqual(
      rulesOf(groups).flatMap(({ expr }) => syntaxErrors("promql", expr)),
      [],
    );
  });

  it("are LogQL for Loki's ruler", () => {
    assert.deepEqual(
      rulesOf(lokiRulerRules(platform)).flatMap(({ expr }) => syntaxErrors("logql", expr)),
      [],
    );
  });

  it("read metrics that a pinned component exposes or a rule records", () => {
    assert.deepEqual(
      rulesOf(groups)
        .flatMap(({ expr }) => metricNames(expr))
        .filter((name) => !known.has(name)),
      [],
    );
  });

  it("confine what they say of the platform's parts to its namespace", () => {
    const elsewhere = rulesOf(platformRules(settingsOf({ namespace: "elsewhere" })))
      .map(({ expr }) => expr)
      .join("\n");
    assert.doesNotMatch(elsewhere, /namespace="observability"/);
    const shared =
      /^(kafka_server_|kafka_consumer_|consumergroup_|topic:|tenant|http_|scrape_|platform:|node_filesystem_|probe_)/;
    for (const rule of rulesOf(groups).filter(isAlert)) {
      if (metricNames(rule.expr).some((name) => !shared.test(name)))
        assert.match(rule.expr, /namespace="observability"/, rule.alert);
    }
  });

  it("take for recorded by the platform what has no namespace, as nobody else's series has", () => {
    const read = rulesOf(groups).flatMap(({ expr }) => selectors(expr).filter(({ metric }) => metric.includes(":")));
    assert.ok(read.length > 20);
    for (const { metric, matchers } of read)
      assert.ok(
        matchers.some(({ label, operator, value }) => label === "namespace" && operator === "=" && value === ""),
        metric,
      );
  });

  it("record often enough that whoever looks always finds the last value: for five minutes", () => {
    for (const { name, interval = "30s", rules } of groups.filter(({ rules: of }) => !of.every(isAlert)))
      assert.ok(/^([1-4]m|\d{1,2}s)$/.test(interval), `${name}: ${rules.length} every ${interval}`);
  });

  it("ask how late the platform's own consumers are: others may read the topics as late as they like", () => {
    const lags = rulesOf(groups).flatMap(({ expr }) =>
      selectors(expr).filter(({ metric }) => /^kafka_consumer(group_lag|_group_)/.test(metric)),
    );
    assert.equal(lags.length, 5);
    for (const { metric, matchers } of lags)
      assert.deepEqual(
        matchers.filter(({ label }) => /^(consumergroup|groupId)$/.test(label)).map(({ value }) => value),
        ["otel-logs|otel-logs-apart"],
        metric,
      );
  });

  it("have group names of their own", () => {
    assert.equal(new Set(groups.map(({ name }) => name)).size, groups.length);
  });
});

describe("alerts", () => {
  it("have names of their own and a severity that Alertmanager routes", () => {
    assert.equal(new Set(alerts.map(({ alert, labels }) => `${alert} ${labels.severity}`)).size, alerts.length);
    for (const { alert, labels } of alerts) assert.match(labels.severity, /^(critical|warning|info)$/, alert);
  });

  it("say in one line what is wrong, and what that means", () => {
    // Of what depends on the number, each alternative is a line of its own.
    const alternatives = /\{\{ if [^}]*\}\}(.*)\{\{ else \}\}(.*)\{\{ end \}\}/;
    for (const { alert, annotations } of alerts) {
      for (const line of ["$1", "$2"].map((one) => annotations.summary.replace(alternatives, one)))
        assert.ok(line.length > 15 && line.length <= 120, `${alert}: ${line}`);
      assert.ok(annotations.description.length > 30, alert);
    }
  });

  it("show only labels that their expression keeps", () => {
    for (const { alert, expr, annotations } of alerts) {
      for (const [, label] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)) {
        const raw = !/\b(sum|max|min|count)\b/.test(expr); // nothing aggregated: every label of the metric is there
        const viaRecord = recorded.find((name) => expr.includes(name) && name.split(":")[0]?.includes(label ?? ""));
        assert.ok(
          raw || viaRecord !== undefined || new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr),
          `${alert}: ${label}`,
        );
      }
    }
  });

  it("take no probe of an address for a part that is down: what does not answer is the prober", () => {
    const { expr } = alertNamed("PlatformPartDown");
    const withoutProbes = expr.replaceAll(/\bup\{[^}]*job!~"probe\/\.\+"\}/g, "");
    assert.match(expr, /^max by \(job, container\) \(up\{[^}]*job!~"probe/);
    assert.deepEqual(withoutProbes.match(/\w+\(up\{[^}]*\}/g), [
      'count(up{namespace="observability"}',
      'max(up{namespace="observability", job="kube-state-metrics"}',
    ]);
  });

  it("keep the tenant where one tenant is the cause, so that Alertmanager groups by it", () => {
    for (const name of [
      "LokiTenantThrottled",
      "LokiLinesRejected",
      "TempoSpansDiscarded",
      "SpanMetricsIncomplete",
      "SpanMetricsLimited",
      "MetricPointsRefused",
      "ContainerLogsDropped",
    ]) {
      assert.match(alertNamed(name).expr, /sum by \(tenant/, name);
    }
  });

  it("tell of spans that a generator did not take, which leave its queue empty", () => {
    const { expr } = alertNamed("SpanMetricsIncomplete");
    assert.match(expr, /or sum by \(metrics_generator\)[^)]*tempo_distributor_metrics_generator_pushes_failures_total/);
  });

  it("know what Tempo says of spans that it gives up (tempodb/wal/wal.go, modules/ingester, modules/generator of 2.10.8)", () => {
    const lost = (line: string) => new RegExp(blockLost).test(line);
    for (const line of [
      'level=warn msg="failed to replay block. removing." file=a+single-tenant+vParquet4 err="error reading wal meta json"',
      'level=warn msg="received warning while replaying block. partial replay likely." warning="error opening file info"',
      'level=error msg="Block exceeded max completion errors. Deleting. POSSIBLE DATA LOSS" tenant=shop attempts=3',
      'level=error msg="local block failed validation, dropping" block=a error="failed to open bloom"',
      'level=warn msg="deleting WAL block that was never completed" tenant=shop block=a',
      'level=error msg="failed to flush block after max attempts" tenant=shop block=a attempts=101',
    ])
      assert.ok(lost(line), line);
    for (const line of [
      'level=info msg="replay complete" file=a duration=2ms',
      'level=info msg="wal replay complete"',
      'level=info msg="deleting flushed complete block" block=a',
      'level=info msg="re-queueing block for flushing" block=a attempts=3 err="no such host"',
    ])
      assert.ok(!lost(line), line);
  });

  it("tell of brokers that refuse a login by IAM only where the token is new: one of a quiet node is always old", () => {
    const { expr, for: duration } = alertNamed("FluentBitKafkaUnreachable");
    const windows = (line: string) =>
      [...expr.matchAll(new RegExp(`${line}"[^[]*\\[(\\w+)\\]`, "g"))].map(([, window]) => window);
    // Renewed after 12 minutes by who sends, refused from 13.5 on; what was refused before a renewal is past by then.
    assert.deepEqual(windows("OAuth bearer token successfully set"), ["13m"]);
    assert.deepEqual(windows('SASL authentication error" != "SCRAM'), ["10m", "5m"]);
    assert.equal(duration, "6m");
  });
});

describe("service level objectives", () => {
  it("page on 14.4 and 6 times the budget, and write a ticket on 3 and 1 times, each over two windows", () => {
    const fast = alertNamed("HttpErrorsBurningFast");
    assert.equal(fast.labels.severity, "critical");
    const allowed = (of: string, rate: number) =>
      `> on (tenant) group_left () (${rate} * last_over_time(tenant:http_requests_${of}_allowed:ratio{namespace="", tenant!=""}[1d]))`;
    const windows = (expr: string) =>
      [...expr.matchAll(/\[(\d+[mhd])\]\)\) (> [^\n]*?\[1d\]\)\))/g)].map(([, ...found]) => found);
    assert.deepEqual(windows(fast.expr), [
      ["1h", allowed("errors", 14.4)],
      ["5m", allowed("errors", 14.4)],
      ["6h", allowed("errors", 6)],
      ["30m", allowed("errors", 6)],
    ]);
    const slow = alertNamed("HttpErrorsBurningSlow");
    assert.equal(slow.labels.severity, "warning");
    assert.deepEqual(windows(slow.expr), [
      ["1d", allowed("errors", 3)],
      ["2h", allowed("errors", 3)],
      ["3d", allowed("errors", 1)],
      ["6h", allowed("errors", 1)],
    ]);
    assert.equal(windows(alertNamed("HttpLatencyBurningFast").expr)[0]?.[1], allowed("slow", 14.4));
  });

  it("write no ticket while a budget outlives its window, of a week for instance", () => {
    const factors = (name: string, objectives: object) => {
      const tenants = [{ id: "a" }, { id: "weekly", objectives }];
      const { expr = "" } = rulesOf(platformRules(settingsOf({ tenants })))
        .filter(isAlert)
        .find(({ alert }) => alert === name) ?? { expr: "" };
      return new Set(
        [...expr.matchAll(/([\d.]+) \* last_over_time\([^)]*tenant=~"weekly"/g)].map(([, factor]) => factor),
      );
    };
    // 30 days' budget in 30 days is a week's in 30 days: the objective is kept until it is a week's in a week.
    assert.deepEqual(factors("HttpErrorsBurningSlow", { windowDays: 7 }), new Set(["4.28571"]));
    assert.deepEqual(factors("HttpErrorsBurningSlow", { windowDays: 14 }), new Set(["2.14286"]));
    // No others are there to tell it from.
    assert.deepEqual(factors("HttpErrorsBurningFast", { windowDays: 7 }), new Set());
    const { expr: ofPlatform = "" } =
      rulesOf(platformRules(settingsOf({ objectives: { windowDays: 10 } })))
        .filter(isAlert)
        .find(({ alert }) => alert === "PlatformObjectiveBurningSlow") ?? {};
    assert.deepEqual(
      new Set([...ofPlatform.matchAll(/([\d.]+) \* last/g)].map(([, factor]) => factor)),
      new Set(["3"]),
    );
  });

  it("are judged where there is enough to judge by, the platform's own too", () => {
    for (const { alert, expr } of alerts.filter(({ alert: name }) => name.includes("Burning")))
      assert.match(expr, /^\([\s\S]*\)\nand avg_over_time\([^)]*\[1h\]\) > 0\.02$/, alert);
  });

  const recordedBy = (configuration: object, name: string) =>
    rulesOf(platformRules(settingsOf({ ...configuration }))).find((rule) => !isAlert(rule) && rule.record === name)
      ?.expr;

  it("are settings of the stack and of tenants; a window of 60 days has twice the budget", () => {
    const tenants = [
      { id: "a", objectives: { availabilityPercent: 99, latencySeconds: 2.5 } },
      { id: "b" },
      { id: "c", objectives: { windowDays: 60 } },
    ];
    const requests = "tenant_service:http_requests:rate5m";
    assert.equal(
      recordedBy({ tenants, objectives: { availabilityPercent: 99.5 } }, "tenant:http_requests_errors_allowed:ratio"),
      `0 * sum by (tenant) (${requests}{namespace="", tenant!~"a|c"}) + 0.005\n` +
        `or 0 * sum by (tenant) (${requests}{namespace="", tenant=~"a|c"}) + 0.01`,
    );
    const slow = recordedBy({ tenants }, "tenant_service:http_requests_slow:rate5m") ?? "";
    assert.ok(slow.includes(String.raw`tenant!~"a", le=~"1(\\.0)?"`), slow);
    assert.ok(slow.includes(String.raw`tenant=~"a", le=~"2\\.5(\\.0)?"`), slow);
    assert.equal(
      recordedBy({}, "tenant:http_requests_slow_allowed:ratio"),
      `0 * sum by (tenant) (${requests}{namespace="", tenant!=""}) + 0.01`,
    );
  });

  it("use both kinds of instrumentation", () => {
    const requests = rulesOf(groups).find(
      (rule) => !isAlert(rule) && rule.record === "tenant_service:http_requests:rate5m",
    );
    assert.deepEqual(metricNames(requests?.expr ?? "").sort(), [
      "http_requests_total",
      "http_server_request_duration_seconds_count",
    ]);
  });
});
