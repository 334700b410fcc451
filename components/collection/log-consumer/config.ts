// The log consumer's Collector configuration: Kafka in; out Loki, copies for other systems, and dead letters back to
// Kafka. Settings in, plain data out.
//
// At least once: an offset is committed when every record before it lies in a queue on disk. On the way records are
// gathered into batches, whose senders wait for the answer (batches.ts); nothing else may hold a record in memory: no
// `batch` processor, no queue without storage that answers at once.
// docs/design/consumer-routing.md says what this costs and what else was measured. Copies are the exception: an offset
// doesn't wait for them, see copies/fanout.ts.

import { deadLetterReasons, podKeys, reasonAttribute } from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { endpoints } from "../../endpoints";
import { externalScramSecret, kafkaMechanism } from "../../kafka-client/client";
import { brokerCaPath, brokersFromEnvironment, collectorKafka } from "../../kafka-client/spellings";
import {
  apartWay,
  type CollectorConfig,
  type ComponentId,
  deliver,
  diskQueue,
  type Entrance,
  extensionList,
  inCluster,
  lineSecrets,
  lowestMinimum,
  memoryLimiter,
  namespaceAttribute,
  podAttributes,
  queueExtension,
  queueShareBytes,
  type Surroundings,
  selfObservation,
  serviceAndEnvironment,
  severityFilter,
  severityFilters,
} from "../collector";
import { type Fanout, fanout, fanoutExtensions, logStore } from "../copies";
import { batchesExporter, batchesIn, batchesOut, batchesReceiver } from "./batches";
import { deadLetterParts, deadLetterShare } from "./dead-letters";
import { apartReceiver, chunkReceiver, recordReceiver } from "./kafka-receiver";
import { chunkStatements, pathStatements, recordStatements } from "./statements";

const reasonOf = `resource.attributes["${reasonAttribute}"]`;

const namespaceOf = `resource.attributes["${namespaceAttribute}"]`;

export interface ConsumerSurroundings extends Surroundings {
  /** `host:port,...`. */
  brokers: string;
  /** Base address of Loki's OTLP endpoint. */
  lokiOtlp: string;
  /** Authorities of the brokers' certificates; those of the image when absent. */
  brokerCaPath?: string;
}

/** Surroundings of the release; brokers come from the environment, because those of MSK are known only once it runs. */
export function consumerSurroundings(settings: Settings): ConsumerSurroundings {
  return {
    ...inCluster,
    brokers: brokersFromEnvironment,
    lokiOtlp: endpoints(settings).loki.otlp,
    ...(externalScramSecret(settings) === undefined ? {} : { brokerCaPath }),
  };
}

