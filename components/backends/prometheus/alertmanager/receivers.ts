// Receivers in Alertmanager's spelling: those of the settings and the dead man's switch. Each reads its credential
// from a file of the mounted Secret.
import { isProbablyService } from "../../../../conventions/hosts";
import { ownSecretNames } from "../../../../conventions/secrets";
import type { Credential } from "../../../../settings/secrets/credential";
import type { Settings } from "../../../../settings/settings";
import type { HelmValues } from "../../../helm-values";
import { deadMansSwitch, type Receiver } from "./routes";

export type DeadMansSwitch = NonNullable<Settings["alerts"]["deadMansSwitch"]>;

/** Secret with one key per receiver, named like it. Alertmanager mounts it under this directory. */
export const alertmanagerSecret = ownSecretNames.alertReceivers;
const secretDirectory = `/etc/alertmanager/secrets/${alertmanagerSecret}`;

/** Key of the dead man's switch; a receiver's name has no dot. */
const deadMansSwitchKey = "dead.mans.switch";

/** Contents of that Secret; empty where there is nobody to tell. */
export function credentials({ receivers, deadMansSwitch: outside }: Settings["alerts"]): Record<string, string> {
  const own = receivers.map((receiver) => [
    receiver.name,
    (receiver.type === "pagerduty" ? receiver.routingKey : receiver.url).reveal(),
  ]);
  const beyond = outside === undefined ? [] : [[deadMansSwitchKey, credentialOf(outside)]];
  return Object.fromEntries([...own, ...beyond]) as Record<string, string>;
}

function credentialOf(outside: DeadMansSwitch): string {
  return (outside.type === "opsgenie" ? outside.apiKey : outside.url).reveal();
}

const opsgenieHosts = { us: "api.opsgenie.com", eu: "api.eu.opsgenie.com" } as const;

/**
 * It is told that all is well and never that something is resolved: its alarm is the silence.
 *
 * @param http What holds for all receivers: one with HTTP options of its own takes none of the common ones.
 */
export function deadMansSwitchForm(outside: DeadMansSwitch, http: HelmValues): HelmValues {
  const file = `${secretDirectory}/${deadMansSwitchKey}`;
  const address =
    outside.type === "opsgenie"
      ? {
          url: `https://${opsgenieHosts[outside.region]}/v2/heartbeats/${outside.heartbeat}/ping`,
          http_config: { ...http, authorization: { type: "GenieKey", credentials_file: file } },
        }
      : { url_file: file, ...direct(outside.url, http) };
  return { name: deadMansSwitch, webhook_configs: [{ ...address, send_resolved: false }] };
}

/**
 * No proxy knows the Services of a cluster. Their names would be in NO_PROXY, but addresses of receivers are secret: so
 * a receiver in the cluster has HTTP options of its own, the defaults, which take the place of the common ones.
 */
function direct(address: Credential, http: HelmValues): HelmValues {
  const isDirect = Object.keys(http).length > 0 && isProbablyService(address.reveal());
  return isDirect ? { http_config: { follow_redirects: true } } : {};
}

const title = "[{{ .Status | toUpper }}] {{ .GroupLabels.alertname }}{{ with .GroupLabels.tenant }} ({{ . }}){{ end }}";
/** Of a lost zone there are thousands, and a message that is refused for its length is not sent again. */
const mostTold = 20;
const text =
  `{{ range $i, $alert := .Alerts }}{{ if lt $i ${mostTold} }}{{ or .Annotations.summary .Annotations.description }}` +
  "{{ with .Annotations.runbook_url }}\nRunbook: {{ . }}{{ end }}\n{{ end }}{{ end }}" +
  `{{ if gt (len .Alerts) ${mostTold} }}and {{ len (slice .Alerts ${mostTold}) }} more{{ end }}`;
/** PagerDuty knows critical, error, warning and info. */
const pagerDutySeverity =
  '{{ if eq .CommonLabels.severity "critical" }}critical' +
  '{{ else if eq .CommonLabels.severity "info" }}info{{ else }}warning{{ end }}';

/** @param http What holds for all receivers. */
export function receiverForm(receiver: Receiver, http: HelmValues): HelmValues {
  const { name } = receiver;
  const file = `${secretDirectory}/${name}`;
  switch (receiver.type) {
    case "slack":
      return {
        name,
        slack_configs: [
          {
            api_url_file: file,
            ...direct(receiver.url, http),
            channel: receiver.channel,
            send_resolved: true,
            title,
            text,
          },
        ],
      };
    case "pagerduty":
      return {
        name,
        pagerduty_configs: [
          { routing_key_file: file, send_resolved: true, description: title, severity: pagerDutySeverity },
        ],
      };
    case "webhook":
      return { name, webhook_configs: [{ url_file: file, ...direct(receiver.url, http), send_resolved: true }] };
  }
}
