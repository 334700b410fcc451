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
  // Of the store of long-term metrics: nothing else is written to by Prometheus itself.
  "PrometheusRemoteWriteBehind",
  "PrometheusRemoteStorageFailures",
] as const;

/** A sample that is older than this says that scraping or writing has stopped. */
const stoppedSeconds = 180;

/** Receivers of tenants' AlertmanagerConfigs, as the operator names them: namespace, object, receiver. */
const tenantsReceiver = "([^/]+)/[^/]+/.+";

/** Files of the rules that come with the platform, its own and the chart's: the operator names them by namespace, object, uid. */
const ownRules = (namespace: string) => `.*/${namespace}-(platform|kps-[^/]+)-[0-9a-f-]{36}[.]yaml;.*`;

/** Of notifications that failed: a reload ends what is on its way, and begins it anew. */
export const notByReload = 'reason!="contextCanceled"';

export function alertingRules(platform: Platform): RuleGroup[] {
  const { namespace } = platform;
  const own = `namespace="${namespace}"`;
  const undelivered = (matcher: string) =>
    increased(
      {
        metric: "alertmanager_notifications_failed_total",
        selector: `${own}, ${notByReload}, ${matcher}`,
        by: ["receiver_name", "integration", "reason"],
      },
      namespace,
    );
  const failing = (matcher: string) =>
    increased(
      {
        metric: "prometheus_rule_evaluation_failures_total",
        selector: `${own}, ${matcher}`,
        by: ["rule_group"],
      },
      namespace,
    );
  const ownFile = ownRules(namespace);
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
          expr: undelivered(`receiver_name!~"${tenantsReceiver}"`),
          for: "0m",
          summary: "{{ $value | humanize }} notifications to {{ $labels.receiver_name }} were not delivered",
          description: "The receiver does not take them: somebody is not told of an alert.",
        }),
        alert("AlertNotificationsFailing", {
          severity: "warning",
          // Its namespace makes it the alert of whose receiver it is.
          expr: `label_replace(
  ${undelivered(`receiver_name=~"${tenantsReceiver}"`)},
  "namespace", "$1", "receiver_name", "${tenantsReceiver}"
)`,
          for: "0m",
          summary: "{{ $value | humanize }} notifications to {{ $labels.receiver_name }} were not delivered",
          description: "The receiver of an AlertmanagerConfig does not take them: its tenant is not told of an alert.",
        }),
        alert("AlertsDropped", {
          severity: "critical",
          expr: increased({ metric: "alertmanager_alerts_limited_total", selector: own, by: ["pod"] }, namespace),
          for: "0m",
          summary: "{{ $labels.pod }} takes no more alerts of one name: there are too many",
          description: "A rule fires for thousands of series at once. Of this name nobody is told of the others.",
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
          expr: failing(`rule_group=~"${ownFile}"`),
          for: "0m",
          summary: "Rules of {{ $labels.rule_group }} failed {{ $value | humanize }} times",
          description: "While a rule fails, its alert cannot fire and what it records has a gap.",
        }),
        alert("AlertRulesFailing", {
          severity: "warning",
          expr: failing(`rule_group!~"${ownFile}"`),
          for: "0m",
          summary: "Rules of {{ $labels.rule_group }} failed {{ $value | humanize }} times",
          description:
            "They are no rules of the platform: whose they are, the file's name says. While a rule fails, its alert " +
            "cannot fire and what it records has a gap.",
        }),
      ],
    },
  ];
}
