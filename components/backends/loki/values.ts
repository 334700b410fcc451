// Values of the loki chart: one process in `small`, three that share the work in `medium`, separate parts in `large`.
// The engine's configuration is config.ts, the front door gateway-values.ts, the parts parts-values.ts.
import { everyInterface } from "../../../conventions/addresses";
import { canaryTenant, dataStorageClass } from "../../../conventions/names";
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { fromSecret, type HelmValues, memcachedItemsMib, resources } from "../../helm-values";
import { identityRevision } from "../../pods/revision";
import { serviceAccountValues } from "../../pods/service-account";
import { alertMounts, rulerConfig, type TenantLogAlerts } from "./alerts";
import { compactorConfig, ingesterConfig, limitsConfig, runtimeOverrides, schemaConfig } from "./config";
import { gatewayValues } from "./gateway-values";
import { partsValues } from "./parts-values";
import { lokiCopies, oneDown, zoneSpread } from "./placement";

/** Seconds for a stopping pod to hand its chunks to S3; what it does not manage is in its log on disk. */
const shutdownSeconds = 300;

/** Environment variable of the canary. */
const canaryPassword = "READ_PASSWORD";

export function lokiValues(settings: Settings, names: CloudNames, alerts: TenantLogAlerts): HelmValues {
  const { sizing, size } = settings;
  const distributed = size === "large";
  const byIpv6 = settings.clusterKind.ipFamily === "ipv6" ? ofIpv6 : undefined;
  return {
    deploymentMode: distributed ? "Distributed" : "Monolithic",
    loki: {
      auth_enabled: true,
      podAnnotations: identityRevision(settings),
      commonConfig: { replication_factor: lokiCopies(settings), ...(distributed ? {} : sameLeader), ...byIpv6?.ring },
      extraMemberlistConfig: {
        ...byIpv6?.memberlist,
        ...(names.rings === undefined ? {} : { cluster_label: names.rings.loki }),
      },
      ...(byIpv6 ? { frontend: byIpv6.frontend } : {}),
      storage: storage(names),
      schemaConfig,
      limits_config: limitsConfig(settings),
      runtimeConfig: runtimeOverrides(settings),
      compactor: compactorConfig,
      ingester: ingesterConfig(distributed ? sizing.lokiIngester.memoryMib : sizing.loki.memoryMib),
      rulerConfig: rulerConfig(settings, alerts),
      analytics: { reporting_enabled: false },
      pattern_ingester: { enabled: false },
      ui: { gateway: { enabled: false } },
    },
    ...(distributed ? partsValues(settings, alerts) : oneProcess(settings, alerts)),
    ...shared(settings, names),
    gateway: gatewayValues(settings),
  };
}

/**
 * Of several processes the one with the least token is the compactor. One that was, is not and is again deletes nothing any
 * more until it is restarted (pkg/compactor/retention/marker.go of Loki 3.7.6), so restarts give out no new tokens.
 */
const sameLeader = { persist_tokens: true } as const satisfies HelmValues;

/**
 * Members of the rings find each other by IPv4 unless told. With a ring of its own `common` forgets where it is kept. The
 * query frontend is in none, and where no interface has an IPv4 address no process with one starts
 * (pkg/lokifrontend/frontend/config.go of Loki 3.7.6).
 */
const ofIpv6 = {
  ring: { ring: { kvstore: { store: "memberlist" }, instance_enable_ipv6: true } },
  memberlist: { bind_addr: [everyInterface("ipv6")] },
  frontend: { instance_enable_ipv6: true },
} as const satisfies HelmValues;

/**
 * S3 through the pod's own identity: no credential appears anywhere. No encryption is named either: the bucket encrypts
 * with the stack's key by default, and its policy refuses a request that names another.
 */
function storage(names: CloudNames): HelmValues {
  return {
    type: "s3",
    // Rules come from files (alerts.ts), so the ruler needs no bucket.
    bucketNames: { chunks: names.buckets.lokiChunks },
    s3: { region: names.place.region },
  };
}

function oneProcess({ sizing: { loki } }: Settings, alerts: TenantLogAlerts): HelmValues {
  return {
    rollout_operator: { enabled: false },
    singleBinary: {
      ...alertMounts(alerts),
      replicas: loki.replicas,
      resources: resources(loki),
      terminationGracePeriodSeconds: shutdownSeconds,
      persistence: { enabled: true, size: `${loki.volumeGib}Gi`, storageClass: dataStorageClass },
      podDisruptionBudget: oneDown,
      topologySpreadConstraints: [zoneSpread("single-binary")],
    },
  };
}

/** What is the same in every mode. */
function shared(settings: Settings, names: CloudNames): HelmValues {
  const { lokiCanary } = settings.sizing;
  return {
    // A Loki that does not find even itself there for some four minutes ends, amid reading back its log, for ever.
    memberlist: { service: { publishNotReadyAddresses: true } },
    // Parts of a third mode: the chart gives them three replicas each, whatever the mode.
    read: { replicas: 0 },
    write: { replicas: 0 },
    backend: { replicas: 0 },
    serviceAccount: { ...serviceAccountValues(settings, names, "loki"), automountServiceAccountToken: false },
    // Loki finds its peers by DNS and never talks to the API server.
    defaults: { automountServiceAccountToken: false },
    rbac: { namespaced: true },
    sidecar: { rules: { enabled: false } },
    ...caches(settings),
    lokiCanary: {
      enabled: lokiCanary.replicas > 0,
      // One pod measures the path as well as one on each node does.
      kind: "Deployment",
      replicas: lokiCanary.replicas,
      resources: resources(lokiCanary),
      // Kubernetes puts the variable's value into the argument that the chart makes of this.
      tenant: { name: canaryTenant, password: `$(${canaryPassword})` },
      extraEnv: [fromSecret(canaryPassword, ownSecretNames.readPasswords, canaryTenant)],
    },
    test: { enabled: false },
    monitoring: {
      serviceMonitor: { enabled: true },
      // The platform brings dashboards and alerts of its own, which know about tenants.
      dashboards: { enabled: false },
      rules: { enabled: false },
      alerts: { enabled: false },
    },
    networkPolicy: { enabled: false },
  };
}

function caches({ sizing: { lokiChunksCache, lokiResultsCache, metricsExporter } }: Settings): HelmValues {
  const cache = (row: typeof lokiChunksCache): HelmValues => ({
    enabled: row.replicas > 0,
    replicas: row.replicas,
    allocatedMemory: memcachedItemsMib(row),
    resources: resources(row),
    podDisruptionBudget: oneDown,
  });
  return {
    chunksCache: cache(lokiChunksCache),
    resultsCache: cache(lokiResultsCache),
    memcachedExporter: {
      enabled: lokiChunksCache.replicas + lokiResultsCache.replicas > 0,
      resources: resources(metricsExporter),
    },
  };
}
