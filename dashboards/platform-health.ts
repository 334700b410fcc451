// Whether the platform itself works, from the way in to the way out: a row for each part, in data's order.
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { increaseShown } from "./alerts/counters";
import { kafkaRecords, lateSeconds } from "./alerts/kafka";
import { asRecorded } from "./alerts/rule";
import { graph, type Row, stat, table } from "./panels";
import { backendRows } from "./platform-health-backends";
import { deadLetters, pipelineRows } from "./platform-health-pipeline";
import { allTenants, platformVariable, sourceVariable } from "./variables";

const own = 'namespace="$namespace"';

const now: Row = {
  title: "Now",
  panels: [
    stat(
      { title: "Parts down", unit: "short", description: "Scrape targets of the platform that do not answer." },
      `count(up{${own}} == 0) or vector(0)`,
      1,
    ),
    stat(
      { title: "Alerts firing", unit: "short", description: "All tenants and the platform, but for info." },
      'count(ALERTS{alertstate="firing", severity!~"info|none"}) or vector(0)',
      1,
    ),
    stat(
      {
        title: "Logs are late by",
        unit: "s",
        description: "Age of the oldest record in Kafka that is not in Loki yet.",
      },
      `max(${asRecorded(kafkaRecords.backlogAge)})`,
      lateSeconds,
    ),
    stat(
      {
        title: "Fullest queue",
        unit: "percentunit",
        description: "Disk queue of a Collector. At 1 senders are refused.",
      },
      `max(otelcol_exporter_queue_size{${own}} / otelcol_exporter_queue_capacity{${own}})`,
      0.5,
    ),
    stat(
      { title: "Dead letters in 24 h", unit: "short", description: "Log records that could not be stored." },
      `sum(${increaseShown(deadLetters, "1d")}) or vector(0)`,
      1,
    ),
    stat(
      { title: "Active series", unit: "short", description: "Series in Prometheus' memory." },
      `max(prometheus_tsdb_head_series{${own}})`,
    ),
  ],
};

const workloads: Row = {
  title: "Workloads",
  panels: [
    table(
      { title: "Parts", unit: "short", description: "Targets that answer, of each part." },
      `sum by (job, container) (up{${own}})`,
    ),
    graph(
      { title: "Memory of its limit", unit: "percentunit", description: "The ten closest to being killed." },
      {
        expr: `topk(10, max by (pod, container) (container_memory_working_set_bytes{${own}, container!=""})
/ on (pod, container) max by (pod, container) (kube_pod_container_resource_limits{${own}, resource="memory"}))`,
        legend: "{{pod}} {{container}}",
      },
    ),
    graph(
      { title: "Volumes", unit: "percentunit", description: "Part in use. Volumes grow in place, never shrink." },
      {
        expr: `1 - kubelet_volume_stats_available_bytes{${own}} / kubelet_volume_stats_capacity_bytes{${own}}`,
        legend: "{{persistentvolumeclaim}}",
      },
    ),
    graph(
      { title: "Restarts", unit: "short", description: "In an hour." },
      { expr: `sum by (pod) (increase(kube_pod_container_status_restarts_total{${own}}[1h])) > 0`, legend: "{{pod}}" },
    ),
  ],
};

export function platformHealth(namespace: string): Dashboard {
  const dashboard = new DashboardBuilder("Platform health")
    .uid("platform-health")
    .tags(["observability", "platform"])
    .description(
      "The pipeline itself: what comes in, what waits, what is refused or lost, and the state of each backend.",
    )
    .readonly()
    .refresh("1m")
    .time({ from: "now-3h", to: "now" })
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(sourceVariable("prometheus", allTenants))
    .withVariable(platformVariable(namespace));
  for (const { title, panels } of [now, ...pipelineRows, ...backendRows, workloads]) {
    dashboard.withRow(new RowBuilder(title));
    for (const panel of panels) dashboard.withPanel(panel);
  }
  return dashboard.build();
}
