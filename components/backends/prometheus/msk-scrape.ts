// Scrape configuration of MSK open monitoring: broker names in, text of Prometheus' `scrape_configs` out.
// The names are known only after AWS made the brokers, so the text reaches Prometheus in a Secret, not in chart values.
import { stringify } from "yaml";
import { monitoringPorts } from "../../../conventions/kafka";
import { ownSecretNames } from "../../../conventions/secrets";

/** Where the scraper reads the configuration from. Absent is fine: then no brokers are scraped. */
export const mskScrapeSecret = { name: ownSecretNames.brokerTargets, key: "scrape-configs.yaml" } as const;

/** How an answer is read that does not say what it is, or says what it is not. */
export const fallbackScrapeProtocol = "PrometheusText0.0.4";

/** @param brokers DNS names of the brokers, without port. None gives an empty list of jobs. */
export function mskScrapeConfigs(brokers: readonly string[]): string {
  if (brokers.length === 0) return stringify([]);
  return stringify(
    Object.entries(monitoringPorts).map(([exporter, port]) => ({
      job_name: `msk-${exporter}`,
      // MSK updates its metrics once a minute.
      scrape_interval: "60s",
      fallback_scrape_protocol: fallbackScrapeProtocol,
      static_configs: [{ targets: brokers.map((broker) => `${broker}:${port}`) }],
      relabel_configs: [
        { source_labels: ["__address__"], regex: "([^:]+):.*", target_label: "broker", replacement: "$1" },
      ],
    })),
  );
}
