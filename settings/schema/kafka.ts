// The buffer between Fluent Bit and Loki.
import { z } from "zod";
import { brokerTypeNames } from "../broker-types";
import { documented } from "../documented";
import { sizingSchema } from "../sizing";
import { hostAndPort, secretName, subnetId } from "./texts";

export const defaultAuth = "iam";
export const defaultRetentionHours = 72;

/** Numbers that may stand in `kafka` or in `sizing.kafka`. */
export const brokerNumbers = ["brokersPerZone", "volumeGib", "partitions"] as const;
export type BrokerNumber = (typeof brokerNumbers)[number];

export const kafka = z.strictObject({
  mode: documented(z.enum(["msk", "external", "none"]).default("msk"), {
    means: "`msk` provisions Amazon MSK, `external` uses brokers that exist, `none` does without Kafka",
    effect: "replacement",
    example: "msk",
  }),
  auth: documented(z.enum(["iam", "scram"]).optional(), {
    means: "How producers and consumers authenticate (fixed for msk; external brokers: rolling); iam when absent",
    effect: "fixed",
    example: "iam",
  }),
  brokerType: documented(z.enum(brokerTypeNames).optional(), {
    means:
      "MSK Standard broker type (msk), the size's when absent; brokers of another type never become `kafka.t3.small`, and " +
      "new ones of it MSK has refused to others",
    effect: "rolling",
    example: "kafka.m7g.large",
  }),
  brokersPerZone: documented(sizingSchema.shape.kafka.shape.brokersPerZone.optional(), {
    means:
      "MSK brokers in each of three zones (msk); can grow, never shrink; the size's when absent. Partitions that come " +
      "with or after more brokers (`partitions`) are spread over all; the others stay where they are",
    effect: "in place",
    example: 1,
  }),
  volumeGib: documented(sizingSchema.shape.kafka.shape.volumeGib.optional(), {
    means:
      "Volume per broker at creation (msk), which autoscaling owns afterwards: a larger one changes nothing then, a " +
      "smaller one than there is is refused; the size's when absent",
    unit: "GiB",
    effect: "in place",
    example: 100,
  }),
  retentionHours: documented(z.int().min(1).max(8_760).optional(), {
    means:
      "How long the log topic keeps records (some up to a third longer): the longest outage of Loki that loses " +
      "nothing. Set on the topic (msk), or what the topic has (external), so that Loki takes records that old; 72 " +
      "when absent",
    unit: "hours",
    effect: "rolling",
    example: 72,
  }),
  partitions: documented(sizingSchema.shape.kafka.shape.partitions.optional(), {
    means: "Partitions of the log topic (msk); can grow, never shrink; the size's when absent",
    effect: "in place",
    example: 12,
  }),
  subnetIds: documented(z.array(subnetId).length(3).optional(), {
    means: "Subnets of the brokers, one in each of three zones (msk); subnets of the EKS cluster when absent",
    effect: "fixed",
    example: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  }),
  advertisedPorts: documented(z.array(z.int().min(1).max(65_535)).min(1).max(50).optional(), {
    means:
      "Ports that brokers advertise besides those of `bootstrapServers`, opened in the network policies (external)",
    effect: "in place",
    example: [9094],
  }),
  bootstrapServers: documented(z.array(hostAndPort).min(1).max(50).optional(), {
    means: "Brokers to connect to (external)",
    effect: "rolling",
    example: ["broker-1.example.com:9096"],
  }),
  existingSecret: documented(secretName.optional(), {
    means:
      "Secret with `username`, `password` and `ca.crt`, the authorities that the brokers' certificates lead to " +
      "(external, scram). The log consumer reads `$$` in them as `$`, and `${` as the start of a variable",
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

/** How brokers elsewhere are logged in to: where it is not said, the credential says it. */
export function authMeant({
  auth,
  existingSecret,
  clusterArn,
}: Pick<z.output<typeof kafka>, "auth" | "existingSecret" | "clusterArn">): "iam" | "scram" {
  return auth ?? (existingSecret !== undefined && clusterArn === undefined ? "scram" : defaultAuth);
}
