// Where MSK places no brokers. Pure.

/** Of a subnet, what its lookup says of the place. */
export interface SubnetPlace {
  zone: string;
  /** The zone's id, which is the same in every account: `use1-az3`. */
  zoneId?: string;
  outpostArn?: string;
}

/** Why a subnet can have no brokers, as the end of a sentence about it; undefined where it can. */
export function whyNoBrokers({ zone, zoneId, outpostArn }: SubnetPlace): string | undefined {
  if (outpostArn) return "on an Outpost, where MSK has no brokers";
  // `us-east-1-bos-1a`, `us-east-1-wl1-bos-wlz-1`.
  if (/-\d+-/.test(zone)) return `in ${zone}, a Local Zone or one of Wavelength, where MSK has no brokers`;
  // AWS, "BrokerNodeGroupInfo": client subnets can't occupy that one.
  return zoneId === "use1-az3" ? `in ${zone}, the zone use1-az3, where MSK has no brokers` : undefined;
}
