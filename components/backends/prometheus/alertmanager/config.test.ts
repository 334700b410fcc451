import assert from "node:assert/strict";
import { settingsOf } from "../../../../test/support/settings-of";
import { alertmanagerConfig } from "./config";
import { alertmanagerSecret, credentials } from "./receivers";

const settings = settingsOf({
  tenants: [
    { id: "payments", namespaces: ["payments"], team: "Money" },
    { id: "ledger", namespaces: ["ledger"], team: "Money" },
    { id: "shop", namespaces: ["shop"] },
  ],
  alerts: {
    receivers: [
      { name: "on-call", type: "pagerduty", severity: "critical", routingKey: "the-routing-key" },
      { name: "chat", type: "slack", url: "https://hooks.example.com/the-slack-path", channel: "#alerts" },
      { name: "hook", type: "webhook", severity: "info", url: "https://example.com/the-webhook-path" },
      { name: "shop", type: "webhook", tenant: "shop", url: "https://example.com/the-shop-path" },
      { name: "money", type: "webhook", team: "Money", severity: "info", url: "https://example.com/the-money-path" },
      { name: "ledger", type: "webhook", tenant: "ledger", severity: "critical", url: "https://e.example/the-ledger" },
    ],
    deadMansSwitch: { type: "healthchecks", url: "https://hc-ping.com/the-check" },
  },
});

interface Route {
  receiver: string;
  matchers?: string[];
  continue?: boolean;
  routes?: Route[];
}
interface Config {
  route: Route & { group_by: string[]; routes: Route[] };
  receivers: Record<string, unknown>[];
  inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal: string[] }[];
}
const config = alertmanagerConfig(settings) as unknown as Config;

/** Names of the receivers that an alert reaches. (That Alertmanager reads it so: test/engine/alerts/alertmanager.test.ts.) */
function reached(alert: Readonly<Record<string, string>>, route: Route = config.route): string[] {
  const names: string[] = [];
  for (const child of route.routes ?? []) {
    const matches = (child.matchers ?? []).every((matcher) => {
      const [, label = "", operator = "", regex = ""] =
        /^(\w+) (=~|=|!~|!=) "(.*)"$/.exec(matcher) ?? assert.fail(`unreadable matcher ${matcher}`);
      return new RegExp(`^(?:${regex})$`).test(alert[label] ?? "") === operator.startsWith("=");
    });
    if (!matches) continue;
    names.push(...reached(alert, child));
    if (child.continue !== true) return names;
  }
  return names.length > 0 ? names : [route.receiver];
}

