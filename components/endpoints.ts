// Addresses inside the cluster. Service names follow from the fixed release names and the charts' naming rules;
// `npm run test:charts` compares them with what the real charts render.
import type { PlatformContract } from "../contract/contract";
import type { Settings } from "../settings/settings";

/** Addresses of the contract that are inside the cluster; what each means is said there. */
export type Endpoints = Omit<PlatformContract["endpoints"], "externalOtlp">;

/** Name of each Service that others connect to, without namespace. */
export const services = {
  prometheus: "kps-prometheus",
  alertmanager: "kps-alertmanager",
  promLabelProxy: "prom-label-proxy",
  lokiGateway: "loki-gateway",
  tenantReads: "tenant-reads",
  tempo: "tempo",
  tempoDistributor: "tempo-distributor",
  tempoQueryFrontend: "tempo-query-frontend",
  grafana: "grafana",
  gateway: "otel-gateway",
  sampler: "otel-sampler",
  logConsumer: "log-consumer",
  blackboxExporter: "blackbox-exporter",
} as const;

/** Ports of those Services. */
export const ports = {
  prometheus: 9090,
  alertmanager: 9093,
  promLabelProxy: 8080,
  lokiGateway: 80,
  tenantReads: 80,
  tempoQuery: 3200,
  otlpGrpc: 4317,
  otlpHttp: 4318,
  /**
   * OTLP/HTTP from Fluent Bit's DaemonSet alone (network policy): the pod's uid in `file` decides the tenant of a
   * record.
   */
  fileLogsOtlpHttp: 4319,
  /** OTLP from outside the cluster, TLS and token. */
  externalOtlpGrpc: 14317,
  externalOtlpHttp: 14318,
  grafana: 80,
  blackboxExporter: 9115,
} as const;

const host = ({ namespace }: Pick<Settings, "namespace">, service: string) =>
  `${service}.${namespace}.svc.cluster.local`;

/** Path of OTLP/HTTP for traces. */
export const tracesPath = "/v1/traces";

/** Where the platform's own collectors write traces: base address of OTLP/HTTP at the front door. */
export function traceEntrance(settings: Pick<Settings, "namespace">): string {
  return `http://${host(settings, services.lokiGateway)}`;
}

/** Base paths at the front door of the stores that share it with Loki, whose own paths it keeps. */
export const readPrefixes = { tempo: "/tempo", prometheus: "/prom" } as const;

/** Of what the operators' reader alone asks. */
export const operatorPrefixes = {
  prometheus: "/operators/prometheus",
  alertmanager: "/operators/alertmanager",
} as const;

/** Where the front door hands on what it takes, beside Loki. */
export function behindFrontDoor(settings: Pick<Settings, "namespace" | "size">) {
  const tempoReader = settings.size === "large" ? services.tempoQueryFrontend : services.tempo;
  return {
    tempoOtlpHttp: `http://${host(settings, tempoWriter(settings))}:${ports.otlpHttp}`,
    tempoQuery: `http://${host(settings, tempoReader)}:${ports.tempoQuery}`,
    prometheusByTenant: `http://${host(settings, services.promLabelProxy)}:${ports.promLabelProxy}`,
    prometheus: `http://${host(settings, services.prometheus)}:${ports.prometheus}`,
    alertmanager: `http://${host(settings, services.alertmanager)}:${ports.alertmanager}`,
  };
}

/** Where the operators' data sources ask for metrics of all tenants, and for alerts. */
export function operatorReads(settings: Pick<Settings, "namespace">) {
  const reads = `http://${host(settings, services.tenantReads)}`;
  return {
    prometheus: `${reads}${operatorPrefixes.prometheus}`,
    alertmanager: `${reads}${operatorPrefixes.alertmanager}`,
  };
}

const tempoWriter = ({ size }: Pick<Settings, "size">) =>
  size === "large" ? services.tempoDistributor : services.tempo;

/** Address of the platform's prober, as a Probe names it. */
export function prober(namespace: string): string {
  return `${host({ namespace }, services.blackboxExporter)}:${ports.blackboxExporter}`;
}

/** Governing Service that the operator makes: a name for each pod, once it is ready. */
const prometheusPods = "prometheus-operated";

/**
 * Where samples are written: every Prometheus gets all of them. The Service would choose one of a pair.
 */
export function prometheusWriters(settings: Pick<Settings, "namespace" | "sizing">): string[] {
  const { replicas } = settings.sizing.prometheus;
  const to = (name: string) => `http://${host(settings, name)}:${ports.prometheus}/api/v1/write`;
  return replicas === 1
    ? [to(services.prometheus)]
    : Array.from({ length: replicas }, (_, n) => to(`prometheus-${services.prometheus}-${n}.${prometheusPods}`));
}

/**
 * Where alerts are sent: to every Alertmanager, as they share what they have told and silenced, and no alerts. The name
 * of a port leads to all pods; the Service would choose one.
 */
export const alertmanagers = (settings: Pick<Settings, "namespace">): string =>
  `http://_http-web._tcp.${host(settings, "alertmanager-operated")}`;

/** Ports of every collector's pods. */
export const collectorPorts = { health: 13133, metrics: 8888 } as const;

export function endpoints(settings: Pick<Settings, "namespace" | "size" | "grafana">): Endpoints {
  const address = (service: string) => host(settings, service);
  const http = (service: string, port: number) => `http://${address(service)}${port === 80 ? "" : `:${port}`}`;
  const loki = http(services.lokiGateway, ports.lokiGateway);
  const reads = http(services.tenantReads, ports.tenantReads);
  const prometheus = http(services.prometheus, ports.prometheus);
  return {
    prometheus: { query: prometheus, remoteWrite: `${prometheus}/api/v1/write` },
    prometheusByTenant: { query: `${reads}${readPrefixes.prometheus}` },
    alertmanager: http(services.alertmanager, ports.alertmanager),
    loki: { push: `${loki}/loki/api/v1/push`, otlp: `${loki}/otlp`, query: reads },
    tempo: {
      otlpGrpc: `${address(tempoWriter(settings))}:${ports.otlpGrpc}`,
      query: `${reads}${readPrefixes.tempo}`,
    },
    grafana:
      settings.grafana.hostname === undefined
        ? http(services.grafana, ports.grafana)
        : `https://${settings.grafana.hostname}`,
    otlp: {
      grpc: `http://${address(services.gateway)}:${ports.otlpGrpc}`,
      http: `http://${address(services.gateway)}:${ports.otlpHttp}`,
    },
  };
}
