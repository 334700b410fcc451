// List prices, the only place where money is written down. Data: one line a price, in US dollars, without taxes and
// free tiers, on demand. AWS changes prices without notice: check a line at its page before anything is decided by
// it.

/** Regions with a column in the table. */
export const regions = ["eu-central-1", "us-east-1"] as const;
export type Region = (typeof regions)[number];

/** When the table was last gone through. */
export const pricesAsOf = "2026-11-24";

export interface Price {
  unit: string;
  usd: Readonly<Record<Region, number>>;
  /** Page that lists it: where to look before deciding by it. */
  page: string;
  /** Page and date at which the number was read, or that it was not: general knowledge of the list is no source. */
  source: `${string}, read ${string}` | "no source";
}

const s3 = "aws.amazon.com/s3/pricing";
const ec2 = "aws.amazon.com/ec2/pricing/on-demand";
const ebs = "aws.amazon.com/ebs/pricing";
const kms = "aws.amazon.com/kms/pricing";
const msk = "aws.amazon.com/msk/pricing";
const secrets = "aws.amazon.com/secrets-manager/pricing";
const firehose = "aws.amazon.com/firehose/pricing";
const sqs = "aws.amazon.com/sqs/pricing";
const cloudwatch = "aws.amazon.com/cloudwatch/pricing";
const prometheus = "aws.amazon.com/prometheus/pricing";
const grafana = "grafana.com/pricing";
const grafanaLogs = "grafana.com/docs/grafana-cloud/cost-management-and-billing/understand-your-invoice/logs-invoice";

const unread = (unit: string, frankfurt: number, virginia: number, page: string): Price => ({
  unit,
  usd: { "eu-central-1": frankfurt, "us-east-1": virginia },
  page,
  source: "no source",
});
const read = (unit: string, frankfurt: number, virginia: number, page: string): Price => ({
  ...unread(unit, frankfurt, virginia, page),
  source: `${page}, read ${pricesAsOf}`,
});

export const prices = {
  s3Standard: unread("GB-month", 0.0245, 0.023, s3),
  s3StandardIa: unread("GB-month", 0.0135, 0.0125, s3),
  s3TieringFrequent: unread("GB-month", 0.0245, 0.023, s3),
  s3TieringInfrequent: unread("GB-month", 0.0135, 0.0125, s3),
  s3TieringArchive: unread("GB-month", 0.005, 0.004, s3),
  s3TieringMonitoring: unread("1,000 objects-month", 0.0025, 0.0025, s3),
  s3Put: unread("1,000 requests", 0.0054, 0.005, s3),
  s3Get: unread("1,000 requests", 0.00043, 0.0004, s3),
  s3Transition: unread("1,000 requests", 0.01, 0.01, s3),
  kmsKey: unread("key-month", 1, 1, kms),
  kmsRequest: unread("10,000 requests", 0.03, 0.03, kms),
  firehose: unread("GB, each record rounded up to 5 KB", 0.033, 0.029, firehose),
  sqsRequest: unread("million requests", 0.4, 0.4, sqs),
  secret: unread("secret-month", 0.4, 0.4, secrets),
  gp3: unread("GB-month", 0.0952, 0.08, ebs),
  crossZone: unread("GB, both directions", 0.02, 0.02, ec2),
  // An m7g.xlarge hour (4 cores, 16 GiB), as the unit in which pods' requests are paid for.
  computeNode: unread("m7g.xlarge-hour", 0.1956, 0.1632, ec2),
  mskStorage: unread("GB-month", 0.119, 0.1, msk),
  cloudwatchLogsIngest: read("GB", 0.63, 0.5, cloudwatch),
  cloudwatchLogsStored: read("GB-month", 0.0324, 0.03, cloudwatch),
  cloudwatchLogsScanned: read("GB", 0.0063, 0.005, cloudwatch),
  cloudwatchMetricFirst: unread("metric-month", 0.3, 0.3, cloudwatch),
  cloudwatchMetricNext: unread("metric-month", 0.1, 0.1, cloudwatch),
  cloudwatchMetricRest: unread("metric-month", 0.05, 0.05, cloudwatch),
  managedPrometheusFirst: unread("10 million samples", 0.9, 0.9, prometheus),
  managedPrometheusNext: unread("10 million samples", 0.35, 0.35, prometheus),
  managedPrometheusRest: unread("10 million samples", 0.16, 0.16, prometheus),
  managedPrometheusStored: unread("GB-month", 0.03, 0.03, prometheus),
  managedPrometheusQueried: unread("billion samples", 0.1, 0.1, prometheus),
  grafanaPlatform: unread("month", 19, 19, grafana),
  grafanaUser: unread("user-month", 8, 8, grafana),
  grafanaSeries: unread("1,000 series-month", 6.5, 6.5, grafana),
  grafanaProcessed: read("GB", 0.05, 0.05, grafanaLogs),
  grafanaWritten: read("GB", 0.4, 0.4, grafanaLogs),
  grafanaRetained: read("GB per 30 days", 0.1, 0.1, grafanaLogs),
} satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** MSK brokers, by type. A type that is not here cannot be priced. */
export const brokerPrices: Readonly<Record<string, Price>> = {
  "kafka.t3.small": unread("broker-hour", 0.0526, 0.0456, msk),
  "kafka.m5.large": unread("broker-hour", 0.253, 0.21, msk),
  "kafka.m7g.large": unread("broker-hour", 0.245, 0.204, msk),
  "kafka.m7g.xlarge": unread("broker-hour", 0.49, 0.408, msk),
  "kafka.m7g.2xlarge": unread("broker-hour", 0.98, 0.816, msk),
  "kafka.m7g.4xlarge": unread("broker-hour", 1.96, 1.632, msk),
};
