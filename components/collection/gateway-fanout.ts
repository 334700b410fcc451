// Copies of telemetry for systems outside the platform: one queue each, and none of them can slow the main path. Pure.
//
// A `batch` processor stands between: it returns at once and only counts what its target refuses, so a full queue of a dead
// target is that target's loss and never an error to a sender, who would send everything again. Such a copy is sent at most
// once; the main path is the one that loses nothing.
import type { Settings } from "../../settings/settings";
import type { CloudNames } from "../cloud/names";
import type { HelmValues } from "../helm-values";
import type { Components, PipelineId, Pipelines, Signal } from "./collector-config";
import type { ComponentId } from "./collector-names";
import { diskQueue, queueShareBytes, severityFilter, severityFilters } from "./collector-parts";
import { searchEnvironment, searchWay } from "./collector-search";
import { fromSecret } from "./collector-values";

type ExporterId = ComponentId<"exporters">;
type ForwardId = ComponentId<"connectors"> & `forward/${string}`;

/** Secret that the gateway's component makes: the targets' credentials, by the name of their variable. */
export const fanoutSecret = "otel-fanout";

interface Target {
  exporter: ExporterId;
  signals: readonly Signal[];
  definition: HelmValues;
}

export interface Fanout {
  /** Where the main pipeline of a signal sends its copies; none without targets for it. */
  entry: Partial<Record<Signal, ForwardId>>;
  receivers: Components<"receivers">;
  processors: Components<"processors">;
  exporters: Components<"exporters">;
  connectors: Components<"connectors">;
  pipelines: Pipelines;
}

/** CloudWatch's exporters have no queue on disk: a hop over loopback lends them one. */
const cloudwatchHop = "127.0.0.1:14390";

/** Share of the volume for all copies together: what is kept for a dead target must not crowd out the main path. */
const fanoutShare = 0.25;

export function fanout(settings: Settings, names: Pick<CloudNames, "place" | "logGroupPrefix">, volumeGib: number): Fanout {
  const search = searchCopy(settings);
  const targets: Target[] = [...fanoutTargets(settings), ...(search ? [{ ...search.sink, signals: ["logs"] } as const] : [])];
  const bytes = queueShareBytes(volumeGib * fanoutShare, Math.max(1, targets.length));
  const filter = severityFilter(settings.logs);
  const parts: Fanout = { entry: {}, receivers: {}, processors: {}, exporters: {}, connectors: {}, pipelines: {} };
  for (const signal of ["logs", "metrics", "traces"] as const) {
    const exporters = targets.filter(({ signals }) => signals.includes(signal)).map(({ exporter }) => exporter);
    if (exporters.length === 0) continue;
    const entry: ForwardId = `forward/fanout-${signal}`;
    parts.entry[signal] = entry;
    parts.connectors[entry] = {};
    exporters.forEach((exporter, index) => {
      const pipeline: PipelineId = `${signal}/fanout-${index}`;
      parts.pipelines[pipeline] = {
        receivers: [entry], processors: [...(signal === "logs" && filter ? [filter] : []), "batch/fanout"], exporters: [exporter],
      };
    });
    parts.processors["batch/fanout"] = { send_batch_size: 1_000, send_batch_max_size: 2_000, timeout: "1s" };
    if (signal === "logs") Object.assign(parts.processors, severityFilters([settings.logs]));
  }
  for (const { exporter, definition } of targets) {
    parts.exporters[exporter] = { ...definition, ...diskQueue({ bytes, whenFull: "refuse" }) };
  }
  if (settings.fanout.cloudwatch.enabled) addCloudwatch(parts, settings, names);
  Object.assign(parts.receivers, search?.behind.receivers);
  Object.assign(parts.exporters, search?.behind.exporters);
  Object.assign(parts.pipelines, search?.behind.pipelines);
  return parts;
}

/** The copy for a search engine; none where it takes Loki's place, as logs reach it anyway. */
function searchCopy({ fanout: { elasticsearch } }: Settings): ReturnType<typeof searchWay> | undefined {
  return elasticsearch.enabled && !elasticsearch.replacesLoki ? searchWay(elasticsearch, {}) : undefined;
}

function fanoutTargets({ fanout: { cloudwatch, datadog, jaeger } }: Settings): Target[] {
  return [
    ...(cloudwatch.enabled ? [{
      exporter: "otlp_grpc/cloudwatch-queue", signals: ["logs", "metrics"],
      definition: { endpoint: cloudwatchHop, tls: { insecure: true } },
    } as const] : []),
    ...(datadog.enabled ? [{
      exporter: "datadog", signals: ["logs", "metrics", "traces"],
      definition: { api: { site: datadog.site, key: "${env:DATADOG_API_KEY}" }, host_metadata: { enabled: false } },
    } as const] : []),
    ...(jaeger.enabled ? [{
      exporter: "otlp_grpc/jaeger", signals: ["traces"], definition: { endpoint: jaeger.endpoint, tls: { insecure: jaeger.insecure } },
    } as const] : []),
  ];
}

function addCloudwatch(parts: Fanout, settings: Settings, { place, logGroupPrefix }: Pick<CloudNames, "place" | "logGroupPrefix">): void {
  const stream = { region: place.region, log_stream_name: "${env:OTEL_K8S_POD_NAME}" };
  parts.receivers["otlp/cloudwatch-queue"] = { protocols: { grpc: { endpoint: cloudwatchHop } } };
  parts.exporters.awscloudwatchlogs = { ...stream, log_group_name: `${logGroupPrefix}/logs` };
  parts.exporters.awsemf = {
    ...stream, log_group_name: `${logGroupPrefix}/metrics`, namespace: settings.environment, dimension_rollup_option: "NoDimensionRollup",
    resource_to_telemetry_conversion: { enabled: false },
  };
  parts.pipelines["logs/cloudwatch"] = { receivers: ["otlp/cloudwatch-queue"], processors: [], exporters: ["awscloudwatchlogs"] };
  parts.pipelines["metrics/cloudwatch"] = { receivers: ["otlp/cloudwatch-queue"], processors: [], exporters: ["awsemf"] };
}

/** Variables that the exporters above read. */
export function fanoutEnvironment(settings: Pick<Settings, "fanout">): HelmValues[] {
  return [
    ...(settings.fanout.datadog.enabled ? [fromSecret("DATADOG_API_KEY", fanoutSecret, "DATADOG_API_KEY")] : []),
    ...searchEnvironment(settings, fanoutSecret),
  ];
}