export function logConsumerConfig(
  settings: Settings,
  names: Pick<CloudNames, "place" | "logGroupPrefix" | "kafkaCluster">,
  surroundings: ConsumerSurroundings = consumerSurroundings(settings),
): CollectorConfig {
  const own = selfObservation(surroundings);
  const extensions = { ...own.extensions, ...queueExtension(surroundings), ...fanoutExtensions(settings) };
  const mechanism = kafkaMechanism(settings, names);
  if (mechanism === undefined) throw new Error("the log consumer needs Kafka: kafka.mode is none");
  // The same for reading and for writing dead letters.
  const client = collectorKafka(mechanism, surroundings.brokers, surroundings.brokerCaPath);
  const { volumeGib } = settings.sizing.logConsumer;
  const copies = copiesOfStored(settings, names);
  const apart = apartWay(settings, client, apartReceiver(client), volumeGib);
  const minimum = lowestMinimum(settings);
  const belowMinimum = [severityFilter({ minimumSeverity: minimum })].filter((id) => id !== undefined);
  const { sinksOf, behind } = logStore(
    settings,
    surroundings.lokiOtlp,
    volumeGib * (1 - deadLetterShare - apart.share) * (1 - copies.share),
  );
  const entrances: Entrance[] = [
    {
      name: "records",
      by: "tenant",
      first: [
        ...deadLetterReasons.map((reason) => ({
          condition: `${reasonOf} == "${reason}"`,
          pipeline: `logs/${reason}` as const,
        })),
        ...apart.rows.tenant,
      ],
      otherwise: "logs/namespaces",
    },
    {
      name: "namespaces",
      by: "namespace",
      first: apart.rows.namespace,
      ...(apart.otherwise === undefined ? {} : { otherwise: apart.otherwise }),
    },
    ...apart.entrances,
  ];
  const logs = deliver("logs", settings, sinksOf, entrances, minimum);
  const rootsOf = (entrance: string) => [logs.roots.get(entrance)].filter((id) => id !== undefined);
  const out = [...rootsOf("records"), ...(copies.entry === undefined ? [] : [copies.entry])];
  const deadLetters = deadLetterParts(
    client,
    diskQueue({
      bytes: queueShareBytes((volumeGib * deadLetterShare) / deadLetterReasons.length, 1),
      whenFull: "wait",
    }),
    (pipeline) => logs.sources.get(pipeline) ?? [],
  );
  return {
    receivers: {
      "kafka/chunks": chunkReceiver(client),
      kafka: recordReceiver(client),
      ...batchesReceiver,
      ...apart.receivers,
      ...behind.receivers,
      ...copies.receivers,
    },
    processors: {
      memory_limiter: memoryLimiter,
      "transform/chunks": { error_mode: "silent", log_statements: chunkStatements(settings) },
      ...deadLetters.processors,
      "groupbyattrs/pods": { keys: [...podKeys, conventions.tenantAttribute, reasonAttribute] },
      "transform/parse": { error_mode: "silent", log_statements: recordStatements(settings) },
      // Nothing waits for the API server: only records of older releases need it.
      k8s_attributes: { ...podAttributes(surroundings, "uid"), wait_for_metadata: false },
      "transform/paths": { error_mode: "silent", log_statements: pathStatements },
      "transform/service": serviceAndEnvironment(settings),
      "transform/secrets": lineSecrets,
      groupbyattrs: {},
      ...severityFilters([{ minimumSeverity: minimum, debugSharePercent: 100 }]),
      ...apart.processors,
      ...logs.processors,
      ...behind.processors,
      ...copies.processors,
    },
    exporters: {
      ...deadLetters.exporters,
      ...batchesExporter,
      ...apart.exporters,
      ...logs.exporters,
      ...behind.exporters,
      ...copies.exporters,
    },
    connectors: {
      // The gateway's batches are read already, and name their tenant in the resource; Fluent Bit's name it in each
      // record.
      "routing/writers": {
        default_pipelines: ["logs/read"],
        error_mode: "ignore",
        table: [
          { condition: `resource.attributes["${conventions.tenantAttribute}"] != nil`, pipelines: ["logs/gateway"] },
        ],
      },
      "routing/forms": {
        default_pipelines: ["logs/named"],
        error_mode: "ignore",
        table: [{ condition: `${namespaceOf} == nil and ${reasonOf} == nil`, pipelines: ["logs/paths"] }],
      },
      "forward/named": {},
      ...logs.connectors,
      ...copies.connectors,
    },
    extensions,
    service: {
      extensions: extensionList(extensions),
      pipelines: {
        "logs/chunks": {
          receivers: ["kafka/chunks"],
          processors: ["memory_limiter"],
          exporters: ["routing/writers"],
        },
        "logs/read": {
          receivers: ["routing/writers"],
          processors: ["transform/chunks", ...belowMinimum, "groupbyattrs/pods"],
          exporters: ["routing/forms"],
        },
        // Copies left from the gateway.
        "logs/gateway": {
          receivers: ["routing/writers"],
          processors: belowMinimum,
          exporters: rootsOf("records"),
        },
        "logs/in": {
          receivers: ["kafka"],
          processors: ["memory_limiter"],
          exporters: [batchesOut],
        },
        "logs/batches": {
          receivers: [batchesIn],
          // Records of one pod come together again: they are routed once.
          processors: ["transform/parse", ...belowMinimum, "groupbyattrs"],
          exporters: ["routing/forms"],
        },
        "logs/named": {
          receivers: ["routing/forms", "forward/named"],
          processors: ["transform/service", "transform/secrets"],
          exporters: out,
        },
        // Not with the masks of its own: they are compiled once for each pipeline, at each start.
        "logs/paths": {
          receivers: ["routing/forms"],
          processors: ["k8s_attributes", "transform/paths"],
          exporters: ["forward/named"],
        },
        "logs/namespaces": {
          receivers: logs.sources.get("logs/namespaces") ?? [],
          processors: [],
          exporters: rootsOf("namespaces"),
        },
        ...deadLetters.pipelines,
        ...apart.pipelines(logs),
        ...logs.pipelines,
        ...behind.pipelines,
        ...copies.pipelines,
      },
      telemetry: own.telemetry,
    },
  };
}

/** Dead letters stay on this side. No entry without targets for logs. */
function copiesOfStored(
  settings: Settings,
  names: Pick<CloudNames, "place" | "logGroupPrefix" | "kafkaCluster">,
): Omit<Fanout, "entry"> & { entry?: ComponentId<"connectors"> } {
  const {
    entry: { logs },
    ...parts
  } = fanout(settings, names, settings.sizing.logConsumer.volumeGib, ["logs"]);
  if (logs === undefined) return parts;
  return {
    ...parts,
    entry: "forward/copies",
    connectors: { ...parts.connectors, "forward/copies": {} },
    processors: {
      ...parts.processors,
      "filter/dead-letters": {
        error_mode: "ignore",
        log_conditions: [`${reasonOf} != nil`],
      },
    },
    pipelines: {
      ...parts.pipelines,
      "logs/copies": { receivers: ["forward/copies"], processors: ["filter/dead-letters"], exporters: [logs] },
    },
  };
}
