// Which path logs take, and which of them are kept.
import { z } from "zod";
import { severities } from "../../conventions/severity";
import { documented } from "../documented";

export const minimumSeverity = z.enum(severities);

export const otlpPipelines = ["direct", "kafka"] as const;

export const debugSharePercent = z.number().int().min(1).max(100);

export const logs = z.strictObject({
  containerShipper: documented(z.enum(["alloy", "promtail"]).default("alloy"), {
    means: "What reads container stdout and stderr; Promtail reached end of life on 2026-03-02 and warns",
    effect: "rolling",
    example: "alloy",
  }),
  filePipeline: documented(z.enum(["kafka", "collector", "none"]).optional(), {
    means: "Where Fluent Bit sends log files; when absent `kafka`, or `collector` where `kafka.mode` is `none`",
    effect: "rolling",
    example: "kafka",
  }),
  kubernetesEvents: documented(z.boolean().default(true), {
    means:
      "Whether the cluster's events are stored as logs (`service_name` `kubernetes-events`), each under the tenant " +
      "of the namespace that it is about",
    effect: "in place",
    example: false,
  }),
  nodeJournal: documented(z.boolean().default(false), {
    means:
      "Whether each node's journal (kubelet, container runtime, kernel) is stored as logs of the tenant `default` " +
      "(`service_name` `node-journal`). Needs Alloy, and nodes that keep /var/log/journal: on others its pods do not " +
      "start",
    effect: "rolling",
    example: true,
  }),
  controlPlane: documented(z.boolean().default(false), {
    means:
      "Whether the logs of the EKS control plane are stored as logs of the tenant `default` (`service_name` " +
      "`eks-control-plane`): those that the cluster has switched on, from then on. Makes a bucket, two queues and a " +
      "Firehose stream (docs/design/control-plane-logs.md)",
    effect: "in place",
    example: true,
  }),
  minimumSeverity: documented(minimumSeverity.default("debug"), {
    means:
      "Records below this severity are dropped; records without one are kept, and what the platform's own pods warn of, for alerts read that",
    effect: "rolling",
    example: "info",
  }),
  debugSharePercent: documented(debugSharePercent.default(100), {
    means: "Share of the records below `info` that is kept; which ones, the trace decides where there is one",
    unit: "percent",
    effect: "rolling",
    example: 10,
  }),
  podLinesPerSecond: documented(z.number().int().min(10).max(1_000_000).optional(), {
    means:
      "Lines that a pod may write in the long run, to stdout and to files each; what is above is dropped, counted and alerted on. No limit when absent",
    unit: "lines a second",
    effect: "rolling",
    example: 2_000,
  }),
});
