// Who is told of alerts.
import { z } from "zod";
import { documented } from "../documented";
import { teamName } from "./tenants";
import { credentialKey, dnsLabel, httpUrl, secretAddress, tenantId } from "./texts";

const runbooks = "https://github.com/eks-observability/eks-observability/blob/main/docs/runbooks";

const alertSeverity = documented(z.enum(["critical", "warning", "info"]).default("warning"), {
  means: "Least severity that reaches this receiver",
  effect: "in place",
  example: "critical",
});
export const longestReceiverName = 40;

const receiverName = documented(dnsLabel(longestReceiverName), {
  means: "Name of the receiver, unique",
  effect: "in place",
  example: "on-call",
});

const owner = {
  tenant: documented(tenantId.optional(), {
    means: "Tenant whose alerts it gets, instead of the platform's; its team's receivers get them too",
    effect: "in place",
    example: "payments",
  }),
  team: documented(teamName.optional(), {
    means: "Team (`tenants[].team`) whose tenants' alerts it gets, instead of the platform's",
    effect: "in place",
    example: "Payments",
  }),
};

const receiverType = <const Type extends string>(type: Type) =>
  documented(z.literal(type), { means: "What it is: which of the others it takes", effect: "in place", example: type });

const receiver = z.discriminatedUnion("type", [
  z.strictObject({
    name: receiverName,
    type: receiverType("slack"),
    severity: alertSeverity,
    ...owner,
    url: documented(secretAddress, {
      means: "Slack incoming-webhook address (secret); https, or a Service of the cluster, name.namespace.svc",
      effect: "in place",
      example: "<webhook address>",
    }),
    channel: documented(z.string().regex(/^#[\p{L}\p{M}\p{N}_-]{1,80}$/u, "a channel, with its #"), {
      means: "Slack channel",
      effect: "in place",
      example: "#alerts",
    }),
  }),
  z.strictObject({
    name: receiverName,
    type: receiverType("pagerduty"),
    severity: alertSeverity,
    ...owner,
    routingKey: documented(credentialKey, {
      means: "PagerDuty Events v2 key (secret)",
      effect: "in place",
      example: "<routing key>",
    }),
  }),
  z.strictObject({
    name: receiverName,
    type: receiverType("webhook"),
    severity: alertSeverity,
    ...owner,
    url: documented(secretAddress, {
      means: "Webhook address (secret); https, or a Service of the cluster, name.namespace.svc",
      effect: "in place",
      example: "<webhook address>",
    }),
  }),
]);

const switchType = (example: string) =>
  ({ means: "Which service it is, and so which of the others it takes", effect: "in place", example }) as const;

const deadMansSwitch = z.discriminatedUnion("type", [
  z.strictObject({
    type: documented(z.enum(["healthchecks", "deadMansSnitch", "webhook"]), switchType("healthchecks")),
    url: documented(secretAddress, {
      means:
        "Address to ping (secret): of a Healthchecks.io check, of a Dead Man's Snitch (which alarms PagerDuty), or " +
        "any that takes a POST; https, or a Service of the cluster, name.namespace.svc",
      effect: "in place",
      example: "<ping address>",
    }),
  }),
  z.strictObject({
    type: documented(z.literal("opsgenie"), switchType("opsgenie")),
    heartbeat: documented(z.string().regex(/^[\w-]{1,100}$/, "the name of a heartbeat"), {
      means: "Name of the Opsgenie heartbeat",
      effect: "in place",
      example: "observability",
    }),
    region: documented(z.enum(["us", "eu"]).default("us"), {
      means: "Region of the Opsgenie account",
      effect: "in place",
      example: "eu",
    }),
    apiKey: documented(credentialKey, {
      means: "Opsgenie API key (secret)",
      effect: "in place",
      example: "<API key>",
    }),
  }),
]);

export const alerts = z.strictObject({
  receivers: documented(z.array(receiver).max(10_000).default([]), {
    means: "Where Alertmanager sends alerts: slack, pagerduty or webhook",
    effect: "rolling",
    example: [{ name: "on-call", type: "pagerduty", routingKey: "<secret>" }],
  }),
  runbookBaseUrl: documented(httpUrl.default(runbooks), {
    means: "Address under which docs/runbooks is published; each of the platform's own alerts links to its page there",
    effect: "rolling",
    example: "https://wiki.example.com/runbooks",
  }),
  deadMansSwitch: documented(deadMansSwitch.optional(), {
    means:
      "Service outside that is pinged every minute while alerting works, and raises the alarm when it hears " +
      "nothing for 6 minutes: healthchecks, deadMansSnitch, opsgenie or webhook. Nobody when absent",
    effect: "rolling",
    example: { type: "healthchecks", url: "<secret>" },
  }),
});
