// Points that Prometheus cannot store are taken aside before they are queued, and counted under their tenant. Plain
// data.
//
// Prometheus counts refusals without a tenant, and says nothing at all of what the translation to its model leaves out.
import type { Settings } from "../../../settings/settings";
import type { Components, Pipeline, PipelineId, Pipelines } from "../collector";
import { countedBy } from "./storable";

/** Prometheus' own limit (storage/remote/write_handler.go, maxAheadTime). */
const furthestAheadMinutes = 10;

/** Of a histogram; an SDK's default is 16. */
const mostBuckets = 10_000;

const minute = 60_000_000_000;
const time = "datapoint.time_unix_nano";

/** Why a point is refused, and the OTTL condition that finds it; the first that holds is counted. */
function refusals(outOfOrderMinutes: number): readonly (readonly [reason: string, condition: string])[] {
  return [
    ["too-old", `${time} < UnixNano(Now()) - ${outOfOrderMinutes * minute}`],
    ["ahead", `${time} > UnixNano(Now()) + ${furthestAheadMinutes * minute}`],
    // Neither cumulative nor, any more, delta.
    [
      "temporality",
      "metric.aggregation_temporality == AGGREGATION_TEMPORALITY_UNSPECIFIED and " +
        "(metric.type == METRIC_DATA_TYPE_SUM or metric.type == METRIC_DATA_TYPE_HISTOGRAM or " +
        "metric.type == METRIC_DATA_TYPE_EXPONENTIAL_HISTOGRAM)",
    ],
    // Prometheus' native histograms are coarser by no more than this.
    ["scale", "metric.type == METRIC_DATA_TYPE_EXPONENTIAL_HISTOGRAM and datapoint.scale < -4"],
    // Each is a series. And eight bytes, for which a request as JSON has two: it could grow above what a queue takes.
    [
      "buckets",
      "metric.type == METRIC_DATA_TYPE_HISTOGRAM and " +
        `(Len(datapoint.bucket_counts) > ${mostBuckets} or Len(datapoint.explicit_bounds) > ${mostBuckets})`,
    ],
    ["name", 'not IsMatch(metric.name, "[a-zA-Z0-9:]")'],
  ];
}

/** Counter of refused points, by tenant, service, namespace and reason. Prometheus calls it `..._total`. */
const refusedPoints = "gateway_refused_metric_points";

export interface PointGuard {
  /** Exporter of every pipeline of metrics. */
  entry: "routing/points-guard";
  connectors: Components<"connectors">;
  processors: Components<"processors">;
  pipelines: Pipelines;
}

/**
 * @param next Exporter of the points that pass, and of the counter.
 * @param replica Name of this process: each counts for itself.
 */
export function pointGuard(
  { sizing: { prometheus } }: Pick<Settings, "sizing">,
  next: Pipeline["exporters"],
  replica: string,
): PointGuard {
  const reasons = refusals(prometheus.outOfOrderMinutes);
  const reason = 'datapoint.attributes["refused.reason"]';
  const good: PipelineId = "metrics/good-points";
  const refused: PipelineId = "metrics/refused-points";
  return {
    entry: "routing/points-guard",
    connectors: {
      "routing/points-guard": {
        default_pipelines: [good],
        error_mode: "ignore",
        table: [
          {
            context: "datapoint",
            condition: reasons.map(([, condition]) => `(${condition})`).join(" or "),
            pipelines: [refused],
          },
        ],
      },
      "count/refused-points": {
        datapoints: {
          [refusedPoints]: {
            description: "Metric points that Prometheus could not store.",
            attributes: [
              { key: "tenant" },
              { key: "refused.reason" },
              { key: "service", default_value: "" },
              { key: "namespace", default_value: "" },
            ],
          },
        },
      },
    },
    processors: {
      "transform/refused-reason": {
        error_mode: "ignore",
        metric_statements: [
          {
            context: "datapoint",
            statements: [
              `delete_key(datapoint.attributes, "refused.reason")`,
              ...reasons.map(
                ([name, condition]) => `set(${reason}, "${name}") where ${reason} == nil and (${condition})`,
              ),
            ],
          },
        ],
      },
      // The count takes over the time of the refused points, and their resource.
      "transform/refused-count": {
        error_mode: "ignore",
        metric_statements: [
          {
            context: "datapoint",
            statements: [
              'keep_keys(resource.attributes, ["tenant"])',
              "set(datapoint.time, Now())",
              "set(datapoint.start_time, Now())",
              `set(datapoint.attributes["reason"], ${reason})`,
              `delete_key(datapoint.attributes, "refused.reason")`,
              `set(datapoint.attributes["${countedBy}"], "${replica}")`,
            ],
          },
        ],
      },
      // Never forgets a series: one that begins anew hides its growth.
      "delta_to_cumulative/refused-count": { max_stale: "8760h" },
    },
    pipelines: {
      [good]: { receivers: ["routing/points-guard"], processors: [], exporters: next },
      [refused]: {
        receivers: ["routing/points-guard"],
        processors: ["transform/refused-reason"],
        exporters: ["count/refused-points"],
      },
      "metrics/refused-count": {
        receivers: ["count/refused-points"],
        processors: ["transform/refused-count", "delta_to_cumulative/refused-count"],
        exporters: next,
      },
    },
  };
}
