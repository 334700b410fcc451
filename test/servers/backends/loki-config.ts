// Loki's configuration for one machine: the program's own blocks, the rest as the chart's template writes it (chart
// loki 18.11.0, `loki.config` of its values), and addresses, ports and paths of this machine.
import { alertFiles, platformLogAlerts } from "../../../components/backends/loki/alerts";
import type { CloudNames } from "../../../components/cloud/names";
import type { HelmValues } from "../../../components/helm-values";
import { releases } from "../../../components/releases";
import type { Settings } from "../../../settings/settings";
import { listenersOf, localS3, memberlistOf, type PartPorts, portsOf } from "./one-machine";
import type { Surroundings } from "./surroundings";

/** A process of Loki. */
export interface LokiPart {
  name: string;
  /** `-target`. */
  target: string;
  args: readonly string[];
}

const zones = ["a", "b", "c"] as const;

/** The processes of a size, in the order of their start: those that others look for come first. */
export function lokiParts({ size, sizing }: Settings): LokiPart[] {
  if (size !== "large") {
    const replicas = sizing.loki.replicas;
    return Array.from({ length: replicas }, (_, index) => ({ name: `loki-${index}`, target: "all", args: [] }));
  }
  // As the chart's workloads of ingesters in zones have it, and of those that write to and read from them.
  const aware = ["-distributor.zone-awareness-enabled=true"];
  return [
    ...zones.map((zone) => ({
      name: `ingester-zone-${zone}-0`,
      target: "ingester",
      args: [`-ingester.availability-zone=zone-${zone}`, "-ingester.unregister-on-shutdown=false"],
    })),
    ...["index-gateway", "query-scheduler", "compactor", "query-frontend", "ruler"].map((target) => ({
      name: `${target}-0`,
      target,
      args: [],
    })),
    ...["querier", "distributor"].map((target) => ({ name: `${target}-0`, target, args: aware })),
  ];
}

/** Where the parts of a size listen. */
export type LokiPorts = Readonly<Record<string, PartPorts>>;

export interface LokiFiles {
  config: HelmValues;
  /** Limits per tenant, read again every ten seconds. */
  overrides: HelmValues;
  /** Rules by tenant: path below the directory of rules, content. */
  rules: Readonly<Record<string, string>>;
}

interface LokiBlocks extends Record<string, HelmValues> {
  commonConfig: HelmValues;
  limits_config: HelmValues;
  runtimeConfig: HelmValues;
  schemaConfig: HelmValues;
  compactor: HelmValues;
  ingester: HelmValues;
  rulerConfig: HelmValues;
}

/** @param directory Of this part alone. @param overridesFile The same for all parts, as `rulesDirectory`. */
export function lokiFiles(
  settings: Settings,
  names: CloudNames,
  part: LokiPart,
  ports: LokiPorts,
  surroundings: Surroundings,
  { directory, overridesFile, rulesDirectory }: { directory: string; overridesFile: string; rulesDirectory: string },
): LokiFiles {
  const alerts = platformLogAlerts(settings);
  const values = releases.loki.values(settings, names).loki as unknown as LokiBlocks;
  const own = portsOf(ports, part.name);
  const grpcOf = (name: string) => `127.0.0.1:${portsOf(ports, name).grpc}`;
  const large = settings.size === "large";
  const [first = part.name] = Object.keys(ports);
  const scheduler = large ? grpcOf("query-scheduler-0") : "";
  return {
    overrides: values.runtimeConfig,
    rules: Object.fromEntries(
      Object.entries(alertFiles(alerts)).map(([file, text]) => [file.replace(/\.yaml$/, "/alerts.yaml"), text]),
    ),
    config: {
      auth_enabled: true,
      server: {
        ...chartServer,
        ...listenersOf(own),
      },
      memberlist: memberlistOf(ports, part.name),
      common: {
        ...values.commonConfig,
        path_prefix: directory,
        instance_addr: "127.0.0.1",
        // With an address of its own the ring no longer follows memberlist by itself.
        // Known by name, as pods are: the host is the same for all.
        ring: { kvstore: { store: "memberlist" }, instance_addr: "127.0.0.1", instance_id: part.name },
        compactor_grpc_address: grpcOf(large ? "compactor-0" : first),
        storage: {
          s3: { bucketnames: names.buckets.lokiChunks, region: names.place.region, ...localS3(surroundings.storage) },
        },
      },
      limits_config: { ...chartLimits, ...values.limits_config },
      runtime_config: { file: overridesFile },
      schema_config: values.schemaConfig,
      query_range: { align_queries_with_step: true },
      storage_config: {
        hedging: { at: "250ms", max_per_second: 20, up_to: 3 },
        ...(large ? { tsdb_shipper: { index_gateway_client: { server_address: grpcOf("index-gateway-0") } } } : {}),
      },
      index_gateway: { mode: "simple" },
      frontend: {
        scheduler_address: scheduler,
        tail_proxy_url: large ? `http://127.0.0.1:${portsOf(ports, "querier-0").http}` : "",
      },
      frontend_worker: { scheduler_address: scheduler },
      compactor: { ...values.compactor, working_directory: `${directory}/compactor` },
      ingester: {
        ...values.ingester,
        // Ready as soon as it is in the ring: nobody else starts here.
        lifecycler: { min_ready_duration: "0s", tokens_file_path: `${directory}/ring-tokens` },
      },
      ruler: {
        ...values.rulerConfig,
        alertmanager_url: surroundings.alertmanager,
        enable_alertmanager_discovery: false,
        storage: { type: "local", local: { directory: rulesDirectory } },
        rule_path: `${directory}/rules-at-work`,
        wal: { dir: `${directory}/ruler-wal` },
      },
      analytics: { reporting_enabled: false },
      pattern_ingester: { enabled: false },
      tracing: { enabled: false },
    },
  };
}

const chartServer: HelmValues = {
  graceful_shutdown_timeout: "5s",
  grpc_server_max_concurrent_streams: 1_000,
  grpc_server_max_recv_msg_size: 104_857_600,
  grpc_server_max_send_msg_size: 104_857_600,
  http_server_read_timeout: "10m",
  http_server_write_timeout: "10m",
  log_level: "info",
};

const chartLimits: HelmValues = {
  max_cache_freshness_per_query: "10m",
  split_queries_by_interval: "15m",
  query_timeout: "300s",
  volume_enabled: true,
};
