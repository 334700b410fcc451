import { prober } from "../../../components/endpoints";
import type { KubernetesObject } from "../../servers/monitoring-operator";
import { addresses, monitor, monitoring, object, platform, podsMonitor, probe, relabelled, rule } from "./objects";

const tokensFrom = (tokenUrl: string) => ({
  oauth2: { tokenUrl, clientId: { secret: { name: "s", key: "id" } }, clientSecret: { name: "s", key: "secret" } },
});

const told = (name: string, receiver: object) =>
  object(
    "AlertmanagerConfig",
    "shop",
    name,
    { route: { receiver: "r" }, receivers: [{ name: "r", ...receiver }] },
    `${monitoring}alpha1`,
  );
const ofAlertmanager = "/etc/alertmanager/secrets/alertmanager-receivers/on-call";

/** What a tenant may not create, with a part of the API server's answer. */
export const refused: Readonly<Record<string, [object: KubernetesObject, answer: RegExp]>> = {
  "another address": [monitor("payments", "a", "app", relabelled("__address__")), /may not change where a target is/],
  "an address by a label's name": [
    monitor("payments", "b", "app", relabelled("$1", { sourceLabels: ["app"], regex: "(.+)" })),
    /may not change where a target is/,
  ],
  "an address copied from a label": [
    podsMonitor("payments", "c", "app", {
      relabelings: [{ action: "labelmap", regex: "__meta_kubernetes_pod_label_x(.+)" }],
    }),
    /may not change where a target is/,
  ],
  "a proxy": [monitor("payments", "d", "app", { proxyUrl: "http://10.1.0.3:8080" }), /no proxy/],
  "an address that gives tokens": [
    monitor("payments", "o", "app", tokensFrom("http://127.0.0.1:9090/-/quit")),
    /no oauth2/,
  ],
  "an address that gives tokens, of pods": [
    podsMonitor("payments", "p", "app", tokensFrom("http://127.0.0.1:9090/-/quit")),
    /no oauth2/,
  ],
  "an address that gives tokens, of a prober": [
    probe("payments", "q", tokensFrom("http://127.0.0.1:9090/-/quit")),
    /no oauth2/,
  ],
  redirects: [monitor("payments", "e", "app", { followRedirects: true }), /needs followRedirects: false/],
  "redirects by default": [
    podsMonitor("payments", "f", "app", { followRedirects: undefined }),
    /followRedirects: false/,
  ],
  "pods that have ended": [
    podsMonitor("payments", "y", "app", { filterRunning: false }),
    /has ended keeps its address/,
  ],
  "a prober of its own": [probe("payments", "g", { prober: { url: addresses.victim } }), /prober.url is blackbox/],
  "another path of the prober": [
    probe("payments", "h", { prober: { url: prober(platform), path: "/metrics" } }),
    /the path \/probe/,
  ],
  "another prober by relabelling": [
    probe("payments", "i", {
      targets: { staticConfig: { static: ["x"], relabelingConfigs: relabelled("__address__").relabelings } },
    }),
    /may not change where a target is/,
  ],
  "a port that is no regular expression": [monitor("payments", "aa", "app", { port: "*" }), /parsing regexp/],
  "a port of pods that is none, in a namespace that nobody owns": [
    podsMonitor("elsewhere", "ab", "app", { port: undefined, targetPort: "\\Q" }),
    /parsing regexp/,
  ],
  "a port that is no port": [
    monitor("payments", "aq", "app", { port: undefined, targetPort: 1234567890 }),
    /a port's number/,
  ],
  "a factor with an exponent of three digits": [
    monitor("payments", "ba", "app", {}, { nativeHistogramMinBucketFactor: "1e010" }),
    /a whole exponent/,
  ],
  "a factor like it of what nobody reads, which the operator waits for": [
    object("ScrapeConfig", "elsewhere", "bb", { nativeHistogramMinBucketFactor: "1e010" }, `${monitoring}alpha1`),
    /a whole exponent/,
  ],
  "an expression that is a number the operator cannot hold": [
    object("PrometheusRule", "elsewhere", "ar", {
      groups: [{ name: "g", rules: [{ record: "a", expr: 1234567890 }] }],
    }),
    /nine digits/,
  ],
  "a label without a name": [monitor("payments", "ac", "app", {}, { targetLabels: [""] }), /none is empty/],
  "a source without a name": [
    monitor("payments", "as", "app", { metricRelabelings: [{ action: "drop", sourceLabels: [""], regex: "a" }] }),
    /no sourceLabels are empty/,
  ],
  "a limit that is no size": [monitor("payments", "at", "app", {}, { bodySizeLimit: "x10MB" }), /nine digits at most/],
  "a comparison with a regex": [
    monitor("payments", "ad", "app", {
      metricRelabelings: [{ action: "KeepEqual", sourceLabels: ["a"], targetLabel: "b", regex: "(.*)" }],
    }),
    /not even the default one/,
  ],
  "an interval beyond what Prometheus counts to": [
    probe("elsewhere", "ae", { interval: "300y" }),
    /less than a hundred years/,
  ],
  "a limit beyond what Prometheus counts to": [
    monitor("payments", "af", "app", {}, { bodySizeLimit: "99999EB" }),
    /nine digits at most/,
  ],
  "two credentials of a probe": [
    probe("payments", "ag", {
      basicAuth: { username: { name: "s", key: "k" }, password: { name: "s", key: "k" } },
      authorization: { credentials: { name: "s", key: "k" } },
    }),
    /has one of/,
  ],
  "a matcher that is no regular expression, three levels down": [
    object(
      "AlertmanagerConfig",
      "elsewhere",
      "ah",
      {
        receivers: [{ name: "r" }],
        route: {
          receiver: "r",
          routes: [
            { receiver: "r", routes: [{ receiver: "r", matchers: [{ name: "a", value: "*", matchType: "=~" }] }] },
          ],
        },
      },
      `${monitoring}alpha1`,
    ),
    /parsing regexp/,
  ],
  "an inhibition by what is no name": [
    object(
      "AlertmanagerConfig",
      "shop",
      "ai",
      { inhibitRules: [{ sourceMatch: [{ name: "a b", value: "x", matchType: "=" }], targetMatch: [] }] },
      `${monitoring}alpha1`,
    ),
    /a matcher's name/,
  ],
  "mail without a server": [
    told("al", { emailConfigs: [{ to: "shop@example.com", from: "alerts@example.com" }] }),
    /emailConfigs says from, smarthost/,
  ],
  "Slack without its address": [told("am", { slackConfigs: [{ channel: "#shop" }] }), /slackConfigs says apiURL/],
  "Webex without its token": [told("an", { webexConfigs: [{ roomID: "r" }] }), /webexConfigs says httpConfig/],
  "WeChat without its company": [
    told("ao", { wechatConfigs: [{ apiSecret: { name: "s", key: "k" } }] }),
    /wechatConfigs says apiSecret, corpID/,
  ],
  "a webhook that has a day to answer": [
    told("ap", { webhookConfigs: [{ url: "https://example.com", timeout: "24h" }] }),
    /less than 20 hours/,
  ],
  "a proxy whose port is a word": [
    told("be", { webhookConfigs: [{ url: "https://example.com", httpConfig: { proxyURL: "http://proxy:port" } }] }),
    /its port a number/,
  ],
  "a time that is none": [
    object("AlertmanagerConfig", "shop", "aj", { muteTimeIntervals: [{ name: "m" }] }, `${monitoring}alpha1`),
    /a name of its own and a time/,
  ],
  "a pause of years": [
    object(
      "AlertmanagerConfig",
      "shop",
      "ak",
      { receivers: [{ name: "r" }], route: { receiver: "r", groupInterval: "300y" } },
      `${monitoring}alpha1`,
    ),
    /less than a hundred years/,
  ],
  "a rule whose name is too long for a file": [
    rule("payments", "r".repeat(200), { labels: { tenant: "payments" } }),
    /140 characters/,
  ],
  "an alert with an empty for, which the operator lets through and Prometheus does not read": [
    rule("elsewhere", "bc", { record: undefined, alert: "A", for: "" }),
    /leave out what is empty/,
  ],
  "a group with an empty interval": [rule("elsewhere", "bd", {}, { interval: "" }), /leave out what is empty/],
  "a rule without its tenant": [rule("payments", "j", {}), /needs labels: \{ tenant: payments \}/],
  "a rule of another tenant": [rule("payments", "k", { labels: { tenant: "shop" } }), /tenant: payments/],
  "a rule of another tenant in a group of its own": [
    rule("payments", "l", { labels: { tenant: "shop" } }, { labels: { tenant: "payments" } }),
    /tenant: payments/,
  ],
  "an alert whose text asks for all tenants' series": [
    rule("payments", "t", {
      record: undefined,
      ...{ alert: "Asks", expr: "vector(1)", labels: { tenant: "payments" } },
      annotations: { summary: "{{ with query `app_info` }}{{ . }}{{ end }}" },
    }),
    /may not call query/,
  ],
  "an alert whose label asks so, in a namespace that nobody owns": [
    rule("elsewhere", "u", {
      record: undefined,
      ...{
        alert: "Asks",
        expr: "vector(1)",
        labels: { told: "{{ range query `app_info` }}{{ .Labels.name }}{{ end }}" },
      },
    }),
    /may not call query/,
  ],
  "a receiver that is sent a file of Alertmanager's": [
    told("v", { telegramConfigs: [{ apiURL: "https://shop.example.com", chatID: 1, botTokenFile: ofAlertmanager }] }),
    /no files/,
  ],
  "a receiver whose key is a file of Alertmanager's": [
    told("w", { pushoverConfigs: [{ tokenFile: ofAlertmanager, userKeyFile: ofAlertmanager }] }),
    /no files/,
  ],
  "a receiver that gets a body of the tenant's": [
    told("x", { webhookConfigs: [{ url: "https://a.example" }, { url: "https://b.example", payload: "{}" }] }),
    /no payload/,
  ],
  "a tenant's rule in a namespace that nobody owns": [
    rule("elsewhere", "m", { labels: { tenant: "shop" } }),
    /no tenant owns this namespace/,
  ],
  "a label made up in a namespace that nobody owns": [
    rule("elsewhere", "n", { expr: 'Label_Replace(app_info, "\\x74enant", "shop", "", "")' }),
    /say labels: \{ tenant: default \}/,
  ],
  "a tenant of what is absent, in a namespace that nobody owns": [
    rule("elsewhere", "r", { expr: 'absent(app_info{tenant="shop"})' }),
    /say labels: \{ tenant: default \}/,
  ],
  "a tenant of what was absent, otherwise spelled": [
    rule("elsewhere", "s", { expr: 'absent_over_time(\n{"app_info", "\\x74enant"="shop"}[5m])' }),
    /say labels: \{ tenant: default \}/,
  ],
};
