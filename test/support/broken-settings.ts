// Settings that are valid, and every way to break them: wrong types, bounds, misspelt keys, repeated entries, at every
// place of the schema.
import fc from "fast-check";
import { z } from "zod";
import type { Path } from "../../settings/refusals/problem";
import { settingsSchema } from "../../settings/schema";
import { bare, type Schema } from "../../settings/shape";
import type { Config, ConfigValue } from "./pulumi-config";

const secret = (text: string): ConfigValue => ({ secure: text });

/** Valid settings in which every group stands. */
export function valid(): Config {
  return {
    environment: "test",
    cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" } },
    namespace: "observability",
    size: "small",
    identity: "podIdentity",
    tenants: [
      { id: "payments", namespaces: ["payments", "payments-jobs", "ledger"], team: "Payments" },
      { id: "search", namespaces: ["search"], retention: { logsDays: 7, tracesDays: 3 }, minimumSeverity: "info" },
    ],
    retention: { logsDays: 30, tracesDays: 14, metricsDays: 15, accessLogsDays: 0 },
    kafka: { mode: "msk", auth: "scram", partitions: 6, retentionHours: 72 },
    logs: { containerShipper: "alloy", filePipeline: "kafka", minimumSeverity: "debug" },
    fanout: {
      cloudwatch: { enabled: true, retentionDays: 30 },
      datadog: { enabled: true, site: "datadoghq.eu", apiKey: secret("0123456789abcdef0123456789abcdef") },
      elasticsearch: {
        enabled: true,
        endpoints: ["https://search.example.com:9200"],
        username: "otel",
        password: secret("correct horse battery staple"),
      },
      jaeger: {
        enabled: true,
        endpoint: "jaeger-collector.tracing:4317",
        queryUrl: "http://jaeger-query.tracing:16686",
      },
    },
    longTermMetrics: {
      type: "mimir",
      url: "https://mimir.example.com/api/v1/push",
      username: "platform",
      credential: secret("correct horse battery staple"),
    },
    charts: { mirror: "oci://registry.example.com/charts" },
    grafana: {
      hostname: "grafana.example.com",
      ingress: {
        className: "nginx",
        annotations: { "nginx.ingress.kubernetes.io/proxy-body-size": "8m" },
        tlsSecret: "grafana-tls",
      },
    },
    alerts: {
      receivers: [
        { name: "on-call", type: "pagerduty", routingKey: secret("R0123456789ABCDEFGHIJ") },
        {
          name: "chat",
          type: "slack",
          url: secret("https://hooks.example.com/services/T0/B0/abc"),
          channel: "#alerts",
        },
      ],
    },
    protect: true,
    sizing: { gateway: { memoryMib: 1_024 }, prometheus: { volumeGib: 100, retentionSizeGib: 80 } },
  };
}

/** The settings above in each size, with and without Kafka. */
export const anyConfig: fc.Arbitrary<Config> = fc
  .record({ size: fc.constantFrom("small", "medium", "large"), kafka: fc.constantFrom("msk", "none", "external") })
  .map(({ size, kafka }): Config => {
    const config = { ...valid(), size };
    if (kafka === "none") return { ...config, kafka: { mode: "none" }, logs: { filePipeline: "collector" } };
    if (kafka === "external") {
      const brokers = ["b-1.example.com:9096", "b-2.example.com:9096"];
      return {
        ...config,
        kafka: { mode: "external", auth: "scram", bootstrapServers: brokers, existingSecret: "brokers" },
      };
    }
    return config;
  });

/** Every place of the schema, with the first entries of lists. */
export const places: readonly Path[] = placesOf(settingsSchema, []);

function placesOf(schema: Schema, path: Path): Path[] {
  const below = bare(schema).flatMap((option) => {
    if (option instanceof z.ZodObject) {
      return Object.entries(option.shape as Record<string, Schema>).flatMap(([key, child]) =>
        placesOf(child, [...path, key]),
      );
    }
    if (option instanceof z.ZodArray) return [0, 1].flatMap((index) => placesOf(option.element, [...path, index]));
    return option instanceof z.ZodRecord ? placesOf(option.valueType as Schema, [...path, "example.com/key"]) : [];
  });
  return path.length === 0 ? below : [path, ...below];
}

