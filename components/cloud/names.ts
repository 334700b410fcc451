// Names of what the platform owns in AWS. They are functions of the settings and the account alone, so that every chart
// value is known at preview, and a stack that was destroyed finds its data again.
import { createHash } from "node:crypto";
import type { Settings } from "../../settings/settings";

/** Where the stack lives, as AWS says. */
export interface Place {
  accountId: string;
  region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, ...: the second field of every ARN. */
  partition: string;
  /** How names end: as the stack's do already, in the digest of the cluster's ARN when absent. */
  naming?: "account";
  /** Set where rings stand whose members carry no name: those with and without one would be two rings in a rollout. */
  rings?: "unnamed";
}

/** Workloads that call AWS, and the service account each runs as. */
export const serviceAccounts = {
  loki: "loki",
  tempo: "tempo",
  logProducer: "fluent-bit",
  logConsumer: "log-consumer",
  cloudwatch: "otel-gateway",
  controlPlaneLogs: "control-plane-logs",
  // The agents run as it too.
  longTermMetrics: "kps-prometheus",
} as const;

export type IdentityName = keyof typeof serviceAccounts;

/** Roles that AWS services assume: Firehose, and CloudWatch Logs for its subscription. */
export type ServiceRole = "firehose" | "subscription";

export interface CloudNames {
  place: Place;
  buckets: { lokiChunks: string; tempo: string; controlPlane: string; accessLogs: string };
  /**
   * What members of a ring tell their own by: one that comes to the former address of another stack's member would join
   * its ring, and take its records or silences. None where they stand without.
   */
  rings?: { loki: string; tempo: string; alertmanager: string };
  /** Alias of the key that encrypts all data. */
  keyAlias: string;
  kafkaCluster: string;
  /**
   * Queue that tells of objects in the bucket `controlPlane`, the queue of what could not be read, and Firehose's
   * stream.
   */
  controlPlane: { queue: string; deadLetters: string; stream: string };
  /** Name and ARN of each workload's role, and of those of AWS services that act for the platform. */
  roles: Record<IdentityName | ServiceRole, { name: string; arn: string }>;
  /** Prefix of CloudWatch log groups. */
  logGroupPrefix: string;
  /** What stands beside the brokers: the group of their logs, and what the names of their users' secrets begin with. */
  kafkaLogGroup: string;
  kafkaSecretPrefix: string;
}

/** Domains of AWS's endpoints, by partition (AWS SDK, partitions.json); the others have that of `aws`. */
const endpointDomains: ReadonlyMap<string, string> = new Map([
  ["aws-cn", "amazonaws.com.cn"],
  ["aws-iso", "c2s.ic.gov"],
  ["aws-iso-b", "sc2s.sgov.gov"],
  ["aws-iso-e", "cloud.adc-e.uk"],
  ["aws-iso-f", "csp.hci.ic.gov"],
  ["aws-eusc", "amazonaws.eu"],
]);

export const endpointDomain = (partition: string): string => endpointDomains.get(partition) ?? "amazonaws.com";

/** Host of a service in the stack's region. */
export function serviceHost({ partition, region }: Pick<Place, "partition" | "region">, service: string): string {
  return `${service}.${region}.${endpointDomain(partition)}`;
}

/** Partitions where CloudWatch Logs goes by a name of their own (Terraform's AWS provider, aws_service_principal). */
const ownLogsPrincipal: ReadonlySet<string> = new Set(["aws-cn", "aws-iso", "aws-iso-b"]);

/** As whom CloudWatch Logs acts. Firehose and S3 are `<service>.amazonaws.com` wherever they are. */
export function logsPrincipal({ partition }: Pick<Place, "partition">): string {
  return `logs.${(ownLogsPrincipal.has(partition) && endpointDomains.get(partition)) || "amazonaws.com"}`;
}

/** ARN of a bucket. */
export function bucketArn({ partition }: Pick<Place, "partition">, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

/** ARN of what lies in one region of one account. */
export function regionalArn({ partition, region, accountId }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** ARN of the EKS cluster that carries the platform. */
export function clusterArn(settings: Pick<Settings, "cluster">, place: Place): string {
  return regionalArn(place, "eks", `cluster/${settings.cluster.name}`);
}

/**
 * Log group that EKS writes the control plane's logs to (docs.aws.amazon.com/eks, "Send control plane logs to
 * CloudWatch Logs").
 */
export function controlPlaneLogGroup({ cluster }: Pick<Settings, "cluster">): string {
  return `/aws/eks/${cluster.name}/cluster`;
}

/** Of the cluster's ARN; 32 bits tell apart the platforms of one account and, with the prefix, buckets of everybody. */
const suffixDigits = 8;

/**
 * Environment, part, and a digest of the cluster's ARN: one environment's name may stand in several regions and on
 * several clusters of an account (blue and green), while roles are the account's and buckets everybody's. A bucket
 * has 63 characters at most, a role and an MSK cluster 64, of which an environment takes 20, and a role's prefix 8
 * more.
 *
 * Stacks of the first version named buckets after the account, and the rest after the environment alone. They keep
 * those names: another would be another bucket.
 */
export function cloudNames(
  settings: Pick<Settings, "environment" | "cluster"> & Partial<Pick<Settings, "iam">>,
  place: Place,
): CloudNames {
  const prefix = `${settings.environment}-observability`;
  const digest = createHash("sha256").update(clusterArn(settings, place)).digest("hex").slice(0, suffixDigits);
  const ending = place.naming === "account" ? "" : `-${digest}`;
  const bucket = (part: string) => `${prefix}-${part}${ending || `-${place.accountId}`}`;
  const logGroupPrefix = `/observability/${settings.environment}${ending}`;
  const role = (part: string) => {
    const name = `${settings.iam?.roleNamePrefix ?? ""}${prefix}-${part}${ending}`;
    return { name, arn: `arn:${place.partition}:iam::${place.accountId}:role${settings.iam?.rolePath ?? "/"}${name}` };
  };
  const ring = (part: string) => `${prefix}-${part}${ending}`;
  return {
    place,
    ...(place.rings === "unnamed"
      ? {}
      : { rings: { loki: ring("loki"), tempo: ring("tempo"), alertmanager: ring("alertmanager") } }),
    buckets: {
      lokiChunks: bucket("loki-chunks"),
      tempo: bucket("tempo"),
      controlPlane: bucket("control-plane"),
      accessLogs: bucket("s3-access"),
    },
    keyAlias: `alias/${prefix}${ending}`,
    kafkaCluster: `${prefix}${ending}`,
    controlPlane: {
      queue: `${prefix}-control-plane${ending}`,
      deadLetters: `${prefix}-control-plane-unread${ending}`,
      stream: `${prefix}-control-plane${ending}`,
    },
    roles: {
      loki: role("loki"),
      tempo: role("tempo"),
      logProducer: role("log-producer"),
      logConsumer: role("log-consumer"),
      cloudwatch: role("cloudwatch"),
      longTermMetrics: role("prometheus"),
      controlPlaneLogs: role("control-logs"),
      firehose: role("firehose"),
      subscription: role("subscription"),
    },
    logGroupPrefix,
    kafkaLogGroup: `${logGroupPrefix}/kafka`,
    // MSK associates no other.
    kafkaSecretPrefix: `AmazonMSK_${prefix}${ending}`,
  };
}

/** Names of the roles in AWS. */
export const roleNames = (settings: Parameters<typeof cloudNames>[0], place: Place): string[] =>
  Object.values(cloudNames(settings, place).roles).map(({ name }) => name);
