// What each tenant sends and keeps, for the bill and for its limits. For operators: it shows all tenants.
import { type Dashboard, DashboardBuilder, RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { increaseShown } from "./alerts/counters";
import { asRecorded } from "./alerts/rule";
import { activeSeries } from "./alerts/usage";
import { graph, table } from "./panels";
import { allTenants, labelVariable, platformVariable, sourceVariable } from "./variables";

const own = 'namespace="$namespace", tenant=~"$tenant"';
const logBytes = "loki_distributor_bytes_received_total";
const spanBytes = "tempo_distributor_bytes_received_total";
const perDay = (metric: string) => `sum by (tenant) (increase(${metric}{${own}}[1d]))`;
const rate = (metric: string) => `sum by (tenant) (rate(${metric}{${own}}[$__rate_interval]))`;
const refused = (metric: string) => increaseShown({ metric, selector: own, by: ["tenant", "reason"] });
/** Pushed when there is one to count, and at no other time: a series that comes back has all that it ever counted. */
const refusedPoint = 'gateway_refused_metric_points_total{tenant=~"$tenant"}';
const refusedPoints = `sum by (tenant, service, reason) (
  ${refusedPoint} - last_over_time(${refusedPoint}[7d] offset $__rate_interval) >= 0 or ${refusedPoint}
)`;
const series = asRecorded(activeSeries, 'tenant=~"$tenant"');
const byTenant = "{{tenant}}";

export function tenantUsage(namespace: string): Dashboard {
  return new DashboardBuilder("Usage by tenant")
    .uid("tenant-usage")
    .tags(["observability", "platform"])
    .description("Bytes and series of each tenant: what to bill, and who is near a limit.")
    .readonly()
    .refresh("5m")
    .time({ from: "now-7d", to: "now" })
    .withVariable(sourceVariable("prometheus", allTenants))
    .withVariable(platformVariable(namespace))
    .withVariable(
      labelVariable({ name: "tenant", label: "Tenant", series: `${logBytes}{namespace="$namespace"}`, several: true }),
    )

    .withRow(new RowBuilder("Last 24 hours"))
    .withPanel(
      table(
        {
          title: "Logs",
          unit: "bytes",
          description:
            "Uncompressed bytes, what S3 and queries cost by. What Loki sends back for a limit is counted at each try: " +
            'before a bill look at "Log lines refused".',
          span: 8,
        },
        `sort_desc(${perDay(logBytes)})`,
      ),
    )
    .withPanel(
      table(
        { title: "Traces", unit: "bytes", description: "Bytes of spans that Tempo took, after limits.", span: 8 },
        `sort_desc(${perDay(spanBytes)})`,
      ),
    )
    .withPanel(
      table(
        {
          title: "Active series",
          unit: "short",
          description: "Series with a sample in the last minutes. About 8 KiB of Prometheus' memory each.",
          span: 8,
        },
        `sort_desc(${series})`,
      ),
    )
    .withPanel(
      table(
        {
          title: "Log retention",
          unit: "short",
          description: "Hours for which Loki keeps what it takes now.",
          span: 8,
        },
        `max by (tenant, retention_hours) (rate(${logBytes}{${own}}[1h]) > 0)`,
        ["Time", "Value"],
      ),
    )
    .withPanel(
      table(
        { title: "Share of all logs", unit: "percentunit", description: "Part of the platform's log bytes.", span: 8 },
        `sort_desc(${perDay(logBytes)} / scalar(sum(increase(${logBytes}{namespace="$namespace"}[1d]))))`,
      ),
    )
    .withPanel(
      table(
        {
          title: "Log streams",
          unit: "short",
          description: "Streams in memory: the sum over tenants decides the ingesters' memory.",
          span: 8,
        },
        `sort_desc(sum by (tenant) (loki_ingester_memory_streams{${own}}))`,
      ),
    )

    .withRow(new RowBuilder("Over time"))
    .withPanel(
      graph(
        { title: "Logs", unit: "Bps", description: "Bytes a second, each try of what Loki sends back included." },
        { expr: rate(logBytes), legend: byTenant },
      ),
    )
    .withPanel(
      graph(
        { title: "Log lines", unit: "short", description: "Lines a second, likewise." },
        { expr: rate("loki_distributor_lines_received_total"), legend: byTenant },
      ),
    )
    .withPanel(
      graph(
        { title: "Traces", unit: "Bps", description: "Bytes of spans a second that Tempo took." },
        { expr: rate(spanBytes), legend: byTenant },
      ),
    )
    .withPanel(
      graph(
        { title: "Spans", unit: "short", description: "Spans a second." },
        { expr: rate("tempo_distributor_spans_received_total"), legend: byTenant },
      ),
    )
    .withPanel(
      graph(
        { title: "Active series", unit: "short", description: "A step up is a new label or a new service." },
        { expr: series, legend: byTenant },
      ),
    )
    .withPanel(
      graph(
        { title: "Span metrics series", unit: "short", description: "Series that Tempo makes from spans." },
        { expr: `sum by (tenant) (tempo_metrics_generator_registry_active_series{${own}})`, legend: byTenant },
      ),
    )

    .withRow(new RowBuilder("Refused"))
    .withPanel(
      graph(
        {
          title: "Log lines refused",
          unit: "short",
          description: "Lines between two points. `rate_limited` is late, the others are lost or dead letters.",
        },
        { expr: refused("loki_discarded_samples_total"), legend: "{{tenant}} {{reason}}" },
      ),
    )
    .withPanel(
      graph(
        {
          title: "Spans refused",
          unit: "short",
          description: "Spans between two points. `rate_limited` is late, the others are lost.",
        },
        { expr: refused("tempo_discarded_spans_total"), legend: "{{tenant}} {{reason}}" },
      ),
    )
    .withPanel(
      graph(
        {
          title: "Metric points refused",
          unit: "short",
          description: "Pushed points between two points of this graph that Prometheus could not store; they are lost.",
        },
        { expr: refusedPoints, legend: "{{tenant}} {{service}} {{reason}}" },
      ),
    )
    .build();
}
