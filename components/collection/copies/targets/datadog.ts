// Datadog: logs, metrics, traces.
import { z } from "zod";
import { documented } from "../../../../settings/documented";
import { setSecretCommand } from "../../../../settings/refusals/problem";
import { credentialKey } from "../../../../settings/schema/texts";
import { enabled } from "./enabled";
import { copyTarget } from "./target";

/** Sites of Datadog, without `app.` (docs.datadoghq.com, "Getting Started with Datadog Sites"). */
const sites = [
  "datadoghq.com",
  "us3.datadoghq.com",
  "us5.datadoghq.com",
  "datadoghq.eu",
  "ap1.datadoghq.com",
  "ap2.datadoghq.com",
  "ddog-gov.com",
] as const;

const schema = z
  .strictObject({
    enabled: enabled("Datadog: logs, metrics, traces"),
    site: documented(z.enum(sites).default("datadoghq.com"), {
      means: "Datadog site",
      effect: "rolling",
      example: "datadoghq.eu",
    }),
    apiKey: documented(credentialKey.optional(), {
      means: "API key (secret)",
      effect: "rolling",
      example: "<api key>",
    }),
  })
  .prefault({});

export const datadog = copyTarget({
  title: "Datadog",
  schema,
  refusals: ({ enabled, apiKey }, at) =>
    enabled && apiKey === undefined
      ? [
          {
            path: [...at, "apiKey"],
            value: undefined,
            allowed: "is required while fanout.datadog.enabled is true",
            command: setSecretCommand([...at, "apiKey"]),
          },
        ]
      : [],
  copy: ({ site, apiKey }) => ({
    signals: ["logs", "metrics", "traces"],
    sendsGrowth: true,
    exporter: {
      exporter: "datadog",
      definition: { api: { site, key: "${env:DATADOG_API_KEY}" }, host_metadata: { enabled: false } },
    },
    ...(apiKey === undefined ? {} : { credentials: { DATADOG_API_KEY: apiKey } }),
    reaches: [],
  }),
});
