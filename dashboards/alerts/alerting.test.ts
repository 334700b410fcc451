import assert from "node:assert/strict";
import { metricNames, selectors } from "../../test/support/query-languages";
import { settingsOf } from "../../test/support/settings-of";
import { type AlertingRule, platformRules, replacedRules } from ".";

describe("alerts on alerting", () => {
  const alerts = platformRules(settingsOf()).flatMap(({ rules }) =>
    rules.filter((rule): rule is AlertingRule => "alert" in rule),
  );
  const named = (name: string) => alerts.filter(({ alert }) => alert === name);
  const values = (expr: string, label: string) => [
    ...new Set(
      selectors(expr).flatMap(({ matchers }) =>
        matchers.filter((matcher) => matcher.label === label).map(({ operator, value }) => operator + value),
      ),
    ),
  ];
  /** Of two alerts of one name, what each of them is about: the same, and all else. */
  const apart = (name: string, label: string) => {
    const [worse, milder] = named(name);
    assert.deepEqual([worse?.labels.severity, milder?.labels.severity], ["critical", "warning"]);
    const [own = "", others = ""] = [worse, milder].flatMap((rule) => values(rule?.expr ?? "", label));
    assert.equal(own.replace(/^=|^!/, "").replace("~", ""), others.replace(/^=|^!/, "").replace("~", ""));
    return own.startsWith("=~") ? own.slice(2) : others.slice(2);
  };

  it("leave to the chart what Prometheus could not hand on: it counts by Alertmanager, and one of three may be away", () => {
    for (const { expr } of named("AlertNotificationsFailing"))
      assert.deepEqual(new Set(metricNames(expr)), new Set(["alertmanager_notifications_failed_total", "up"]));
    assert.ok(!(replacedRules as readonly string[]).includes("PrometheusErrorSendingAlertsToAnyAlertmanager"));
  });

  it("tell a tenant of its own receiver that fails, and the platform's people of theirs", () => {
    const receiver = new RegExp(`^(?:${apart("AlertNotificationsFailing", "receiver_name")})$`);
    assert.equal(receiver.exec("payments/on-call/pager")?.[1], "payments");
    for (const own of ["on-call", "platform/dead-mans-switch"]) assert.doesNotMatch(own, receiver);
  });

  it("wake nobody for a tenant's rule that fails", () => {
    const own = new RegExp(`^(?:${apart("AlertRulesFailing", "rule_group")})$`);
    const file = (name: string) =>
      `/etc/prometheus/rules/prometheus-kps-prometheus-rulefiles-0/${name}-6f4b22f2-7c47-4b1c-9b1e-0d3c3a5f9a11.yaml;a.b`;
    for (const name of ["observability-platform", "observability-kps-general.rules"]) assert.match(file(name), own);
    for (const name of ["payments-platform", "observability-shop-rules", "kube-system-x"])
      assert.doesNotMatch(file(name), own);
  });
});
