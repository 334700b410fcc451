// Tenants with more metrics than they may have. A target above its limit is not scraped: the agent itself counts for
// each (extra-scrape-metrics), so the alert is the tenant's. All of a tenant's series are counted, and nothing is cut.
import { alert, asRecorded, type Platform, type RuleGroup } from "./rule";
import { activeSeries } from "./usage";

/** Samples that a target offers, where they are more than it may have; -1 where its answer was too large to be read. */
export const targetOverLimit = `(scrape_samples_post_metric_relabeling > (scrape_sample_limit > 0))
or (scrape_body_size_bytes < 0)`;

export function scrapeLimitRules({ tenants }: Platform): RuleGroup[] {
  return [
    {
      name: "observability.scrape-limits",
      rules: [
        alert("TargetOverSampleLimit", {
          severity: "warning",
          expr: targetOverLimit,
          for: "5m",
          summary: "{{ $labels.instance }} of {{ $labels.namespace }} is not scraped: too many samples",
          description:
            "It offers more than a target may (`sizing.tenantAgent.samplesPerTarget`, or the monitor's own " +
            "sampleLimit). None of its metrics is stored until it offers fewer.",
        }),
        alert("TenantSeriesOverLimit", {
          severity: "warning",
          expr: seriesOverLimit(tenants),
          for: "30m",
          summary: "{{ $value | humanize }} active series of {{ $labels.tenant }}, more than its limit",
          description: "Nothing is cut: all tenants share Prometheus' memory (`tenants[].limits.activeSeries`).",
        }),
      ],
    },
  ];
}

/** Tenants of one limit together. `default` has the cluster's and the platform's own series: only where it is listed. */
function seriesOverLimit(tenants: Platform["tenants"]): string {
  const byLimit = new Map<number, string[]>();
  for (const { id, limits } of tenants.filter(({ isListed }) => isListed)) {
    byLimit.set(limits.activeSeries, [...(byLimit.get(limits.activeSeries) ?? []), id]);
  }
  return [...byLimit]
    .map(([limit, ids]) => `${asRecorded(activeSeries, `tenant=~"${ids.join("|")}"`)} > ${limit}`)
    .join("\nor ");
}
