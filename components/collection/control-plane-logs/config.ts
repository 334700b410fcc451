// The Collector's configuration for logs of the EKS control plane: objects that Firehose wrote in, Loki out, under the
// platform's own tenant. Settings in, plain data out.
//
// At least once: the receiver deletes a message when what its object holds lies in the queue on disk. One message at a
// time, so that its time (cloud/control-plane/transit.ts) runs while it is worked on and not before. A queue that is
// full makes the receiver wait; nothing in between may hold a record in memory.
import type { Settings } from "../../../settings/settings";
import { oldestSentHours } from "../../backends/loki/config";
import { decodedEnding, queueUrl, recordsPrefix } from "../../cloud/control-plane/transit";
import type { CloudNames } from "../../cloud/names";
import { endpoints } from "../../endpoints";
import {
  type CollectorConfig,
  datedOnArrival,
  debugFilter,
  defaultTenant,
  environmentAttribute,
  extensionList,
  inCluster,
  lineSecrets,
  logfmtStatements,
  lokiSink,
  memoryLimiter,
  queueExtension,
  queueShareBytes,
  type Surroundings,
  selfObservation,
  severityFilter,
  severityFilters,
} from "../collector";
import { afterMasking, beforeMasking, klogStatements, mayBeLogfmt, streamStatements } from "./statements";

/**
 * An event of CloudWatch has 1 MiB at most, of which Loki keeps a line's length; the queue would drop what is larger
 * than a request, and all that came behind it.
 */
const largestRequestBytes = 4 * 1_024 * 1_024;

const lines = (statements: readonly string[]) => ({ context: "log", conditions: ["IsString(log.body)"], statements });

const decoder = "aws_logs_encoding";

export interface ControlPlaneSurroundings extends Surroundings {
  /** Base address of Loki's OTLP endpoint. */
  lokiOtlp: string;
}

export function controlPlaneConfig(
  settings: Settings,
  { place, buckets, controlPlane }: Pick<CloudNames, "place" | "buckets" | "controlPlane">,
  surroundings: ControlPlaneSurroundings = { ...inCluster, lokiOtlp: endpoints(settings).loki.otlp },
): CollectorConfig {
  const own = selfObservation(surroundings);
  const extensions = { ...own.extensions, ...queueExtension(surroundings), [decoder]: { format: "cloudwatch" } };
  const { region } = place;
  const tenant = defaultTenant(settings);
  const { volumeGib } = settings.sizing.controlPlaneLogs;
  const sinks = lokiSink(surroundings.lokiOtlp, queueShareBytes(volumeGib, 1), largestRequestBytes)(tenant);
  const filters = [severityFilter(tenant), debugFilter(tenant)].filter((id) => id !== undefined);
  return {
    receivers: {
      awss3: {
        s3downloader: { region, s3_bucket: buckets.controlPlane, s3_prefix: recordsPrefix },
        sqs: { region, queue_url: queueUrl(place, controlPlane.queue), max_number_of_messages: 1 },
        encodings: [{ extension: decoder, suffix: decodedEnding }],
      },
    },
    processors: {
      memory_limiter: memoryLimiter,
      "transform/records": {
        error_mode: "silent",
        log_statements: [
          { context: "resource", statements: streamStatements(environmentAttribute, settings.environment) },
          lines([...klogStatements, ...logfmtStatements("log.body", mayBeLogfmt), ...beforeMasking]),
          // A message may wait in SQS for longer than Loki takes.
          ...datedOnArrival(oldestSentHours(settings)),
        ],
      },
      "transform/secrets": lineSecrets,
      "transform/masked": { error_mode: "silent", log_statements: [lines(afterMasking)] },
      ...severityFilters([tenant]),
    },
    exporters: Object.fromEntries(sinks.map(({ exporter, definition }) => [exporter, definition])),
    connectors: {},
    extensions,
    service: {
      extensions: extensionList(extensions),
      pipelines: {
        logs: {
          receivers: ["awss3"],
          processors: ["memory_limiter", "transform/records", ...filters, "transform/secrets", "transform/masked"],
          exporters: sinks.map(({ exporter }) => exporter),
        },
      },
      telemetry: own.telemetry,
    },
  };
}
