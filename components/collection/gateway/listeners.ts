// Where records come in, and what is done to each on its way to a store: whose it is, what a store takes, no secrets.
import { podKeys } from "../../../conventions/kafka";
import type { Settings } from "../../../settings/settings";
import { oldestSentHours } from "../../backends/loki/config";
import {
  type ComponentId,
  type Components,
  datedOnArrival,
  type Entrance,
  linesBack,
  lineTexts,
  logRedaction,
  memoryLimiter,
  podAttributes,
  type Signal,
  type Surroundings,
  serviceAndEnvironment,
  spanNameRedaction,
  spanTexts,
  spanValueRedaction,
  stampNamespaceTenant,
  stampPoints,
} from "../collector";
import { dropClaims, externalTenant, fileLogStatements, shippedLineStatements } from "./identity";
import { storableLogs, storablePoints, storableSpans, unstorableSpans } from "./storable";

export const allSignals: readonly Signal[] = ["logs", "metrics", "traces"];

/** Where records come in, and the processors that find out whose they are. */
export interface Listener extends Entrance {
  receiver: ComponentId<"receivers">;
  signals: readonly Signal[];
  identity: readonly ComponentId<"processors">[];
}

export function listenersOf({ cluster, logs }: Settings): Listener[] {
  return [
    {
      name: "cluster",
      by: "namespace",
      receiver: "otlp",
      signals: allSignals,
      identity: ["transform/claims", "k8s_attributes", "transform/service"],
    },
    ...(cluster.externalIngest
      ? [
          {
            name: "external",
            by: "tenant",
            receiver: "otlp/external",
            signals: allSignals,
            identity: ["transform/token"],
          } as const,
        ]
      : []),
    ...(logs.filePipeline === "collector"
      ? [
          {
            name: "files",
            by: "namespace",
            receiver: "otlp/files",
            signals: ["logs"],
            identity: [
              "transform/claims",
              "transform/files",
              "groupbyattrs/pod",
              "k8s_attributes/uid",
              "transform/service",
            ],
          } as const,
        ]
      : []),
  ];
}

const spanRedactions = ["redaction/span-names", "redaction/span-values"] as const;

/** Metrics carry the tenant as a label; logs and spans are cleaned of secrets. */
export function lastProcessors(signal: Signal, { by, name }: Listener): ComponentId<"processors">[] {
  if (signal === "traces")
    return ["transform/storable-spans", "filter/unstorable-spans", "transform/span-texts", ...spanRedactions];
  if (signal === "logs") {
    const lines = name === "files" ? [] : ["transform/lines" as const];
    return [...lines, "transform/storable-logs", "transform/line-texts", "redaction/logs", "transform/lines-back"];
  }
  const tenant = by === "namespace" ? ["transform/tenant" as const] : [];
  return [...tenant, "transform/storable-points", "delta_to_cumulative", "transform/points"];
}

/**
 * SDKs of deltas send a point where something was counted, and nothing else; a sum that was forgotten begins anew at that
 * point, as large as before, so that nobody sees it grow. With the Collector's own five minutes that is every rare error. A
 * sum takes 1.4 KiB (Collector 0.165, 100,000 of eleven attributes): all that are kept take about a third of the memory,
 * and what a pod that is gone has left is forgotten after some hours.
 */
const deltaSums = ({ memoryMib }: Settings["sizing"]["gateway"]) => ({ max_stale: "6h", max_streams: 250 * memoryMib });

/**
 * All that listeners name.
 *
 * @param surroundings With the name of this replica.
 */
export function processorsOf(
  settings: Settings,
  surroundings: Surroundings & { replica: string },
): Components<"processors"> {
  return {
    memory_limiter: memoryLimiter,
    "redaction/logs": logRedaction,
    "redaction/span-names": spanNameRedaction,
    "redaction/span-values": spanValueRedaction,
    delta_to_cumulative: deltaSums(settings.sizing.gateway),
    k8s_attributes: podAttributes(surroundings, "connection"),
    "transform/claims": dropClaims,
    "transform/service": serviceAndEnvironment(settings),
    "transform/tenant": stampNamespaceTenant(settings),
    "transform/points": stampPoints,
    "transform/lines": shippedLineStatements(settings),
    "transform/storable-logs": storableLogs(datedOnArrival(oldestSentHours(settings))),
    "transform/storable-spans": storableSpans,
    "transform/line-texts": lineTexts,
    "transform/lines-back": linesBack,
    "transform/span-texts": spanTexts,
    "transform/storable-points": storablePoints(surroundings.replica),
    "filter/unstorable-spans": unstorableSpans,
    ...(settings.cluster.externalIngest ? { "transform/token": externalTenant } : {}),
    ...(settings.logs.filePipeline === "collector"
      ? {
          "transform/files": fileLogStatements(settings),
          "groupbyattrs/pod": { keys: [...podKeys] },
          "k8s_attributes/uid": podAttributes(surroundings, "uid"),
        }
      : {}),
  };
}
