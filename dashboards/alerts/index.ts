// Every rule of the platform, in Prometheus' own spelling: the spec of a PrometheusRule is `{ groups }`. Pure.
import { alertingRules } from "./alerting";
import { collectorRules } from "./collectors";
import { kafkaRules } from "./kafka";
import { lokiRules } from "./loki";
import { prometheusRules } from "./prometheus";
import type { Platform, RuleGroup } from "./rule";
import { shipperRules } from "./shippers";
import { sloRules } from "./slo";
import { tempoRules } from "./tempo";
import { throttledRules } from "./throttled";
import { usageRules } from "./usage";
import { workloadRules } from "./workloads";

export { replacedRules } from "./alerting";
export { lokiRulerRules } from "./loki-ruler";
export {
  type AlertGroup,
  type AlertingRule,
  type RecordingRule,
  type RuleGroup,
  runbookBaseUrl,
  type Severity,
} from "./rule";

/** Groups for Prometheus. Rules on parts that a stack does not install find no series and stay silent. */
export function platformRules(platform: Platform): RuleGroup[] {
  return [
    ...kafkaRules(platform),
    ...collectorRules(platform),
    ...shipperRules(platform),
    ...lokiRules(platform),
    ...tempoRules(platform),
    ...throttledRules(platform),
    ...prometheusRules(platform),
    ...alertingRules(platform),
    ...workloadRules(platform),
    ...sloRules(),
    ...usageRules(),
  ];
}
