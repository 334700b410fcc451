// What HTTP services are held to.
import { z } from "zod";
import { documented } from "../documented";

/** Upper bounds of the buckets that OpenTelemetry's HTTP histogram has: between them nothing can be told. */
const bucketSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

const shape = {
  availabilityPercent: z.number().min(50).max(99.999),
  latencyPercent: z.number().min(50).max(99.999),
  latencySeconds: z.literal(bucketSeconds),
  windowDays: z.int().min(7).max(90),
};

const platformPercent = z.number().min(50).max(99.999);

const platform = z.strictObject({
  ingestPercent: documented(platformPercent.default(99.9), {
    means: "Share of writes of logs, metrics and traces that the stores must not fail at",
    unit: "%",
    effect: "in place",
    example: 99.5,
  }),
  freshnessPercent: documented(platformPercent.default(99), {
    means:
      "Share of log lines that can be read within 8 s, of time in which metrics are at most a minute late, and of " +
      "spans that come at most five minutes late",
    unit: "%",
    effect: "in place",
    example: 95,
  }),
  queryPercent: documented(platformPercent.default(99), {
    means: "Share of queries that are answered, and in time: logs and traces within 10 s, metrics within 8 s",
    unit: "%",
    effect: "in place",
    example: 95,
  }),
});

export const objectives = z.strictObject({
  platform: documented(platform.prefault({}), {
    means: "What the platform itself is held to, over `windowDays`",
    effect: "in place",
    example: { queryPercent: 95 },
  }),
  availabilityPercent: documented(shape.availabilityPercent.default(99.9), {
    means: "Share of HTTP requests that must not end in a 5xx",
    unit: "%",
    effect: "in place",
    example: 99.5,
  }),
  latencyPercent: documented(shape.latencyPercent.default(99), {
    means: "Share of HTTP requests that must be answered within `latencySeconds`",
    unit: "%",
    effect: "in place",
    example: 95,
  }),
  latencySeconds: documented(shape.latencySeconds.default(1), {
    means: "Time within which an HTTP request must be answered: a bucket bound of OpenTelemetry's histogram",
    unit: "s",
    effect: "in place",
    example: 0.5,
  }),
  windowDays: documented(shape.windowDays.default(30), {
    means: "Days over which the objectives hold; the error budget is that of so many days",
    unit: "days",
    effect: "in place",
    example: 28,
  }),
});

const ofTenant = (key: keyof typeof shape) => `\`objectives.${key}\` when absent`;

/** A tenant's own; each may be absent. */
export const tenantObjectives = z.strictObject({
  availabilityPercent: documented(shape.availabilityPercent.optional(), {
    means: `Availability objective of this tenant; ${ofTenant("availabilityPercent")}`,
    unit: "%",
    effect: "in place",
    example: 99.95,
  }),
  latencyPercent: documented(shape.latencyPercent.optional(), {
    means: `Latency objective of this tenant; ${ofTenant("latencyPercent")}`,
    unit: "%",
    effect: "in place",
    example: 95,
  }),
  latencySeconds: documented(shape.latencySeconds.optional(), {
    means: `Latency bound of this tenant; ${ofTenant("latencySeconds")}`,
    unit: "s",
    effect: "in place",
    example: 0.5,
  }),
  windowDays: documented(shape.windowDays.optional(), {
    means: `Window of this tenant's objectives; ${ofTenant("windowDays")}`,
    unit: "days",
    effect: "in place",
    example: 28,
  }),
});
