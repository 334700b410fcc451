// What the platform itself is held to, for each signal: that what is sent is stored, that it can be read soon, and that
// questions are answered in time. Burn alerts as those of tenants' services (slo.ts); the objectives are settings.
//
// A tenant over its limit is refused by intent, so only what the stores fail at counts. Tempo answers for a span from the
// moment that it takes it, so how late spans come is how fresh traces are; it counts those that are five minutes late
// (backends/tempo/config.ts). A service whose clock is that wrong counts as well.
import { longTermQueue } from "../../conventions/names";
import { unsentSeconds } from "./remote-write";
import { alert, asRecorded, type Platform, type RuleGroup } from "./rule";
import { badShare, burns, enough, rateThatMatters } from "./slo";
import { throttledSpans } from "./throttled";

const recorded = {
  bad: "platform:objective_bad:rate5m",
  all: "platform:objective_all:rate5m",
  allowed: "platform:objective_allowed:ratio",
} as const;

interface Measure {
  objective: "ingest" | "freshness" | "query";
  signal: "logs" | "metrics" | "traces";
  bad: string;
  all: string;
}

/** Bounds that the stores' histograms have: a question for logs or traces has 10 s, one for metrics 8 s. */
const inTime = { logs: 10, traces: 10, metrics: 8 } as const;
/** A canary's line is fresh when it is read back within this many seconds: a bound of its histogram. */
const freshLogsSeconds = 8;
/** A sample is fresh when it leaves the agent within this many seconds. */
const freshMetricsSeconds = 60;

/** A bound as a scrape spells it or a sender did. */
const bound = (seconds: number) => `le=~"${seconds}(\\\\.0)?"`;
const rate = (metric: string, ...matchers: string[]) => `sum(rate(${metric}{${matchers.join(", ")}}[5m]))`;
/** A counter that does not exist before the first failure is 0. */
const orNothing = (expression: string) => `(${expression} or vector(0))`;

function measures(own: string): Measure[] {
  // A question that fails at once is not answered in time.
  const served = (signal: Measure["signal"], histogram: string, ...matchers: string[]): Measure => ({
    objective: "query",
    signal,
    bad: `${rate(`${histogram}_count`, own, ...matchers)}
- ${orNothing(rate(`${histogram}_bucket`, own, ...matchers, 'status_code!~"5.."', bound(inTime[signal])))}`,
    all: rate(`${histogram}_count`, own, ...matchers),
  });
  const questions = 'handler=~"/api/v1/query|/api/v1/query_range"';
  const metrics = served("metrics", "prometheus_http_request_duration_seconds", questions);
  const pushes = 'route=~"loki_api_v1_push|otlp_v1_logs"';
  const writes = 'handler="/api/v1/write"';
  const spans = throttledSpans(own);
  const refusedSpans = `clamp_min(
  ${orNothing(rate("tempo_receiver_refused_spans", own))} - ${orNothing(rate(spans.metric, spans.selector))}, 0
)`;
  const inside = `${own}, remote_name!="${longTermQueue}"`;
  // Of a pair the one that is ready is asked: each writer counts by the one that it is less behind with. Tempo writes
  // each tenant's by itself.
  const behind = `max(min by (pod, tenant) (
  ${unsentSeconds(own, inside)}
))`;
  return [
    {
      objective: "ingest",
      signal: "logs",
      bad: orNothing(rate("loki_request_duration_seconds_count", own, pushes, 'status_code=~"5.."')),
      all: rate("loki_request_duration_seconds_count", own, pushes),
    },
    {
      objective: "ingest",
      signal: "metrics",
      bad: orNothing(rate("prometheus_http_requests_total", own, writes, 'code=~"5.."')),
      all: rate("prometheus_http_requests_total", own, writes),
    },
    {
      objective: "ingest",
      signal: "traces",
      bad: refusedSpans,
      all: `${rate("tempo_receiver_accepted_spans", own)} + ${refusedSpans}`,
    },
    {
      objective: "freshness",
      signal: "logs",
      bad: `clamp_min(
  ${rate("loki_canary_entries_total", own)}
  - ${rate("loki_canary_response_latency_seconds_bucket", own, bound(freshLogsSeconds))}, 0
)`,
      all: rate("loki_canary_entries_total", own),
    },
    {
      objective: "freshness",
      signal: "metrics",
      bad: `${behind} > bool ${freshMetricsSeconds}`,
      all: `${behind} >= bool -Inf`,
    },
    {
      objective: "freshness",
      signal: "traces",
      bad: orNothing(
        rate("tempo_metrics_generator_spans_discarded_total", own, 'reason="outside_metrics_ingestion_slack"'),
      ),
      all: rate("tempo_metrics_generator_spans_received_total", own),
    },
    served("logs", "loki_request_duration_seconds", 'route=~"loki_api_v1_query|loki_api_v1_query_range"'),
    {
      ...metrics,
      // Its histogram knows no codes. 503 is a question that ran out of time: slow already.
      bad: `${metrics.bad} + ${orNothing(rate("prometheus_http_requests_total", own, questions, 'code="500"'))}`,
    },
    served("traces", "tempo_request_duration_seconds", 'route=~"api_search|api_v2_traces_traceid|api_traces_traceid"'),
  ];
}

/** Share that uses up a thirtieth of the budget a day; see slo.ts. */
function allowed({ objectives: { platform, windowDays } }: Platform): Record<Measure["objective"], number> {
  const share = (percent: number) => Number((((100 - percent) / 100) * (windowDays / 30)).toPrecision(6));
  return {
    ingest: share(platform.ingestPercent),
    freshness: share(platform.freshnessPercent),
    query: share(platform.queryPercent),
  };
}

export function platformSloRules(platform: Platform): RuleGroup[] {
  const beyond = (window: string, times: number) =>
    `${badShare(recorded.bad, recorded.all, window)} > on (objective) group_left () ` +
    `${rateThatMatters(times, platform.objectives.windowDays)} * last_over_time(${asRecorded(recorded.allowed)}[1d])`;
  return [
    {
      name: "observability.platform-slo.rates",
      interval: "30s",
      rules: [
        ...measures(`namespace="${platform.namespace}"`).flatMap(({ objective, signal, bad, all }) => [
          { record: recorded.bad, expr: bad, labels: { objective, signal } },
          { record: recorded.all, expr: all, labels: { objective, signal } },
        ]),
        ...Object.entries(allowed(platform)).map(([objective, share]) => ({
          record: recorded.allowed,
          expr: `vector(${share})`,
          labels: { objective },
        })),
      ],
    },
    {
      name: "observability.platform-slo.burn",
      rules: burns.map(({ suffix, severity, for: duration, windows }) =>
        alert(`PlatformObjective${suffix}`, {
          severity,
          for: duration,
          expr: `(${windows
            .map(({ long, short, rate: times }) => `${beyond(long, times)} and ${beyond(short, times)}`)
            .join("\nor ")})
and ${enough(recorded.all)}`,
          summary:
            "{{ $labels.objective }} of {{ $labels.signal }}: {{ $value | humanizePercentage }} miss the objective",
          description:
            "The platform's own: at this pace its error budget is gone " +
            (severity === "critical" ? "within days." : "before its window is over."),
        }),
      ),
    },
  ];
}
