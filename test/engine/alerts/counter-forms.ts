// How a counter of failures may come to say that one has happened, and how it may be there without: samples as promtool
// takes them, and a series of the counter that an alert or a panel reads.
import assert from "node:assert/strict";
import type { Selector } from "../../support/query-languages";

/** Labels of such a series that no selector names. */
export const defaults = {
  job: "some-job",
  tenant: "shop",
  reason: "other",
  exporter: "otlp_http/logs/shop",
  name: "out.0",
  receiver: "otlp",
  receiver_name: "shop/on-call/pager",
  rule_group: "/etc/prometheus/rules/files-0/observability-platform-6f4b22f2-7c47-4b1c-9b1e-0d3c3a5f9a11.yaml;a",
};

/** A series that the selector finds, of a pod of its own. */
export function seriesFor({ metric, matchers }: Selector, pod: string): string {
  const labels: Record<string, string> = { ...defaults, pod, instance: `${pod}:8080` };
  for (const { label, operator, value } of matchers) {
    if (operator === "=") labels[label] = value;
    const fits = new RegExp(`^(?:${value})$`).test(labels[label] ?? "");
    if (operator === "=~" && !fits) labels[label] = exampleOf(value);
    if (operator === "!~" && fits) labels[label] = "other";
    if (operator === "!=") labels[label] ??= "other";
  }
  const text = Object.entries(labels).map(([label, value]) => `${JSON.stringify(label)}=${JSON.stringify(value)}`);
  return `{${[JSON.stringify(metric), ...text].join(", ")}}`;
}

function exampleOf(regex: string): string {
  const example =
    regex
      .replace(/\(([^|)]*)\|?[^)]*\)/g, "$1")
      .split("|")[0]
      ?.replaceAll(".", "0") ?? "";
  assert.match(example, new RegExp(`^(?:${regex})$`));
  return example;
}

export interface Form {
  name: string;
  /** Samples 30 s apart; `up` of the same target is 1 unless it says so. */
  values: string;
  up?: string;
  /** What Prometheus hears of everybody else: all the time unless it says so. */
  others?: string;
  /** Minutes after the first sample. */
  at: number;
}

export const bursts: Form[] = [
  { name: "is born with its final value", values: "_x40 7x40", at: 22 },
  { name: "is born with its final value, ten minutes ago", values: "_x40 7x40", at: 31 },
  { name: "rises once", values: "5x40 12x40", at: 22 },
  { name: "starts again and counts less than before", values: "50x40 stale _x5 3x40", at: 25 },
  { name: "starts again and counts as much as before", values: "7x40 stale _x5 7x40", at: 25 },
  { name: "starts again under another address", values: "_x40 7x40", up: "_x40 1x40", at: 22 },
];

export const rises: Form[] = [
  { name: "is born and goes on", values: "_x40 20+20x400", at: 95 },
  { name: "goes on", values: "0+20x440", at: 95 },
  { name: "starts again and goes on", values: "0+20x40 stale _x5 20+20x400", at: 95 },
];

export const quiet: Form[] = [
  { name: "stands still", values: "7x80", at: 30 },
  { name: "is there again after a scrape that failed", values: "7x40 stale 7x40", up: "1x40 0 1x40", at: 22 },
  {
    name: "is there again after ten minutes without any scrape",
    values: "7x40 _x20 7x40",
    up: "1x40 _x20 1x40",
    at: 32,
  },
  {
    name: "is the first that an empty Prometheus hears of",
    values: "_x40 7x40",
    up: "_x40 1x40",
    others: "_x40 1x40",
    at: 22,
  },
  {
    name: "is there again in a Prometheus that was away for ten minutes",
    values: "7x40 _x20 7x40",
    up: "1x40 _x20 1x40",
    others: "1x40 _x20 1x40",
    at: 32,
  },
];
