// Values of Loki's separate parts, for size `large`.

import { dataStorageClass } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { Sizing } from "../../../settings/sizing";
import { charts } from "../../charts";
import { type HelmValues, resources, restrictedContainer } from "../../helm-values";
import { apartIfPossible } from "../../pods/placement";
import { persistence } from "../../pods/storage-class";
import { alertMounts, type TenantLogAlerts } from "./alerts";
import { labelsOf, oneDown, zoneSpread } from "./placement";
import { zoneBudgetDefinition } from "./zone-budget";

const zones = ["A", "B", "C"] as const;

export function partsValues({ sizing }: Settings, alerts: TenantLogAlerts): HelmValues {
  return {
    distributor: stateless("distributor", sizing.lokiDistributor),
    ingester: ingester(sizing.lokiIngester),
    querier: stateless("querier", sizing.lokiQuerier),
    queryFrontend: stateless("query-frontend", sizing.lokiQueryFrontend),
    queryScheduler: stateless("query-scheduler", sizing.lokiQueryScheduler),
    indexGateway: {
      ...part("index-gateway", sizing.lokiIndexGateway),
      persistence: persistence(sizing.lokiIndexGateway),
    },
    compactor: {
      replicas: sizing.lokiCompactor.replicas,
      resources: resources(sizing.lokiCompactor),
      persistence: claim(sizing.lokiCompactor),
    },
    ruler: { ...part("ruler", sizing.lokiRuler), ...alertMounts(alerts), persistence: persistence(sizing.lokiRuler) },
    rollout_operator: rolloutOperator(sizing.lokiRolloutOperator),
    extraObjects: [zoneBudgetDefinition],
  };
}

function part(component: string, row: Sizing["lokiDistributor"]): HelmValues {
  return {
    replicas: row.replicas,
    resources: resources(row),
    podDisruptionBudget: oneDown,
    topologySpreadConstraints: [zoneSpread(component)],
  };
}

/** A part of which any number of pods does. */
function stateless(component: string, row: Sizing["lokiDistributor"]): HelmValues {
  return { ...part(component, row), affinity: apartIfPossible(labelsOf(component)) };
}

/**
 * Ingesters in three groups, and a stream has one copy in each, so that a lost availability zone costs one copy of
 * three. Each group stays together in one zone (required) and apart from the others (preferred: names and number of
 * the cluster's zones are not known here, and a hard rule would leave pods pending where there are not exactly
 * three). The first placement is final: a volume never leaves its zone.
 */
function ingester(row: Sizing["lokiIngester"]): HelmValues {
  const group = (zone: (typeof zones)[number]): HelmValues => ({
    extraAffinity: {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            labelSelector: {
              matchLabels: {
                "app.kubernetes.io/instance": charts.loki.release,
                name: `ingester-zone-${zone.toLowerCase()}`,
              },
            },
            topologyKey: "topology.kubernetes.io/zone",
          },
        ],
      },
    },
  });
  return {
    ...part("ingester", row),
    persistence: claim(row),
    // The rollout operator restarts group after group. Three StatefulSets that roll by themselves would take down a pod
    // of each group at once, and with it the quorum of many streams.
    strategy: { type: "OnDelete" },
    zoneAwareReplication: { enabled: true, ...Object.fromEntries(zones.map((zone) => [`zone${zone}`, group(zone)])) },
  };
}

/** Webhooks off: they would stand before every change of a StatefulSet, to guard a scaling down nobody automates. */
function rolloutOperator(row: Sizing["lokiRolloutOperator"]): HelmValues {
  return {
    enabled: true,
    resources: resources(row),
    securityContext: restrictedContainer,
    webhooks: { enabled: false },
    crds: { enabled: false },
  };
}

/** A volume of parts whose chart section lists its claims. */
function claim({ volumeGib }: { volumeGib: number }): HelmValues {
  return {
    enabled: true,
    claims: [{ name: "data", accessModes: ["ReadWriteOnce"], size: `${volumeGib}Gi`, storageClass: dataStorageClass }],
  };
}
