// Values of Alloy, the DaemonSet that reads container logs: settings in, plain values out.
import type { Settings } from "../../../settings/settings";
import { type HelmValues, literalText, resources, restrictedContainer } from "../../helm-values";
import { everyNode, nodeAgentPriorityClass, nodeAgentUpdate, nodeStatePath } from "../../pods/node-agent";
import { alloyConfig } from "./alloy-config";
import { journalPath } from "./node-journal";

const statePath = "/var/lib/alloy";

/** Watches the configuration's file and has Alloy load it anew: a tenant more restarts nothing. */
const reloaderRow = { cpuMillicores: 10, memoryMib: 64 };

export function alloyValues(settings: Settings): HelmValues {
  const journal = settings.logs.nodeJournal;
  return {
    fullnameOverride: "alloy",
    crds: { create: false },
    alloy: {
      configMap: { content: literalText(alloyConfig(settings)) },
      enableReporting: false,
      ...(settings.clusterKind.ipFamily === "ipv6" ? { listenAddr: "[::]" } : {}),
      storagePath: statePath,
      resources: resources(settings.sizing.containerLogs),
      // Root, because kubelet's files are root's; without any of root's other powers.
      securityContext: { ...restrictedContainer, runAsUser: 0, runAsGroup: 0 },
      mounts: {
        extra: [
          { name: "container-logs", mountPath: "/var/log/pods", readOnly: true },
          ...(journal ? [{ name: "journal", mountPath: journalPath, readOnly: true }] : []),
          { name: "state", mountPath: statePath },
        ],
      },
    },
    configReloader: { resources: resources(reloaderRow) },
    controller: {
      type: "daemonset",
      priorityClassName: nodeAgentPriorityClass,
      tolerations: [everyNode],
      updateStrategy: nodeAgentUpdate,
      // Longer than the minute that loki.write takes at most to empty its queue.
      terminationGracePeriodSeconds: 75,
      volumes: {
        extra: [
          { name: "container-logs", hostPath: { path: "/var/log/pods", type: "Directory" } },
          ...(journal ? [{ name: "journal", hostPath: { path: journalPath, type: "Directory" } }] : []),
          { name: "state", hostPath: { path: nodeStatePath("alloy"), type: "DirectoryOrCreate" } },
        ],
      },
    },
    // It discovers pods and nothing else. In two lists, because the chart appends one to the other and an empty one
    // breaks its YAML.
    rbac: { rules: [podsMay("list", "watch")], clusterRules: [podsMay("get")] },
    serviceMonitor: { enabled: true },
  };
}

const podsMay = (...verbs: string[]): HelmValues => ({ apiGroups: [""], resources: ["pods"], verbs });
