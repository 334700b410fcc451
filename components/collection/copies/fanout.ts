// Copies of telemetry for systems outside the platform, from the gateway and from the log consumer: one queue each, and
// none of them can slow the main path.
//
// A `batch` processor stands between: it returns at once and only counts what its target refuses, so a full queue of a
// dead target is that target's loss and never an error to a sender, who would send everything again. So a copy may be
// lost; the main path is the one that loses nothing. What a source sends again, because the main path asked for it, is
// copied again.
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import type { HelmValues } from "../../helm-values";
import {
  type ComponentId,
  type Components,
  diskQueue,
  fromSecret,
  type PipelineId,
  type Pipelines,
  queueShareBytes,
  type Signal,
  severityFilter,
  severityFilters,
} from "../collector";
import { searchEnvironment, searchWay } from "./search";

type ExporterId = ComponentId<"exporters">;
type ForwardId = ComponentId<"connectors"> & `forward/${string}`;

/**
 * Secret that the gateway's component makes and the log consumer reads too: the targets' credentials, by the name of
 * their variable.
 */
export const fanoutSecret = ownSecretNames.copies;

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
export const fanoutShare = 0.25;

/** @param carried Signals that this collector has copies of: a target of none of them is left out. */
export function fanout(
  settings: Settings,
  names: Pick<CloudNames, "place" | "logGroupPrefix">,
  volumeGib: number,
  carried: readonly Signal[],
): Fanout {
  const search = carried.includes("logs") ? searchCopy(settings) : undefined;
  const targets = [
    ...fanoutTargets(settings),
    ...(search ? [{ ...search.sink, signals: ["logs"] } as const] : []),
  ].filter(({ signals }: Target) => signals.some((signal) => carried.includes(signal)));
  const bytes = queueShareBytes(volumeGib * fanoutShare, Math.max(1, targets.length));
  const filter = severityFilter(settings.logs);
  const parts: Fanout = { entry: {}, receivers: {}, processors: {}, exporters: {}, connectors: {}, pipelines: {} };
  for (const signal of carried) {
    const exporters = targets.filter(({ signals }: Target) => signals.includes(signal)).map(({ exporter }) => exporter);
    if (exporters.length === 0) continue;
    const entry: ForwardId = `forward/fanout-${signal}`;
    parts.entry[signal] = entry;
    parts.connectors[entry] = {};
    exporters.forEach((exporter, index) => {
      const pipeline: PipelineId = `${signal}/fanout-${index}`;
      parts.pipelines[pipeline] = {
        receivers: [entry],
        processors: [...(signal === "logs" && filter ? [filter] : []), "batch/fanout"],
        exporters: [exporter],
      };
    });
    parts.processors["batch/fanout"] = { send_batch_size: 1_000, send_batch_max_size: 2_000, timeout: "1s" };
    if (signal === "logs") Object.assign(parts.processors, severityFilters([settings.logs]));
  }
  for (const { exporter, definition } of targets) {
    parts.exporters[exporter] = { ...definition, ...diskQueue({ bytes, whenFull: "refuse" }) };
  }
  if (settings.fanout.cloudwatch.enabled) addCloudwatch(parts, settings, names, carried);
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
    ...(cloudwatch.enabled
      ? [
          {
            exporter: "otlp_grpc/cloudwatch-queue",
            signals: ["logs", "metrics"],
            definition: { endpoint: cloudwatchHop, tls: { insecure: true } },
          } as const,
        ]
      : []),
    ...(datadog.enabled
      ? [
          {
            exporter: "datadog",
            signals: ["logs", "metrics", "traces"],
            definition: {
              api: { site: datadog.site, key: "${env:DATADOG_API_KEY}" },
              host_metadata: { enabled: false },
            },
          } as const,
        ]
      : []),
    ...(jaeger.enabled
      ? [
          {
            exporter: "otlp_grpc/jaeger",
            signals: ["traces"],
            definition: { endpoint: jaeger.endpoint, tls: { insecure: jaeger.insecure } },
          } as const,
        ]
      : []),
  ];
}

function addCloudwatch(
  parts: Fanout,
  { environment }: Settings,
  { place, logGroupPrefix }: Pick<CloudNames, "place" | "logGroupPrefix">,
  carried: readonly Signal[],
): void {
  // A pod writes its own stream: gateway and log consumer share the group.
  const stream = { region: place.region, log_stream_name: "${env:OTEL_K8S_POD_NAME}" };
  parts.receivers["otlp/cloudwatch-queue"] = { protocols: { grpc: { endpoint: cloudwatchHop } } };
  if (carried.includes("logs")) {
    parts.exporters.awscloudwatchlogs = { ...stream, log_group_name: `${logGroupPrefix}/logs` };
    parts.pipelines["logs/cloudwatch"] = {
      receivers: ["otlp/cloudwatch-queue"],
      processors: [],
      exporters: ["awscloudwatchlogs"],
    };
  }
  if (carried.includes("metrics")) {
    parts.exporters.awsemf = {
      ...stream,
      log_group_name: `${logGroupPrefix}/metrics`,
      namespace: environment,
      dimension_rollup_option: "NoDimensionRollup",
      resource_to_telemetry_conversion: { enabled: false },
    };
    parts.pipelines["metrics/cloudwatch"] = {
      receivers: ["otlp/cloudwatch-queue"],
      processors: [],
      exporters: ["awsemf"],
    };
  }
}

/** What the Secret holds: the targets' credentials in plain text, by the name of their variable. */
export function fanoutCredentials({ fanout: { datadog, elasticsearch } }: Pick<Settings, "fanout">) {
  return {
    ...(datadog.enabled && datadog.apiKey ? { DATADOG_API_KEY: datadog.apiKey.reveal() } : {}),
    ...(elasticsearch.enabled && elasticsearch.username !== undefined && elasticsearch.password
      ? { SEARCH_USERNAME: elasticsearch.username, SEARCH_PASSWORD: elasticsearch.password.reveal() }
      : {}),
  };
}

/** Variables that the exporters above read. */
export function fanoutEnvironment(settings: Pick<Settings, "fanout">): HelmValues[] {
  return [
    ...(settings.fanout.datadog.enabled ? [fromSecret("DATADOG_API_KEY", fanoutSecret, "DATADOG_API_KEY")] : []),
    ...searchEnvironment(settings, fanoutSecret),
  ];
}
