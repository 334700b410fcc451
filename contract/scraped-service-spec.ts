// A ServiceMonitor for anything that serves /metrics: what it says, as plain data.
import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import { missingFrom, shownName } from "./shown-name";

export interface ScrapedServiceTarget {
  /** Namespace of the Service. It decides the tenant of the metrics, whatever they say themselves. */
  namespace: string;
  /** Labels that the Service carries: all of these. */
  matchLabels: Readonly<Record<string, string>>;
  /** Name (not number) of the Service's port. */
  port: string;
  /** Path of the metrics. Default: `/metrics`. */
  path?: string;
  /**
   * Seconds between scrapes; the platform's interval when absent. Shorter costs storage in proportion; above 120 the
   * platform's objectives do not measure the service, above 300 its series have gaps.
   */
  intervalSeconds?: number;
  /** Expression of RE2 over whole metric names: what matches is dropped before it is stored. */
  dropMetrics?: string;
}

/** As Kubernetes names ports ("IANA_SVC_NAME"): with a letter, and no two hyphens in a row. */
export function problemsOfPortName(port: string): string[] {
  // Where types are not checked it may be a number.
  const name = String(port);
  return /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
    ? []
    : [
        `${shownName(name)} cannot name a port: lower-case letters, digits and single hyphens, at most 15, one a letter`,
      ];
}

/** What is wrong with a target, in the user's words; empty when nothing is. */
export function problemsOfTarget(target: ScrapedServiceTarget): string[] {
  const missing = missingFrom(target, "namespace", "matchLabels", "port");
  if (missing.length > 0) return missing;
  const { matchLabels, port, path = "/metrics", intervalSeconds = 30, dropMetrics } = target;
  return [
    ...(Object.keys(matchLabels).length > 0
      ? []
      : ["matchLabels is empty: every Service of the namespace would be asked"]),
    ...problemsOfPortName(port),
    // What stands there may hold a token, so it is not told.
    ...(/^\/[^?#]*$/.test(path)
      ? []
      : ["path must begin with a slash and have no ? or #: parameters are for a ServiceMonitor of yours (params)"]),
    ...(Number.isInteger(intervalSeconds) && intervalSeconds >= 1
      ? []
      : [`intervalSeconds is ${intervalSeconds}, must be a whole number, 1 or more`]),
    ...(dropMetrics === undefined ? [] : problemsOfExpression(dropMetrics)),
  ];
}

/** Of a monitor with one that does not compile nothing is scraped; an empty one counts as one that matches all. */
function problemsOfExpression(dropMetrics: string): string[] {
  if (dropMetrics === "") return ['dropMetrics is "": every metric would be dropped; leave it out to drop none'];
  try {
    RE2JS.compile(dropMetrics);
    return [];
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    // The message repeats the expression, the description says what is wrong with it.
    const why = error instanceof RE2JSSyntaxException ? error.getDescription() : "it does not compile";
    return [`dropMetrics must be an expression of RE2, as Prometheus reads it (go_.*|process_.*): ${why}`];
  }
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
