// A tenant's services at a glance: traffic, errors, latency, logs with errors, traces.
// One dashboard for all tenants: its data sources are variables, and each tenant's shows that tenant's data.
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { conventions } from "../conventions/names";
import { asRecorded } from "./alerts/rule";
import { recorded } from "./alerts/slo";
import { activeSeries } from "./alerts/usage";
import { graph, logGraph, logLines, stat, traces } from "./panels";
import { labelVariable, sourceVariable } from "./variables";

const httpSeries = '{__name__=~"http_server_request_duration_seconds_count|http_requests_total"}';
const chosen = 'tenant=~"$tenant", service=~"$service"';
const duration = "http_server_request_duration_seconds";
const streams = '{service_name=~"$service"}';
const failing = `${streams} | detected_level=~"error|critical|fatal"`;
const customer = conventions.customerKey;
const spans = 'resource.service.name =~ "$service"';

const sumOf = (record: string) => `sum(${asRecorded(record, chosen)})`;
const requests = `sum by (service) (rate(${duration}_count{${chosen}}[$__rate_interval]))
or sum by (service) (rate(http_requests_total{${chosen}}[$__rate_interval]))`;
/** A service that tells its status in neither way has no line here: one without a name would say nothing. */
const withStatus = `${duration}_count{${chosen}, http_response_status_code!=""}`;
const byStatus = `sum by (status) (
  label_replace(rate(${withStatus}[$__rate_interval]), "status", "$1", "http_response_status_code", "(.+)")
  or label_replace(
    rate(http_requests_total{${chosen}, code!=""}[$__rate_interval]) unless on (tenant, service) ${withStatus},
    "status", "$1", "code", "(.+)"
  )
)`;
const quantile = (q: number) => ({
  expr: `histogram_quantile(${q}, sum by (le, service) (rate(${duration}_bucket{${chosen}}[$__rate_interval])))`,
  legend: `{{service}} p${q * 100}`,
  exemplars: true,
});
const burn = (
  window: string,
) => `sum by (tenant, service) (sum_over_time(${asRecorded(recorded.errors, chosen)}[${window}]))
/ sum by (tenant, service) (sum_over_time(${asRecorded(recorded.requests, chosen)}[${window}]))
/ on (tenant) group_left () ${asRecorded(recorded.errorsAllowed, 'tenant=~"$tenant"')}`;

