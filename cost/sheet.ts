// The cost sheet of one stack: settings in; totals, and text for a terminal or Markdown for a pull request, out.
import type { Settings } from "../settings/settings";
import { assumptions, type DailyVolume } from "./assumptions";
import { type Offer, offers } from "./comparison";
import { type Line, total } from "./lines";
import { isCopyGroup, platformCost } from "./platform";
import { type Price, pricesAsOf, type Region } from "./prices";

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
  return lines.filter(({ group }) => !isCopyGroup(group));
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

/** Prices of the sheet that were not read anywhere, each once. */
export function withoutSource({ lines, offers }: Sheet): Price[] {
  const used = [...lines, ...offers.flatMap((offer) => offer.lines)].map(({ price }) => price);
  return [...new Set(used)].filter(({ source }) => source === "no source");
}

function priceNote(sheet: Sheet): string {
  const missing = withoutSource(sheet).length;
  return (
    `List prices as of ${pricesAsOf}` +
    (missing === 0
      ? "."
      : `; ${missing} of them, marked *, have no source (cost/prices.ts): check them before deciding by this.`)
  );
}

const hasCopy = ({ lines }: Sheet): boolean => lines.some(({ group }) => isCopyGroup(group));

/**
 * For the summary of a preview: totals by group and the comparison. Undefined while a price that the sheet uses has no
 * source: what reviewers decide by is not guessed.
 */
export function markdown(sheet: Sheet): string | undefined {
  if (withoutSource(sheet).length > 0) return undefined;
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
    `${priceNote(sheet)} Lines and assumptions: \`npm run cost -- ${sheet.stack}\`.`,
    "",
  ].join("\n");
}

/** Everything, for a terminal. */
export function text(sheet: Sheet): string {
  const row = rowFor([...sheet.lines, ...sheet.offers.flatMap(({ lines }) => lines)]);
  return [
    heading(sheet),
    "",
    ...table(sheet.lines, row),
    row("TOTAL", "", "", usd(total(sheet.lines))),
    ...(hasCopy(sheet) ? [row("TOTAL without the copy", "", "", usd(total(withoutCopies(sheet.lines))))] : []),
    "",
    ...sheet.warnings.map((warning) => `WARNING: ${warning}`),
    ...sheet.offers.flatMap(({ name, lines, without }) => [
      `For comparison, ${name} (without ${without})`,
      ...table(lines, row),
      row("TOTAL", "", "", usd(total(lines))),
      "",
    ]),
    "Assumptions",
    ...Object.values(assumptions).map(({ value, means }) => `  ${number(value).padStart(8)}  ${means}`),
    "  Tenants share the volume evenly. The stack is older than its longest retention. Objects are not read after " +
      "30 days.",
    "  Left out: load balancers, NAT, traffic of metrics, the cluster itself, S3 access logs, brokers' own logs and CloudWatch's metrics of them, support, discounts, work.",
    "",
    priceNote(sheet),
    "",
  ].join("\n");
}

type Row = (item: string, quantity: string, unit: string, amount: string) => string;

/** A row of columns that are wide enough for these lines. */
function rowFor(lines: readonly Line[]): Row {
  const widest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const [items, units] = [widest(lines.map(itemOf)), widest(lines.map(unitOf))];
  return (item, quantity, unit, amount) =>
    `  ${item.padEnd(items)} ${quantity.padStart(14)} ${unit.padEnd(units)} ${amount.padStart(12)}`;
}

const itemOf = ({ item }: Line) => `  ${item}`;

/** A star marks a price without a source. */
const unitOf = ({ price }: Line) => (price.source === "no source" ? `${price.unit} *` : price.unit);

function table(lines: readonly Line[], row: Row): string[] {
  return byGroup(lines).flatMap(([group, amount]) => [
    row(group, "", "", usd(amount)),
    ...lines
      .filter((line) => line.group === group)
      .map((line) => row(itemOf(line), number(line.quantity), unitOf(line), usd(line.usdPerMonth))),
  ]);
}
