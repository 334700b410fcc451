// Which path logs take, and which of them are kept.
import { z } from "zod";
import { documented } from "../documented";

/** From the least to the most severe; the names that OpenTelemetry uses. */
export const severities = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Severity = (typeof severities)[number];

export const minimumSeverity = z.enum(severities);

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
  minimumSeverity: documented(minimumSeverity.default("debug"), {
    means: "Records below this severity are dropped; records without one are kept",
    effect: "rolling",
    example: "info",
  }),
});
