// Alert rules over logs: each tenant's own, evaluated by Loki's ruler over that tenant's logs alone: rules in;
// the ConfigMap that holds them, its mounts and the ruler's configuration out.
//
// The ruler reads files that this program renders. With S3 as its storage a rule is a protobuf that only the ruler's
// API can write, so rules would not be code, and that API would take them from whoever reaches Grafana.
import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { conventions } from "../../../conventions/names";
import { lokiRulerRules } from "../../../dashboards/alerts";
import { type Settings, tenantOf } from "../../../settings/settings";
import { alertmanagers } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { ruleFaults } from "./rule-check";

interface LogAlert {
  alert: string;
  /** LogQL. */
  expr: string;
  for?: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
}

interface LogAlertGroup {
  name: string;
  interval?: string;
  rules: readonly LogAlert[];
}

/** Groups of each tenant, by tenant id. */
export type TenantLogAlerts = Readonly<Record<string, readonly LogAlertGroup[]>>;

/** Logs of the platform's own pods are the tenant's that owns its namespace: so are the alerts on them. */
export function platformLogAlerts(settings: Settings): TenantLogAlerts {
  return { [tenantOf(settings.namespace, settings)]: lokiRulerRules(settings) };
}

export const alertsConfigMap = "loki-alerts";

const volume = "alerts";
const alertDirectory = "/etc/loki/rules";
/** Where nobody has alerts: the ruler makes its directory itself, on the volume, and finds it empty. */
const emptyDirectory = "/var/loki/rules";

/**
 * Contents of the ConfigMap: a file for each tenant. Every alert carries its tenant as a label, which routes it.
 * Throws an Error with all faults when the ruler could not read one of them.
 */
export function alertFiles(alerts: TenantLogAlerts): Record<string, string> {
  const faults = ruleFaults(alerts);
  if (faults.length > 0) {
    throw new Error(
      `Loki's ruler would take no rule of any tenant:\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
    );
  }
  return Object.fromEntries(
    Object.entries(alerts).map(([tenantId, groups]) => {
      const stamped = groups.map((group) => ({
        ...group,
        rules: group.rules.map((rule) => {
          const labels = { ...rule.labels, [conventions.tenantAttribute]: tenantId };
          return { ...rule, labels };
        }),
      }));
      return [`${tenantId}.yaml`, stringify({ groups: stamped })];
    }),
  );
}

/**
 * Mounts for whichever pod runs the ruler. (The chart's own `ruler.directories` makes no ConfigMap for the one-process
 * mode.) The ruler takes every directory that it finds for a tenant; mounting a sub-path hides the directories that
 * Kubernetes keeps beside the files of a ConfigMap. Such a mount is not refreshed, so a change of rules restarts the
 * pod.
 */
export function alertMounts(alerts: TenantLogAlerts): HelmValues {
  const tenantIds = Object.keys(alerts);
  if (tenantIds.length === 0) return {};
  const items = tenantIds.map((tenantId) => ({ key: `${tenantId}.yaml`, path: `rules/${tenantId}/alerts.yaml` }));
  const checksum = createHash("sha256")
    .update(JSON.stringify(alertFiles(alerts)))
    .digest("hex");
  return {
    extraVolumes: [{ name: volume, configMap: { name: alertsConfigMap, items } }],
    extraVolumeMounts: [{ name: volume, mountPath: alertDirectory, subPath: "rules", readOnly: true }],
    podAnnotations: { "checksum/alerts": checksum },
  };
}

export function rulerConfig(settings: Settings, alerts: TenantLogAlerts): HelmValues {
  return {
    storage: { type: "local", local: { directory: Object.keys(alerts).length > 0 ? alertDirectory : emptyDirectory } },
    alertmanager_url: alertmanagers(settings),
    enable_alertmanager_discovery: true,
    external_labels: { environment: settings.environment, cluster: settings.cluster.name },
    // Replicas share the groups; without it each would evaluate, and send, all of them.
    enable_sharding: true,
  };
}
