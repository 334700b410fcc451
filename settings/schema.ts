// The shape of a stack's configuration: every key, its type, bounds, default and meaning. The groups stand in schema/;
// rules that span several keys are in rules/; numbers that depend on the size are in sizes.ts.
import { z } from "zod";
import { documented } from "./documented";
import { alerts } from "./schema/alerts";
import { charts } from "./schema/charts";
import { cluster } from "./schema/cluster";
import { fanout } from "./schema/fanout";
import { grafana } from "./schema/grafana";
import { kafka } from "./schema/kafka";
import { logs } from "./schema/logs";
import { longTermMetrics } from "./schema/long-term-metrics";
import { objectives } from "./schema/objectives";
import { existing, iam, images, pods, proxy, scheduling } from "./schema/organisation";
import { overrides } from "./schema/overrides";
import { signOn } from "./schema/sign-on";
import { retention, tenant } from "./schema/tenants";
import { dnsLabel, writtenUnquoted } from "./schema/texts";
import { type Sizing, sizeNames, sizingSchema } from "./sizing";

/** Each tenant may go by one, and there are few other kinds. */
export const mostAccepted = 10_000;
export const mostTenants = 5_000;

/** Every number of a size, each one optional. */
type SizingOverrides = { [Row in keyof Sizing]?: Partial<Sizing[Row]> };

const sizingOverrides: z.ZodType<SizingOverrides, SizingOverrides> = z.strictObject(
  Object.fromEntries(Object.entries(sizingSchema.shape).map(([row, schema]) => [row, schema.partial().optional()])),
);

/** The whole configuration of a stack, under `observability:`. */
export const settingsSchema = z.strictObject({
  environment: documented(dnsLabel(20), {
    means: "Name of the environment; part of resource names and the `environment` label",
    effect: "fixed",
    example: "dev",
  }),
  cluster,
  namespace: documented(writtenUnquoted(dnsLabel(63)).default("observability"), {
    means: "Kubernetes namespace of the platform; created, and owned, by it",
    effect: "fixed",
    example: "observability",
  }),
  size: documented(z.enum(sizeNames).default("small"), {
    means:
      "Row of the size table. With `large` Loki and Tempo run in parts, and a sampler keeps every trace with an error " +
      "or of more than a second, of the others a tenth",
    effect: "rolling",
    example: "small",
  }),
  identity: documented(z.enum(["podIdentity", "irsa"]).default("podIdentity"), {
    means:
      'How pods get their AWS role; `irsa` not where log files go to brokers that ask for IAM, and from `podIdentity` in two steps: docs/operations/change.md, "Another identity"',
    effect: "rolling",
    example: "podIdentity",
  }),
  tenants: documented(z.array(tenant).min(1).max(mostTenants), {
    means: "Who shares the platform",
    effect: "rolling",
    example: [{ id: "payments", namespaces: ["payments"] }],
  }),
  retention: documented(retention.prefault({}), {
    means: "Default retention per signal",
    effect: "by key",
    example: { logsDays: 30 },
  }),
  longTermMetrics,
  kafka: documented(kafka.prefault({}), {
    means: "The buffer between Fluent Bit and Loki",
    effect: "by key",
    example: { mode: "msk" },
  }),
  logs: documented(logs.prefault({}), {
    means: "Which path logs take",
    effect: "by key",
    example: { containerShipper: "alloy" },
  }),
  fanout: documented(fanout.prefault({}), {
    means:
      "Copies for other systems, each off by default: of what comes by OTLP or from files; what containers write to stdout is not copied",
    effect: "by key",
    example: { jaeger: { enabled: false } },
  }),
  charts: documented(charts.prefault({}), {
    means: "Where Helm charts come from",
    effect: "in place",
    example: { mirror: "oci://registry.example.com/charts" },
  }),
  grafana: documented(grafana.prefault({}), {
    means: "How people reach Grafana",
    effect: "by key",
    example: { hostname: "grafana.example.com" },
  }),
  signOn,
  objectives: documented(objectives.prefault({}), {
    means: "What every tenant's HTTP services are held to; burn alerts follow from it",
    effect: "in place",
    example: { availabilityPercent: 99.5 },
  }),
  alerts: documented(alerts.prefault({}), { means: "Who is told", effect: "by key", example: { receivers: [] } }),
  images: documented(images.prefault({}), {
    means: "Where images come from",
    effect: "rolling",
    example: { registry: "registry.example.com/mirror" },
  }),
  scheduling: documented(scheduling.prefault({}), {
    means: "Nodes that carry the platform",
    effect: "rolling",
    example: { nodeSelector: { "node-group": "platform" } },
  }),
  pods: documented(pods.prefault({}), {
    means: "What every pod of the platform carries",
    effect: "rolling",
    example: { labels: { "cost-centre": "4711" } },
  }),
  proxy,
  iam: documented(iam.prefault({}), {
    means: "What the account demands of roles",
    effect: "by key",
    example: { rolePath: "/platform/" },
  }),
  ...existing,
  overrides,
  protect: documented(z.boolean().default(true), {
    means:
      "Data resources (buckets, MSK, keys) refuse deletion and outlive `destroy`; run `up` once after a change, which " +
      "makes the StorageClass anew: volumes that exist keep to what they were made with",
    effect: "in place",
    example: true,
  }),
  accept: documented(
    z
      .array(
        z
          .string()
          .regex(
            /^(brokers|unread-record|key\/[a-z0-9-]+|tenant\/[a-z0-9-]+|flushed\/[A-Za-z]+|reassigned\/[a-z0-9-]+\/[0-9a-f]{8}|(expiry|volume)\/[A-Za-z-]+\/\d+(\/[a-z0-9_-]+)?)$/,
            "an entry as a refusal prints it",
          ),
      )
      .max(mostAccepted)
      .default([]),
    {
      means: "Losses and finished steps that a preview asked for, one by one, in the words that it printed",
      effect: "in place",
      example: ["expiry/logs/7/payments"],
    },
  ),
  sizing: documented(sizingOverrides.default({}), {
    means: "Overrides of single numbers of the size table",
    effect: "rolling",
    example: { loki: { memoryMib: 4_096 } },
  }),
});

/** A configuration that has the right shape; rules.ts has not seen it yet. */
export type Configuration = z.output<typeof settingsSchema>;
