// Who shares the platform, and how long their data is kept.
import { z } from "zod";
import { documented } from "../documented";
import { sizingSchema } from "../sizing";
import { debugSharePercent, minimumSeverity, otlpPipelines } from "./logs";
import { tenantObjectives } from "./objectives";
import { people } from "./sign-on";
import { days, namespaceName, tenantId } from "./texts";

export const teamName = z
  .string()
  .min(1)
  .max(64)
  .regex(
    /^(?! )[\p{L}\p{M}\p{N}_ .,&()/'-]+(?<! )$/u,
    "letters and digits of any script, inner spaces and . , & ( ) / ' - _",
  );

export const tenant = z.strictObject({
  id: documented(tenantId, {
    means: "Tenant id: the X-Scope-OrgID of its logs and traces, the `tenant` label of its metrics",
    effect: "fixed",
    example: "payments",
  }),
  namespaces: documented(z.array(namespaceName).max(500).default([]), {
    means: "Kubernetes namespaces whose telemetry belongs to this tenant; each to one tenant only",
    effect: "rolling",
    example: ["payments"],
  }),
  retention: documented(
    z
      .strictObject({
        logsDays: documented(days.optional(), {
          means: "Log retention of this tenant; `retention.logsDays` when absent",
          unit: "days",
          effect: "in place",
          example: 30,
        }),
        tracesDays: documented(days.optional(), {
          means: "Trace retention of this tenant; `retention.tracesDays` when absent",
          unit: "days",
          effect: "rolling",
          example: 14,
        }),
      })
      .prefault({}),
    { means: "How long this tenant's data is kept", effect: "rolling", example: { logsDays: 30 } },
  ),
  limits: documented(sizingSchema.shape.tenantLimits.partial().prefault({}), {
    means: "Ingest limits of this tenant; the size's numbers where absent",
    effect: "rolling",
    example: { logsMbPerSecond: 10 },
  }),
  objectives: documented(tenantObjectives.prefault({}), {
    means: "What this tenant's HTTP services are held to",
    effect: "in place",
    example: { availabilityPercent: 99.5 },
  }),
  minimumSeverity: documented(minimumSeverity.optional(), {
    means: "Records below this severity are dropped; `logs.minimumSeverity` when absent",
    effect: "rolling",
    example: "info",
  }),
  debugSharePercent: documented(debugSharePercent.optional(), {
    means: "Share of the records below `info` that is kept; `logs.debugSharePercent` when absent",
    unit: "percent",
    effect: "rolling",
    example: 10,
  }),
  customerLinesPerSecond: documented(z.number().int().min(1).max(1_000_000).optional(), {
    means:
      "Lines that the pods of a node may write in the long run for one customer of this tenant (`tenant_id` of a " +
      "JSON line), to stdout and to files each; what is above is dropped, counted and alerted on. Records by OTLP, " +
      "those of sidecars and machines among them, are not limited by customer. No limit when absent",
    unit: "lines a second",
    effect: "rolling",
    example: 200,
  }),
  otlpPipeline: documented(z.enum(otlpPipelines).default("direct"), {
    means:
      "How this tenant's logs by OTLP get from the gateway to Loki: `direct`, or through `kafka` and the log " +
      "consumer, which keep `kafka.retentionHours` of them while Loki is down or slow. For services that write much",
    effect: "rolling",
    example: "kafka",
  }),
  logsApart: documented(z.boolean().optional(), {
    means:
      "Whether this tenant's logs make a detour through a topic of their own (`logs-apart`), behind the log " +
      "consumer's first reading: however long Loki refuses them, and however full their queue is, they hold up no " +
      "other tenant's. For tenants that often write more than their limit; their logs are written to Kafka twice. " +
      "`false`, and not absent, while what is left in the topic is read",
    effect: "rolling",
    example: true,
  }),
  retired: documented(z.boolean().default(false), {
    means: "Takes nothing new in, keeps what it has until its retention ends; set it before removing a tenant",
    effect: "rolling",
    example: true,
  }),
  people,
  team: documented(teamName.optional(), {
    means: "Name of the owning team, shown in the contract; `alerts.receivers[].team` gives it its alerts",
    effect: "in place",
    example: "Payments",
  }),
});

export const retention = z.strictObject({
  logsDays: documented(days.default(30), {
    means: "Log retention of a tenant that sets none",
    unit: "days",
    effect: "rolling",
    example: 30,
  }),
  tracesDays: documented(days.default(14), {
    means: "Trace retention of a tenant that sets none",
    unit: "days",
    effect: "rolling",
    example: 14,
  }),
  metricsDays: documented(days.default(15), {
    means: "How long Prometheus keeps samples (all tenants share one TSDB)",
    unit: "days",
    effect: "rolling",
    example: 15,
  }),
  accessLogsDays: documented(z.int().min(0).max(3_650).default(0), {
    means: "S3 server access logs of the data buckets are kept this long; 0 writes none",
    unit: "days",
    effect: "in place",
    example: 90,
  }),
});
