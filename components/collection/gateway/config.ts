// The gateway's Collector configuration: OTLP in, the backends out. Settings in, plain data out.
//
// Whose a record is, the platform decides: from the pod behind the connection, from the pod's uid in a log file's path,
// or from the token of a sender outside the cluster. What a caller says of its tenant, namespace or pod is deleted
// first, and the X-Scope-OrgID that it sends is never read.
import { hostPort } from "../../../conventions/addresses";
import type { Settings, Tenant } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { endpoints, ports, prometheusWriters, services, traceEntrance } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { externalScramSecret, goesThroughKafka, kafkaMechanism } from "../../kafka-client/client";
import { brokerCaPath, brokersFromEnvironment, collectorKafka } from "../../kafka-client/spellings";
import {
  type CollectorConfig,
  type Components,
  type Delivery,
  deliver,
  extensionList,
  inCluster,
  kafkaSink,
  metricStore,
  type Pipelines,
  queueExtension,
  queueShareBytes,
  type Signal,
  type Sink,
  type Surroundings,
  selfObservation,
  smallReadBuffer,
  smallWriteBuffer,
  spanQueue,
  tempoSink,
} from "../collector";
import { copiesOf, fanout, fanoutExtensions, logStore } from "../copies";
import { externalExtensions, externalReceiver } from "./external";
import { allSignals, type Listener, lastProcessors, listenersOf, processorsOf } from "./listeners";
import { pointGuard } from "./point-guard";

export interface GatewaySurroundings extends Surroundings {
  /** Base address of Loki's OTLP endpoint. */
  lokiOtlp: string;
  /** Base address of OTLP/HTTP for traces. */
  tempoOtlp: string;
  /** Address of remote write of each Prometheus. */
  remoteWrite: readonly string[];
  /** Name of this replica: what several gateways count must not share a series. */
  replica: string;
  /** Name that leads to all samplers, for size large. */
  samplers: string;
  /** Of Kafka, for tenants whose logs go through it. */
  brokers: string;
  /** Authorities of the brokers' certificates; those of the image when absent. */
  brokerCaPath?: string;
  /** Directory of the external listener's `tls.crt` and `tls.key`, and file of the tenants' tokens. */
  externalTls: string;
  externalTokens: string;
}

export function gatewaySurroundings(settings: Settings): GatewaySurroundings {
  const { loki } = endpoints(settings);
  return {
    ...inCluster,
    lokiOtlp: loki.otlp,
    tempoOtlp: traceEntrance(settings),
    remoteWrite: prometheusWriters(settings),
    replica: "${env:OTEL_K8S_POD_NAME}",
    samplers: `${services.sampler}.${settings.namespace}.svc.cluster.local`,
    brokers: brokersFromEnvironment,
    ...(externalScramSecret(settings) === undefined ? {} : { brokerCaPath }),
    externalTls: "/etc/otelcol/tls",
    externalTokens: "/etc/otelcol/tokens/tokens",
  };
}

export function gatewayConfig(
  settings: Settings,
  names: Pick<CloudNames, "place" | "logGroupPrefix" | "kafkaCluster">,
  surroundings: GatewaySurroundings = gatewaySurroundings(settings),
): CollectorConfig {
  const copies = fanout(settings, names, settings.sizing.gateway.volumeGib, allSignals);
  // What copies may take of the volume is not promised twice.
  const volumeGib = settings.sizing.gateway.volumeGib * (1 - copies.share);
  const listeners = listenersOf(settings);
  const own = selfObservation(surroundings);
  const extensions = {
    ...own.extensions,
    ...queueExtension(surroundings),
    ...fanoutExtensions(settings),
    ...(settings.cluster.externalIngest ? externalExtensions(surroundings) : {}),
  };
  const metrics = metricStore({ remoteWrite: surroundings.remoteWrite, volumeGib, tenants: settings.tenants.length });
  const points = deliver("metrics", settings, metrics.sinksOf, [{ name: "points", by: "tenant" }]);
  const guard = pointGuard(settings, [...points.roots.values()], surroundings.replica);
  const { sinksOf, behind } = logStore(settings, surroundings.lokiOtlp, volumeGib / 2);
  const throughKafka = kafkaSinks(settings, names, surroundings, volumeGib);
  const logs = deliver(
    "logs",
    settings,
    (tenant) =>
      goesThroughKafka(tenant)
        ? throughKafka(tenant)
        : sinksOf(tenant).map((sink) => ({ ...sink, definition: { ...sink.definition, ...smallWriteBuffer } })),
    listeners,
  );
  const traces = tracesDelivery(
    settings,
    surroundings,
    volumeGib,
    listeners.filter(({ signals }) => signals.includes("traces")),
  );

  const mainOf = (signal: Signal, listener: Listener) =>
    signal === "metrics" ? guard.entry : (signal === "logs" ? logs : traces).roots.get(listener.name);
  const pipelines: Pipelines = {
    ...metrics.pipelines,
    ...guard.pipelines,
    ...points.pipelines,
    ...copies.pipelines,
    ...logs.pipelines,
    ...behind.pipelines,
    ...traces.pipelines,
  };
  for (const listener of listeners) {
    for (const signal of listener.signals) {
      pipelines[`${signal}/${listener.name}`] = {
        receivers: [listener.receiver],
        processors: ["memory_limiter", ...listener.identity, ...lastProcessors(signal, listener)],
        exporters: [mainOf(signal, listener), copies.entry[signal]].filter((id) => id !== undefined),
      };
    }
  }
  return {
    receivers: {
      ...receiversOf(settings, surroundings),
      ...metrics.receivers,
      ...behind.receivers,
      ...copies.receivers,
    },
    processors: {
      ...processorsOf(settings, surroundings),
      ...metrics.processors,
      ...guard.processors,
      ...logs.processors,
      ...behind.processors,
      ...copies.processors,
    },
    exporters: {
      ...metrics.exporters,
      ...points.exporters,
      ...logs.exporters,
      ...behind.exporters,
      ...traces.exporters,
      ...copies.exporters,
    },
    connectors: {
      ...metrics.connectors,
      ...guard.connectors,
      ...points.connectors,
      ...logs.connectors,
      ...traces.connectors,
      ...copies.connectors,
    },
    extensions,
    service: { extensions: extensionList(extensions), pipelines, telemetry: own.telemetry },
  };
}

