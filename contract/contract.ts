// What app repositories may rely on: the shape of the stack outputs `platform`, `platformSidecar` and
// `platformSecrets`. Types and a version only. It grows by addition (minor version); a key that goes or changes its
// meaning raises the major version.

/** Version of the shape below. */
export const contractVersion = "2.0.0";

/** The tenant of every namespace that no tenant lists. */
export const defaultTenant = "default";

export interface TenantContract {
  /** Tenant id as Loki and Tempo know it. */
  orgId: string;
  /** Headers by which the platform's collectors, which alone reach Loki and Tempo, name the tenant; no application's. */
  headers: { "X-Scope-OrgID": string };
  /** Namespaces whose telemetry is this tenant's. */
  namespaces: string[];
  /** Owning team, or null. */
  team: string | null;
  endpoints: {
    /** Query base of Loki, for the tenant's reader (its name and password): Grafana's data source. */
    loki: string;
    /** Loki's push address; only the platform's collectors may reach it. */
    lokiPush: string;
    /** Query base of Tempo, likewise. */
    tempo: string;
    /** Query base of Prometheus, confined to this tenant, likewise. */
    prometheus: string;
    /** `OTEL_EXPORTER_OTLP_ENDPOINT` for gRPC. */
    otlpGrpc: string;
    /** `OTEL_EXPORTER_OTLP_ENDPOINT` for http/protobuf. */
    otlpHttp: string;
  };
  kafka: { topic: string } | null;
  retention: { logsDays: number; tracesDays: number; metricsDays: number };
}

export interface KafkaContract {
  mode: "msk" | "external";
  /** `host:port,host:port`. */
  bootstrapServers: string;
  auth: "iam" | "scram";
  topics: { logs: string; deadLetters: string };
}

/**
 * A native sidecar that reads the pod's log files and sends them to the gateway. An output of its own,
 * `platformSidecar`: it is longer than all the rest, and few read it.
 */
export interface SidecarContract {
  /** Entry of `initContainers`. It mounts the log volume and `configVolume`. */
  container: { name: string; [field: string]: unknown };
  /** Name that the log volume must have: not the one that the agent on the node reads. */
  logVolume: string;
  /** Name that the volume with the configuration must have. */
  configVolume: string;
  /** Name of the file in that volume, and its text. */
  configFile: string;
  config: string;
  /** Changes when `config` does. */
  revision: string;
  /** What its buffer takes of the log volume, in GiB. */
  bufferGib: number;
  /** What it needs to drain when the pod ends, in seconds, on top of the application's own. */
  graceSeconds: number;
}

export interface Conventions {
  labels: { tenant: string; service: string };
  annotations: { instrumentationPrefix: string; instrumentation: string };
  /** Log files: an emptyDir of this name, mounted there, holding files of this pattern, is read by the platform. */
  logFiles: {
    volumeName: string;
    mountPath: string;
    pattern: string;
    /** Whether the platform's agent on each node does: not while `logs.filePipeline` is `none`. True where not said. */
    readOnNodes?: boolean;
  };
  /** Keys under which a JSON log line names its trace and span. */
  logKeys: { traceId: string; spanId: string };
  /** Environment variables for an app's container; `OTEL_SERVICE_NAME` is the app's own. */
  env: Record<string, string>;
}

/** The output `platform`. Plain: nothing in it is secret, nothing is unknown after `up`. */
export interface PlatformOutput {
  contractVersion: string;
  environment: string;
  cluster: { name: string; region: string; namespace: string };
  endpoints: {
    /** Where applications send OTLP; the gateway decides the tenant from the sender's namespace. */
    otlp: { grpc: string; http: string };
    /** Listener for senders outside the cluster; null while it is off. */
    externalOtlp: { grpc: string; http: string } | null;
    /**
     * All tenants' metrics. Network policies let the platform's own parts alone to it, and to `alertmanager`: read
     * `prometheusByTenant` in Grafana, write to `otlp`.
     */
    prometheus: { query: string; remoteWrite: string };
    /** One tenant's metrics, for its reader. */
    prometheusByTenant: { query: string };
    alertmanager: string;
    /**
     * `push`: Loki's own protocol. `otlp`: base for OTLP exporters, which append /v1/logs. Both need X-Scope-OrgID.
     * `query` asks for the name and password of a tenant's reader, which Grafana's data sources have.
     */
    loki: { push: string; otlp: string; query: string };
    /** `otlpGrpc` is host:port and needs X-Scope-OrgID; `query` is as Loki's. */
    tempo: { otlpGrpc: string; query: string };
    grafana: string;
  };
  /** By tenant id; `default` is always there. */
  tenants: Record<string, TenantContract>;
  kafka: KafkaContract | null;
  conventions: Conventions;
}

/** What `readPlatform` makes of the outputs `platform` and `platformSidecar`. */
export type PlatformContract = PlatformOutput & {
  /** The platform's reader as a container beside the application, for those that want one of their own. */
  conventions: { logFiles: { sidecar: SidecarContract } };
};

/** The output `platformSecrets`: secret as a whole. */
export interface PlatformSecrets {
  grafanaAdmin: { username: string; password: string };
  /** Bearer token of each tenant's outside senders, by tenant id; empty while the listener is off. */
  ingestTokens: Record<string, string>;
}
