// Every rule of the platform, in Prometheus' own spelling: the spec of a PrometheusRule is `{ groups }`.
import { alertingRules } from "./alerting";
import { collectorRules } from "./collectors";
import { controlPlaneRules } from "./control-plane";
import { kafkaRules } from "./kafka";
import { lokiRules } from "./loki";
import { logLineRules } from "./loki-ruler";
import { platformSloRules } from "./platform-slo";
import { prometheusRules } from "./prometheus";
import { type AlertGroup, type Platform, type RuleGroup, withRunbooks } from "./rule";
import { scrapeLimitRules } from "./scrape-limits";
import { shipperRules } from "./shippers";
import { sloRules } from "./slo";
import { tempoRules } from "./tempo";
import { throttledRules } from "./throttled";
import { usageRules } from "./usage";
import { workloadRules } from "./workloads";

export { replacedRules } from "./alerting";
export type {
  AlertGroup,
  AlertingRule,
  RecordingRule,
  RuleGroup,
  Severity,
} from "./rule";

/** Groups for Prometheus. Rules on parts that a stack does not install find no series and stay silent. */
export function platformRules(platform: Platform): RuleGroup[] {
  const groups = [
    ...kafkaRules(platform),
    ...collectorRules(platform),
    ...controlPlaneRules(platform),
    ...shipperRules(platform),
    ...lokiRules(platform),
    ...tempoRules(platform),
    ...throttledRules(platform),
    ...prometheusRules(platform),
    ...scrapeLimitRules(platform),
    ...alertingRules(platform),
    ...workloadRules(platform),
    ...sloRules(platform),
    ...platformSloRules(platform),
    ...usageRules(),
  ];
  return withRunbooks(groups, platform);
}

/** Groups for Loki's ruler, of the tenant that owns the logs of the platform's own pods. */
export function lokiRulerRules(platform: Platform): AlertGroup[] {
  return withRunbooks(logLineRules(platform), platform);
}
