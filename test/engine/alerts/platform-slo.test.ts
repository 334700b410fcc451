// The platform's own objectives under Prometheus' own tool: an hour and more of made-up series, and which objective
// burns then.
import assert from "node:assert/strict";
import { platformRules } from "../../../dashboards/alerts";
import { Promtool } from "../../support/promtool";
import { settingsOf } from "../../support/settings-of";

const own = 'namespace="observability"';
const rising = (perSecond: number) => `0+${perSecond * 60}x120`;
const pushes = (status: number) =>
  `loki_request_duration_seconds_count{${own}, route="loki_api_v1_push", status_code="${status}"}`;
const scraped = `prometheus_remote_storage_highest_timestamp_in_seconds{${own}, pod="a"}`;
const sent = (replica = 0) =>
  `prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${own}, pod="a", remote_name="prometheus-${replica}"}`;
const late = (reason: string) =>
  `tempo_metrics_generator_spans_discarded_total{${own}, tenant="a", reason="${reason}"}`;
const spans = (what: string) => `tempo_receiver_${what}_spans{${own}}`;

interface Case {
  series: Record<string, string>;
  /** Objective and signal; none where the platform does as it should. */
  burns?: [string, string];
}

const cases: Record<string, Case> = {
  "two writes of logs in a hundred fail": {
    series: { [pushes(204)]: rising(98), [pushes(500)]: rising(2) },
    burns: ["ingest", "logs"],
  },
  "writes of logs succeed, and some are refused as they are too much": {
    series: { [pushes(204)]: rising(90), [pushes(429)]: rising(10) },
  },
  "a tenth of all spans is refused": {
    series: { [spans("accepted")]: rising(90), [spans("refused")]: rising(10) },
    burns: ["ingest", "traces"],
  },
  "a tenth of all spans is refused for a tenant's limit": {
    series: {
      [spans("accepted")]: rising(90),
      [spans("refused")]: rising(10),
      [`tempo_discarded_spans_total{${own}, reason="rate_limited", tenant="a"}`]: rising(10),
    },
  },
  "scraped metrics are fifteen minutes late": {
    series: { [scraped]: "1000+60x120", [sent()]: "100+60x120" },
    burns: ["freshness", "metrics"],
  },
  "one of a pair of Prometheus is away": {
    series: {
      [scraped]: "1000+60x120",
      [sent()]: "990+60x120",
      [sent(1)]: "100+0x120",
    },
  },
  "scraped metrics are ten seconds late": {
    series: { [scraped]: "1000+60x120", [sent()]: "990+60x120" },
  },
  "half of the canary's lines cannot be read in time": {
    series: {
      [`loki_canary_entries_total{${own}}`]: rising(1),
      [`loki_canary_response_latency_seconds_bucket{${own}, le="8.0"}`]: rising(0.5),
    },
    burns: ["freshness", "logs"],
  },
  "a tenth of all spans comes more than five minutes late": {
    series: {
      [late("outside_metrics_ingestion_slack")]: rising(10),
      [`tempo_metrics_generator_spans_received_total{${own}, tenant="a"}`]: rising(100),
    },
    burns: ["freshness", "traces"],
  },
  "spans come in time, and some are no text": {
    series: {
      [late("invalid_utf8")]: rising(10),
      [`tempo_metrics_generator_spans_received_total{${own}, tenant="a"}`]: rising(100),
    },
  },
  "half of the searches for traces take too long": {
    series: {
      [`tempo_request_duration_seconds_count{${own}, route="api_search"}`]: rising(1),
      [`tempo_request_duration_seconds_bucket{${own}, route="api_search", le="10.0"}`]: rising(0.5),
    },
    burns: ["query", "traces"],
  },
  "all searches for traces fail at once": {
    series: {
      [`tempo_request_duration_seconds_count{${own}, route="api_search", status_code="500"}`]: rising(1),
      [`tempo_request_duration_seconds_bucket{${own}, route="api_search", status_code="500", le="10.0"}`]: rising(1),
    },
    burns: ["query", "traces"],
  },
  "half of the questions to Prometheus fail at once": {
    series: {
      [`prometheus_http_request_duration_seconds_count{${own}, handler="/api/v1/query"}`]: rising(1),
      [`prometheus_http_request_duration_seconds_bucket{${own}, handler="/api/v1/query", le="8.0"}`]: rising(1),
      [`prometheus_http_requests_total{${own}, handler="/api/v1/query", code="500"}`]: rising(0.5),
    },
    burns: ["query", "metrics"],
  },
  "half of the questions for logs are wrong, and told so": {
    series: Object.fromEntries(
      ["200", "400"].flatMap((code) =>
        ["count", 'bucket,le="10.0"'].map((part) => {
          const [kind, le] = part.split(",");
          const labels = [own, 'route="loki_api_v1_query_range"', `status_code="${code}"`, ...(le ? [le] : [])];
          return [`loki_request_duration_seconds_${kind}{${labels.join(", ")}}`, rising(1)];
        }),
      ),
    ),
  },
  "one of the three searches of a night takes too long": {
    series: {
      [`tempo_request_duration_seconds_count{${own}, route="api_search"}`]: "0x90 1x3 2x3 3x24",
      [`tempo_request_duration_seconds_bucket{${own}, route="api_search", le="10.0"}`]: "0x90 1x3 1x3 2x24",
    },
  },
};

describe("the platform's own objectives", function () {
  this.timeout(600_000);
  let promtool: Promtool;

  before(async () => {
    promtool = await Promtool.start();
    const groups = platformRules(settingsOf()).filter(({ name }) => name.startsWith("observability.platform-slo"));
    promtool.write("rules.yaml", { groups });
  });
  after(() => promtool?.remove());

  for (const [name, { series, burns }] of Object.entries(cases)) {
    it(`${burns === undefined ? "hold" : "burn"}: ${name}`, () => {
      const [objective, signal] = burns ?? [];
      promtool.write("case.yaml", {
        rule_files: ["rules.yaml"],
        evaluation_interval: "1m",
        tests: [
          {
            interval: "1m",
            input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
            promql_expr_test: [
              {
                expr: 'ALERTS{alertname="PlatformObjectiveBurningFast", alertstate="firing"} * 0 + 1',
                eval_time: "100m",
                exp_samples:
                  burns === undefined
                    ? []
                    : [
                        {
                          labels:
                            `{alertname="PlatformObjectiveBurningFast", alertstate="firing", severity="critical", ` +
                            `objective="${objective}", signal="${signal}"}`,
                          value: 1,
                        },
                      ],
              },
            ],
          },
        ],
      });
      assert.equal(promtool.run("test", "rules", "case.yaml"), "");
    });
  }
});
