import { podMonitorSpec } from "../../../components/backends/prometheus/pod-monitor";
import { probeSpec } from "../../../components/collection/metrics/exporters-values";
import { serviceMonitorSpec } from "../../../contract/scraped-service-spec";
import { platformRules } from "../../../dashboards/alerts";
import type { KubernetesObject } from "../../servers/monitoring-operator";
import { addresses, monitor, monitoring, object, platform, podsMonitor, probe, rule, settings } from "./objects";

/** With the label that the store once selected by. */
const labelled = (one: KubernetesObject): KubernetesObject => ({
  ...one,
  metadata: { ...one.metadata, labels: { "observability.io/scraped-by": "prometheus" } },
});

/** What tenants and the platform may create. What some of it tries, it does not get. */
export const created: readonly KubernetesObject[] = [
  object("ServiceMonitor", "payments", "app", serviceMonitorSpec({ matchLabels: { app: "app" }, port: "metrics" })),
  // Claims another tenant in each way that a monitor has.
  monitor("payments", "forger", "app", {
    honorLabels: true,
    relabelings: [{ targetLabel: "tenant", replacement: "shop" }],
    metricRelabelings: [
      { targetLabel: "namespace", replacement: "shop" },
      { targetLabel: "tenant", replacement: "shop" },
      { targetLabel: "forged", replacement: "yes" },
    ],
  }),
  monitor("payments", "untyped", "untyped"),
  // Its port by a number, its pace and its labels said.
  monitor(
    "payments",
    "explicit",
    "untyped",
    {
      ...{ port: undefined, targetPort: 8080, interval: "1m", scrapeTimeout: "20s" },
      metricRelabelings: [{ action: "DropEqual", sourceLabels: ["a"], targetLabel: "b" }],
    },
    { targetLabels: ["team"], bodySizeLimit: "10MB" },
  ),
  // Looks for the pods of another namespace.
  monitor("payments", "everywhere", "victim", {}, { namespaceSelector: { any: true } }),
  podsMonitor("payments", "named", "victim", {}, { namespaceSelector: { matchNames: ["shop"] } }),
  // Sends the service account's token along: the operator leaves the monitor out.
  monitor("payments", "token", "app", { bearerTokenFile: "/var/run/secrets/kubernetes.io/serviceaccount/token" }),
  // Would be scraped by Prometheus itself, which stamps no tenant.
  labelled(monitor("payments", "own", "app", { bearerTokenFile: "/var/run/secrets/token" })),
  labelled(
    object(
      "ScrapeConfig",
      "payments",
      "all",
      { staticConfigs: [{ targets: ["127.0.0.1:9090"] }], metricsPath: "/federate" },
      `${monitoring}alpha1`,
    ),
  ),
  monitor("payments", "malformed", "app", { relabelings: [{ targetLabel: "x", regex: "(" }] }),
  object(
    "ScrapeConfig",
    "payments",
    "anything",
    { staticConfigs: [{ targets: [addresses.victim] }] },
    `${monitoring}alpha1`,
  ),
  monitor("shop", "exploding", "exploding"),
  monitor("shop", "labelled", "app-of-shop", {
    relabelings: [{ action: "labelmap", regex: "__meta_kubernetes_pod_label_(.+)" }],
  }),
  probe("shop", "shop"),
  object("PodMonitor", platform, "part", podMonitorSpec({ labels: { app: "part" }, port: "metrics" })),
  object("Probe", platform, "door", probeSpec(settings, { name: "door", module: "tcp_connect", target: "door:1" })),
  object("PrometheusRule", platform, "platform", { groups: platformRules(settings) }),
  rule("payments", "own", { labels: { tenant: "payments" } }),
  rule("payments", "grouped", { record: "grouped" }, { labels: { tenant: "payments" } }),
  rule(
    "payments",
    "alerting",
    { record: undefined, alert: "Sees", expr: "app_info > 0" },
    { labels: { tenant: "payments" } },
  ),
  rule("elsewhere", "plain", {}),
  rule("elsewhere", "down", { record: undefined, alert: "Down", expr: 'absent(up{job="app"} == 1)' }),
  // Those of another stack, in a namespace that says so: as they come, and not evaluated here.
  rule("other-stack", "others", {
    record: "of_another_stack",
    expr: 'label_replace(app_info, "tenant", "shop", "", "")',
  }),
  monitor("other-stack", "nodes", "app", { proxyUrl: "http://10.1.0.3:8080", followRedirects: true }),
  rule("elsewhere", "watchdog", { record: undefined, alert: "Watchdog", expr: "vector(1)" }),
  rule("elsewhere", "told", {
    record: "told",
    expr: 'label_replace(app_info{severity!="info"}, "tenant", "shop", "", "")',
    labels: { tenant: "default" },
  }),
  object(
    "AlertmanagerConfig",
    "shop",
    "team",
    {
      route: { receiver: "team", groupBy: ["alertname"] },
      receivers: [
        {
          name: "team",
          webhookConfigs: [
            { url: "https://shop.example.com/hook", httpConfig: { proxyURL: "http://user@proxy.example.com:3128" } },
          ],
        },
      ],
    },
    `${monitoring}alpha1`,
  ),
  // Of much that there may be. The operator leaves it out until there is the Secret.
  object(
    "AlertmanagerConfig",
    "shop",
    "elaborate",
    {
      route: {
        receiver: "chat",
        groupBy: ["alertname", "service.name"],
        groupInterval: "1h30m",
        repeatInterval: "1w",
        matchers: [{ name: "severity", value: "warning|critical", matchType: "=~" }],
        routes: [
          {
            receiver: "mail",
            groupWait: "1m",
            muteTimeIntervals: ["nights"],
            matchers: [{ name: "service", value: "web.*", regex: true }],
            routes: [{ receiver: "chat", continue: true, matchers: [{ name: "a", value: "", matchType: "=" }] }],
          },
        ],
      },
      receivers: [
        { name: "chat", slackConfigs: [{ apiURL: { name: "chat", key: "url" }, channel: "#shop" }] },
        { name: "mail", emailConfigs: [{ to: "a@example.com", from: "b@example.com", smarthost: "mail:587" }] },
        { name: "nobody" },
      ],
      muteTimeIntervals: [
        { name: "nights", timeIntervals: [{ times: [{ startTime: "00:00", endTime: "06:00" }] }] },
        { name: "sundays", timeIntervals: [{ weekdays: ["sunday"] }] },
      ],
      inhibitRules: [
        { sourceMatch: [{ name: "a", value: "b" }], targetMatch: [{ name: "c", value: "d" }], equal: ["e"] },
      ],
    },
    `${monitoring}alpha1`,
  ),
  // Asks for another namespace's alerts, and would keep everybody's from being told.
  object(
    "AlertmanagerConfig",
    "shop",
    "greedy",
    {
      route: { receiver: "greedy", matchers: [{ name: "namespace", value: "payments", matchType: "=" }] },
      receivers: [{ name: "greedy", webhookConfigs: [{ url: "https://shop.example.com/hook" }] }],
      inhibitRules: [
        {
          sourceMatch: [{ name: "alertname", value: "Any", matchType: "=" }],
          targetMatch: [{ name: "severity", value: "critical", matchType: "=" }],
        },
      ],
    },
    `${monitoring}alpha1`,
  ),
];
