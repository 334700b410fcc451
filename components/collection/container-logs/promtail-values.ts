// Values of Promtail, the DaemonSet that reads container logs where Alloy is not chosen: settings in, values out.
import type { Settings } from "../../../settings/settings";
import { type HelmValues, literalText, resources, restrictedContainer } from "../../helm-values";
import { everyNode, nodeAgentUpdate, nodeStatePath } from "../../pods/node-agent";
import { promtailConfig, promtailLogLevel, promtailPort, promtailStatePath } from "./promtail-config";

/** Its file, as it is but for the level of its own log: that is a value of the chart, which overrides may set. */
function fileOf(settings: Settings): string {
  const level = `log_level: ${promtailLogLevel}\n`;
  return literalText(promtailConfig(settings)).replace(level, "log_level: {{ .Values.config.logLevel }}\n");
}

export function promtailValues(settings: Settings): HelmValues {
  return {
    fullnameOverride: "promtail",
    config: { file: fileOf(settings), logLevel: promtailLogLevel, serverPort: promtailPort },
    resources: resources(settings.sizing.containerLogs),
    containerSecurityContext: restrictedContainer,
    tolerations: [everyNode],
    updateStrategy: nodeAgentUpdate,
    // The chart keeps positions in /run, which a reboot of the node clears.
    defaultVolumes: [
      { name: "state", hostPath: { path: nodeStatePath("promtail"), type: "DirectoryOrCreate" } },
      { name: "container-logs", hostPath: { path: "/var/log/pods", type: "Directory" } },
    ],
    defaultVolumeMounts: [
      { name: "state", mountPath: promtailStatePath },
      { name: "container-logs", mountPath: "/var/log/pods", readOnly: true },
    ],
    serviceMonitor: { enabled: true },
  };
}
