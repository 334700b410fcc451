// Alertmanager's configuration: receivers of the stack in, routes and receivers out. Pure, and free of credentials: a
// receiver reads its address or key from a file of the Secret that the Prometheus component makes.

import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";

export type Receiver = Settings["alerts"]["receivers"][number];

/** Secret with one key per receiver, named like it. Alertmanager mounts it under this directory. */
export const alertmanagerSecret = "alertmanager-receivers";
const secretDirectory = `/etc/alertmanager/secrets/${alertmanagerSecret}`;

/** Receiver that tells nobody: where alerts end that no route of the stack takes. */
const nobody = "nobody";

/** The severities that reach a receiver with this threshold; an alert without severity counts as a warning. */
const severitiesFrom = { critical: "critical", warning: "critical|warning|", info: "critical|warning|info|" } as const;

export function alertmanagerConfig(receivers: readonly Receiver[]): HelmValues {
  return {
    global: { resolve_timeout: "5m" },
    route: {
      receiver: nobody,
      group_by: [conventions.tenantAttribute, "alertname"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "12h",
      routes: [
        // Watchdog always fires: it shows that alerting works. InfoInhibitor exists to silence others. Neither is news.
        { receiver: nobody, matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
        ...receivers.map(({ name, severity }) => ({
          receiver: name,
          matchers: [`severity =~ "${severitiesFrom[severity]}"`],
          continue: true,
        })),
      ],
    },
    inhibit_rules: [
      quieter('severity = "critical"', 'severity =~ "warning|info"'),
      quieter('severity = "warning"', 'severity = "info"'),
      {
        source_matchers: ['alertname = "InfoInhibitor"'],
        target_matchers: ['severity = "info"'],
        equal: ["namespace"],
      },
    ],
    receivers: [{ name: nobody }, ...receivers.map(receiverConfig)],
    templates: [],
  };
}

/** While the worse alert fires, the milder one of the same name and place is not sent. */
function quieter(worse: string, milder: string): HelmValues {
  return {
    source_matchers: [worse],
    target_matchers: [milder],
    equal: [conventions.tenantAttribute, "namespace", "alertname"],
  };
}

const title = "[{{ .Status | toUpper }}] {{ .GroupLabels.alertname }}{{ with .GroupLabels.tenant }} ({{ . }}){{ end }}";
const text =
  "{{ range .Alerts }}{{ or .Annotations.summary .Annotations.description }}" +
  "{{ with .Annotations.runbook_url }}\nRunbook: {{ . }}{{ end }}\n{{ end }}";
/** PagerDuty knows critical, error, warning and info. */
const pagerDutySeverity =
  '{{ if eq .CommonLabels.severity "critical" }}critical' +
  '{{ else if eq .CommonLabels.severity "info" }}info{{ else }}warning{{ end }}';

function receiverConfig(receiver: Receiver): HelmValues {
  const { name } = receiver;
  const file = `${secretDirectory}/${name}`;
  switch (receiver.type) {
    case "slack":
      return {
        name,
        slack_configs: [{ api_url_file: file, channel: receiver.channel, send_resolved: true, title, text }],
      };
    case "pagerduty":
      return {
        name,
        pagerduty_configs: [
          { routing_key_file: file, send_resolved: true, description: title, severity: pagerDutySeverity },
        ],
      };
    case "webhook":
      return { name, webhook_configs: [{ url_file: file, send_resolved: true }] };
  }
}
