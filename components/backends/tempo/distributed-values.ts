// Values of the tempo-distributed chart: Tempo 2.10 in parts, for size `large`. The chart writes the engine's
// configuration from these; `tempo.structuredConfig` adds what it has no key for.

import type { Settings } from "../../../settings/settings";
import type { Sizing } from "../../../settings/sizing";
import { charts } from "../../charts";
import type { CloudNames } from "../../cloud/names";
import { type HelmValues, memcachedItemsMib, resources } from "../../helm-values";
import { apartIfPossible } from "../../pods/placement";
import { identityRevision } from "../../pods/revision";
import { serviceAccountValues } from "../../pods/service-account";
import { persistence } from "../../pods/storage-class";
import {
  defaultOverrides,
  generator,
  grpcServer,
  liveTraces,
  longestAnswer,
  otlpReceiver,
  patience,
  queryFrontendConfig,
  retryAfter,
  rings,
  s3,
  tenantOverrides,
} from "./config";

/** Copies of each trace before it is in S3. */
export const spanCopies = 3;

/** By itself Tempo tells of IPv4 addresses a private one alone: none starts in a VPC of a public range. */
const toldItsAddress = {
  defaults: {
    extraArgs: ["-config.expand-env=true"],
    extraEnv: [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
  },
} as const satisfies HelmValues;

export function tempoDistributedValues(settings: Settings, names: CloudNames): HelmValues {
  const { sizing, clusterKind } = settings;
  const otlp = otlpReceiver(settings);
  const members = rings(settings);
  const byIpv6 = clusterKind.ipFamily === "ipv6";
  return {
    multitenancyEnabled: true,
    reportingEnabled: false,
    tempo: {
      podAnnotations: identityRevision(settings),
      ...patience,
      // What the chart leaves out of its own; clusters may refuse pods without.
      podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
      structuredConfig: {
        ...(byIpv6 ? members : {}),
        query_frontend: queryFrontendConfig,
        distributor: { ...members.distributor, ...retryAfter },
        ingester: { ...members.ingester, ...liveTraces(settings.sizing.tempoIngester) },
      },
      // The chart asks for IPv4, which an IPv6 cluster refuses.
      ...(byIpv6 ? { service: { ipFamilies: ["IPv6"] } } : {}),
    },
    ...(byIpv6 ? {} : toldItsAddress),
    memberlist: {
      // By the chart's 0 s members that could not reach each other for a minute, as when a zone is cut off, never would again:
      // those that are taken for dead are asked no more (memberlist_client.go of dskit).
      rejoin_interval: "90s",
      ...(byIpv6 ? {} : { advertise_addr: "${POD_IP}" }),
      ...(names.rings === undefined ? {} : { cluster_label: names.rings.tempo }),
    },
    server: { ...grpcServer, ...longestAnswer },
    serviceAccount: { ...serviceAccountValues(settings, names, "tempo"), automountServiceAccountToken: false },
    traces: {
      otlp: {
        grpc: { enabled: true, receiverConfig: otlp.grpc },
        http: { enabled: true, receiverConfig: otlp.http },
      },
    },
    storage: { trace: { backend: "s3", s3: s3(names) } },
    overrides: { defaults: defaultOverrides(settings) },
    per_tenant_overrides: tenantOverrides(settings),
    distributor: stateless("distributor", sizing.tempoDistributor),
    // Three copies on three ingesters: each zone has a copy of every trace. The chart spreads all parts over zones.
    ingester: {
      ...part(sizing.tempoIngester),
      persistence: persistence(sizing.tempoIngester),
      config: { replication_factor: spanCopies },
    },
    querier: stateless("querier", sizing.tempoQuerier),
    queryFrontend: stateless("query-frontend", sizing.tempoQueryFrontend),
    compactor: {
      ...stateless("compactor", sizing.tempoCompactor),
      config: { compaction: { block_retention: `${settings.retention.tracesDays * 24}h` } },
    },
    metricsGenerator: metricsGenerator(settings),
    ...cache(sizing),
    metaMonitoring: { serviceMonitor: { enabled: true } },
    gateway: { enabled: false },
    rollout_operator: { enabled: false },
  };
}

function metricsGenerator(settings: Settings): HelmValues {
  const row = settings.sizing.tempoMetricsGenerator;
  return {
    ...part(row),
    enabled: true,
    // With a Deployment the logs of series and spans would be gone at each restart.
    kind: "StatefulSet",
    persistence: persistence(row),
    config: generator(settings),
  };
}

function cache({ tempoCache, metricsExporter }: Sizing): HelmValues {
  return {
    memcached: {
      // As Loki's chart calls the image, and a registry that is addressed in full.
      image: { repository: "library/memcached" },
      enabled: tempoCache.replicas > 0,
      replicas: tempoCache.replicas,
      resources: resources(tempoCache),
      extraArgs: ["-m", String(memcachedItemsMib(tempoCache))],
    },
    memcachedExporter: { enabled: tempoCache.replicas > 0, resources: resources(metricsExporter) },
  };
}

function part(row: Sizing["tempoDistributor"]): HelmValues {
  return { replicas: row.replicas, resources: resources(row) };
}

/** A part of which any number of pods does. The chart takes its affinity as a text. */
function stateless(component: string, row: Sizing["tempoDistributor"]): HelmValues {
  const labels = {
    "app.kubernetes.io/name": "tempo",
    "app.kubernetes.io/instance": charts.tempoDistributed.release,
    "app.kubernetes.io/component": component,
  };
  return { ...part(row), affinity: JSON.stringify(apartIfPossible(labels)) };
}
