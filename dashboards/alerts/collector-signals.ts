// The Collector counts logs, metrics and spans in three metrics; this makes one vector with a label `signal`. Pure.

const signals = { logs: "log_records", metrics: "metric_points", traces: "spans" } as const;

/**
 * Rate of a family of Collector counters, for example `otelcol_receiver_refused`.
 *
 * @param selector label matchers without braces.
 * @param window range of the rate.
 */
export function ratePerSignal(family: string, selector: string, window: string): string {
  return Object.entries(signals)
    .map(
      ([signal, unit]) =>
        `label_replace(rate(${family}_${unit}{${selector}}[${window}]), "signal", "${signal}", "", "")`,
    )
    .join(" or ");
}
