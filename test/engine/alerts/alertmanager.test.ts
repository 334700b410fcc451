// The rendered configuration under the real Alertmanager: its own tool says where each alert goes, and sinks say what
// arrived. Addresses and secret files are the test's, and time is shortened; routes and inhibitions are as deployed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { alertmanagerConfig } from "../../../components/backends/prometheus/alertmanager/config";
import { alertmanagerSecret, credentials } from "../../../components/backends/prometheus/alertmanager/receivers";
import { heartbeatSeconds } from "../../../components/backends/prometheus/alertmanager/routes";
import type { Settings } from "../../../settings/settings";
import { installed } from "../../../tools/install";
import { Sinks, startAlertmanager } from "../../servers/alertmanager";
import { settingsOf } from "../../support/settings-of";
import { sizingForThousandTenants } from "../../support/stack-configuration";

const tenants = ["payments", "search", "shop"].map((id) => ({ id, namespaces: [id] }));

function routed(sinks: Sinks): Settings {
  const webhook = (name: string, more: object = {}) => ({ name, type: "webhook", url: sinks.address(name), ...more });
  return settingsOf({
    tenants,
    alerts: {
      receivers: [
        webhook("platform-all", { severity: "info" }),
        webhook("platform-page", { severity: "critical" }),
        ...["payments", "search", "shop"].map((tenant) => webhook(`${tenant}-team`, { tenant, severity: "info" })),
        webhook("search-page", { tenant: "search", severity: "critical" }),
      ],
      deadMansSwitch: { type: "webhook", url: sinks.address("outside") },
    },
  });
}