/** The way of tenants whose logs go through Kafka; the others' share of the volume stays theirs. */
function kafkaSinks(
  settings: Settings,
  names: Pick<CloudNames, "place" | "kafkaCluster">,
  { brokers, brokerCaPath: caFile }: GatewaySurroundings,
  volumeGib: number,
): (tenant: Tenant) => readonly Sink[] {
  const mechanism = kafkaMechanism(settings, names);
  if (mechanism === undefined) return () => [];
  const { tenants } = settings;
  const chose = tenants.filter(goesThroughKafka).length;
  const gib = ((volumeGib / 2) * chose) / tenants.length;
  return kafkaSink(collectorKafka(mechanism, brokers, caFile), queueShareBytes(gib, 1));
}

/** Each tenant's own way to Tempo; in size large to the sampler that has all spans of a trace. */
function tracesDelivery(
  settings: Settings,
  { tempoOtlp, samplers }: GatewaySurroundings,
  volumeGib: number,
  listeners: readonly Listener[],
): Delivery {
  const { tenants, size } = settings;
  if (size !== "large")
    return deliver("traces", settings, tempoSink(tempoOtlp, queueShareBytes(volumeGib / 4, tenants.length)), listeners);
  return {
    roots: new Map(listeners.map(({ name }) => [name, "load_balancing"])),
    sources: new Map(),
    connectors: {},
    pipelines: {},
    processors: {},
    exporters: {
      load_balancing: {
        routing_key: "traceID",
        resolver: { dns: { hostname: samplers, port: String(ports.otlpGrpc), interval: "5s" } },
        // The queue is in front of the choice of a sampler, so that what one cannot take goes to its successor.
        protocol: {
          otlp: { tls: { insecure: true }, sending_queue: { enabled: false }, retry_on_failure: { enabled: false } },
        },
        ...spanQueue(queueShareBytes(volumeGib / 4, 1)),
        // Off in this exporter unless it is told, with all numbers at zero; these are the others' own.
        retry_on_failure: {
          enabled: true,
          initial_interval: "5s",
          randomization_factor: 0.5,
          multiplier: 1.5,
          max_interval: "30s",
          max_elapsed_time: 0,
        },
      },
    },
  };
}

function grpcServer(settings: Pick<Settings, "fanout">): HelmValues {
  const staysWithOne = copiesOf(settings).some(({ sendsGrowth }) => sendsGrowth);
  return {
    // As much as by HTTP, where it is the Collector's own limit. That of gRPC is 4 MiB, which 512 spans of stack traces, a
    // batch of any SDK, are more than; the SDK drops what is refused so, and nobody counts it.
    max_recv_msg_size_mib: 20,
    // An SDK keeps one connection for as long as it lives, which the Service led to one gateway: those that the autoscaler
    // adds, and the one that an update replaced last, would get nothing. A request that is under way is not cut off.
    ...(staysWithOne ? {} : { keepalive: { server_parameters: { max_connection_age: "2m" } } }),
  };
}

function receiversOf(settings: Settings, surroundings: GatewaySurroundings): Components<"receivers"> {
  const { cluster, logs } = settings;
  const { host } = surroundings;
  const grpc = grpcServer(settings);
  /** Of a request's metadata `storable.ts` reads the type of its content, and nothing else does any. */
  const http = (port: number) => ({ endpoint: hostPort(host, port), include_metadata: true });
  return {
    otlp: {
      protocols: {
        grpc: { endpoint: hostPort(host, ports.otlpGrpc), ...grpc },
        http: http(ports.otlpHttp),
      },
    },
    ...(cluster.externalIngest
      ? { "otlp/external": externalReceiver(surroundings, { ...smallReadBuffer, ...grpc }) }
      : {}),
    ...(logs.filePipeline === "collector"
      ? { "otlp/files": { protocols: { http: http(ports.fileLogsOtlpHttp) } } }
      : {}),
  };
}
