// A ServiceMonitor for anything that serves /metrics: what it says, as plain data.

export interface ScrapedServiceTarget {
  /** Namespace of the Service. It decides the tenant of the metrics, whatever they say themselves. */
  namespace: string;
  /** Labels that the Service carries: all of these. */
  matchLabels: Readonly<Record<string, string>>;
  /** Name (not number) of the Service's port. */
  port: string;
  /** Path of the metrics. Default: `/metrics`. */
  path?: string;
  /** Seconds between scrapes; the platform's interval when absent. Shorter costs storage in proportion. */
  intervalSeconds?: number;
  /** Expression over metric names: what matches is dropped before it is stored. */
  dropMetrics?: string;
}

export function serviceMonitorSpec({
  matchLabels,
  port,
  path = "/metrics",
  intervalSeconds,
  dropMetrics,
}: Omit<ScrapedServiceTarget, "namespace">) {
  return {
    selector: { matchLabels },
    endpoints: [
      {
        port,
        path,
        // A redirect would lead the scraper to another namespace: the platform refuses monitors that allow it.
        followRedirects: false,
        ...(intervalSeconds === undefined ? {} : { interval: `${intervalSeconds}s` }),
        ...(dropMetrics === undefined
          ? {}
          : { metricRelabelings: [{ sourceLabels: ["__name__"], regex: dropMetrics, action: "drop" }] }),
      },
    ],
  };
}
