// What overrides may set of Loki, Tempo and Grafana. Bounds of queries begin at the charts' or engines' own defaults
// where less would make the platform's alerts and dashboards fail.
import { duration, intervalOf, longerDuration, longerGrace, oneOf, toggle, wholeNumber, words } from "./kinds";
import { type Knobs, knobsOf } from "./knob";

const logLevel = oneOf("debug", "info", "warn", "error");
const revisions = wholeNumber(1, 50);

const stops = (parts: Readonly<Record<string, number>>) =>
  Object.entries(parts).flatMap(([part, least]) =>
    knobsOf({ terminationGracePeriodSeconds: longerGrace(least) }, part),
  );

export const storesKnobs: Knobs = {
  loki: [
    ...knobsOf({
      "loki.revisionHistoryLimit": revisions,
      "loki.server.log_level": logLevel,
      "loki.frontend.log_queries_longer_than": duration("1s", "1h"),
      "loki.limits_config.cardinality_limit": wholeNumber(100_000, 1_000_000),
      "loki.limits_config.max_cache_freshness_per_query": duration("1m", "1h"),
      "loki.limits_config.max_concurrent_tail_requests": wholeNumber(10, 1_000),
      "loki.limits_config.max_entries_limit_per_query": wholeNumber(5_000, 50_000),
      "loki.limits_config.max_query_parallelism": wholeNumber(1, 512),
      "loki.limits_config.max_query_series": wholeNumber(500, 50_000),
      // The server ends an answer after ten minutes.
      "loki.limits_config.query_timeout": duration("5m", "10m"),
      // What waits in a queue for longer than Loki's limit is let in by raising it before the queue drains.
      "loki.limits_config.reject_old_samples_max_age": longerDuration("8784h"),
      "loki.limits_config.split_queries_by_interval": duration("15m", "24h"),
      "loki.limits_config.tsdb_max_query_parallelism": wholeNumber(1, 512),
      "loki.limits_config.volume_enabled": toggle,
      "loki.limits_config.volume_max_series": wholeNumber(100, 10_000),
      "loki.querier.max_concurrent": wholeNumber(2, 16),
      "loki.query_range.max_retries": wholeNumber(1, 10),
      "gateway.verboseLogging": toggle,
    }),
    ...stops({
      gateway: 30,
      distributor: 30,
      querier: 30,
      queryFrontend: 30,
      queryScheduler: 30,
      indexGateway: 300,
      ingester: 300,
      ruler: 300,
      singleBinary: 300,
    }),
  ],
  tempoDistributed: [
    ...knobsOf({
      "tempo.revisionHistoryLimit": revisions,
      "server.logLevel": logLevel,
      "querier.config.max_concurrent_queries": wholeNumber(5, 50),
      "querier.config.search.query_timeout": duration("30s", "10m"),
      "querier.config.trace_by_id.query_timeout": duration("10s", "10m"),
      "queryFrontend.config.max_retries": wholeNumber(1, 10),
      // A frontend has room for 2,000 jobs of a tenant: with more of each question two at once are refused (429).
      "queryFrontend.config.metrics.concurrent_jobs": wholeNumber(10, 1_000),
      "queryFrontend.config.search.concurrent_jobs": wholeNumber(10, 1_000),
      // A search that names no number asks for three, and is refused where that is more (search_sharder.go of 2.10).
      "queryFrontend.config.search.max_spans_per_span_set": wholeNumber(3, 1_000),
      "queryFrontend.config.trace_by_id.query_shards": wholeNumber(2, 1_000),
    }),
    ...stops({ distributor: 30, querier: 30, queryFrontend: 30, ingester: 300, metricsGenerator: 300 }),
  ],
  grafana: knobsOf({
    revisionHistoryLimit: revisions,
    // Not debug: it writes what the provider says of a person who signs in.
    "grafana.ini/log.level": oneOf("info", "warn", "error"),
    "grafana.ini/dashboards.min_refresh_interval": intervalOf("1s", "1h"),
    // Not fewer than Grafana keeps by itself: what is above goes.
    "grafana.ini/dashboards.versions_to_keep": wholeNumber(20, 1_000),
    "grafana.ini/dataproxy.timeout": wholeNumber(30, 600),
    "grafana.ini/date_formats.default_timezone": words(
      "browser, utc or a time zone",
      /^(browser|utc|UTC|[A-Z][A-Za-z_]{1,20}(\/[A-Z][A-Za-z_-]{1,20}){1,2})$/,
      "Europe/Berlin",
    ),
    "grafana.ini/date_formats.default_week_start": oneOf("browser", "saturday", "sunday", "monday"),
    "grafana.ini/help.enabled": toggle,
    "grafana.ini/news.news_feed_enabled": toggle,
    "grafana.ini/server.enable_gzip": toggle,
    "grafana.ini/users.default_language": words("a language", /^([a-z]{2}-[A-Z][A-Za-z]{1,3}|detect)$/, "de-DE"),
    "grafana.ini/users.default_theme": oneOf("dark", "light", "system"),
    "grafana.ini/users.login_hint": words(
      "at most 80 letters, digits, blanks and . , @ -",
      /^[\p{L}\d][\p{L}\d .,@-]{0,79}$/u,
      "name@example.com",
    ),
  }),
};
