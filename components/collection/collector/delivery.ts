// The way from records whose owner is known to each tenant's own queue: trees of routes, a pipeline and an exporter a
// tenant. Plain data. Gateway, sampler and log consumer all deliver so: the X-Scope-OrgID is a constant of an
// exporter, and nothing that a record or a caller says becomes one.

import { reasonAttribute } from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";
import type { Severity } from "../../../conventions/severity";
import type { Settings, Tenant } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import type { Components, PipelineId, Pipelines, Signal } from "./config";
import type { ComponentId } from "./names";
import {
  debugFilter,
  defaultTenant,
  diskQueue,
  largestGrpcBytes,
  type QueueOptions,
  severityFilter,
  severityFilters,
  smallWriteBuffer,
} from "./parts";
import { type Routes, routingTree } from "./routing";

/** Where one tenant's records go: an exporter of its own, or one that all share. */
export interface Sink {
  exporter: ComponentId<"exporters">;
  definition: HelmValues;
  /** What a record passes before. */
  processor?: { id: ComponentId<"processors">; definition: HelmValues };
}

/** Records that enter here name their owner in this resource attribute: by namespace, or by tenant id. */
export interface Entrance {
  name: string;
  by: "namespace" | "tenant";
  /** Rows before the tenants'; see Routes. */
  first?: Routes["first"];
  /** Where records of an owner go that the settings don't know; the default tenant's pipeline when absent. */
  otherwise?: PipelineId;
}

export interface Delivery {
  /** Exporter of the pipeline of each entrance, by its name. */
  roots: ReadonlyMap<string, ComponentId<"connectors"> | ComponentId<"exporters">>;
  /** Receivers of pipelines that an entrance's `first` or `otherwise` names. */
  sources: ReadonlyMap<PipelineId, ComponentId<"connectors">[]>;
  connectors: Components<"connectors">;
  pipelines: Pipelines;
  processors: Components<"processors">;
  exporters: Components<"exporters">;
}

export const namespaceAttribute = "k8s.namespace.name";

/** What a sender says of its namespace, as one that no namespace of this cluster can be called: none has a slash. */
export const outsideNamespace = (said: string) => `Concat(["outside", ${said}], "/")`;

export function deliver(
  signal: Signal,
  settings: Pick<Settings, "tenants">,
  sinksOf: (tenant: Tenant) => readonly Sink[],
  entrances: readonly Entrance[],
  /** Minimum that every record has by now: a tenant with the same needs no filter of its own. */
  minimumBefore?: Severity,
): Delivery {
  const pipelineOf = ({ id }: Tenant): PipelineId => `${signal}/tenant-${id}`;
  const roots = new Map<string, ComponentId<"connectors">>();
  const sources = new Map<PipelineId, ComponentId<"connectors">[]>();
  const connectors: Components<"connectors"> = {};
  const pipelines: Pipelines = {};
  const keysOf = (by: Entrance["by"], tenant: Tenant) => (by === "namespace" ? tenant.namespaces : [tenant.id]);
  // Nothing comes in for the retired; what is in their queues is sent still.
  const retired = settings.tenants
    .filter((tenant) => tenant.retired && !entrances.some(({ by }) => keysOf(by, tenant).length > 0))
    .map((tenant) => ({ condition: "false", pipeline: pipelineOf(tenant) }));
  for (const [index, { name, by, first = [], otherwise }] of entrances.entries()) {
    const tree = routingTree({
      signal,
      name,
      first: [...first, ...(index === 0 ? retired : [])],
      attribute: by === "namespace" ? namespaceAttribute : conventions.tenantAttribute,
      pipelineOf: new Map(
        settings.tenants.flatMap((tenant) => keysOf(by, tenant).map((key) => [key, pipelineOf(tenant)] as const)),
      ),
      otherwise: otherwise ?? pipelineOf(defaultTenant(settings)),
    });
    roots.set(name, tree.root);
    Object.assign(connectors, tree.connectors);
    Object.assign(pipelines, tree.pipelines);
    for (const [pipeline, from] of tree.sources) sources.set(pipeline, [...(sources.get(pipeline) ?? []), ...from]);
  }
  // A tenant without namespaces receives nothing from the cluster.
  const reached = settings.tenants.filter((tenant) => sources.has(pipelineOf(tenant)));
  const exporters: Components<"exporters"> = {};
  const processors: Components<"processors"> = signal === "logs" ? severityFilters(reached) : {};
  for (const tenant of reached) {
    const sinks = sinksOf(tenant);
    const ownMinimum = tenant.minimumSeverity === minimumBefore ? undefined : severityFilter(tenant);
    const filters = signal === "logs" ? [ownMinimum, debugFilter(tenant)] : [];
    for (const { exporter, definition, processor } of sinks) {
      exporters[exporter] = definition;
      if (processor !== undefined) processors[processor.id] = processor.definition;
    }
    pipelines[pipelineOf(tenant)] = {
      receivers: sources.get(pipelineOf(tenant)) ?? [],
      processors: [...filters, ...sinks.map(({ processor }) => processor?.id)].filter((id) => id !== undefined),
      exporters: sinks.map(({ exporter }) => exporter),
    };
  }
  return {
    roots,
    sources,
    connectors,
    pipelines,
    processors,
    exporters,
  };
}

