// Every alert on a counter, under Prometheus' own tool: the expression as it is deployed, over a counter that is born
// with its final value, over one that rises once, and over one whose process started again.
import assert from "node:assert/strict";
import { type AlertingRule, platformRules, type RuleGroup } from "../../../dashboards/alerts";
import { Promtool } from "../../support/promtool";
import { type Selector, selectors } from "../../support/query-languages";
import { settingsOf } from "../../support/settings-of";
import { bursts, defaults, type Form, quiet, rises, seriesFor } from "./counter-forms";

const namespace = "observability";
const rules = platformRules(settingsOf({ namespace }));
const alerts = rules.flatMap(({ rules: of }) => of.filter((rule): rule is AlertingRule => "alert" in rule));

/**
 * Alerts that do not follow from one burst, and why. They must still see a counter that keeps rising, however it was
 * born.
 */
const lasting: Readonly<Record<string, string>> = {
  FluentBitRetrying: "a retry delivers",
  ContainerLogsRetrying: "a retry delivers",
  LokiRulerFailing: "the next evaluation tells",
  LokiFlushFailing: "a flush is tried again",
  TempoFlushFailing: "a flush is tried again",
  TempoMaintenanceFailing: "the next run makes up for it",
  LokiWriteErrors: "senders try again",
  LokiStorageErrors: "Loki tries again",
  TempoStorageErrors: "Tempo tries again",
  KafkaUnreachable: "the client connects again",
  TargetsNotFound: "the next list tells",
};

/** Alerts whose counter is more than a count of failures. */
const otherwise: Readonly<Record<string, string>> = {
  PlatformContainerOutOfMemory:
    "kube-state-metrics shows restarts from 0 on; they count with a reason of another metric",
  PrometheusRetentionCutShort: "Prometheus counts from 0 on",
  ControlPlaneLogsSilent: "it fires while its counter stands still",
  LogPartitionStalled: "likewise",
  NodeJournalUnread: "likewise",
  FluentBitHeldUp: "likewise",
  FluentBitLinesLost: "it fires while one counter rises more than another",
  LokiRetentionStalled: "it fires while one counter rises and another stands still, for a day",
};

interface Fed {
  rule: AlertingRule;
  selector: Selector;
}

/** Each counter of each alert once: the first of an alert, the second of it, and so on. */
function counters(names: (name: string) => boolean): Fed[][] {
  const rounds: Fed[][] = [];
  for (const rule of alerts.filter(({ alert: name }) => names(name))) {
    const read = selectors(rule.expr).filter(({ range }) => range === "increase" || range === "rate");
    // Of a ratio the part that fails comes first.
    const distinct = read.filter(({ metric }, index) => read.findIndex((other) => other.metric === metric) === index);
    for (const [index, selector] of distinct.entries()) {
      rounds[index] = [...(rounds[index] ?? []), { rule, selector }];
    }
  }
  return rounds;
}

/** These alerts, and what is recorded for them: the others take most of the time. */
function only(names: ReadonlySet<string>): RuleGroup[] {
  return rules
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => !("alert" in rule) || names.has(rule.alert)) }))
    .filter((group) => group.rules.length > 0);
}

