// Service level objectives of every tenant's HTTP services, and alerts on how fast their error budgets burn. In:
// http_server_request_duration_seconds (OpenTelemetry) or http_requests_total{code} (Prometheus client), with labels
// `tenant` and `service`. A service that exposes both is measured by the first. Method: multiple windows and burn
// rates, Google's "The Site Reliability Workbook", chapter 5. Objectives are settings, of the stack and of tenants.
import { slowestPagingRate } from "../../conventions/burn-rates";
import type { Settings } from "../../settings/settings";
import {
  type AlertingRule,
  alert,
  asRecorded,
  type Platform,
  type RecordingRule,
  type RuleGroup,
  type Severity,
} from "./rule";

/** Below this rate one failed request would page somebody at night. */
const leastPerSecond = 0.02;

/** Where there was enough to judge by. */
export const enough = (all: string): string => `avg_over_time(${asRecorded(all)}[1h]) > ${leastPerSecond}`;

interface Burn {
  suffix: "BurningFast" | "BurningSlow";
  severity: Severity;
  for: string;
  /** Rate of 1 uses up 30 days' budget in 30 days. The short window ends the alert soon after the trouble ends. */
  windows: readonly { long: string; short: string; rate: number }[];
}

/** The workbook's table: 2 % of the budget in an hour or 5 % in six pages; 10 % in one day or three is a ticket. */
export const burns: readonly Burn[] = [
  {
    suffix: "BurningFast",
    severity: "critical",
    for: "2m",
    windows: [
      { long: "1h", short: "5m", rate: 14.4 },
      { long: "6h", short: "30m", rate: slowestPagingRate },
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

/**
 * At a rate below this the budget outlives its window, and the objective is kept: so the slow rates, which are of 30 days'
 * budget, are no lower in a shorter window.
 */
export const rateThatMatters = (rate: number, windowDays: number): number =>
  Number(Math.max(rate, 30 / windowDays).toPrecision(6));

const by = "sum by (tenant, service)";
const labelled = 'tenant!="", service!=""';
const duration = "http_server_request_duration_seconds";

/** Names of the recorded rates; dashboards read them too. */
export const recorded = {
  requests: "tenant_service:http_requests:rate5m",
  errors: "tenant_service:http_request_errors:rate5m",
  timed: "tenant_service:http_requests_timed:rate5m",
  slow: "tenant_service:http_requests_slow:rate5m",
  /**
   * Share of failing, and of slow, requests that uses up a thirtieth of the budget a day. With a window of 30 days that
   * is what the objective allows; a longer window has a larger budget and bears a higher share for a while.
   */
  errorsAllowed: "tenant:http_requests_errors_allowed:ratio",
  slowAllowed: "tenant:http_requests_slow_allowed:ratio",
} as const;

type Objectives = Omit<Settings["objectives"], "platform">;

/** Tenants by a value of their objectives: a matcher for each value, and one for all who have the stack's. */
function byValue({ tenants, objectives }: Platform, numberOf: (of: Objectives) => number) {
  const common = numberOf(objectives);
  const values = new Map<number, string[]>();
  for (const tenant of tenants) {
    const value = numberOf(tenant.objectives);
    if (value !== common) values.set(value, [...(values.get(value) ?? []), tenant.id]);
  }
  const differing = [...values.values()].flat();
  const others = differing.length > 0 ? `tenant!~"${differing.join("|")}"` : 'tenant!=""';
  return [
    { value: common, matcher: others },
    ...[...values].map(([value, ids]) => ({ value, matcher: `tenant=~"${ids.join("|")}"` })),
  ];
}

/** A number for each tenant that has services. */
function allowed(platform: Platform, percentOf: (of: Objectives) => number): string {
  const share = (of: Objectives) => Number((((100 - percentOf(of)) / 100) * (of.windowDays / 30)).toPrecision(6));
  return byValue(platform, share)
    .map(({ value, matcher }) => `0 * sum by (tenant) (${asRecorded(recorded.requests, matcher)}) + ${value}`)
    .join("\nor ");
}

const rates = (platform: Platform): readonly RecordingRule[] => [
  {
    record: recorded.requests,
    // Of a service that tells its status otherwise (`status`, `status_code`) none would ever fail.
    expr: `${by} (rate(${duration}_count{${labelled}}[5m]))
or ${by} (rate(http_requests_total{${labelled}, code!=""}[5m]))`,
  },
  {
    record: recorded.errors,
    // A service without errors has no such series: 0, so that its ratio exists.
    expr: `${by} (rate(${duration}_count{${labelled}, http_response_status_code=~"5.."}[5m]))
or ${by} (rate(http_requests_total{${labelled}, code=~"5.."}[5m]))
or 0 * ${asRecorded(recorded.requests)}`,
  },
  { record: recorded.timed, expr: `${by} (rate(${duration}_count{${labelled}}[5m]))` },
  {
    record: recorded.slow,
    // Prometheus writes scraped bounds as floats; a pushed histogram keeps the sender's spelling.
    expr: byValue(platform, ({ latencySeconds }) => latencySeconds)
      .map(
        ({ value, matcher }) => `${asRecorded(recorded.timed, matcher)}
- ${by} (rate(${duration}_bucket{${labelled}, ${matcher}, le=~"${String(value).replace(".", "\\\\.")}(\\\\.0)?"}[5m]))`,
      )
      .join("\nor "),
  },
  { record: recorded.errorsAllowed, expr: allowed(platform, ({ availabilityPercent }) => availabilityPercent) },
  { record: recorded.slowAllowed, expr: allowed(platform, ({ latencyPercent }) => latencyPercent) },
];

/** Share of bad requests over a window, from recorded rates: three days of raw counters would cost minutes to read. */
export function badShare(bad: string, all: string, window: string): string {
  return `(sum_over_time(${asRecorded(bad)}[${window}]) / sum_over_time(${asRecorded(all)}[${window}]))`;
}

interface Objective {
  name: string;
  bad: string;
  all: string;
  allowed: string;
  what: string;
}

const availability: Objective = {
  name: "HttpErrors",
  bad: recorded.errors,
  all: recorded.requests,
  allowed: recorded.errorsAllowed,
  what: "of requests fail",
};
const latency: Objective = {
  name: "HttpLatency",
  bad: recorded.slow,
  all: recorded.timed,
  allowed: recorded.slowAllowed,
  what: "of requests are too slow",
};

function burnAlert(
  platform: Platform,
  { name, bad, all, allowed: objective, what }: Objective,
  { suffix, severity, for: duration, windows }: Burn,
): AlertingRule {
  const bound = (rate: number) =>
    byValue(platform, ({ windowDays }) => rateThatMatters(rate, windowDays))
      .map(({ value, matcher }) => `${value} * last_over_time(${asRecorded(objective, matcher)}[1d])`)
      .join(" or ");
  const beyond = (window: string, rate: number) =>
    `${badShare(bad, all, window)} > on (tenant) group_left () (${bound(rate)})`;
  const burning = windows.map(({ long, short, rate }) => `${beyond(long, rate)} and ${beyond(short, rate)}`);
  return alert(`${name}${suffix}`, {
    severity,
    for: duration,
    expr: `(${burning.join("\nor ")})
and ${enough(all)}`,
    summary: `{{ $labels.service }} of {{ $labels.tenant }}: {{ $value | humanizePercentage }} ${what}`,
    description:
      "At this pace the error budget of the tenant's objective is gone " +
      (severity === "critical" ? "within days." : "before its window is over."),
  });
}

export function sloRules(platform: Platform): RuleGroup[] {
  return [
    { name: "observability.slo.rates", interval: "30s", rules: [...rates(platform)] },
    {
      name: "observability.slo.burn",
      rules: [availability, latency].flatMap((objective) => burns.map((burn) => burnAlert(platform, objective, burn))),
    },
  ];
}
