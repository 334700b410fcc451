// How much a counter of losses or refusals has risen, as PromQL.
//
// Many such counters do not exist before the first failure and then appear with its whole size: `rate` and `increase`
// see a series that never rises. And when a process starts again, its counter may come back as high as it was.

/** Time over which an alert looks for a rise, and for which it therefore fires after a single burst. */
const alertWindow = "15m";

export interface Counter {
  /** Metric name. */
  metric: string;
  /** Label matchers without braces. */
  selector: string;
  /** Labels that stay. */
  by: readonly string[];
}

/** Counters of the same meaning whose label `signal` tells them apart: the Collector has one for each signal. */
export interface SignalCounter extends Omit<Counter, "metric"> {
  /** What the three metrics begin with, for example `otelcol_receiver_refused`. */
  family: string;
}

/** The Collector counts logs, metrics and spans in three metrics. */
const signals = { logs: "log_records", metrics: "metric_points", traces: "spans" } as const;

/** Scrapes of the platform's targets are 30 s apart: a series that was not there this long ago is new. */
const twoScrapes = "1m";
const oneScrape = "30s";
/** Within this time whatever is scraped has been scraped, since a Prometheus began, and again since then. */
const fourScrapes = "2m";

/**
 * By how much the counters rose within the window: what they were born with, and what came after. Nothing where they
 * did not rise.
 *
 * A target that did not answer a scrape loses its series, and has them again at the next: no birth. So only a target
 * that answered then counts, or one that nobody has heard of within the hour. To a Prometheus that begins empty, as the
 * second of a pair, everything is new: what it hears first is no birth. Not seen remains a failure within a process'
 * first minute, after a restart under the same address, if it counts as high as the last one did.
 */
export function increased(counter: Counter | SignalCounter, namespace: string): string {
  const answers = `up{namespace="${namespace}"}`;
  const silent = `(last_over_time(${answers}[1h] offset ${twoScrapes}) unless ${answers} offset ${twoScrapes} == 1)`;
  const rises = seriesOf(counter).flatMap(({ series, signal }) => [
    signalled(`increase(${series}[${alertWindow}])`, signal),
    `label_replace(${signalled(
      `min_over_time((
    ${series} unless ${series} offset ${twoScrapes}
    unless on (job, instance) ${silent}
    and on () count(${answers} offset ${fourScrapes})
  )[${alertWindow}:${oneScrape}])`,
      signal,
    )}, "first", "value", "", "")`,
  ]);
  return `sum by (${labelsOf(counter)}) (
  ${rises.join("\n  or ")}
) > 0`;
}

/** The same for a panel: how much the counters rose within the distance of its points, or within another window. */
export function increaseShown(counter: Counter | SignalCounter, window = "$__rate_interval"): string {
  const rises = seriesOf(counter).map(({ series, signal }) => {
    const born = `${series} unless ${series} offset ${window}`;
    return signalled(
      `((${born} unless on (job, instance) up offset ${window} == 0) or increase(${series}[${window}]))`,
      signal,
    );
  });
  return `sum by (${labelsOf(counter)}) (${rises.join(" or ")})`;
}

/** Rate of such a family in a panel, for what may well be above zero. */
export function ratePerSignal({ family, selector, by }: SignalCounter): string {
  const rates = seriesOf({ family, selector, by }).map(({ series, signal }) =>
    signalled(`rate(${series}[$__rate_interval])`, signal),
  );
  return `sum by (${[...by, "signal"].join(", ")}) (${rates.join(" or ")})`;
}

interface Series {
  series: string;
  signal?: string;
}

function seriesOf(counter: Counter | SignalCounter): Series[] {
  const matchers = `{${counter.selector}}`;
  if ("metric" in counter) {
    const { metric, selector } = counter;
    // A name with a dot stands in quotes, among the labels.
    return [{ series: metric.includes(".") ? `{"${metric}", ${selector}}` : `${metric}${matchers}` }];
  }
  return Object.entries(signals).map(([signal, unit]) => ({
    series: `${counter.family}_${unit}${matchers}`,
    signal,
  }));
}

function labelsOf(counter: Counter | SignalCounter): string {
  return ("family" in counter ? [...counter.by, "signal"] : counter.by).join(", ");
}

function signalled(expression: string, signal?: string): string {
  return signal === undefined ? expression : `label_replace(${expression}, "signal", "${signal}", "", "")`;
}
