// List prices, the only place where money is written down. Data: one line a price, in US dollars, without taxes and
// free tiers, on demand. AWS changes prices without notice: check a line at its source before anything is decided by
// it.

/** Regions with a column in the table. */
export const regions = ["eu-central-1", "us-east-1"] as const;
export type Region = (typeof regions)[number];

/** When the table was last gone through. */
export const pricesAsOf = "2026-11-24";

export interface Price {
  unit: string;
  usd: Readonly<Record<Region, number>>;
  /** Page that states it. */
  source: string;
  /**
   * How the number got here. `stated`: read on a page, by its name. `remembered`: from general knowledge of the list,
   * not compared with it at `pricesAsOf`: these need the check most.
   */
  basis: "stated" | "remembered";
}

const s3 = "aws.amazon.com/s3/pricing";
const ec2 = "aws.amazon.com/ec2/pricing/on-demand";
const ebs = "aws.amazon.com/ebs/pricing";
const kms = "aws.amazon.com/kms/pricing";
const msk = "aws.amazon.com/msk/pricing";
const secrets = "aws.amazon.com/secrets-manager/pricing";
const cloudwatch = "aws.amazon.com/cloudwatch/pricing";
const prometheus = "aws.amazon.com/prometheus/pricing";
const grafana = "grafana.com/pricing";
const grafanaLogs = "grafana.com/docs/grafana-cloud/cost-management-and-billing/understand-your-invoice/logs-invoice";

const remembered = (unit: string, frankfurt: number, virginia: number, source: string): Price => ({
  unit,
  usd: { "eu-central-1": frankfurt, "us-east-1": virginia },
  source,
  basis: "remembered",
});
const stated = (unit: string, frankfurt: number, virginia: number, source: string): Price => ({
  ...remembered(unit, frankfurt, virginia, source),
  basis: "stated",
});

export const prices = {
  s3Standard: remembered("GB-month", 0.0245, 0.023, s3),
  s3StandardIa: remembered("GB-month", 0.0135, 0.0125, s3),
  s3TieringFrequent: remembered("GB-month", 0.0245, 0.023, s3),
  s3TieringInfrequent: remembered("GB-month", 0.0135, 0.0125, s3),
  s3TieringArchive: remembered("GB-month", 0.005, 0.004, s3),
  s3TieringMonitoring: remembered("1,000 objects-month", 0.0025, 0.0025, s3),
  s3Put: remembered("1,000 requests", 0.0054, 0.005, s3),
  s3Get: remembered("1,000 requests", 0.00043, 0.0004, s3),
  s3Transition: remembered("1,000 requests", 0.01, 0.01, s3),
  kmsKey: remembered("key-month", 1, 1, kms),
  kmsRequest: remembered("10,000 requests", 0.03, 0.03, kms),
  secret: remembered("secret-month", 0.4, 0.4, secrets),
  gp3: remembered("GB-month", 0.0952, 0.08, ebs),
  crossZone: remembered("GB, both directions", 0.02, 0.02, ec2),
  // An m7g.xlarge hour (4 cores, 16 GiB), as the unit in which pods' requests are paid for.
  computeNode: remembered("m7g.xlarge-hour", 0.1956, 0.1632, ec2),
  mskStorage: remembered("GB-month", 0.119, 0.1, msk),
  cloudwatchLogsIngest: stated("GB", 0.63, 0.5, cloudwatch),
  cloudwatchLogsStored: stated("GB-month", 0.0324, 0.03, cloudwatch),
  cloudwatchLogsScanned: stated("GB", 0.0063, 0.005, cloudwatch),
  managedPrometheusFirst: remembered("10 million samples", 0.9, 0.9, prometheus),
  managedPrometheusNext: remembered("10 million samples", 0.35, 0.35, prometheus),
  managedPrometheusRest: remembered("10 million samples", 0.16, 0.16, prometheus),
  managedPrometheusStored: remembered("GB-month", 0.03, 0.03, prometheus),
  managedPrometheusQueried: remembered("billion samples", 0.1, 0.1, prometheus),
  grafanaPlatform: remembered("month", 19, 19, grafana),
  grafanaUser: remembered("user-month", 8, 8, grafana),
  grafanaSeries: remembered("1,000 series-month", 6.5, 6.5, grafana),
  grafanaProcessed: stated("GB", 0.05, 0.05, grafanaLogs),
  grafanaWritten: stated("GB", 0.4, 0.4, grafanaLogs),
  grafanaRetained: stated("GB per 30 days", 0.1, 0.1, grafanaLogs),
} satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** MSK brokers, by type. A type that is not here cannot be priced. */
export const brokerPrices: Readonly<Record<string, Price>> = {
  "kafka.t3.small": remembered("broker-hour", 0.0526, 0.0456, msk),
  "kafka.m5.large": remembered("broker-hour", 0.253, 0.21, msk),
  "kafka.m7g.large": remembered("broker-hour", 0.245, 0.204, msk),
  "kafka.m7g.xlarge": remembered("broker-hour", 0.49, 0.408, msk),
  "kafka.m7g.2xlarge": remembered("broker-hour", 0.98, 0.816, msk),
  "kafka.m7g.4xlarge": remembered("broker-hour", 1.96, 1.632, msk),
};
