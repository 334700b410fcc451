// Copies of telemetry for systems outside the platform, from the gateway and from the log consumer: one queue each, and
// none of them can slow the main path.
//
// A `batch` processor stands between: it returns at once and only counts what its target refuses, so a full queue of a
// dead target is that target's loss and never an error to a sender, who would send everything again. So a copy may be
// lost; the main path is the one that loses nothing. What a source sends again, because the main path asked for it, is
// copied again.
import { ownSecretNames } from "../../../conventions/secrets";
import { digestDigits } from "../../../conventions/text-digest";
import type { Settings, Tenant } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { fromSecret, type HelmValues } from "../../helm-values";
import { credentialsDigest } from "../../pods/revision";
import {
  type ComponentId,
  type Components,
  debugFilter,
  diskQueue,
  largestGrpcBytes,
  lokiSink,
  type PipelineId,
  type Pipelines,
  queueShareBytes,
  type Signal,
  type Sink,
  severityFilter,
  severityFilters,
} from "../collector";
import { type Behind, copiesOf } from "./targets";
import { searchWay } from "./targets/elasticsearch";

type ForwardId = ComponentId<"connectors"> & `forward/${string}`;

/**
 * Secret that the gateway's component makes and the log consumer reads too: the targets' credentials, by the name of
 * their variable. Other credentials are another Secret: pods of a release that is taken back have theirs.
 */
export const fanoutSecret = (settings: Pick<Settings, "fanout" | "revisionKey">): string =>
  `${ownSecretNames.copies}-${credentialsDigest(fanoutCredentials(settings), settings).slice(0, digestDigits)}`;

export interface Fanout {
  /** Share of the volume that copies take: 0 without targets. */
  share: number;
  /** Where the main pipeline of a signal sends its copies; none without targets for it. */
  entry: Partial<Record<Signal, ForwardId>>;
  receivers: Components<"receivers">;
  processors: Components<"processors">;
  exporters: Components<"exporters">;
  connectors: Components<"connectors">;
  pipelines: Pipelines;
}

/** Of the volume, for all copies together: what is kept for a dead target must not crowd out the main path. */
const share = 0.25;

/**
 * Who takes OTLP by gRPC takes no larger request, unless told to. An exporter behind a hop makes of a request what its
 * protocol has, several times as large and in several parts, and begins with the first one anew when the last one fails.
 */
const largestOf = (isHop: boolean) => (isHop ? {} : { largestBytes: largestGrpcBytes });

/** @param carried Signals that this collector has copies of: a target of none of them is left out. */
export function fanout(
  settings: Settings,
  names: Pick<CloudNames, "place" | "logGroupPrefix">,
  volumeGib: number,
  carried: readonly Signal[],
): Fanout {
  const targets = copiesOf(settings).flatMap(({ exporter, before, behind, ...of }) => {
    const signals = of.signals.filter((signal) => carried.includes(signal));
    return exporter === undefined || signals.length === 0 ? [] : [{ ...exporter, signals, before, behind }];
  });
  // An exporter has a queue for each of its signals.
  const queues = targets.flatMap(({ signals }) => signals).length;
  const bytes = queueShareBytes(volumeGib * share, Math.max(1, queues));
  const filters = [severityFilter(settings.logs), debugFilter(settings.logs)].filter((id) => id !== undefined);
  const parts: Fanout = {
    share: targets.length === 0 ? 0 : share,
    entry: {},
    receivers: {},
    processors: {},
    exporters: {},
    connectors: {},
    pipelines: {},
  };
  for (const signal of carried) {
    const ofSignal = targets.filter(({ signals }) => signals.includes(signal));
    if (ofSignal.length === 0) continue;
    const entry: ForwardId = `forward/fanout-${signal}`;
    parts.entry[signal] = entry;
    parts.connectors[entry] = {};
    ofSignal.forEach(({ exporter, before }, index) => {
      const pipeline: PipelineId = `${signal}/fanout-${index}`;
      const own = before?.[signal] ?? {};
      Object.assign(parts.processors, own);
      parts.pipelines[pipeline] = {
        receivers: [entry],
        processors: [
          ...(signal === "logs" ? filters : []),
          ...(Object.keys(own) as ComponentId<"processors">[]),
          "batch/fanout",
        ],
        exporters: [exporter],
      };
    });
    parts.processors["batch/fanout"] = { send_batch_size: 1_000, send_batch_max_size: 2_000, timeout: "1s" };
    if (signal === "logs") Object.assign(parts.processors, severityFilters([settings.logs]));
  }
  for (const { exporter, definition, behind: behindOf } of targets) {
    // Exporters of other protocols cut for themselves.
    const batch = exporter.startsWith("otlp_") ? { batch: largestOf(behindOf !== undefined) } : {};
    parts.exporters[exporter] = { ...definition, ...diskQueue({ bytes, whenFull: "refuse", ...batch }) };
    const behind = behindOf?.(carried, { environment: settings.environment, names });
    Object.assign(parts.receivers, behind?.receivers);
    Object.assign(parts.processors, behind?.processors);
    Object.assign(parts.exporters, behind?.exporters);
    Object.assign(parts.pipelines, behind?.pipelines);
  }
  return parts;
}

/**
 * What the Secret holds: the targets' credentials in plain text, by the name of their variable. The Collector expands
 * what it reads from a variable once more, so each dollar stands twice: `pa$$word` would reach the target as `pa$word`.
 */
export function fanoutCredentials(settings: Pick<Settings, "fanout">): Record<string, string> {
  const all = copiesOf(settings).flatMap(({ credentials = {} }) => Object.entries(credentials));
  return Object.fromEntries(
    all.map(([name, text]) => [name, (typeof text === "string" ? text : text.reveal()).replaceAll("$", "$$$$")]),
  );
}

/** Variables that the exporters above read. */
export function fanoutEnvironment(settings: Pick<Settings, "fanout" | "revisionKey">): HelmValues[] {
  return copiesOf(settings).flatMap(({ credentials = {} }) =>
    Object.keys(credentials).map((name) => fromSecret(name, fanoutSecret(settings), name)),
  );
}

/** Extensions that the targets' exporters name. */
export function fanoutExtensions(settings: Pick<Settings, "fanout">): Components<"extensions"> {
  return Object.assign({}, ...copiesOf(settings).map(({ extensions }) => extensions));
}

/** Where logs are stored: each tenant's in Loki, or all of them in the search engine that takes Loki's place. */
export function logStore(
  settings: Settings,
  lokiOtlp: string,
  volumeGib: number,
): { sinksOf: (tenant: Tenant) => readonly Sink[]; behind: Behind } {
  const {
    fanout: { elasticsearch },
    tenants,
  } = settings;
  if (!elasticsearch.enabled || !elasticsearch.replacesLoki) {
    return {
      sinksOf: lokiSink(lokiOtlp, queueShareBytes(volumeGib, tenants.length)),
      behind: { receivers: {}, exporters: {}, pipelines: {} },
    };
  }
  const { sink, behind } = searchWay(
    elasticsearch,
    diskQueue({ bytes: queueShareBytes(volumeGib, 1), whenFull: "wait", batch: {} }),
  );
  return { sinksOf: () => [sink], behind };
}
