// At what alerts on tenants' objectives are to fire, and at what not (cases.ts).
import { type Case, waiting } from "./cases";

const pushed = 'tenant="shop", namespace="shop"';
const web = 'tenant="shop", service="web"';

export const objectiveCases: readonly Case[] = [
  {
    name: "one request in eleven fails: people are paged, and a ticket is written",
    series: {
      [`http_requests_total{${web}, code="200"}`]: waiting(1),
      [`http_requests_total{${web}, code="503"}`]: waiting(0.1),
    },
    at: 90,
    firing: { HttpErrorsBurningFast: 1, HttpErrorsBurningSlow: 1 },
  },
  {
    name: "the same, while its tenant pushes series under the names that the platform records",
    series: {
      [`http_requests_total{${web}, code="200"}`]: waiting(1),
      [`http_requests_total{${web}, code="503"}`]: waiting(0.1),
      [`tenant:http_requests_errors_allowed:ratio{${pushed}}`]: "1x120",
      [`consumergroup_topic:kafka_backlog_age:seconds{${pushed}, consumergroup="a", topic="logs"}`]: "9999x120",
      [`platform:objective_bad:rate5m{${pushed}, objective="ingest", signal="logs"}`]: "1x120",
      [`platform:objective_all:rate5m{${pushed}, objective="ingest", signal="logs"}`]: "1x120",
      [`platform:objective_allowed:ratio{${pushed}, objective="ingest"}`]: "0x120",
    },
    at: 90,
    firing: { HttpErrorsBurningFast: 1, HttpErrorsBurningSlow: 1 },
  },
  {
    name: "a service without errors, and one with too few requests to judge",
    series: {
      [`http_requests_total{${web}, code="200"}`]: waiting(1),
      'http_requests_total{tenant="shop", service="rare", code="500"}': "0+1x120",
    },
    at: 90,
    firing: {},
  },
  {
    name: "both kinds of instrumentation in one service are counted once",
    series: {
      [`http_server_request_duration_seconds_count{${web}, http_response_status_code="200"}`]: waiting(1),
      [`http_requests_total{${web}, code="503"}`]: waiting(0.0005),
    },
    at: 90,
    firing: {},
  },
  {
    name: "half of the requests take longer than a second, bucket bound spelled by a scrape or by a push",
    series: {
      [`http_server_request_duration_seconds_count{${web}}`]: waiting(1),
      [`http_server_request_duration_seconds_bucket{${web}, le="1.0"}`]: waiting(0.5),
      'http_server_request_duration_seconds_count{tenant="shop", service="api"}': waiting(1),
      'http_server_request_duration_seconds_bucket{tenant="shop", service="api", le="1"}': waiting(0.5),
    },
    at: 90,
    firing: { HttpLatencyBurningFast: 2, HttpLatencyBurningSlow: 2 },
  },
  {
    name: "the same of a tenant that is held to less",
    series: {
      'http_requests_total{tenant="patient", service="web", code="200"}': waiting(1),
      'http_requests_total{tenant="patient", service="web", code="503"}': waiting(0.1),
      'http_server_request_duration_seconds_count{tenant="patient", service="api"}': waiting(1),
      'http_server_request_duration_seconds_bucket{tenant="patient", service="api", le="1.0"}': waiting(0),
      'http_server_request_duration_seconds_bucket{tenant="patient", service="api", le="5.0"}': waiting(1),
    },
    at: 90,
    firing: {},
  },
];
