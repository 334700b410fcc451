// Values of the Alloy that reads the cluster's events: settings in, plain values out. One pod for the whole cluster, as
// two would store each event twice; its volume holds the time of the last event, so that a restart repeats nothing.
import type { Settings } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import { dataVolume } from "../../pods/storage-class";
import { alloyContainer, mayRead, reloader } from "./alloy-chart";
import { eventsCommand } from "./alloy-start";
import { eventsConfig } from "./events-config";

/** The image's own user. */
const alloyUser = 473;

export function eventsValues(settings: Settings): HelmValues {
  const { kubernetesEvents: row } = settings.sizing;
  return {
    fullnameOverride: "kubernetes-events",
    crds: { create: false },
    alloy: {
      ...alloyContainer(settings, { configuration: eventsConfig(settings), row, user: alloyUser }),
      command: eventsCommand,
    },
    configReloader: reloader,
    controller: {
      type: "statefulset",
      replicas: row.replicas,
      volumeClaimTemplates: [{ metadata: { name: "state" }, ...dataVolume(row.volumeGib) }],
    },
    global: { podSecurityContext: { fsGroup: alloyUser } },
    // It reads events and nothing else.
    rbac: mayRead("events"),
    serviceMonitor: { enabled: true },
  };
}
