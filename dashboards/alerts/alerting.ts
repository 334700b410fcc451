// Alerts on alerting itself: whether it works at all, whether people are reached, whether rules are evaluated.
// They take the place of kube-prometheus-stack's rules of the same meaning, which see neither a first failure nor that
// nothing is scraped.
import { increased } from "./counters";
import { alert, type Platform, type RuleGroup } from "./rule";

/** Rules of kube-prometheus-stack that these replace. */
export const replacedRules = [
  "Watchdog",
  "AlertmanagerFailedToSendAlerts",
  "AlertmanagerClusterFailedToSendAlerts",
  "AlertmanagerFailedReload",
  "PrometheusBadConfig",
  "PrometheusRuleFailures",
] as const;

/** A sample that is older than this says that scraping or writing has stopped. */
const stoppedSeconds = 180;

export function alertingRules(platform: Platform): RuleGroup[] {
  const { namespace } = platform;
  const own = `namespace="${namespace}"`;
  const rise = (metric: string, ...by: string[]) => increased({ metric, selector: own, by }, namespace);
  return [
    {
      name: "observability.alerting",
      rules: [
        alert("Watchdog", {
          severity: "info",
          expr: `time() - max(timestamp(up{${own}})) < ${stoppedSeconds}`,
          for: "0m",
          summary: "Scraping, rules and alerts work",
          description:
            "This alert always fires. A dead man's switch outside hears it every minute and raises the alarm when it " +
            "does not.",
        }),
        alert("AlertNotificationsFailing", {
          severity: "critical",
          expr: `${rise("alertmanager_notifications_failed_total", "integration", "reason")}
or ${rise("prometheus_notifications_dropped_total", "pod")}`,
          for: "0m",
          summary:
            "{{ $value | humanize }} notifications by {{ or $labels.integration $labels.pod }} were not delivered",
          description:
            "{{ if $labels.integration }}A receiver does not take them{{ else }}No Alertmanager took them from " +
            "Prometheus{{ end }}: somebody is not told of an alert.",
        }),
        alert("AlertingConfigNotLoaded", {
          severity: "critical",
          expr: `min by (pod) (alertmanager_config_last_reload_successful{${own}}) == 0
or min by (pod) (prometheus_config_last_reload_successful{${own}}) == 0`,
          for: "10m",
          summary: "{{ $labels.pod }} runs with an old configuration",
          description: "It refused the new one: receivers, rules or targets are not those that were deployed.",
        }),
        alert("AlertRulesFailing", {
          severity: "critical",
          expr: rise("prometheus_rule_evaluation_failures_total", "rule_group"),
          for: "0m",
          summary: "Rules of {{ $labels.rule_group }} failed {{ $value | humanize }} times",
          description: "While a rule fails, its alert cannot fire and what it records has a gap.",
        }),
      ],
    },
  ];
}
