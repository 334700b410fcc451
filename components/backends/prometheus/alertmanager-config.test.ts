import assert from "node:assert/strict";
import { settingsOf } from "../../../test/support/settings-of";
import { alertmanagerConfig, alertmanagerSecret } from "./alertmanager-config";

const { receivers } = settingsOf({
  alerts: {
    receivers: [
      { name: "on-call", type: "pagerduty", severity: "critical", routingKey: "the-routing-key" },
      { name: "chat", type: "slack", url: "https://hooks.example.com/the-slack-path", channel: "#alerts" },
      { name: "hook", type: "webhook", severity: "info", url: "https://example.com/the-webhook-path" },
    ],
  },
}).alerts;

interface Route {
  receiver: string;
  matchers: string[];
  continue?: boolean;
}
interface Config {
  route: { receiver: string; group_by: string[]; routes: Route[] };
  receivers: Record<string, unknown>[];
}
const config = alertmanagerConfig(receivers) as unknown as Config;

/**
 * Names of the receivers that an alert reaches, as Alertmanager walks its routes: the regex is anchored at both ends.
 */
function reached(alert: Readonly<Record<string, string>>): string[] {
  const names: string[] = [];
  for (const route of config.route.routes) {
    const matches = route.matchers.every((matcher) => {
      const [, label = "", regex = ""] =
        /^(\w+) =~ "(.*)"$/.exec(matcher) ?? assert.fail(`unreadable matcher ${matcher}`);
      return new RegExp(`^(?:${regex})$`).test(alert[label] ?? "");
    });
    if (!matches) continue;
    names.push(route.receiver);
    if (route.continue !== true) return names;
  }
  return names.length > 0 ? names : [config.route.receiver];
}

describe("Alertmanager's configuration", () => {
  it("holds no credential: each receiver reads its own file of the mounted Secret", () => {
    const text = JSON.stringify(config);
    for (const credential of ["the-routing-key", "the-slack-path", "the-webhook-path"])
      assert.ok(!text.includes(credential), credential);
    assert.ok(!text.includes("[secret]"));
    const file = (name: string) => `/etc/alertmanager/secrets/${alertmanagerSecret}/${name}`;
    const [, pagerduty, slack, webhook] = config.receivers as Record<string, Record<string, unknown>[]>[];
    assert.equal(pagerduty?.pagerduty_configs?.[0]?.routing_key_file, file("on-call"));
    assert.equal(slack?.slack_configs?.[0]?.api_url_file, file("chat"));
    assert.equal(webhook?.webhook_configs?.[0]?.url_file, file("hook"));
  });

  it("sends an alert to every receiver whose threshold it reaches", () => {
    assert.deepEqual(reached({ severity: "critical" }), ["on-call", "chat", "hook"]);
    assert.deepEqual(reached({ severity: "warning" }), ["chat", "hook"]);
    assert.deepEqual(reached({ severity: "info" }), ["hook"]);
  });

  it("treats an alert without severity as a warning", () => {
    assert.deepEqual(reached({}), ["chat", "hook"]);
  });

  it("tells nobody of Watchdog and InfoInhibitor, whatever their severity", () => {
    assert.deepEqual(reached({ alertname: "Watchdog", severity: "critical" }), ["nobody"]);
    assert.deepEqual(reached({ alertname: "InfoInhibitor", severity: "info" }), ["nobody"]);
  });

  it("groups by tenant and alert", () => {
    assert.deepEqual(config.route.group_by, ["tenant", "alertname"]);
  });

  it("defines every receiver that a route names", () => {
    const defined = config.receivers.map(({ name }) => name);
    assert.deepEqual(defined, ["nobody", "on-call", "chat", "hook"]);
    for (const { receiver } of config.route.routes) assert.ok(defined.includes(receiver), receiver);
  });
});
