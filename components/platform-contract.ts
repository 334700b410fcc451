// Fills the contract from settings and addresses.

import {
  type Conventions,
  contractVersion,
  type KafkaContract,
  type PlatformContract,
  type PlatformOutput,
  type TenantContract,
} from "../contract/contract";
import { withSidecar } from "../contract/reader";
import { conventions } from "../conventions/names";
import type { Settings, Tenant } from "../settings/settings";
import type { CloudNames } from "./cloud/names";
import { sidecarContract } from "./collection/file-logs/sidecar";
import { type Endpoints, endpoints, ports } from "./endpoints";
import { kafkaContract } from "./kafka-client/client";

/**
 * The output `platform`.
 *
 * @param bootstrapServers addresses of the brokers, the one part that is known only after `up`; left out, it is empty.
 */
export function platformOutput(settings: Settings, names: CloudNames, bootstrapServers = ""): PlatformOutput {
  const addresses = endpoints(settings);
  const kafka = kafkaContract(settings, bootstrapServers);
  const external = settings.cluster.externalIngest;
  return {
    contractVersion,
    environment: settings.environment,
    cluster: { name: settings.cluster.name, region: names.place.region, namespace: settings.namespace },
    endpoints: {
      ...addresses,
      externalOtlp:
        external === undefined
          ? null
          : {
              grpc: `https://${external.hostname}:${ports.externalOtlpGrpc}`,
              http: `https://${external.hostname}:${ports.externalOtlpHttp}`,
            },
    },
    tenants: Object.fromEntries(
      settings.tenants.map((tenant) => [tenant.id, tenantContract(tenant, settings, addresses, kafka)]),
    ),
    kafka,
    conventions: conventionsContract(settings, addresses),
  };
}

/** The outputs `platform` and `platformSidecar` as applications read them. */
export function platformContract(settings: Settings, names: CloudNames, bootstrapServers?: string): PlatformContract {
  return withSidecar(platformOutput(settings, names, bootstrapServers), sidecarContract(settings));
}

function tenantContract(
  tenant: Tenant,
  settings: Settings,
  addresses: Endpoints,
  kafka: KafkaContract | null,
): TenantContract {
  return {
    orgId: tenant.id,
    headers: { [conventions.tenantHeader]: tenant.id },
    namespaces: [...tenant.namespaces],
    team: tenant.team ?? null,
    endpoints: {
      loki: addresses.loki.query,
      lokiPush: addresses.loki.push,
      tempo: addresses.tempo.query,
      prometheus: addresses.prometheusByTenant.query,
      otlpGrpc: addresses.otlp.grpc,
      otlpHttp: addresses.otlp.http,
    },
    kafka: kafka === null ? null : { topic: kafka.topics.logs },
    retention: { ...tenant.retention, metricsDays: settings.retention.metricsDays },
  };
}

function conventionsContract(settings: Settings, addresses: Endpoints): Conventions {
  return {
    labels: { tenant: conventions.tenantLabel, service: conventions.serviceLabel },
    annotations: {
      instrumentationPrefix: conventions.instrumentationAnnotationPrefix,
      instrumentation: `${settings.namespace}/${conventions.instrumentationName}`,
    },
    logFiles: {
      volumeName: conventions.logVolume,
      mountPath: conventions.logMountPath,
      pattern: conventions.logFilePattern,
      readOnNodes: settings.logs.filePipeline !== "none",
    },
    logKeys: { traceId: conventions.traceIdKey, spanId: conventions.spanIdKey },
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: addresses.otlp.grpc,
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${settings.environment}`,
    },
  };
}
