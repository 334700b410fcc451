// Values of Promtail, the DaemonSet that reads container logs where Alloy is not chosen: settings in, values out.
import { ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { charts } from "../../charts";
import { type HelmValues, literalText, resources, restrictedContainer } from "../../helm-values";
import { everyNode, nodeAgentUpdate, nodeStatePath } from "../../pods/node-agent";
import { promtailConfig, promtailLogLevel, promtailPort, promtailStatePath } from "./promtail-config";
import { containerLogsPath } from "./targets";

const { release } = charts.promtail;

/** Its file, as it is but for the level of its own log: that is a value of the chart, which overrides may set. */
function fileOf(settings: Settings): string {
  const level = `log_level: ${promtailLogLevel}\n`;
  return literalText(promtailConfig(settings)).replace(level, "log_level: {{ .Values.config.logLevel }}\n");
}

/**
 * The chart's own role has `nodes/proxy`, by which kubelets run commands in every pod of the cluster. It asks for pods
 * alone.
 */
function mayReadPods({ namespace }: Settings): HelmValues {
  const named = (kind: string): HelmValues => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: { name: release, labels: ownLabels },
  });
  return {
    rbac: { create: false },
    extraObjects: [
      { ...named("ClusterRole"), rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] },
      {
        ...named("ClusterRoleBinding"),
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: release },
        subjects: [{ kind: "ServiceAccount", name: release, namespace }],
      },
    ],
  };
}

export function promtailValues(settings: Settings): HelmValues {
  return {
    fullnameOverride: release,
    ...mayReadPods(settings),
    config: { file: fileOf(settings), logLevel: promtailLogLevel, serverPort: promtailPort },
    resources: resources(settings.sizing.containerLogs),
    containerSecurityContext: restrictedContainer,
    tolerations: [everyNode],
    updateStrategy: nodeAgentUpdate,
    // The chart keeps positions in /run, which a reboot of the node clears.
    defaultVolumes: [
      { name: "state", hostPath: { path: nodeStatePath("promtail"), type: "DirectoryOrCreate" } },
      { name: "container-logs", hostPath: { path: containerLogsPath, type: "Directory" } },
    ],
    defaultVolumeMounts: [
      { name: "state", mountPath: promtailStatePath },
      { name: "container-logs", mountPath: containerLogsPath, readOnly: true },
    ],
    serviceMonitor: { enabled: true },
  };
}