export function tenantOverview(): Dashboard {
  return new DashboardBuilder("Tenant overview")
    .uid("tenant-overview")
    .tags(["observability", "tenant"])
    .description("Traffic, errors, latency, logs and traces of a tenant's services.")
    .readonly()
    .refresh("1m")
    .time({ from: "now-1h", to: "now" })
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(sourceVariable("prometheus"))
    .withVariable(sourceVariable("loki"))
    .withVariable(sourceVariable("tempo"))
    .withVariable(labelVariable({ name: "tenant", label: "Tenant", series: httpSeries, several: true }))
    .withVariable(
      labelVariable({
        name: "service",
        label: "Service",
        series: httpSeries.replace("}", ', tenant=~"$tenant"}'),
        several: true,
      }),
    )

    .withRow(new RowBuilder("Now"))
    .withPanel(
      stat(
        {
          title: "Requests",
          unit: "reqps",
          description: "Requests a second, all services that are chosen and have an objective.",
        },
        sumOf(recorded.requests),
      ),
    )
    .withPanel(
      stat(
        { title: "Failing", unit: "percentunit", description: "Share of requests that end in a 5xx." },
        `${sumOf(recorded.errors)} / ${sumOf(recorded.requests)}`,
      ),
    )
    .withPanel(
      stat(
        {
          title: "Too slow",
          unit: "percentunit",
          description:
            "Share of requests slower than the latency objective, of services with OpenTelemetry's HTTP histogram.",
        },
        `${sumOf(recorded.slow)} / ${sumOf(recorded.timed)}`,
      ),
    )
    .withPanel(
      stat(
        {
          title: "Alerts firing",
          unit: "short",
          description:
            "Alerts with the tenant's label that fire now, but for info. KubePodNotReady, KubeJobNotCompleted, " +
            "KubeStatefulSetUpdateNotRolledOut and TargetDown have none here: receivers alone are told of them.",
        },
        'count(ALERTS{alertstate="firing", severity!~"info|none", tenant=~"$tenant"}) or vector(0)',
        1,
      ),
    )

    .withRow(new RowBuilder("Requests"))
    .withPanel(
      graph(
        { title: "Rate", unit: "reqps", description: "Requests a second of each service." },
        { expr: requests, legend: "{{service}}" },
      ),
    )
    .withPanel(
      graph(
        { title: "Rate by status", unit: "reqps", description: "Requests a second by status code." },
        { expr: byStatus, legend: "{{status}}" },
      ),
    )
    .withPanel(
      graph(
        { title: "Error ratio", unit: "percentunit", description: "Share of requests that end in a 5xx." },
        {
          expr: `sum by (service) (${asRecorded(recorded.errors, chosen)}) / sum by (service) (${asRecorded(recorded.requests, chosen)})`,
          legend: "{{service}}",
        },
      ),
    )
    .withPanel(
      graph(
        {
          title: "Latency",
          unit: "s",
          description: "How long requests take. A dot is one request: it opens its trace.",
        },
        quantile(0.5),
        quantile(0.95),
        quantile(0.99),
      ),
    )
    .withPanel(
      graph(
        {
          title: "Error budget burn",
          unit: "short",
          description: "1 uses up a thirtieth of the error budget a day. Above 14.4 over an hour somebody is paged.",
          span: 24,
        },
        { expr: burn("1h"), legend: "{{service}} 1 h" },
        { expr: burn("6h"), legend: "{{service}} 6 h" },
      ),
    )

    .withRow(new RowBuilder("Metrics"))
    .withPanel(
      graph(
        { title: "Active series", unit: "short", description: "All metrics of the tenant: what its limit counts." },
        { expr: asRecorded(activeSeries, 'tenant=~"$tenant"'), legend: "{{tenant}}" },
      ),
    )
    .withPanel(
      graph(
        {
          title: "Samples of a target",
          unit: "short",
          description: "The ten largest, and what a target may have. Above it nothing of the target is stored.",
        },
        {
          expr: 'topk(10, scrape_samples_post_metric_relabeling{tenant=~"$tenant"})',
          legend: "{{job}} {{instance}}",
        },
        { expr: 'max(scrape_sample_limit{tenant=~"$tenant"} > 0)', legend: "limit" },
      ),
    )

    .withRow(new RowBuilder("Logs"))
    .withPanel(
      logGraph(
        { title: "Volume", unit: "Bps", description: "Bytes of logs a second of each service." },
        { expr: `sum by (service_name) (bytes_rate(${streams} [$__auto]))`, legend: "{{service_name}}" },
      ),
    )
    .withPanel(
      logGraph(
        { title: "Lines by level", unit: "short", description: "Lines of each level." },
        { expr: `sum by (detected_level) (count_over_time(${streams} [$__auto]))`, legend: "{{detected_level}}" },
      ),
    )
    .withPanel(
      logGraph(
        {
          title: "Customers",
          unit: "short",
          description: `Lines of the ten customers with most, by \`${customer}\` of a JSON line or attribute.`,
          span: 24,
        },
        {
          expr: `topk(10, sum by (${customer}) (count_over_time(${streams} | ${customer}!="" [$__auto])))`,
          legend: `{{${customer}}}`,
        },
      ),
    )
    .withPanel(
      logLines(
        {
          title: "Errors",
          description: "The newest lines of level error and above. A line's trace_id opens its trace.",
        },
        failing,
      ),
    )

    .withRow(new RowBuilder("Traces"))
    .withPanel(
      traces(
        { title: "With errors", description: "The newest traces in which a span failed." },
        `{ ${spans} && status = error }`,
      ),
    )
    .withPanel(
      traces(
        { title: "Slow", description: "The newest traces in which a span took longer than a second." },
        `{ ${spans} && duration > 1s }`,
      ),
    )
    .build();
}