describe("alerts on counters", function () {
  this.timeout(300_000);
  let promtool: Promtool;

  before(async function () {
    this.timeout(1_800_000);
    promtool = await Promtool.start();
  });

  after(() => promtool.remove());

  /** Feeds the form to each counter, and says what promtool finds wrong with what fires. */
  function wrong(
    { values, up = "1x500", others = "1x500", at }: Form,
    fed: readonly Fed[],
    firing: readonly string[],
  ): string {
    const series = fed.flatMap(({ selector }, index) => {
      const pod = `pod-${index}`;
      const target = `up{namespace="${namespace}", job="${defaults.job}", pod="${pod}", instance="${pod}:8080"}`;
      return [
        { series: seriesFor(selector, pod), values },
        { series: target, values: up },
      ];
    });
    const always = { series: `up{namespace="${namespace}", job="grafana", instance="a"}`, values: others };
    const names = [...new Set(fed.map(({ rule }) => rule.alert))].join("|");
    promtool.write("some.yaml", { groups: only(new Set(fed.map(({ rule }) => rule.alert))) });
    promtool.write("case.yaml", {
      rule_files: ["some.yaml"],
      evaluation_interval: "30s",
      tests: [
        {
          interval: "30s",
          input_series: [always, ...series],
          promql_expr_test: [
            {
              expr: `group by (alertname, severity) (ALERTS{alertstate="firing", alertname=~"${names}"})`,
              eval_time: `${at}m`,
              exp_samples: firing.map((labels) => ({ labels, value: 1 })),
            },
          ],
        },
      ],
    });
    return promtool.run("test", "rules", "case.yaml");
  }

  /** Those that these counters are of, as they fire. */
  const all = (fed: readonly Fed[]) =>
    [
      ...new Set(fed.map(({ rule: { alert, labels } }) => `{alertname="${alert}", severity="${labels.severity}"}`)),
    ].sort();

  const afterOne = counters((name) => !(name in lasting) && !(name in otherwise));
  const afterMany = counters((name) => name in lasting);

  it("are all known", () => {
    const named = new Set([...afterOne, ...afterMany].flat().map(({ rule }) => rule.alert));
    const burning = /^Http(Errors|Latency)Burning/;
    const onCounters = alerts.filter(
      ({ alert, expr }) => /\b(rate|increase)\(/.test(expr) && !burning.test(alert) && !(alert in otherwise),
    );
    assert.deepEqual(
      onCounters.map(({ alert }) => alert).filter((name) => !named.has(name)),
      [],
    );
    assert.ok(named.size > 25, `only ${named.size}`);
  });

  for (const form of bursts) {
    it(`fire when the counter ${form.name}`, () => {
      for (const fed of afterOne) assert.equal(wrong(form, fed, all(fed)), "");
    });
  }

  for (const form of rises) {
    it(`fire, where one failure is none, when the counter ${form.name}`, () => {
      for (const fed of afterMany) assert.equal(wrong(form, fed, all(fed)), "");
    });
  }

  for (const form of quiet) {
    it(`do not fire when the counter ${form.name}`, () => {
      for (const fed of [...afterOne, ...afterMany]) assert.equal(wrong(form, fed, []), "");
    });
  }

  it("leave a tenant's own limit to the tenant: Tempo's refusals for it are not the platform's", () => {
    const pod = 'namespace="observability", job="tempo", pod="tempo-0", instance="tempo-0:3200"';
    const events = (refused: string, discarded: string) => [
      { series: `up{${pod}}`, values: "1x80" },
      { series: `tempo_receiver_refused_spans{${pod}}`, values: refused },
      { series: `tempo_discarded_spans_total{${pod}, tenant="shop", reason="rate_limited"}`, values: discarded },
    ];
    const expectation = (...names: string[]) => [
      {
        expr: 'group by (alertname) (ALERTS{alertname=~"Tempo(RefusingSpans|TenantThrottled)"})',
        eval_time: "22m",
        exp_samples: names.map((alertname) => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
      },
    ];
    promtool.write("some.yaml", { groups: only(new Set(["TempoRefusingSpans", "TempoTenantThrottled"])) });
    promtool.write("case.yaml", {
      rule_files: ["some.yaml"],
      evaluation_interval: "30s",
      tests: [
        {
          interval: "30s",
          input_series: events("0x40 1483x40", "_x40 1483x40"),
          promql_expr_test: expectation("TempoTenantThrottled"),
        },
        {
          interval: "30s",
          input_series: events("0x40 1483x40", "_x80"),
          promql_expr_test: expectation("TempoRefusingSpans"),
        },
        {
          interval: "30s",
          input_series: events("0x40 1483x40", "_x40 100x40"),
          promql_expr_test: expectation("TempoRefusingSpans", "TempoTenantThrottled"),
        },
      ],
    });
    assert.equal(promtool.run("test", "rules", "case.yaml"), "");
  });

  it("leave a tenant's own limit to the tenant: what its full queue refuses is not the platform's", () => {
    const pod = 'namespace="observability", job="otel-gateway", pod="otel-gateway-0", instance="otel-gateway-0:8888"';
    const loki = 'namespace="observability", job="loki", pod="loki-0", instance="loki-0:3100"';
    const signals = { log_records: "logs", spans: "traces" };
    const events = (exporter: string) => [
      { series: `up{${pod}}`, values: "1x80" },
      { series: `up{${loki}}`, values: "1x80" },
      { series: `loki_discarded_samples_total{${loki}, tenant="shop", reason="rate_limited"}`, values: "_x40 9+9x40" },
      ...Object.keys(signals).map((unit) => ({
        series: `otelcol_exporter_enqueue_failed_${unit}{${pod}, exporter="${exporter}"}`,
        values: "_x40 9x40",
      })),
    ];
    const told = (labels: string) => [
      {
        expr: 'group by (tenant, signal) (ALERTS{alertname="CollectorLosingData"})',
        eval_time: "25m",
        exp_samples: Object.values(signals).map((signal) => ({ labels: `{${labels}signal="${signal}"}`, value: 1 })),
      },
    ];
    const of = { "otlp_http/logs/shop": 'tenant="shop", ', "otlp_http/logs/search": "", "kafka/logs": "" };
    promtool.write("some.yaml", { groups: only(new Set(["CollectorLosingData"])) });
    promtool.write("case.yaml", {
      rule_files: ["some.yaml"],
      evaluation_interval: "30s",
      tests: Object.entries(of).map(([exporter, labels]) => ({
        name: exporter,
        interval: "30s",
        input_series: events(exporter),
        promql_expr_test: told(labels),
      })),
    });
    assert.equal(promtool.run("test", "rules", "case.yaml"), "");
  });
});
