// CloudWatch: logs, and metrics as EMF. The log groups and the role that may write to them are made by
// components/cloud/identity.
import { z } from "zod";
import { hopOf } from "../../../../conventions/hops";
import { documented } from "../../../../settings/documented";
import { enabled } from "./enabled";
import { type Behind, type ComponentId, type Components, type CopyCost, copyTarget, type Pipeline } from "./target";

/** CloudWatch's exporters have no queue on disk: a hop over loopback lends them one. */
const hop = hopOf("cloudwatch");

const schema = z
  .strictObject({
    enabled: enabled(
      "CloudWatch: logs, and metrics as EMF, by service and not by pod or cluster, in a namespace called like the environment",
    ),
    retentionDays: documented(
      z
        .literal([
          1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
        ])
        .default(30),
      {
        means: "Retention of the log groups; CloudWatch accepts these values only",
        unit: "days",
        effect: "in place",
        example: 30,
      },
    ),
  })
  .prefault({});

/**
 * CloudWatch adds up what it is given. Its exporter takes a counter's points for one series whatever their resource, so
 * those of two pods, told apart by it alone, would be taken for resets of each other; it sends histograms as they are,
 * and makes differences of sums that also go down (exporter/awsemfexporter/datapoint.go, 0.158). So it gets differences
 * by pod, and what is no counter as a gauge. They are made before the queue: of the same points, tried once more because
 * CloudWatch did not answer, the second difference is 0 (cumulativetodeltaprocessor, 0.165).
 */
const addable: Components<"processors"> = {
  "transform/levels": {
    error_mode: "ignore",
    metric_statements: [
      { context: "metric", statements: ["convert_sum_to_gauge() where metric.is_monotonic == false"] },
    ],
  },
  // To a series that this gateway has not had yet another may have had all that went before.
  cumulative_to_delta: { initial_value: "drop" },
};

/**
 * CloudWatch takes no event that is older than 14 days. Its exporter calls that a failure of the whole request, which it has
 * sent but for the one: the queue in front would send all the others again, without end.
 */
const storable = {
  "filter/cloudwatch-age": {
    error_mode: "ignore",
    log_conditions: ['log.time_unix_nano > 0 and log.time < Now() - Duration("324h")'],
  },
};

/** A bucket of a coarser scale may end above the largest number, and none does of a finer one than the other. */
const leastScale = -4;
const mostScale = 21;

/** Of the largest number, 2 to the power of 1,024, and some room for what is rounded. Not every histogram has a sum. */
const endsAbove = (side: "positive" | "negative", scale: number) =>
  `datapoint.${side}.offset + Len(datapoint.${side}.bucket_counts) > ${1_008 * 2 ** scale}`;

/**
 * What CloudWatch has no place for: of another time than its two weeks, or two hours ahead, and what is no number once its
 * exporter has made numbers of buckets. That calls one such point a failure of the whole request, of which it has kept
 * what stood before: the queue in front would send nothing else any more, and let what it can be added up at each try
 * (awsemfexporter, 0.161). Copies are made before the gateway takes such points aside, and counts them by tenant.
 */
const countable = {
  "filter/cloudwatch-points": {
    error_mode: "ignore",
    metric_conditions: [
      'datapoint.time_unix_nano > 0 and datapoint.time < Now() - Duration("324h")',
      'datapoint.time > Now() + Duration("110m")',
      `metric.type == METRIC_DATA_TYPE_EXPONENTIAL_HISTOGRAM and (${[
        `datapoint.scale < ${leastScale}`,
        ...Array.from({ length: mostScale - leastScale + 1 }, (_, index) => index + leastScale).map(
          (scale) =>
            `datapoint.scale == ${scale} and (${endsAbove("positive", scale)} or ${endsAbove("negative", scale)})`,
        ),
      ].join(" or ")})`,
    ],
  },
};