describe("Alertmanager's configuration", () => {
  it("holds no credential: each receiver reads its own file of the mounted Secret", () => {
    const held = Object.entries(credentials(settings.alerts));
    assert.equal(held.length, 7);
    const text = JSON.stringify(config);
    for (const [key, credential] of held) {
      assert.ok(!text.includes(credential), credential);
      assert.ok(text.includes(`"/etc/alertmanager/secrets/${alertmanagerSecret}/${key}"`), key);
    }
    assert.ok(!text.includes("[secret]"));
  });

  it("sends an alert without a tenant to every receiver of the platform whose threshold it reaches", () => {
    assert.deepEqual(reached({ severity: "critical" }), ["chat", "hook", "on-call"]);
    assert.deepEqual(reached({ severity: "warning" }), ["chat", "hook"]);
    assert.deepEqual(reached({ severity: "info" }), ["hook"]);
    assert.deepEqual(reached({}), ["chat", "hook"], "without severity: a warning");
    for (const severity of ["page", "error", "high"])
      assert.deepEqual(reached({ severity }), ["chat", "hook"], severity);
    assert.deepEqual(reached({ severity: "none" }), ["platform/nobody"], "it exists for other alerts");
  });

  it("sends a tenant's alert to the tenant's receivers and its team's, and to nobody else", () => {
    assert.deepEqual(reached({ tenant: "shop", severity: "critical" }), ["shop"]);
    assert.deepEqual(reached({ tenant: "payments", severity: "info" }), ["money"]);
    assert.deepEqual(reached({ tenant: "ledger", severity: "critical" }), ["ledger", "money"]);
    assert.deepEqual(reached({ tenant: "ledger" }), ["money"]);
    assert.deepEqual(reached({ tenant: "shop", severity: "page" }), ["shop"], "a word of its own is a warning");
  });

  it("leaves to the platform what no receiver of the tenant takes", () => {
    assert.deepEqual(reached({ tenant: "shop", severity: "info" }), ["hook"]);
    assert.deepEqual(reached({ tenant: "default", severity: "critical" }), ["chat", "hook", "on-call"]);
    assert.deepEqual(reached({ tenant: "unknown", severity: "info" }), ["hook"]);
  });

  it("sends Watchdog to the dead man's switch and nowhere else, or to nobody; InfoInhibitor to nobody", () => {
    for (const severity of ["critical", "warning", "info", "none"]) {
      const watchdog = { alertname: "Watchdog", severity, tenant: "shop" };
      assert.deepEqual(reached(watchdog), ["platform/dead-mans-switch"]);
      assert.deepEqual(reached(watchdog, (alertmanagerConfig(settingsOf()) as unknown as Config).route), [
        "platform/nobody",
      ]);
      assert.deepEqual(reached({ alertname: "InfoInhibitor", severity }), ["platform/nobody"]);
    }
  });

  it("takes another stack's Watchdog, which is about a namespace, for any alert", () => {
    const watchdog = { alertname: "Watchdog", namespace: "monitoring" };
    assert.deepEqual(reached({ ...watchdog, severity: "none" }), ["platform/nobody"]);
    assert.deepEqual(reached({ ...watchdog, severity: "critical", tenant: "shop" }), ["shop"]);
  });

  it("spells the dead man's switch of Opsgenie with its key in a header", () => {
    const alerts = { deadMansSwitch: { type: "opsgenie", heartbeat: "eks", region: "eu", apiKey: "the-key" } };
    const opsgenie = alertmanagerConfig(settingsOf({ alerts })) as unknown as Config;
    assert.deepEqual(opsgenie.receivers[1], {
      name: "platform/dead-mans-switch",
      webhook_configs: [
        {
          url: "https://api.eu.opsgenie.com/v2/heartbeats/eks/ping",
          http_config: {
            authorization: {
              type: "GenieKey",
              credentials_file: `/etc/alertmanager/secrets/${alertmanagerSecret}/dead.mans.switch`,
            },
          },
          send_resolved: false,
        },
      ],
    });
  });

  it("groups by tenant, alert and severity, and never lets one tenant's or namespace's alert silence another's", () => {
    assert.deepEqual(config.route.group_by, ["tenant", "alertname", "severity"]);
    for (const { equal } of config.inhibit_rules) assert.deepEqual(equal.slice(0, 2), ["tenant", "namespace"]);
  });

  it("lets an alert of one service, pod or workload silence none of the same name on another", () => {
    const byName = config.inhibit_rules.filter(({ equal }) => equal.includes("alertname"));
    assert.equal(byName.length, 2);
    for (const { equal } of byName)
      for (const label of ["service", "pod", "deployment"]) assert.ok(equal.includes(label), label);
  });

  it("defines every receiver that a route names", () => {
    const defined = config.receivers.map(({ name }) => name);
    const named = (route: Route): string[] => [route.receiver, ...(route.routes ?? []).flatMap(named)];
    for (const receiver of named(config.route)) assert.ok(defined.includes(receiver), receiver);
  });

  it("has one route for all tenants of a team", () => {
    const tenants = Array.from({ length: 300 }, (_, index) => ({ id: `t-${index}`, team: "Money" }));
    const alerts = { receivers: [{ name: "m", type: "webhook", team: "Money", url: "https://example.com" }] };
    const { route } = alertmanagerConfig(settingsOf({ tenants, alerts })) as unknown as Config;
    assert.equal(route.routes.length, 3);
  });

  it("tells receivers in the cluster without the proxy, and names none of them", () => {
    const proxied = alertmanagerConfig(
      settingsOf({
        tenants: [{ id: "payments", namespaces: ["payments"] }],
        proxy: { url: "http://proxy.example.com:3128" },
        alerts: {
          receivers: [
            { name: "inside", type: "webhook", url: "http://alert-bridge.chat.svc:8080/alerts" },
            { name: "mattermost", type: "slack", url: "https://mattermost.chat:8065/hooks/abc", channel: "#alerts" },
            { name: "outside", type: "webhook", url: "https://hooks.example.com/alerts" },
            { name: "by-address", type: "webhook", url: "https://[2001:db8::1]:8443/alerts" },
          ],
          deadMansSwitch: { type: "webhook", url: "http://watcher.chat.svc:8080/ping" },
        },
      }),
    ) as { global: { http_config: { proxy_url: string } }; receivers: { name: string }[] };
    assert.equal(proxied.global.http_config.proxy_url, "http://proxy.example.com:3128");
    // Options of its own take the place of the common ones (prometheus.io, "Alerting: configuration", <http_config>).
    const direct = proxied.receivers.filter((form) => JSON.stringify(form).includes('"http_config":{'));
    assert.deepEqual(
      direct.map(({ name }) => name),
      ["platform/dead-mans-switch", "inside", "mattermost"],
    );
    for (const form of direct) assert.doesNotMatch(JSON.stringify(form), /proxy/, form.name);
    assert.doesNotMatch(JSON.stringify(proxied), /alert-bridge|watcher|8065/);
  });
});