describe("Alertmanager", function () {
  this.timeout(120_000);
  let directory: string;
  let amtool: string;
  let sinks: Sinks;

  before(async function () {
    this.timeout(1_800_000);
    amtool = await installed("amtool");
    directory = mkdtempSync(join(tmpdir(), "alertmanager-"));
    sinks = new Sinks();
  });

  after(() => {
    sinks.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Writes configuration and secrets as they are mounted; `change` edits the text, for shorter waits. */
  function write(settings: Settings, change: (text: string) => string = (text) => text): string {
    const secrets = join(directory, alertmanagerSecret);
    mkdirSync(secrets, { recursive: true });
    for (const [key, value] of Object.entries(credentials(settings.alerts)))
      writeFileSync(join(secrets, key), sinks.mounted(value));
    const text = stringify(alertmanagerConfig(settings)).replaceAll(
      `/etc/alertmanager/secrets/${alertmanagerSecret}`,
      secrets,
    );
    const file = join(directory, "alertmanager.yaml");
    writeFileSync(file, change(text));
    return file;
  }

  function tool(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(amtool, args, { encoding: "utf8" });
    assert.equal(status, 0, `${stdout}${stderr}`);
    return stdout.trim();
  }

  async function send(url: string, labels: Record<string, string>[], seconds = 300): Promise<void> {
    const endsAt = new Date(Date.now() + seconds * 1_000).toISOString();
    const response = await fetch(`${url}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(labels.map((one) => ({ labels: one, endsAt }))),
    });
    assert.ok(response.ok, await response.text());
  }

  it("accepts the configuration with every kind of receiver and dead man's switch", () => {
    const receivers = [
      { name: "on-call", type: "pagerduty", severity: "critical", routingKey: "key" },
      { name: "chat", type: "slack", url: "https://hooks.example.com/path", channel: "#alerts" },
      { name: "hook", type: "webhook", url: "https://example.com/path" },
    ];
    const url = "https://hc-ping.com/check";
    for (const deadMansSwitch of [
      undefined,
      { type: "healthchecks", url },
      { type: "deadMansSnitch", url },
      { type: "webhook", url },
      { type: "opsgenie", heartbeat: "eks", apiKey: "key" },
    ]) {
      tool("check-config", write(settingsOf({ alerts: { receivers, ...(deadMansSwitch ? { deadMansSwitch } : {}) } })));
    }
  });

  it("tells Slack of twenty alerts of a group, and how many more there are", () => {
    const chat = { name: "chat", type: "slack", url: "https://hooks.example.com/path", channel: "#alerts" };
    const { receivers } = alertmanagerConfig(settingsOf({ alerts: { receivers: [chat] } })) as {
      receivers: { slack_configs?: { text: string }[] }[];
    };
    const text = receivers.flatMap(({ slack_configs: slack = [] }) => slack)[0]?.text ?? assert.fail();
    for (const [count, end] of [
      [1, /^alert 0\nRunbook: r$/],
      [20, /alert 19\nRunbook: r$/],
      [1_000, /alert 19\nRunbook: r\nand 980 more$/],
    ] as const) {
      const data = join(directory, "data.json");
      const alerts = Array.from({ length: count }, (_, index) => ({
        annotations: { summary: `alert ${index}`, runbook_url: "r" },
      }));
      writeFileSync(data, JSON.stringify({ alerts }));
      assert.match(
        tool("template", "render", "--template.glob=none", `--template.text=${text}`, `--template.data=${data}`),
        end,
      );
    }
  });

  it("routes every combination of tenant and severity to its owner and nobody else", () => {
    const file = write(routed(sinks));
    const severities = ["critical", "warning", "info", "page", undefined];
    for (const tenant of [...tenants.map(({ id }) => id), "default", undefined]) {
      for (const severity of severities) {
        const paged = severity === "critical";
        const expected =
          tenant === undefined || tenant === "default"
            ? severity === undefined || !paged
              ? ["platform-all"]
              : ["platform-all", "platform-page"]
            : [`${tenant}-team`, ...(paged && tenant === "search" ? ["search-page"] : [])];
        const labels = [
          "alertname=Any",
          ...(tenant === undefined ? [] : [`tenant=${tenant}`]),
          ...(severity === undefined ? [] : [`severity=${severity}`]),
        ];
        const reached = tool("config", "routes", "test", `--config.file=${file}`, ...labels);
        assert.deepEqual(reached.split(",").sort(), expected.sort(), labels.join(" "));
      }
    }
    const watchdog = (...labels: string[]) =>
      tool("config", "routes", "test", `--config.file=${file}`, "alertname=Watchdog", ...labels);
    assert.equal(watchdog(), "platform/dead-mans-switch");
    assert.equal(watchdog("namespace=monitoring", "severity=warning"), "platform-all");
  });

  it(
    "delivers to the tenant alone, quiets the milder of two alerts on one " + "thing, and groups by tenant and alert",
    async () => {
      const quick = (text: string) => text.replace("group_wait: 30s", "group_wait: 2s");
      const { daemon, url } = await startAlertmanager(write(routed(sinks), quick));
      try {
        await send(url, [
          { alertname: "HttpErrorsBurningFast", severity: "critical", tenant: "payments", service: "web" },
          { alertname: "HttpErrorsBurningFast", severity: "critical", tenant: "payments", service: "api" },
          { alertname: "HttpErrorsBurningSlow", severity: "warning", tenant: "payments", service: "web" },
          { alertname: "HttpErrorsBurningSlow", severity: "warning", tenant: "search", service: "web" },
          { alertname: "LokiTenantThrottled", severity: "warning", tenant: "shop" },
          { alertname: "PlatformPartDown", severity: "critical", job: "loki" },
          { alertname: "SomethingElse", severity: "info" },
          { alertname: "AlertRulesFailing", severity: "critical", rule_group: "platform" },
          { alertname: "AlertRulesFailing", severity: "warning", rule_group: "platform" },
          { alertname: "AlertRulesFailing", severity: "warning", rule_group: "of-a-tenant" },
          { alertname: "ShopFails", severity: "critical", tenant: "shop", namespace: "shop", service: "web" },
          { alertname: "ShopFails", severity: "warning", tenant: "shop", namespace: "shop", service: "web" },
          { alertname: "ShopFails", severity: "warning", tenant: "shop", namespace: "shop", service: "api" },
        ]);
        await sleep(6_000);
        assert.deepEqual(sinks.firing("payments-team"), ["HttpErrorsBurningFast"]);
        assert.deepEqual(
          sinks.firing("search-team"),
          ["HttpErrorsBurningSlow"],
          "another tenant's page silences nothing",
        );
        assert.deepEqual(sinks.firing("search-page"), []);
        assert.deepEqual(sinks.firing("shop-team"), ["LokiTenantThrottled", "ShopFails"]);
        const ofShop = sinks.got.filter(({ receiver }) => receiver === "shop-team").flatMap(({ alerts }) => alerts);
        assert.deepEqual(
          ofShop
            .filter(({ labels }) => labels.alertname === "ShopFails")
            .map(({ labels }) => `${labels.severity} ${labels.service}`)
            .sort(),
          ["critical web", "warning api"],
        );
        assert.deepEqual(sinks.firing("platform-all"), ["AlertRulesFailing", "PlatformPartDown", "SomethingElse"]);
        const rules = sinks.got
          .filter(({ receiver }) => receiver === "platform-all")
          .map(({ alerts }) => alerts.filter(({ labels }) => labels.alertname === "AlertRulesFailing"))
          .filter((alerts) => alerts.length > 0)
          .map((alerts) => alerts.map(({ labels }) => `${labels.severity} ${labels.rule_group}`));
        assert.deepEqual(rules.sort(), [["critical platform"], ["warning of-a-tenant"]]);
        assert.deepEqual(sinks.firing("platform-page"), ["AlertRulesFailing", "PlatformPartDown"]);
        const page = sinks.got.filter(({ receiver }) => receiver === "payments-team");
        assert.deepEqual(
          page.map(({ alerts }) => alerts.length),
          [2],
          "one page for both services",
        );
      } finally {
        await daemon.stop();
      }
    },
  );

  it("pings the dead man's switch while Watchdog is sent, and stops when nobody sends it any more", async () => {
    // A twelfth of the time: 5 s between pings; Prometheus' alerts end 4 min after it last sent them, here 20 s.
    const quick = (text: string) =>
      text.replace(`${heartbeatSeconds}s`, "5s").replace(`${heartbeatSeconds - 10}s`, "4s");
    const { daemon, url } = await startAlertmanager(write(routed(sinks), quick));
    try {
      const pings = () => sinks.got.filter(({ receiver }) => receiver === "outside").length;
      for (let second = 0; second < 30; second += 5) {
        await send(url, [{ alertname: "Watchdog", severity: "info" }], 20);
        await sleep(5_000);
      }
      assert.ok(pings() >= 5, `${pings()} pings in 30 s`);
      await sleep(20_000);
      const atEnd = pings();
      await sleep(12_000);
      assert.equal(pings(), atEnd, "silent 25 s after the last Watchdog");
      assert.ok(sinks.got.every(({ receiver, status }) => receiver !== "outside" || status === "firing"));
    } finally {
      await daemon.stop();
    }
  });

  it("takes a thousand tenants with receivers of their own, and reloads within seconds", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ id: `tenant-${index}` }));
    const receivers = many.map(({ id }) => ({ name: id, type: "webhook", tenant: id, url: sinks.address(id) }));
    const sizing = { ...sizingForThousandTenants(), alertmanager: { memoryMib: 320 } };
    const file = write(settingsOf({ tenants: many, alerts: { receivers }, sizing }));
    const bytes = statSync(file).size;
    const { daemon, url } = await startAlertmanager(file);
    try {
      const begun = Date.now();
      assert.ok((await fetch(`${url}/-/reload`, { method: "POST" })).ok);
      const seconds = (Date.now() - begun) / 1_000;
      console.log(`      1,000 tenants: ${Math.round(bytes / 1024)} KiB, reloaded in ${seconds.toFixed(2)} s`);
      assert.ok(bytes < 700_000, `${bytes} bytes: the Secret that holds it takes 1 MiB, in base64`);
      assert.ok(seconds < 10, `${seconds} s`);
      const metrics = await (await fetch(`${url}/metrics`)).text();
      assert.match(metrics, /^alertmanager_notifications_failed_total\{[^}]*receiver_name="tenant-7"/m, "told by name");
    } finally {
      await daemon.stop();
    }
  });
});