/** Upper ends of the first two of CloudWatch's price steps, in metrics. Beyond a million it is cheaper once more. */
const steps = { first: 10_000, next: 250_000 };

function metricCosts(metrics: number): CopyCost[] {
  const costs: CopyCost[] = [
    { item: "metrics, first 10,000", quantity: Math.min(metrics, steps.first), price: "cloudwatchMetricFirst" },
    {
      item: "metrics, next 240,000",
      quantity: Math.min(metrics, steps.next) - steps.first,
      price: "cloudwatchMetricNext",
    },
    { item: "metrics, beyond", quantity: metrics - steps.next, price: "cloudwatchMetricRest" },
  ];
  return costs.filter(({ quantity }) => quantity > 0);
}

export const cloudwatch = copyTarget({
  title: "CloudWatch",
  schema,
  refusals: () => [],
  copy: ({ retentionDays }) => ({
    signals: ["logs", "metrics"],
    sendsGrowth: true,
    exporter: {
      exporter: "otlp_grpc/cloudwatch-queue",
      // Longer than the three times 30 s that CloudWatch's exporters try (awsutil), not the 5 s of a hop by itself: what they
      // had sent of a request by then would be sent again with the rest, and counters be added up twice.
      definition: { endpoint: hop, tls: { insecure: true }, timeout: "120s" },
    },
    before: { metrics: addable },
    behind: (carried, { environment, names: { place, logGroupPrefix } }) => {
      // A pod writes its own stream: gateway and log consumer share the group.
      const stream = { region: place.region, log_stream_name: "${env:OTEL_K8S_POD_NAME}" };
      const pipelineTo = (exporter: ComponentId<"exporters">, processors: ComponentId<"processors">[]): Pipeline => ({
        receivers: ["otlp/cloudwatch-queue"],
        processors,
        exporters: [exporter],
      });
      const behind: Required<Behind> = {
        receivers: { "otlp/cloudwatch-queue": { protocols: { grpc: { endpoint: hop } } } },
        processors: {},
        exporters: {},
        pipelines: {},
      };
      if (carried.includes("logs")) {
        behind.exporters.awscloudwatchlogs = {
          ...stream,
          log_group_name: `${logGroupPrefix}/logs`,
          // By default it takes a thousand requests into memory at once, and gives them up after five minutes: the queue
          // on disk in front of it would never wait.
          sending_queue: { enabled: false },
          retry_on_failure: { enabled: false },
        };
        Object.assign(behind.processors, storable);
        behind.pipelines["logs/cloudwatch"] = pipelineTo("awscloudwatchlogs", ["filter/cloudwatch-age"]);
      }
      if (carried.includes("metrics")) {
        behind.exporters.awsemf = {
          ...stream,
          log_group_name: `${logGroupPrefix}/metrics`,
          namespace: environment,
          dimension_rollup_option: "NoDimensionRollup",
          resource_to_telemetry_conversion: { enabled: false },
        };
        Object.assign(behind.processors, countable);
        behind.pipelines["metrics/cloudwatch"] = pipelineTo("awsemf", ["filter/cloudwatch-points"]);
      }
      return behind;
    },
    reaches: [],
    costs: ({ logsGb, activeSeries }, assume) => {
      const metrics = activeSeries * assume("cloudwatchMetrics");
      const kept = (what: string, gbPerDay: number): CopyCost[] => [
        { item: `${what} ingested`, quantity: gbPerDay * assume("daysPerMonth"), price: "cloudwatchLogsIngest" },
        {
          item: `${what} stored ${retentionDays} days`,
          quantity: gbPerDay * retentionDays * assume("cloudwatchStoredShare"),
          price: "cloudwatchLogsStored",
        },
      ];
      return [
        ...kept("logs", logsGb * assume("fileShare")),
        ...kept("metrics as EMF", (metrics * assume("emfBytes") * 1_440) / 1e9),
        ...metricCosts(metrics),
      ];
    },
  }),
});
