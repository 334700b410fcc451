// Tenants that stand apart (`tenants[].logsApart`): their records leave the log consumer's way before their queue, for
// a topic of their own, and come back from it. Settings in, plain data out.
//
// A batch holds records of many tenants, and waits when one's queue is full; so does all that was read with it. Behind
// the detour nothing waits but the receiver of that topic. Into the topic there is one queue, which no store refuses.
import { conventions } from "../../../conventions/names";
import type { Settings, Tenant } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import type { Components, PipelineId, Pipelines } from "./config";
import { type Delivery, type Entrance, kafkaSink, namespaceAttribute } from "./delivery";
import { defaultTenant, queueShareBytes } from "./parts";

/** Share of the volume for records on their way to the topic: as little as dead letters have. */
const share = 0.05;

export interface ApartWay {
  /** Share of the volume that it takes. */
  share: number;
  /** Rows before the tenants' of the entrance by tenant, and by namespace. */
  rows: Record<Entrance["by"], NonNullable<Entrance["first"]>>;
  /** Where records go whose namespace is nobody's, if their tenant stands apart. */
  otherwise?: PipelineId;
  /** Where they come back. */
  entrances: readonly Entrance[];
  receivers: Components<"receivers">;
  processors: Components<"processors">;
  exporters: Components<"exporters">;
  /** To the topic, and back from it. */
  pipelines: (logs: Delivery) => Pipelines;
}

const nothing: ApartWay = {
  share: 0,
  rows: { tenant: [], namespace: [] },
  entrances: [],
  receivers: {},
  processors: {},
  exporters: {},
  pipelines: () => ({}),
};

const way = (id: string): PipelineId => `logs/apart-${id}`;

/**
 * @param client Brokers and credentials (kafka-client/spellings.ts).
 * @param receiver Reads the topic.
 */
export function apartWay(
  settings: Pick<Settings, "tenants">,
  client: HelmValues,
  receiver: HelmValues,
  volumeGib: number,
): ApartWay {
  const tenants = settings.tenants.filter(({ logsApart }) => logsApart !== undefined);
  if (tenants.length === 0) return nothing;
  const sinkOf = kafkaSink(client, queueShareBytes(volumeGib * share, 1), "kafka/apart", conventions.apartTopic);
  const sinks = tenants.map((tenant) => ({ id: tenant.id, sink: sinkOf(tenant)[0] }));
  // No record takes the way of a tenant that no longer stands apart; what is in the queue to the topic is sent still.
  const row = ({ id, logsApart = false }: Tenant, attribute: string, value: string) => ({
    condition: logsApart ? `resource.attributes["${attribute}"] == "${value}"` : "false",
    pipeline: way(id),
  });
  return {
    share,
    rows: {
      tenant: tenants.map((tenant) => row(tenant, conventions.tenantAttribute, tenant.id)),
      namespace: tenants
        .filter(({ logsApart }) => logsApart)
        .flatMap((tenant) => tenant.namespaces.map((namespace) => row(tenant, namespaceAttribute, namespace))),
    },
    ...(defaultTenant(settings).logsApart === true ? { otherwise: way(defaultTenant(settings).id) } : {}),
    entrances: [{ name: "apart", by: "tenant" }],
    receivers: { "kafka/apart": receiver },
    processors: Object.fromEntries(sinks.map(({ sink: { processor } }) => [processor.id, processor.definition])),
    exporters: Object.fromEntries(sinks.map(({ sink }) => [sink.exporter, sink.definition])),
    pipelines: ({ sources, roots }) => ({
      ...Object.fromEntries(
        sinks.map(({ id, sink: { exporter, processor } }) => [
          way(id),
          { receivers: sources.get(way(id)) ?? [], processors: [processor.id], exporters: [exporter] },
        ]),
      ),
      "logs/apart": {
        receivers: ["kafka/apart"],
        processors: ["memory_limiter"],
        exporters: [roots.get("apart")].filter((id) => id !== undefined),
      },
    }),
  };
}
