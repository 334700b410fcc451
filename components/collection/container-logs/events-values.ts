// Values of the Alloy that reads the cluster's events: settings in, plain values out. One pod for the whole cluster, as
// two would store each event twice; its volume holds the time of the last event, so that a restart repeats nothing.
import type { Settings } from "../../../settings/settings";
import { type HelmValues, literalText, resources, restrictedContainer } from "../../helm-values";
import { platformPriorityClass } from "../../pods/priority";
import { dataVolume } from "../../pods/storage-class";
import { eventsConfig } from "./events-config";

const statePath = "/var/lib/alloy";
/** The image's own user. */
const alloyUser = 473;

/** Watches the configuration's file and has Alloy load it anew: a tenant more restarts nothing. */
const reloaderRow = { cpuMillicores: 10, memoryMib: 64 };

export function eventsValues(settings: Settings): HelmValues {
  const { kubernetesEvents: row } = settings.sizing;
  return {
    fullnameOverride: "kubernetes-events",
    crds: { create: false },
    alloy: {
      configMap: { content: literalText(eventsConfig(settings)) },
      enableReporting: false,
      ...(settings.clusterKind.ipFamily === "ipv6" ? { listenAddr: "[::]" } : {}),
      storagePath: statePath,
      resources: resources(row),
      securityContext: { ...restrictedContainer, runAsNonRoot: true, runAsUser: alloyUser, runAsGroup: alloyUser },
      mounts: { extra: [{ name: "state", mountPath: statePath }] },
    },
    configReloader: { resources: resources(reloaderRow) },
    controller: {
      type: "statefulset",
      replicas: row.replicas,
      priorityClassName: platformPriorityClass,
      volumeClaimTemplates: [{ metadata: { name: "state" }, ...dataVolume(row.volumeGib) }],
    },
    global: { podSecurityContext: { fsGroup: alloyUser } },
    // It reads events and nothing else. In two lists, because the chart appends one to the other and an empty one breaks
    // its YAML.
    rbac: { rules: [eventsMay("list", "watch")], clusterRules: [eventsMay("get")] },
    serviceMonitor: { enabled: true },
  };
}

const eventsMay = (...verbs: string[]): HelmValues => ({ apiGroups: [""], resources: ["events"], verbs });
