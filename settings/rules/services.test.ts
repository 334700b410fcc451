// Services that take nothing of what is sent to them, in that form or unsigned.
import { type Case, receivers, tellsOf } from "../../test/support/told";

const refusedThere = (index: number, type: string, name: string) =>
  `alerts.receivers[${index}].url: [secret] - must be of a service that takes alerts of type ${type} there: ${name} refuses`;

const cases: Case[] = [
  [
    "webhooks of services that refuse what Alertmanager sends to a webhook",
    receivers(
      "webhook",
      "https://hooks.slack.com/services/T0/B0/x",
      "https://discord.com/api/webhooks/1/x",
      "https://events.pagerduty.com/v2/enqueue",
      "https://acme.webhook.office.com/webhookb2/x",
      "https://chat.googleapis.com/v1/spaces/x/messages",
      "https://hooks.example.com/services/x",
      "https://hooks.slack-gov.com/services/T0/B0/x",
      "https://api.telegram.org/bot1:x/sendMessage",
      "https://api.eu.opsgenie.com/v2/alerts",
      "https://api.opsgenie.com/v1/json/prometheus?apiKey=x",
    ),
    `${refusedThere(0, "webhook", "Slack")} each one - edit the stack's file: write type slack, with its channel`,
    refusedThere(1, "webhook", "Discord"),
    refusedThere(2, "webhook", "PagerDuty"),
    refusedThere(3, "webhook", "Microsoft Teams"),
    refusedThere(4, "webhook", "Google Chat"),
    refusedThere(6, "webhook", "Slack"),
    refusedThere(7, "webhook", "Telegram"),
    refusedThere(8, "webhook", "Opsgenie's API of alerts"),
  ],
  [
    "webhooks of services that refuse Slack's form, or take it at another address",
    receivers(
      "slack",
      "https://hooks.slack.com/services/T0/B0/x",
      "https://discord.com/api/webhooks/1/x/slack",
      "https://mattermost.example.com/hooks/x",
      "https://discord.com/api/webhooks/1/x",
      "https://chat.googleapis.com/v1/spaces/x/messages",
      "https://slack.com/api/chat.postMessage",
    ),
    refusedThere(3, "slack", "Discord"),
    refusedThere(4, "slack", "Google Chat"),
    refusedThere(5, "slack", "Slack's API, which asks for a token,"),
  ],
  [
    "copies to services of AWS that take what is signed alone",
    {
      fanout: {
        elasticsearch: {
          enabled: true,
          engine: "opensearch",
          endpoints: ["https://x1.eu-central-1.aoss.amazonaws.com"],
        },
        otlpHttp: { enabled: true, endpoint: "https://xray.eu-central-1.amazonaws.com", signals: ["traces"] },
      },
    },
    "fanout.elasticsearch.endpoints[0]: [not shown] - must not be OpenSearch Serverless, which accepts signed requests only - " +
      "edit the stack's file: name a domain of OpenSearch",
    "fanout.otlpHttp.endpoint: [not shown] - must not be AWS's own endpoint of OTLP, which accepts signed requests only",
  ],
  [
    "a copy to CloudWatch with a key, and one to a domain of OpenSearch",
    {
      fanout: {
        elasticsearch: {
          enabled: true,
          engine: "opensearch",
          endpoints: ["https://search-x.eu-central-1.es.amazonaws.com"],
        },
        otlpHttp: {
          enabled: true,
          endpoint: "https://logs.eu-central-1.amazonaws.com",
          headers: { authorization: { secure: "Bearer a key" } },
          signals: ["logs"],
        },
      },
    },
  ],
];

describe("services that take nothing of what is sent", () => tellsOf(cases));
