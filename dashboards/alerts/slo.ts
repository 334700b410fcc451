// Service level objectives of every tenant's HTTP services, and alerts on how fast their error budgets burn. Pure.
// In: http_server_request_duration_seconds (OpenTelemetry) or http_requests_total{code} (Prometheus client), with
// labels `tenant` and `service`. A service that exposes both is measured by the first. Method: multiple windows and
// burn rates, Google's "The Site Reliability Workbook", chapter 5.
import { type AlertingRule, alert, type RecordingRule, type RuleGroup, type Severity } from "./rule";

/** What every service is held to, over 30 days. */
export const objectives = {
  /** Share of requests that do not end in a 5xx. */
  availability: 0.999,
  /** Share of requests that are answered within `latencySeconds`. */
  latency: 0.99,
  /** An upper bound of OpenTelemetry's default buckets. */
  latencySeconds: 1,
} as const;

/** Below this rate one failed request would page somebody at night. */
const leastRequestsPerSecond = 0.02;

interface Burn {
  suffix: "BurningFast" | "BurningSlow";
  severity: Severity;
  for: string;
  /** Rate of 1 uses up the budget in exactly 30 days. The short window ends the alert soon after the trouble ends. */
  windows: readonly { long: string; short: string; rate: number }[];
}

/** The workbook's table: 2 % of the budget in an hour or 5 % in six pages; 10 % in one day or three is a ticket. */
const burns: readonly Burn[] = [
  {
    suffix: "BurningFast",
    severity: "critical",
    for: "2m",
    windows: [
      { long: "1h", short: "5m", rate: 14.4 },
      { long: "6h", short: "30m", rate: 6 },
    ],
  },
  {
    suffix: "BurningSlow",
    severity: "warning",
    for: "15m",
    windows: [
      { long: "1d", short: "2h", rate: 3 },
      { long: "3d", short: "6h", rate: 1 },
    ],
  },
];

const by = "sum by (tenant, service)";
const labelled = 'tenant!="", service!=""';
const duration = "http_server_request_duration_seconds";

/** Names of the recorded rates; dashboards read them too. */
export const recorded = {
  requests: "tenant_service:http_requests:rate5m",
  errors: "tenant_service:http_request_errors:rate5m",
  timed: "tenant_service:http_requests_timed:rate5m",
  slow: "tenant_service:http_requests_slow:rate5m",
} as const;

const rates: readonly RecordingRule[] = [
  {
    record: recorded.requests,
    expr: `${by} (rate(${duration}_count{${labelled}}[5m]))
or ${by} (rate(http_requests_total{${labelled}}[5m]))`,
  },
  {
    record: recorded.errors,
    // A service without errors has no such series: 0, so that its ratio exists.
    expr: `${by} (rate(${duration}_count{${labelled}, http_response_status_code=~"5.."}[5m]))
or ${by} (rate(http_requests_total{${labelled}, code=~"5.."}[5m]))
or 0 * ${recorded.requests}`,
  },
  { record: recorded.timed, expr: `${by} (rate(${duration}_count{${labelled}}[5m]))` },
  {
    record: recorded.slow,
    // Prometheus writes scraped bounds as floats; a pushed histogram keeps the sender's spelling.
    expr: `${recorded.timed}
- ${by} (rate(${duration}_bucket{${labelled}, le=~"${objectives.latencySeconds}(\\\\.0)?"}[5m]))`,
  },
];

/** Share of bad requests over a window, from recorded rates: three days of raw counters would cost minutes to read. */
function badShare(bad: string, all: string, window: string): string {
  return `(sum_over_time(${bad}[${window}]) / sum_over_time(${all}[${window}]))`;
}

interface Objective {
  name: string;
  bad: string;
  all: string;
  target: number;
  what: string;
}

const availability: Objective = {
  name: "HttpErrors",
  bad: recorded.errors,
  all: recorded.requests,
  target: objectives.availability,
  what: "of requests fail",
};
const latency: Objective = {
  name: "HttpLatency",
  bad: recorded.slow,
  all: recorded.timed,
  target: objectives.latency,
  what: `of requests take longer than ${objectives.latencySeconds} s`,
};

function burnAlert(
  { name, bad, all, target, what }: Objective,
  { suffix, severity, for: duration, windows }: Burn,
): AlertingRule {
  const budget = Number((1 - target).toFixed(6));
  const burning = windows.map(
    ({ long, short, rate }) =>
      `${badShare(bad, all, long)} > ${rate} * ${budget} and ${badShare(bad, all, short)} > ${rate} * ${budget}`,
  );
  return alert(`${name}${suffix}`, {
    severity,
    for: duration,
    expr: `(${burning.join("\nor ")})
and avg_over_time(${all}[1h]) > ${leastRequestsPerSecond}`,
    summary: `{{ $labels.service }} of {{ $labels.tenant }}: {{ $value | humanizePercentage }} ${what}`,
    description:
      `The objective allows ${Number((budget * 100).toFixed(4))} % over 30 days; at this pace the budget is gone ` +
      (severity === "critical" ? "within days." : "before the 30 days are over."),
  });
}

export function sloRules(): RuleGroup[] {
  return [
    { name: "observability.slo.rates", interval: "30s", rules: [...rates] },
    {
      name: "observability.slo.burn",
      rules: [availability, latency].flatMap((objective) => burns.map((burn) => burnAlert(objective, burn))),
    },
  ];
}
