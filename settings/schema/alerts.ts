// Who is told of alerts.
import { z } from "zod";
import { documented } from "../documented";
import { credential, dnsLabel } from "./texts";

const alertSeverity = documented(z.enum(["critical", "warning", "info"]).default("warning"), {
  means: "Least severity that reaches this receiver",
  effect: "in place",
  example: "critical",
});
const receiverName = documented(dnsLabel(40), {
  means: "Name of the receiver, unique",
  effect: "in place",
  example: "on-call",
});

const receiver = z.discriminatedUnion("type", [
  z.strictObject({
    name: receiverName,
    type: z.literal("slack"),
    severity: alertSeverity,
    url: documented(credential, {
      means: "Slack incoming-webhook address (secret)",
      effect: "in place",
      example: "<webhook address>",
    }),
    channel: documented(z.string().regex(/^#[\w-]{1,79}$/, "a channel, with its #"), {
      means: "Slack channel",
      effect: "in place",
      example: "#alerts",
    }),
  }),
  z.strictObject({
    name: receiverName,
    type: z.literal("pagerduty"),
    severity: alertSeverity,
    routingKey: documented(credential, {
      means: "PagerDuty Events v2 key (secret)",
      effect: "in place",
      example: "<routing key>",
    }),
  }),
  z.strictObject({
    name: receiverName,
    type: z.literal("webhook"),
    severity: alertSeverity,
    url: documented(credential, {
      means: "Webhook address (secret)",
      effect: "in place",
      example: "<webhook address>",
    }),
  }),
]);

export const alerts = z.strictObject({
  receivers: documented(z.array(receiver).max(50).default([]), {
    means: "Where Alertmanager sends alerts: slack, pagerduty or webhook",
    effect: "in place",
    example: [{ name: "on-call", type: "pagerduty", routingKey: "<secret>" }],
  }),
});
