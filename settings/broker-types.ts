// The broker types of Amazon MSK, and how many partitions a broker of each bears. Pure data.

/**
 * MSK moves brokers between its other types, and up from this one; never down to it (UpdateBrokerType). Its pages list it,
 * and for new brokers without ZooKeeper CreateCluster has answered "Unsupported InstanceType" since 2026, with the others
 * as valid ones (told by three public projects of their calls; not tried here).
 */
export const retiredType = "kafka.t3.small";

/** Letters after `kafka.m7g.` and `kafka.m5.`, from the smallest. */
const large = ["large", "xlarge"] as const;
const larger = ["2xlarge"] as const;
const largest = ["4xlarge", "8xlarge", "12xlarge", "16xlarge"] as const;

/**
 * Replicas of partitions, leaders and followers together, up to which a broker can be updated: "maximum number of
 * partitions that support update operations" (docs.aws.amazon.com/msk, "Best practices for Standard brokers"). Above it
 * AWS may refuse changes of the configuration, of the broker type and of SCRAM secrets.
 */
export const partitionsPerBroker: Readonly<Record<string, number>> = {
  [retiredType]: 300,
  ...Object.fromEntries(
    ["kafka.m5", "kafka.m7g"].flatMap((family) => [
      ...large.map((size) => [`${family}.${size}`, 1_500] as const),
      ...larger.map((size) => [`${family}.${size}`, 3_000] as const),
      ...largest.map((size) => [`${family}.${size}`, 6_000] as const),
    ]),
  ),
  "kafka.m5.24xlarge": 6_000,
};

/** Every Standard broker type. Express brokers have no volumes and are another kind of cluster. */
export const brokerTypeNames: readonly string[] = Object.keys(partitionsPerBroker);
