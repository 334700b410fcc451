import { prober } from "../../../components/endpoints";
import type { KubernetesObject } from "../../servers/monitoring-operator";
import { addresses, monitor, platform, podsMonitor, probe, relabelled, rule } from "./objects";

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
  redirects: [monitor("payments", "e", "app", { followRedirects: true }), /needs followRedirects: false/],
  "redirects by default": [
    podsMonitor("payments", "f", "app", { followRedirects: undefined }),
    /followRedirects: false/,
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
  "a rule without its tenant": [rule("payments", "j", {}), /needs labels: \{ tenant: payments \}/],
  "a rule of another tenant": [rule("payments", "k", { labels: { tenant: "shop" } }), /tenant: payments/],
  "a rule of another tenant in a group of its own": [
    rule("payments", "l", { labels: { tenant: "shop" } }, { labels: { tenant: "payments" } }),
    /tenant: payments/,
  ],
  "a tenant's rule in a namespace that nobody owns": [
    rule("elsewhere", "m", { labels: { tenant: "shop" } }),
    /no tenant owns this namespace/,
  ],
  "a label made up in a namespace that nobody owns": [
    rule("elsewhere", "n", { expr: 'Label_Replace(app_info, "\\x74enant", "shop", "", "")' }),
    /say labels: \{ tenant: default \}/,
  ],
};
