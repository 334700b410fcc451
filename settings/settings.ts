// What the rest of the program works with: a configuration with every default filled in, frozen, and free of the ways
// in which it could be written.

import type { Severity } from "../conventions/severity";
import { type ClusterKind, ordinaryCluster } from "./cluster-kind";
import { inOrder } from "./order";
import type { WrittenKeys } from "./refusals/emptied";
import { defaultTenantId } from "./rules/tenants";
import type { Configuration } from "./schema";
import { type BrokerNumber, brokerNumbers, defaultAuth, defaultRetentionHours } from "./schema/kafka";
import { Credential } from "./secrets/credential";
import { brokerTypes, sizes } from "./sizes";
import type { SizeName, Sizing } from "./sizing";
import type { InWords } from "./stack-file/written-as-text";

export interface Retention {
  logsDays: number;
  tracesDays: number;
}

/** One tenant with everything that applies to it. */
export interface Tenant {
  /** X-Scope-OrgID in Loki and Tempo, `tenant` label in Prometheus. */
  id: string;
  namespaces: readonly string[];
  retention: Readonly<Retention>;
  limits: Readonly<Sizing["tenantLimits"]>;
  objectives: Readonly<Omit<Configuration["objectives"], "platform">>;
  minimumSeverity: Severity;
  /** Share of the records below `info` that is kept. */
  debugSharePercent: number;
  /** What the pods of a node may write for one of its customers. */
  customerLinesPerSecond?: number;
  /** How its logs get from the gateway to Loki. */
  otlpPipeline: "direct" | "kafka";
  /** Its logs make a detour, so that they hold up no other tenant's; false: what is left of the detour is read. */
  logsApart?: boolean;
  people: Configuration["tenants"][number]["people"];
  team?: string;
  /** Takes nothing new in; what it has is kept, and can be read, until its retention ends. */
  retired: boolean;
  /** Whether the stack file has it; only `default` may be there without. */
  isListed: boolean;
}

export interface MskSettings {
  mode: "msk";
  auth: "iam" | "scram";
  brokerType: string;
  /** Whose type it is where the stack file names none. */
  typeOf?: SizeName;
  brokersPerZone: number;
  volumeGib: number;
  maxVolumeGib: number;
  retentionHours: number;
  partitions: number;
  /** Those of these numbers that the stack file has in `sizing.kafka`, and not here. */
  inSizing: readonly BrokerNumber[];
  subnetIds?: readonly string[];
}

export type ExternalKafkaSettings = {
  mode: "external";
  bootstrapServers: readonly string[];
  advertisedPorts: readonly number[];
  retentionHours: number;
} & ({ auth: "iam"; clusterArn: string; region: string } | { auth: "scram"; existingSecret: string });

export type KafkaSettings = MskSettings | ExternalKafkaSettings | { mode: "none" };

export interface LogSettings {
  containerShipper: "alloy" | "promtail";
  filePipeline: "kafka" | "collector" | "none";
  kubernetesEvents: boolean;
  nodeJournal: boolean;
  controlPlane: boolean;
  minimumSeverity: Severity;
  debugSharePercent: number;
  podLinesPerSecond?: number;
}

export interface Settings
  extends Pick<
    Configuration,
    | "environment"
    | "cluster"
    | "namespace"
    | "size"
    | "identity"
    | "retention"
    | "longTermMetrics"
    | "fanout"
    | "charts"
    | "grafana"
    | "alerts"
    | "objectives"
    | "protect"
    | "images"
    | "scheduling"
    | "pods"
    | "iam"
    | "storageClass"
    | "kmsKeyArn"
    | "overrides"
    | "signOn"
    | "proxy"
    | "accept"
  > {
  /** Every tenant, `default` last. */
  tenants: readonly Tenant[];
  kafka: KafkaSettings;
  logs: LogSettings;
  sizing: Sizing;
  size: SizeName;
  /** What a command may leave empty. */
  written: WrittenKeys;
  /** What no command can mend a part of. */
  inWords: InWords;
  /** Looked up, not set; an ordinary cluster's until then. */
  clusterKind: ClusterKind;
  /**
   * Of the AWS provider, `aws:defaultTags`: for what the cluster's controllers make in the account. Looked up, not set.
   */
  tags: Readonly<Record<string, string>>;
  /** Key of the digests by which pods notice a new credential. Kept in the stack's state, not set; empty until then. */
  revisionKey: Credential;
}

