// Each alert has a page that says what to do, with queries that can be asked.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exposedNames } from "../../test/support/metric-names";
import { type Language, metricNames, selectors, syntaxErrors } from "../../test/support/query-languages";
import { settingsOf } from "../../test/support/settings-of";
import { type AlertingRule, lokiRulerRules, platformRules, type RecordingRule, type RuleGroup } from ".";

const platform = settingsOf();
const groups = platformRules(platform);
const rulesOf = (of: readonly RuleGroup[]) => of.flatMap(({ rules }) => rules);
const isAlert = (rule: AlertingRule | RecordingRule): rule is AlertingRule => "alert" in rule;
const recorded = rulesOf(groups).flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
const alerts = [...rulesOf(groups), ...rulesOf(lokiRulerRules(platform))].filter(isAlert);
const known = new Set([...exposedNames(), ...recorded]);
const runbooks = join(__dirname, "../../docs/runbooks");
const page = (name: string) => readFileSync(join(runbooks, `${name}.md`), "utf8");

describe("runbooks", () => {
  const names = [...new Set(alerts.map(({ alert }) => alert))].sort();

  it("exist for each alert, at the address that the alert gives, and for nothing else", () => {
    for (const { alert, annotations } of alerts)
      assert.equal(annotations.runbook_url, `${platform.alerts.runbookBaseUrl}/${alert}.md`);
    assert.deepEqual(
      names.filter((name) => !existsSync(join(runbooks, `${name}.md`))),
      [],
    );
    assert.deepEqual(
      readdirSync(runbooks)
        .filter((file) => file !== "README.md")
        .map((file) => file.replace(".md", ""))
        .sort(),
      names,
    );
  });

  it("say what it means, whom it hurts, where to look, how to mend it and how to prevent it", () => {
    for (const name of names) {
      const text = page(name);
      assert.ok(text.startsWith(`# ${name}\n`), name);
      assert.deepEqual(
        [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
        ["Meaning", "Impact", "Look here first", "Mend", "Prevention"],
        name,
      );
    }
  });

  it("ask for the metrics of either shipper of container logs where the alert does", () => {
    const eitherShippers = alerts.filter(({ expr }) => /\b(promtail|logentry)_/.test(expr));
    assert.equal(eitherShippers.length, 4);
    for (const { alert, expr } of eitherShippers)
      for (const metric of metricNames(expr).filter((name) => /_(dropped|retries|active)_/.test(name)))
        assert.ok(page(alert).includes(metric), `${alert}: ${metric}`);
  });

  it("ask for the platform's parts in its namespace: a tenant's Loki or Collector has series of the same names", () => {
    const ofTenants = /^(ALERTS$|http_|scrape_|probe_|traces_spanmetrics_|gateway_refused_metric_points_)/;
    const nobodys = /:|^kafka_server_|^node_filesystem_/;
    const asked = names.flatMap((name) =>
      [...page(name).matchAll(/^```promql\n([\s\S]*?)\n```$|`([^`\n]*\[\d+[mhd]\][^`\n]*)`/gm)].flatMap(
        ([, block, inline]) => selectors(block ?? inline ?? "").map((selector) => ({ name, ...selector })),
      ),
    );
    assert.ok(asked.length > 100, String(asked.length));
    for (const { name, metric, matchers } of asked.filter(({ metric }) => !ofTenants.test(metric)))
      assert.deepEqual(
        matchers.filter(({ label }) => label === "namespace").map(({ value }) => value),
        [nobodys.test(metric) ? "" : platform.namespace],
        `${name}: ${metric}`,
      );
  });

  it("add no sums by reason: a series of a reason is there from its first time on, and a sum with what is not there is empty", () => {
    for (const name of names)
      for (const [, text = ""] of page(name).matchAll(/^```promql\n([\s\S]*?)\n```$/gm))
        assert.doesNotMatch(text, /by \([^)]*\b(reason|error|status|status_code|type)\b[^)]*\)[\s\S]*\) \+ /, name);
  });

  it("hold queries that parse and metrics that exist", () => {
    for (const name of names) {
      const blocks = [...page(name).matchAll(/^```(promql|logql|traceql)\n([\s\S]*?)\n```$/gm)];
      for (const [, language, text = ""] of blocks) {
        assert.deepEqual(syntaxErrors(language as Language, text), [], name);
        if (language === "promql")
          assert.deepEqual(
            metricNames(text).filter((metric) => !known.has(metric)),
            [],
            name,
          );
      }
    }
  });
});