/**
 * A tenant's logs to Loki, from its own queue.
 *
 * @param largestBytes Largest request, where a single record may be larger than a request usually is.
 */
export function lokiSink(
  endpoint: string,
  queueBytes: number,
  largestBytes?: number,
): (tenant: Tenant) => readonly Sink[] {
  return httpSink("logs", endpoint, diskQueue({ bytes: queueBytes, whenFull: "wait", batch: { largestBytes } }));
}

/**
 * Logs of tenants that go through Kafka, from one queue of them all: Kafka refuses no tenant alone. Each has its own
 * pipeline still, which writes the tenant into the resource; the log consumer believes it, because only the platform's
 * own writers may write to the topic.
 *
 * @param client Brokers and credentials (kafka-client/spellings.ts).
 */
export function kafkaSink(
  client: HelmValues,
  queueBytes: number,
  exporter: ComponentId<"exporters"> = "kafka/logs",
  topic: string = conventions.chunkTopic,
): (tenant: Pick<Tenant, "id">) => [Required<Sink>] {
  const definition: HelmValues = {
    ...client,
    logs: { topic, encoding: "otlp_proto" },
    producer: { required_acks: -1, compression: "lz4", allow_auto_topic_creation: false },
    ...diskQueue({ bytes: queueBytes, whenFull: "wait", batch: {} }),
  };
  return ({ id }) => [
    {
      exporter,
      definition,
      processor: {
        id: `resource/tenant-${id}`,
        definition: {
          attributes: [
            { key: conventions.tenantAttribute, value: id, action: "upsert" },
            // The consumer's own word: it decides what becomes a dead letter.
            { key: reasonAttribute, action: "delete" },
          ],
        },
      },
    },
  ];
}

/** A tenant's traces to Tempo, from its own queue. */
export function tempoSink(
  endpoint: string,
  queueBytes: number,
  whenFull: QueueOptions["whenFull"] = "wait",
): (tenant: Tenant) => readonly Sink[] {
  return httpSink("traces", endpoint, { ...smallWriteBuffer, ...spanQueue(queueBytes, whenFull) });
}

/** A queue of spans. One may have a hundred events with stack traces: megabytes, which Tempo takes. */
export function spanQueue(bytes: number, whenFull: QueueOptions["whenFull"] = "wait"): HelmValues {
  return diskQueue({ bytes, whenFull, batch: { largestBytes: largestGrpcBytes } });
}

function httpSink(signal: Signal, endpoint: string, queue: HelmValues): (tenant: Tenant) => readonly Sink[] {
  // No compression: each exporter keeps gzip writers of its own, 0.7 MiB a tenant, and the stores are in the same
  // cluster.
  const shared = { endpoint, compression: "none", ...queue };
  return ({ id }) => [{ exporter: tenantExporter(signal, id), definition: { ...shared, ...tenantHeader(id) } }];
}

/**
 * Exporter of a tenant's signal. With two slashes no tenant's is ever another's or one of the platform's own, whatever
 * the tenant is called: ids have no slash, and the others' purposes none either.
 * @param suffix Tells the replicas of a store apart.
 */
export function tenantExporter(signal: Signal, id: string, suffix = ""): ComponentId<"exporters"> {
  return `${signal === "metrics" ? "otlp_grpc" : "otlp_http"}/${signal}${suffix}/${id}`;
}

function tenantHeader(id: string): HelmValues {
  return { headers: { [conventions.tenantHeader]: id } };
}
