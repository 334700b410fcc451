import { probeSpec } from "../../../components/collection/metrics/exporters-values";
import { metrics } from "../../servers/pod-network";
import { settingsOf } from "../../support/settings-of";

export const settings = settingsOf({
  alerts: { receivers: [{ name: "on-call", type: "webhook", url: "https://example.com/hook", severity: "info" }] },
});
export const platform = settings.namespace;
export const monitoring = "monitoring.coreos.com/v1";
export const object = (kind: string, namespace: string, name: string, spec: object, apiVersion = monitoring) => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
});
export type Spec = Record<string, unknown>;

/** Each answers `app_info`, and says that it is another tenant's. */
export const forged = (name: string) =>
  metrics(`app_info{name="${name}",namespace="shop",tenant="shop"} 1\n`, "text/plain");

export const addresses = {
  app: "10.1.0.1:8080",
  untyped: "10.1.0.2:8080",
  victim: "10.1.0.3:8080",
  exploding: "10.1.0.4:8080",
  platformPart: "10.1.0.5:8080",
};

const endpoint = (more: object = {}) => ({ port: "metrics", followRedirects: false, ...more });
export const monitor = (namespace: string, name: string, app: string, more: object = {}, of: object = {}) =>
  object("ServiceMonitor", namespace, name, { selector: { matchLabels: { app } }, endpoints: [endpoint(more)], ...of });
export const podsMonitor = (namespace: string, name: string, app: string, more: object = {}, of: object = {}) =>
  object("PodMonitor", namespace, name, {
    selector: { matchLabels: { app } },
    podMetricsEndpoints: [endpoint(more)],
    ...of,
  });
export const probe = (namespace: string, name: string, more: Spec = {}) =>
  object("Probe", namespace, name, {
    ...probeSpec(settings, { name, module: "http_2xx", target: "https://shop.example.com/" }),
    ...more,
  });
export const rule = (namespace: string, name: string, more: object, group: object = {}) =>
  object("PrometheusRule", namespace, name, {
    groups: [{ name, ...group, rules: [{ record: "recorded", expr: "sum(app_info)", ...more }] }],
  });
export const relabelled = (targetLabel: string, more: object = {}) => ({
  relabelings: [{ targetLabel, replacement: addresses.victim, ...more }],
});