export interface Breakage {
  path: Path;
  value: ConfigValue;
}

/** What stands in the wrong place, or is no value for any place. */
const wrongValue: fc.Arbitrary<ConfigValue> = fc.oneof(
  fc.constantFrom<ConfigValue>(
    null,
    "",
    "x",
    "no",
    "yes",
    "true",
    true,
    false,
    0,
    -1,
    1,
    3.5,
    123,
    99_999,
    1e12,
    2_147_483_648,
    "72",
    "30d",
    "-5",
    "0123",
    "2026-01-01 00:00:00 +0000 UTC",
    "Payments",
    "Bad_1",
    "payments-*",
    "https://user:pw@search.example.com",
    "a b",
    "grafana.example.com:99999",
    "http://Grafana.example.com/",
    "small",
    "'quoted'",
    "$(id)",
    "ümlaut",
    "kafka.m5.small",
  ),
  fc
    .constantFrom<() => ConfigValue>(
      () => [],
      () => ({}),
      () => ["x"],
      () => [1, null],
      () => ({ a: 1 }),
      () => ({ id: "payments" }),
      () => [{}],
      () => secret("v3ry-s3cr3t-t0k3n-0123456789"),
      () => ({ url: secret("https://hooks.example.com/services/T0/B0/xyz") }),
    )
    .map((make) => make()),
);

/** A misspelling of a key. */
const typo = (key: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    key.slice(1) || "x",
    `${key}s`,
    key.toUpperCase(),
    `${key.slice(0, -2)}${key.at(-1)}`,
    `my ${key}`,
    `${key}Of"All"`,
  );

export const breakage: fc.Arbitrary<Breakage> = fc.oneof(
  fc.record({ path: fc.constantFrom(...places), value: wrongValue }),
  fc
    .constantFrom(...places.filter((path) => typeof path.at(-1) === "string"))
    .chain((path) =>
      fc.record({ path: typo(String(path.at(-1))).map((key) => [...path.slice(0, -1), key]), value: wrongValue }),
    ),
  fc.constantFrom<Breakage>(
    { path: ["tenants", 1, "id"], value: "payments" },
    { path: ["tenants", 0, "namespaces"], value: ["Bad_1", "Bad_2", "good"] },
    { path: ["tenants", 0, "namespaces"], value: ["good", "good", "good", "other"] },
    { path: ["tenants", 1, "namespaces"], value: ["payments", "ledger", "search"] },
    { path: ["tenants", 0, "namespaces"], value: [123, "payments"] },
    { path: ["alerts", "receivers", 1, "name"], value: "on-call" },
    { path: ["kafka", "brokerType"], value: "kafka.m5.small" },
    { path: ["size"], value: "large" },
  ),
);

/** The settings with each of these values in its place, as far as there is one. */
export function broken(config: Config, breakages: readonly Breakage[]): Config {
  const result = structuredClone(config);
  for (const { path, value } of breakages) put(result, path, structuredClone(value));
  return result;
}

function put(config: Config, path: Path, value: ConfigValue): void {
  let holder: unknown = config;
  for (const [index, step] of path.slice(0, -1).entries()) {
    const place = holder as Record<string | number, unknown>;
    if (place[step] === undefined) place[step] = typeof path[index + 1] === "number" ? [] : {};
    holder = place[step];
    if (typeof holder !== "object" || holder === null || "secure" in holder) return;
  }
  const last = path.at(-1) ?? "";
  if (Array.isArray(holder) && (typeof last !== "number" || last > holder.length)) return;
  if (!Array.isArray(holder) && typeof last === "number") return;
  (holder as Record<string | number, unknown>)[last] = value;
}
