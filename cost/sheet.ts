// The cost sheet of one stack: settings in; totals, and text for a terminal or Markdown for a pull request, out.
import type { Settings } from "../settings/settings";
import { assumptions, type DailyVolume } from "./assumptions";
import { type Offer, offers } from "./comparison";
import { type Line, total } from "./lines";
import { copyGroup, platformCost } from "./platform";
import { prices, pricesAsOf, type Region } from "./prices";

export interface Sheet {
  stack: string;
  region: Region;
  volume: DailyVolume;
  lines: Line[];
  warnings: string[];
  offers: Offer[];
}

/** What the platform itself costs: without what is paid to another service for a copy. */
export function withoutCopies(lines: readonly Line[]): Line[] {
  return lines.filter(({ group }) => group !== copyGroup);
}

export function costSheet(stack: string, settings: Settings, volume: DailyVolume, region: Region): Sheet {
  return { stack, region, volume, ...platformCost(settings, volume, region), offers: offers(settings, volume, region) };
}

/** Totals of the groups, in the order in which they come. */
export function byGroup(lines: readonly Line[]): [string, number][] {
  const groups = [...new Set(lines.map(({ group }) => group))];
  return groups.map((group) => [group, total(lines.filter((line) => line.group === group))]);
}

const usd = (amount: number) => amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const number = (amount: number) =>
  amount.toLocaleString("en-US", { maximumFractionDigits: amount < 10 ? 2 : amount < 100 ? 1 : 0 });

function heading({ stack, region, volume }: Sheet): string {
  return (
    `${stack} in ${region}: ${number(volume.logsGb)} GB of logs and ${number(volume.tracesGb)} GB of spans a day, ` +
    `${number(volume.activeSeries)} active series, ${number(volume.nodes)} nodes`
  );
}

const unchecked = Object.values(prices).filter(({ basis }) => basis === "remembered").length;
const priceNote =
  `List prices as of ${pricesAsOf} (cost/prices.ts: ${unchecked} of ${Object.keys(prices).length} not yet compared ` +
  "with their page): " +
  "check them before deciding by this.";

const hasCopy = ({ lines }: Sheet): boolean => lines.some(({ group }) => group === copyGroup);

/** For the summary of a preview: totals by group and the comparison. */
export function markdown(sheet: Sheet): string {
  return [
    `### Cost of ${heading(sheet)}`,
    "",
    "| | USD a month |",
    "| --- | ---: |",
    ...byGroup(sheet.lines).map(([group, amount]) => `| ${group} | ${usd(amount)} |`),
    `| **Total** | **${usd(total(sheet.lines))}** |`,
    ...(hasCopy(sheet) ? [`| Total without the copy | ${usd(total(withoutCopies(sheet.lines)))} |`] : []),
    ...sheet.offers.map(
      ({ name, lines, without }) => `| For comparison: ${name} (without ${without}) | ${usd(total(lines))} |`,
    ),
    "",
    ...sheet.warnings.map((warning) => `> **Warning:** ${warning}\n`),
    `${priceNote} Lines and assumptions: \`npm run cost -- ${sheet.stack}\`.`,
    "",
  ].join("\n");
}

/** Everything, for a terminal. */
export function text(sheet: Sheet): string {
  return [
    heading(sheet),
    "",
    ...table(sheet.lines),
    row("TOTAL", "", "", usd(total(sheet.lines))),
    ...(hasCopy(sheet) ? [row("TOTAL without the copy", "", "", usd(total(withoutCopies(sheet.lines))))] : []),
    "",
    ...sheet.warnings.map((warning) => `WARNING: ${warning}`),
    ...sheet.offers.flatMap(({ name, lines, without }) => [
      `For comparison, ${name} (without ${without})`,
      ...table(lines),
      row("TOTAL", "", "", usd(total(lines))),
      "",
    ]),
    "Assumptions",
    ...Object.values(assumptions).map(({ value, means }) => `  ${number(value).padStart(8)}  ${means}`),
    "  Tenants share the volume evenly. The stack is older than its longest retention. Objects are not read after " +
      "30 days.",
    "  Left out: load balancers, NAT, the cluster itself, S3 access logs, support, discounts, work.",
    "",
    priceNote,
    "",
  ].join("\n");
}

function row(item: string, quantity: string, unit: string, amount: string): string {
  return `  ${item.padEnd(52)} ${quantity.padStart(14)} ${unit.padEnd(22)} ${amount.padStart(12)}`.trimEnd();
}

function table(lines: readonly Line[]): string[] {
  return byGroup(lines).flatMap(([group, amount]) => [
    row(group, "", "", usd(amount)),
    ...lines
      .filter((line) => line.group === group)
      .map((line) => row(`  ${line.item}`, number(line.quantity), line.price.unit, usd(line.usdPerMonth))),
  ]);
}
