// Tempo's configuration for one machine: the program's own blocks, for size large put together as the template of the
// chart does (tempo-distributed 2.26.2, `config` of its values), and addresses, ports and paths of this machine.

import { dataDirectory } from "../../../components/backends/tempo/config";
import { tempoDistributedValues } from "../../../components/backends/tempo/distributed-values";
import { tempoConfig } from "../../../components/backends/tempo/values";
import type { CloudNames } from "../../../components/cloud/names";
import { ports as clusterPorts } from "../../../components/endpoints";
import type { HelmValues } from "../../../components/helm-values";
import type { Settings } from "../../../settings/settings";
import { listenersOf, localS3, memberlistOf, type PartPorts, portsOf } from "./one-machine";
import type { Surroundings } from "./surroundings";

/** The processes of a size, in the order of their start; each but `all` is a `-target` of its own. */
export function tempoParts({ size }: Settings): { name: string; target: string }[] {
  if (size !== "large") return [{ name: "tempo", target: "all" }];
  return [
    ...[0, 1, 2].map((index) => ({ name: `ingester-${index}`, target: "ingester" })),
    ...["query-frontend", "querier", "compactor", "metrics-generator", "distributor"].map((target) => ({
      name: target,
      target,
    })),
  ];
}

export type TempoPorts = Readonly<Record<string, PartPorts & { otlpGrpc: number; otlpHttp: number }>>;

interface Blocks extends Record<string, HelmValues> {}

interface DistributedValues {
  storage: { trace: Blocks };
  overrides: Blocks;
  per_tenant_overrides: HelmValues;
  server: HelmValues;
  ingester: { config: HelmValues };
  compactor: { config: HelmValues };
  metricsGenerator: { config: HelmValues };
  tempo: { structuredConfig: Blocks };
  traces: { otlp: { grpc: { receiverConfig: HelmValues }; http: { receiverConfig: HelmValues } } };
}

/** Limits per tenant that a stack has, read again every ten seconds. */
export function tempoOverrides(settings: Settings, names: CloudNames): HelmValues {
  const { per_tenant_overrides } = tempoDistributedValues(settings, names) as unknown as DistributedValues;
  return { overrides: per_tenant_overrides };
}

/** @param directory Of this part alone. */
export function tempoFile(
  settings: Settings,
  names: CloudNames,
  part: string,
  ports: TempoPorts,
  surroundings: Surroundings,
  { directory, overridesFile }: { directory: string; overridesFile: string },
): HelmValues {
  const own = portsOf(ports, part);
  const rendered = settings.size === "large" ? distributed(settings, names, ports) : tempoConfig(settings, names);
  const text = JSON.stringify(rendered)
    .replaceAll(`0.0.0.0:${clusterPorts.otlpGrpc}`, `127.0.0.1:${own.otlpGrpc}`)
    .replaceAll(`0.0.0.0:${clusterPorts.otlpHttp}`, `127.0.0.1:${own.otlpHttp}`)
    .replaceAll(`"${dataDirectory}/`, `"${directory}/`);
  const config = JSON.parse(text) as Blocks;
  const ring = { instance_addr: "127.0.0.1", kvstore: { store: "memberlist" } };
  const storage = (config.storage as { trace: Blocks }).trace;
  const generator = config.metrics_generator as Blocks;
  return {
    ...config,
    server: {
      ...config.server,
      ...listenersOf(own),
    },
    memberlist: memberlistOf(ports, part),
    ingester: {
      ...config.ingester,
      lifecycler: {
        address: "127.0.0.1",
        id: part,
        min_ready_duration: "0s",
        tokens_file_path: `${directory}/tokens.json`,
        ring: { replication_factor: settings.size === "large" ? 3 : 1, kvstore: ring.kvstore },
      },
    },
    distributor: { ...config.distributor, ring },
    // Ready at once: no other compactor will come.
    compactor: { ...config.compactor, ring: { ...ring, wait_stability_min_duration: "0s" } },
    metrics_generator: {
      ...generator,
      ring,
      storage: {
        ...(generator.storage as HelmValues),
        remote_write: [{ url: surroundings.remoteWrite, send_exemplars: true }],
      },
    },
    storage: {
      trace: {
        ...storage,
        s3: { ...storage.s3, ...tempoS3(surroundings.storage) },
        local: { path: `${directory}/traces` },
      },
    },
    overrides: { ...config.overrides, per_tenant_override_config: overridesFile },
  };
}

/** Tempo spells two of Loki's keys otherwise. */
function tempoS3(endpoint: string): HelmValues {
  const { access_key_id, secret_access_key, s3forcepathstyle, ...same } = localS3(endpoint) as Record<string, string>;
  return { ...same, access_key: access_key_id, secret_key: secret_access_key, forcepathstyle: s3forcepathstyle };
}

function distributed(settings: Settings, names: CloudNames, ports: TempoPorts): HelmValues {
  const values = tempoDistributedValues(settings, names) as unknown as DistributedValues;
  const { distributor, ingester, ...more } = values.tempo.structuredConfig;
  const { replication_factor: _copies, ...liveTraces } = values.ingester.config as Record<string, HelmValues>;
  return {
    multitenancy_enabled: true,
    usage_report: { reporting_enabled: false },
    server: values.server,
    distributor: {
      receivers: {
        otlp: {
          protocols: { grpc: values.traces.otlp.grpc.receiverConfig, http: values.traces.otlp.http.receiverConfig },
        },
      },
      ...distributor,
    },
    ingester: { ...liveTraces, ...ingester },
    querier: { frontend_worker: { frontend_address: `127.0.0.1:${portsOf(ports, "query-frontend").grpc}` } },
    compactor: values.compactor.config,
    metrics_generator: values.metricsGenerator.config,
    storage: { trace: { ...values.storage.trace, wal: { path: `${dataDirectory}/wal` } } },
    overrides: values.overrides,
    ...more,
  };
}
