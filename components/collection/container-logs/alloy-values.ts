// Values of Alloy, the DaemonSet that reads container logs: settings in, plain values out.
import type { Settings } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import { everyNode, nodeAgentUpdate, nodeStatePath } from "../../pods/node-agent";
import { alloyContainer, mayRead, reloader, statePath } from "./alloy-chart";
import { alloyConfig, fileSource } from "./alloy-config";
import { alloyCommand } from "./alloy-start";
import { journalPath } from "./node-journal";
import { containerLogsPath } from "./targets";

export function alloyValues(settings: Settings): HelmValues {
  const journal = settings.logs.nodeJournal;
  return {
    fullnameOverride: "alloy",
    crds: { create: false },
    alloy: {
      ...alloyContainer(settings, {
        configuration: alloyConfig(settings),
        row: settings.sizing.containerLogs,
        // Root, because kubelet's files are root's; without any of root's other powers.
        user: 0,
        mounts: [
          { name: "container-logs", mountPath: containerLogsPath, readOnly: true },
          ...(journal ? [{ name: "journal", mountPath: journalPath, readOnly: true }] : []),
        ],
      }),
      command: alloyCommand(
        `${statePath}/${fileSource.name}.${fileSource.label}/positions.yml`,
        `${containerLogsPath}/*/*/*.log`,
      ),
    },
    configReloader: reloader,
    controller: {
      type: "daemonset",
      tolerations: [everyNode],
      updateStrategy: nodeAgentUpdate,
      // Longer than the 15 s that loki.write takes at most to empty its queue (1.18.1; its documents say a minute).
      terminationGracePeriodSeconds: 75,
      volumes: {
        extra: [
          { name: "container-logs", hostPath: { path: containerLogsPath, type: "Directory" } },
          ...(journal ? [{ name: "journal", hostPath: { path: journalPath, type: "Directory" } }] : []),
          { name: "state", hostPath: { path: nodeStatePath("alloy"), type: "DirectoryOrCreate" } },
        ],
      },
    },
    // It discovers pods and nothing else.
    rbac: mayRead("pods"),
    serviceMonitor: { enabled: true },
  };
}
