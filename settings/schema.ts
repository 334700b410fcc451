// The shape of a stack's configuration: every key, its type, bounds, default and meaning. Rules that span several keys
// are in rules.ts; numbers that depend on the size are in sizes.ts.
import { z } from "zod";
import { Credential } from "./credential";
import { documented } from "./documented";
import { type Sizing, sizeNames, sizingSchema } from "./sizes";

const dnsLabel = (longest: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[a-z]([a-z0-9-]{0,${longest - 2}}[a-z0-9])?$`),
      `lower-case letters, digits and inner hyphens, starting with a letter, at most ${longest} characters`,
    );

/** Loki and Tempo accept more; this is what Kubernetes names, Kafka topics and Grafana uids accept as well. */
const tenantId = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, "lower-case letters, digits and inner hyphens, at most 32 characters");

const namespaceName = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "the name of a Kubernetes namespace");
const hostname = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
    "a fully qualified host name in lower case, without scheme or port",
  );
const hostAndPort = z
  .string()
  .max(260)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:[0-9]{1,5}$/, "host:port");
const httpUrl = z.url({ protocol: /^https?$/, hostname: /^[A-Za-z0-9.-]+$/, error: "an http:// or https:// address" });
const secretName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "the name of a Kubernetes Secret in the platform's namespace");
const days = z.int().min(1).max(3_650);
const credential = z
  .string()
  .min(1)
  .max(8_192)
  .transform((text) => new Credential(text));

/** From the least to the most severe; the names that OpenTelemetry uses. */
export const severities = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Severity = (typeof severities)[number];

const minimumSeverity = z.enum(severities);

const cluster = documented(
  z.strictObject({
    name: documented(z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, "the name of an EKS cluster"), {
      means: "The existing EKS cluster to install on; VPC, subnets and OIDC issuer are looked up from it",
      effect: "fixed",
      example: "my-cluster",
    }),
    externalIngest: documented(
      z
        .strictObject({
          hostname: documented(hostname, {
            means: "DNS name under which senders outside the cluster reach the gateway",
            effect: "in place",
            example: "ingest.example.com",
          }),
          tlsSecret: documented(secretName, {
            means: "Existing Secret (tls.crt, tls.key) the gateway serves outside senders with",
            effect: "rolling",
            example: "ingest-tls",
          }),
        })
        .optional(),
      {
        means: "Opens an OTLP listener for VMs and other clusters: TLS, one bearer token per tenant. Off when absent",
        effect: "rolling",
        example: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" },
      },
    ),
  }),
  { means: "The cluster that carries the platform", effect: "fixed", example: { name: "my-cluster" } },
);

const tenant = z.strictObject({
  id: documented(tenantId, {
    means: "Tenant id: the X-Scope-OrgID of its logs and traces, the `tenant` label of its metrics",
    effect: "replacement",
    example: "payments",
  }),
  namespaces: documented(z.array(namespaceName).max(500).default([]), {
    means: "Kubernetes namespaces whose telemetry belongs to this tenant; each to one tenant only",
    effect: "in place",
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
          effect: "in place",
          example: 14,
        }),
      })
      .prefault({}),
    { means: "How long this tenant's data is kept", effect: "in place", example: { logsDays: 30 } },
  ),
  limits: documented(sizingSchema.shape.tenantLimits.partial().prefault({}), {
    means: "Ingest limits of this tenant; the size's numbers where absent",
    effect: "in place",
    example: { logsMbPerSecond: 10 },
  }),
  minimumSeverity: documented(minimumSeverity.optional(), {
    means: "Records below this severity are dropped; `logs.minimumSeverity` when absent",
    effect: "rolling",
    example: "info",
  }),
  team: documented(
    z
      .string()
      .min(1)
      .max(64)
      .regex(/^[\w .,&()/-]+$/, "letters, digits, spaces and . , & ( ) / - _")
      .optional(),
    { means: "Name of the owning team, shown in Grafana and put on alerts", effect: "in place", example: "Payments" },
  ),
});

const retention = z.strictObject({
  logsDays: documented(days.default(30), {
    means: "Log retention of a tenant that sets none",
    unit: "days",
    effect: "in place",
    example: 30,
  }),
  tracesDays: documented(days.default(14), {
    means: "Trace retention of a tenant that sets none",
    unit: "days",
    effect: "in place",
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

const kafka = z.strictObject({
  mode: documented(z.enum(["msk", "external", "none"]).default("msk"), {
    means: "`msk` provisions Amazon MSK, `external` uses brokers that exist, `none` does without Kafka",
    effect: "replacement",
    example: "msk",
  }),
  auth: documented(z.enum(["iam", "scram"]).default("iam"), {
    means: "How producers and consumers authenticate",
    effect: "rolling",
    example: "iam",
  }),
  brokerType: documented(
    z
      .string()
      .regex(/^kafka\.[a-z][a-z0-9]{1,3}\.(small|large|[0-9]{0,2}xlarge)$/, "an MSK Standard broker type")
      .optional(),
    { means: "MSK broker type (msk); the size's when absent", effect: "rolling", example: "kafka.m7g.large" },
  ),
  brokersPerZone: documented(sizingSchema.shape.kafka.shape.brokersPerZone.optional(), {
    means: "MSK brokers in each of three zones (msk); can grow, never shrink; the size's when absent",
    effect: "in place",
    example: 1,
  }),
  volumeGib: documented(sizingSchema.shape.kafka.shape.volumeGib.optional(), {
    means: "Volume per broker at creation (msk); autoscaling owns it afterwards; the size's when absent",
    unit: "GiB",
    effect: "fixed",
    example: 100,
  }),
  retentionHours: documented(z.int().min(1).max(8_760).default(72), {
    means: "How long the log topic keeps records: the longest outage of Loki that loses nothing (msk)",
    unit: "hours",
    effect: "in place",
    example: 72,
  }),
  partitions: documented(sizingSchema.shape.kafka.shape.partitions.optional(), {
    means: "Partitions of the log topic (msk); can grow, never shrink; the size's when absent",
    effect: "in place",
    example: 12,
  }),
  bootstrapServers: documented(z.array(hostAndPort).min(1).max(50).optional(), {
    means: "Brokers to connect to (external)",
    effect: "rolling",
    example: ["broker-1.example.com:9096"],
  }),
  existingSecret: documented(secretName.optional(), {
    means:
      "Secret with `username`, `password` and `ca.crt`, the authorities that the brokers' certificates lead to " +
      "(external, scram)",
    effect: "rolling",
    example: "kafka-credentials",
  }),
  clusterArn: documented(
    z
      .string()
      .max(512)
      .regex(/^arn:aws[a-z-]*:kafka:[a-z0-9-]+:[0-9]{12}:cluster\/[^/*\s]+\/[^/*\s]+$/, "the ARN of an MSK cluster")
      .optional(),
    {
      means: "MSK cluster behind the brokers: its region signs requests, its name confines permissions (external, iam)",
      effect: "rolling",
      example: "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1",
    },
  ),
});

const logs = z.strictObject({
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

const enabled = (what: string) =>
  documented(z.boolean().default(false), { means: `Sends a copy to ${what}`, effect: "rolling", example: true });

const fanout = z.strictObject({
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
      site: documented(
        z
          .string()
          .max(253)
          .regex(/^[a-z0-9.-]+$/, "a Datadog site")
          .default("datadoghq.com"),
        { means: "Datadog site", effect: "rolling", example: "datadoghq.eu" },
      ),
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
        effect: "in place",
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

const charts = z.strictObject({
  mirror: documented(
    z
      .string()
      .max(1_024)
      .regex(
        /^(oci:\/\/|https?:\/\/)[A-Za-z0-9]\S*$|^\/\S+$/,
        "an oci:// or https:// repository, or an absolute directory",
      )
      .optional(),
    {
      means: "Every chart is taken from here instead of its public repository (air-gapped clusters)",
      effect: "in place",
      example: "oci://registry.example.com/charts",
    },
  ),
});

const grafana = z.strictObject({
  hostname: documented(hostname.optional(), {
    means: "Public host name of Grafana",
    effect: "rolling",
    example: "grafana.example.com",
  }),
  ingress: documented(
    z
      .strictObject({
        className: documented(z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "an ingress class"), {
          means: "Ingress class",
          effect: "in place",
          example: "alb",
        }),
        annotations: documented(z.record(z.string().min(1).max(317), z.string().max(4_096)).default({}), {
          means: "Annotations for the ingress controller",
          effect: "in place",
          example: { "alb.ingress.kubernetes.io/scheme": "internal" },
        }),
        tlsSecret: documented(secretName.optional(), {
          means: "Secret with the certificate, where the controller does not bring its own",
          effect: "in place",
          example: "grafana-tls",
        }),
      })
      .optional(),
    { means: "Ingress for Grafana; none when absent", effect: "in place", example: { className: "alb" } },
  ),
});

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

const alerts = z.strictObject({
  receivers: documented(z.array(receiver).max(50).default([]), {
    means: "Where Alertmanager sends alerts: slack, pagerduty or webhook",
    effect: "in place",
    example: [{ name: "on-call", type: "pagerduty", routingKey: "<secret>" }],
  }),
});

/** Every number of a size, each one optional. */
export type SizingOverrides = { [Row in keyof Sizing]?: Partial<Sizing[Row]> };

const sizingOverrides: z.ZodType<SizingOverrides, SizingOverrides> = z.strictObject(
  Object.fromEntries(Object.entries(sizingSchema.shape).map(([row, schema]) => [row, schema.partial().optional()])),
);

/** The whole configuration of a stack, under `observability:`. */
export const settingsSchema = z.strictObject({
  environment: documented(dnsLabel(20), {
    means: "Name of the environment; part of resource names and the `environment` label",
    effect: "replacement",
    example: "dev",
  }),
  cluster,
  namespace: documented(dnsLabel(63).default("observability"), {
    means: "Kubernetes namespace of the platform; created, and owned, by it",
    effect: "replacement",
    example: "observability",
  }),
  size: documented(z.enum(sizeNames).default("small"), {
    means: "Row of the size table",
    effect: "rolling",
    example: "small",
  }),
  identity: documented(z.enum(["podIdentity", "irsa"]).default("podIdentity"), {
    means: "How pods get their AWS role",
    effect: "rolling",
    example: "podIdentity",
  }),
  tenants: documented(z.array(tenant).min(1).max(5_000), {
    means: "Who shares the platform",
    effect: "in place",
    example: [{ id: "payments", namespaces: ["payments"] }],
  }),
  retention: documented(retention.prefault({}), {
    means: "Default retention per signal",
    effect: "in place",
    example: { logsDays: 30 },
  }),
  kafka: documented(kafka.prefault({}), {
    means: "The buffer between Fluent Bit and Loki",
    effect: "rolling",
    example: { mode: "msk" },
  }),
  logs: documented(logs.prefault({}), {
    means: "Which path logs take",
    effect: "rolling",
    example: { containerShipper: "alloy" },
  }),
  fanout: documented(fanout.prefault({}), {
    means: "Copies for other systems, each off by default",
    effect: "rolling",
    example: { jaeger: { enabled: false } },
  }),
  charts: documented(charts.prefault({}), {
    means: "Where Helm charts come from",
    effect: "in place",
    example: { mirror: "oci://registry.example.com/charts" },
  }),
  grafana: documented(grafana.prefault({}), {
    means: "How people reach Grafana",
    effect: "rolling",
    example: { hostname: "grafana.example.com" },
  }),
  alerts: documented(alerts.prefault({}), { means: "Who is told", effect: "in place", example: { receivers: [] } }),
  protect: documented(z.boolean().default(true), {
    means: "Data resources (buckets, MSK, keys) refuse deletion and outlive `destroy`; run `up` once after a change",
    effect: "in place",
    example: true,
  }),
  sizing: documented(sizingOverrides.default({}), {
    means: "Overrides of single numbers of the size table",
    effect: "rolling",
    example: { loki: { memoryMib: 4_096 } },
  }),
});

/** A configuration that has the right shape; rules.ts has not seen it yet. */
export type Configuration = z.output<typeof settingsSchema>;