/** Fills in what depends on other settings. The configuration has passed its rules. */
export function settle(loaded: Configuration, written: WrittenKeys, inWords: InWords): Settings {
  const configuration = inOrder(loaded);
  const sizing = overridden(configuration);
  return {
    ...configuration,
    written,
    inWords,
    clusterKind: ordinaryCluster,
    tags: {},
    revisionKey: new Credential(""),
    sizing,
    tenants: tenantsOf(configuration, sizing),
    kafka: kafkaOf(configuration, sizing),
    logs: {
      ...configuration.logs,
      filePipeline: configuration.logs.filePipeline ?? (configuration.kafka.mode === "none" ? "collector" : "kafka"),
    },
  };
}

function overridden({ size, sizing }: Configuration): Sizing {
  const rows = Object.entries(sizes[size]).map(([row, numbers]) => [
    row,
    { ...numbers, ...sizing[row as keyof Sizing] },
  ]);
  return Object.fromEntries(rows) as Sizing;
}

function tenantsOf({ tenants, retention, logs, objectives }: Configuration, sizing: Sizing): Tenant[] {
  const listed = tenants.map(
    (tenant): Tenant => ({
      id: tenant.id,
      namespaces: tenant.namespaces,
      retention: {
        logsDays: tenant.retention.logsDays ?? retention.logsDays,
        tracesDays: tenant.retention.tracesDays ?? retention.tracesDays,
      },
      limits: { ...sizing.tenantLimits, ...tenant.limits },
      objectives: { ...objectives, ...tenant.objectives },
      minimumSeverity: tenant.minimumSeverity ?? logs.minimumSeverity,
      debugSharePercent: tenant.debugSharePercent ?? logs.debugSharePercent,
      otlpPipeline: tenant.otlpPipeline,
      retired: tenant.retired,
      isListed: true,
      people: tenant.people,
      ...(tenant.team === undefined ? {} : { team: tenant.team }),
      ...(tenant.logsApart === undefined ? {} : { logsApart: tenant.logsApart }),
      ...(tenant.customerLinesPerSecond === undefined ? {} : { customerLinesPerSecond: tenant.customerLinesPerSecond }),
    }),
  );
  const fallback = listed.find(({ id }) => id === defaultTenantId) ?? {
    id: defaultTenantId,
    namespaces: [],
    retention: { logsDays: retention.logsDays, tracesDays: retention.tracesDays },
    limits: sizing.tenantLimits,
    objectives,
    minimumSeverity: logs.minimumSeverity,
    debugSharePercent: logs.debugSharePercent,
    otlpPipeline: "direct",
    retired: false,
    isListed: false,
    people: { viewers: [], editors: [] },
  };
  return [...listed.filter(({ id }) => id !== defaultTenantId), fallback];
}

function kafkaOf({ kafka, size, sizing: own }: Configuration, sizing: Sizing): KafkaSettings {
  const { auth = defaultAuth, retentionHours = defaultRetentionHours } = kafka;
  switch (kafka.mode) {
    case "none":
      return { mode: "none" };
    case "external": {
      const { advertisedPorts = [], bootstrapServers = [] } = kafka;
      return auth === "iam"
        ? {
            mode: "external",
            bootstrapServers,
            advertisedPorts,
            retentionHours,
            auth: "iam",
            clusterArn: kafka.clusterArn ?? "",
            region: (kafka.clusterArn ?? "").split(":")[3] ?? "",
          }
        : {
            mode: "external",
            bootstrapServers,
            advertisedPorts,
            retentionHours,
            auth: "scram",
            existingSecret: kafka.existingSecret ?? "",
          };
    }
    case "msk":
      return {
        mode: "msk",
        auth,
        brokerType: kafka.brokerType ?? brokerTypes[size],
        ...(kafka.brokerType === undefined ? { typeOf: size } : {}),
        brokersPerZone: kafka.brokersPerZone ?? sizing.kafka.brokersPerZone,
        volumeGib: kafka.volumeGib ?? sizing.kafka.volumeGib,
        maxVolumeGib: sizing.kafka.maxVolumeGib,
        retentionHours,
        partitions: kafka.partitions ?? sizing.kafka.partitions,
        inSizing: brokerNumbers.filter((key) => own.kafka?.[key] !== undefined),
        ...(kafka.subnetIds === undefined ? {} : { subnetIds: kafka.subnetIds }),
      };
  }
}

/** The tenant that telemetry of a namespace belongs to. */
export function tenantOf(namespace: string, { tenants }: Pick<Settings, "tenants">): string {
  return tenants.find(({ namespaces }) => namespaces.includes(namespace))?.id ?? defaultTenantId;
}
