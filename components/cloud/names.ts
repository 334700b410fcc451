// Names of what the platform owns in AWS. They are functions of the settings and the account alone, so that every chart
// value is known at preview, and a stack that was destroyed finds its data again. Pure.
import type { Settings } from "../../settings/settings";

/** Where the stack lives, as AWS says. */
export interface Place {
  accountId: string;
  region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`: the second field of every ARN. */
  partition: string;
}

/** Workloads that call AWS, and the service account each runs as. */
export const serviceAccounts = {
  loki: "loki",
  tempo: "tempo",
  logProducer: "fluent-bit",
  logConsumer: "log-consumer",
  cloudwatch: "otel-gateway",
} as const;

export type IdentityName = keyof typeof serviceAccounts;

export interface CloudNames {
  place: Place;
  buckets: { lokiChunks: string; tempo: string; accessLogs: string };
  /** Alias of the key that encrypts all data. */
  keyAlias: string;
  kafkaCluster: string;
  /** Name and ARN of each workload's role. */
  roles: Record<IdentityName, { name: string; arn: string }>;
  /** Prefix of CloudWatch log groups. */
  logGroupPrefix: string;
}

/** ARN of a bucket. */
export function bucketArn({ partition }: Pick<Place, "partition">, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

/** One environment per account: its name is the prefix of everything global in the account (buckets, roles). */
export function cloudNames(settings: Pick<Settings, "environment">, place: Place): CloudNames {
  const prefix = `${settings.environment}-observability`;
  const bucket = (part: string) => `${prefix}-${part}-${place.accountId}`;
  const role = (part: string) => {
    const name = `${prefix}-${part}`;
    return { name, arn: `arn:${place.partition}:iam::${place.accountId}:role/${name}` };
  };
  return {
    place,
    buckets: { lokiChunks: bucket("loki-chunks"), tempo: bucket("tempo"), accessLogs: bucket("s3-access") },
    keyAlias: `alias/${prefix}`,
    kafkaCluster: prefix,
    roles: {
      loki: role("loki"),
      tempo: role("tempo"),
      logProducer: role("log-producer"),
      logConsumer: role("log-consumer"),
      cloudwatch: role("cloudwatch"),
    },
    logGroupPrefix: `/observability/${settings.environment}`,
  };
}
