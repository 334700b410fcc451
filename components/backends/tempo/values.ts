// Values of the tempo chart: Tempo 2.10 as one process, for sizes `small` and `medium`.
import { stringify } from "yaml";
import { dataStorageClass } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { ports } from "../../endpoints";
import { goMemoryLimit, type HelmValues, resources, restrictedContainer } from "../../helm-values";
import { identityRevision } from "../../pods/revision";
import { serviceAccountValues } from "../../pods/service-account";
import {
  dataDirectory,
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

/** Where the chart mounts the file of per-tenant overrides. */
const overridesFile = "/conf/overrides.yaml";

export function tempoValues(settings: Settings, names: CloudNames): HelmValues {
  const { tempo } = settings.sizing;
  return {
    replicas: tempo.replicas,
    podAnnotations: identityRevision(settings),
    // The chart's template would start Jaeger receivers and cannot be told not to; so the whole configuration is ours.
    config: stringify(tempoConfig(settings, names)),
    tempo: {
      resources: resources(tempo),
      securityContext: restrictedContainer,
      ...patience,
      extraEnv: [{ name: "GOMEMLIMIT", value: goMemoryLimit(tempo) }],
      memBallastSizeMbs: 0,
      // From here on these only shape the pod and the Service: a writable /tmp, no Jaeger ports, the overrides file.
      metricsGenerator: { enabled: true },
      receivers: { jaeger: { protocols: noJaegerPorts } },
      per_tenant_overrides: tenantOverrides(settings),
    },
    persistence: { enabled: true, size: `${tempo.volumeGib}Gi`, storageClassName: dataStorageClass },
    serviceAccount: { ...serviceAccountValues(settings, names, "tempo"), automountServiceAccountToken: false },
    serviceMonitor: { enabled: true },
    networkPolicy: { enabled: false },
  };
}

const noJaegerPorts: HelmValues = Object.fromEntries(
  ["grpc", "thrift_binary", "thrift_compact", "thrift_http"].map((protocol) => [protocol, { endpoint: "" }]),
);

/** The engine's whole configuration. */
export function tempoConfig(settings: Settings, names: CloudNames): HelmValues {
  const { distributor, ingester, compactor, metrics_generator } = rings(settings);
  return {
    multitenancy_enabled: true,
    usage_report: { reporting_enabled: false },
    server: {
      http_listen_port: ports.tempoQuery,
      ...grpcServer,
      ...longestAnswer,
    },
    distributor: {
      // Tempo keeps its other rings to itself in one process, and this one with members that there are none of: a foreign
      // one might find it, and it starts in no VPC of a public range (cmd/tempo/main.go of 2.10).
      ring: { ...distributor.ring, kvstore: { store: "inmemory" } },
      receivers: { otlp: { protocols: otlpReceiver(settings) } },
      ...retryAfter,
    },
    ingester: { ...ingester, ...liveTraces(settings.sizing.tempo) },
    storage: {
      trace: { backend: "s3", s3: s3(names), wal: { path: `${dataDirectory}/wal` } },
    },
    compactor: { ...compactor, compaction: { block_retention: `${settings.retention.tracesDays * 24}h` } },
    metrics_generator: { ...metrics_generator, ...generator(settings) },
    query_frontend: queryFrontendConfig,
    overrides: { defaults: defaultOverrides(settings), per_tenant_override_config: overridesFile },
  };
}
