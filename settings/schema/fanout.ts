// Copies for other systems.
import { z } from "zod";
import { documented } from "../documented";
import { credential, hostAndPort, httpUrl } from "./texts";

const enabled = (what: string) =>
  documented(z.boolean().default(false), { means: `Sends a copy to ${what}`, effect: "rolling", example: true });

/** Sites of Datadog, without `app.` (docs.datadoghq.com, "Getting Started with Datadog Sites"). */
const datadogSites = [
  "datadoghq.com",
  "us3.datadoghq.com",
  "us5.datadoghq.com",
  "datadoghq.eu",
  "ap1.datadoghq.com",
  "ap2.datadoghq.com",
  "ddog-gov.com",
] as const;

export const fanout = z.strictObject({
  cloudwatch: z
    .strictObject({
      enabled: enabled("CloudWatch: logs, and metrics as EMF"),
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
    .prefault({}),
  datadog: z
    .strictObject({
      enabled: enabled("Datadog: logs, metrics, traces"),
      site: documented(z.enum(datadogSites).default("datadoghq.com"), {
        means: "Datadog site",
        effect: "rolling",
        example: "datadoghq.eu",
      }),
      apiKey: documented(credential.optional(), { means: "API key (secret)", effect: "rolling", example: "<api key>" }),
    })
    .prefault({}),
  elasticsearch: z
    .strictObject({
      enabled: enabled("Elasticsearch or OpenSearch: logs"),
      engine: documented(z.enum(["elasticsearch", "opensearch"]).default("elasticsearch"), {
        means: "Which of the two it is",
        effect: "rolling",
        example: "opensearch",
      }),
      endpoints: documented(z.array(httpUrl).max(20).default([]), {
        means: "Addresses of the nodes",
        effect: "rolling",
        example: ["https://search.example.com:9200"],
      }),
      username: documented(z.string().min(1).max(256).optional(), {
        means: "User for basic authentication",
        effect: "rolling",
        example: "otel",
      }),
      password: documented(credential.optional(), {
        means: "Its password (secret)",
        effect: "rolling",
        example: "<password>",
      }),
      replacesLoki: documented(z.boolean().default(false), {
        means: "Logs go there instead of to Loki, not beside it",
        effect: "rolling",
        example: false,
      }),
    })
    .prefault({}),
  jaeger: z
    .strictObject({
      enabled: enabled("Jaeger: traces"),
      endpoint: documented(hostAndPort.optional(), {
        means: "OTLP gRPC address of the Jaeger collector",
        effect: "rolling",
        example: "jaeger-collector.tracing:4317",
      }),
      queryUrl: documented(httpUrl.optional(), {
        means: "Jaeger's query address; adds a Grafana data source",
        effect: "rolling",
        example: "http://jaeger-query.tracing:16686",
      }),
      insecure: documented(z.boolean().default(false), {
        means: "Plaintext instead of TLS to the endpoint",
        effect: "rolling",
        example: true,
      }),
    })
    .prefault({}),
});
