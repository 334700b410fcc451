// One line of a cost sheet: how much of what, at which price.
import { brokerPrices, type Price, type PriceName, prices, type Region } from "./prices";

export interface Line {
  /** What it is for, such as `Kafka`. */
  group: string;
  item: string;
  /** In units of the price, per month. */
  quantity: number;
  price: Price;
  usdPerMonth: number;
}

function lineOf(group: string, item: string, quantity: number, price: Price, region: Region): Line {
  return { group, item, quantity, price, usdPerMonth: quantity * price.usd[region] };
}

/** Makes the lines of one group in one region. */
export function lines(group: string, region: Region): (item: string, quantity: number, price: PriceName) => Line {
  return (item, quantity, price) => lineOf(group, item, quantity, prices[price], region);
}

/**
 * Brokers of a type.
 *
 * @throws Error that lists the known types when the table has no price for this one.
 */
export function brokerLine(brokers: number, brokerType: string, hours: number, region: Region): Line {
  const price = brokerPrices[brokerType];
  if (price === undefined)
    throw new Error(`cost/prices.ts has no price for ${brokerType}; it has ${Object.keys(brokerPrices).join(", ")}`);
  return lineOf("Kafka", `${brokers} brokers ${brokerType}`, brokers * hours, price, region);
}

export function total(all: readonly Line[]): number {
  return all.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
}
