// Configuration of Promtail as the shipper of container logs: the pipeline's description in, its YAML file out.
// Promtail reached end of life on 2026-03-02; it stays for clusters that cannot move yet.
import { stringify } from "yaml";
import { jsonAlone } from "../../../conventions/line-keys";
import type { Settings } from "../../../settings/settings";
import { endpoints } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import {
  containerLogPipeline,
  jsonAndMore,
  limitByLabel,
  limitedField,
  lowerCase,
  type Stage,
  textHolding,
} from "./pipeline";
import { relabelKeys } from "./targets";

/** Where Promtail serves its metrics and answers probes. */
export const promtailPort = 3101;
/** Folder of the read positions in the container. */
export const promtailStatePath = "/run/promtail";

export const promtailLogLevel = "warn";

export function promtailConfig(settings: Settings): string {
  const { relabelling, ownership, stages } = containerLogPipeline(settings);
  return stringify(
    {
      server: { log_level: promtailLogLevel, log_format: "json", http_listen_port: promtailPort, grpc_listen_port: 0 },
      clients: [
        {
          url: endpoints(settings).loki.push,
          batchsize: 1_048_576,
          batchwait: "1s",
          timeout: "30s",
          // 0 retries without end: reading waits, and kubelet's files are the buffer.
          backoff_config: { min_period: "500ms", max_period: "30s", max_retries: 0 },
        },
      ],
      positions: { filename: `${promtailStatePath}/positions.yaml`, sync_period: "10s" },
      target_config: { sync_period: "5s" },
      scrape_configs: [
        {
          job_name: "containers",
          // Promtail itself asks for the pods of its own node only: it adds the selector from HOSTNAME, which the chart
          // sets.
          kubernetes_sd_configs: [{ role: "pod" }],
          relabel_configs: [...relabelling, ...ownership].map(relabelKeys),
          pipeline_stages: stages.map(stage),
        },
      ],
    },
    { lineWidth: 0 },
  );
}

function stage(each: Stage): HelmValues {
  switch (each.do) {
    case "cri":
      return { cri: { max_partial_line_size: each.mostBytes, max_partial_line_size_truncate: true } };
    case "limit":
      return { limit: { rate: each.perSecond, burst: each.burst, by_label_name: each.label, ...limitByLabel } };
    case "limitFields":
      return {
        match: {
          selector: `{${each.where.label}="${each.where.value}"}`,
          stages: [
            { template: { source: limitedField, template: each.template } },
            { labels: { [each.label]: limitedField } },
            stage({ do: "limit", label: each.label, perSecond: each.perSecond, burst: each.burst }),
          ],
        },
      };
    case "joinLines":
      return {
        multiline: { firstline: each.firstLine, max_wait_time: `${each.waitSeconds}s`, max_lines: each.maxLines },
      };
    case "mask":
    case "mark":
      return { replace: { expression: each.expression, replace: each.to } };
    case "parseJson":
      return { json: { expressions: each.fields } };
    case "parseFirstLine":
      return {
        match: {
          selector: jsonAndMore,
          stages: [{ regex: { expression: jsonAlone } }, { json: { source: "first_line", expressions: each.fields } }],
        },
      };
    case "extract":
      return { regex: { expression: each.expression, source: each.within } };
    case "extractFromText":
      return { match: { selector: textHolding(each.holding), stages: [{ regex: { expression: each.expression } }] } };
    case "replace":
      return { replace: { expression: each.expression, source: each.field, replace: each.value } };
    case "lowerCase":
      return { template: { source: each.field, template: lowerCase } };
    case "dropOlder":
      return { drop: { older_than: `${each.hours}h`, drop_counter_reason: each.reason } };
    case "dropLines":
      return {
        match: {
          selector: `{${each.where.label}="${each.where.value}"}`,
          stages: [{ drop: { source: each.fields, expression: each.expression, drop_counter_reason: each.reason } }],
        },
      };
    case "structuredMetadata":
      return { structured_metadata: each.values };
    case "tenant":
      return { tenant: { label: each.label } };
    case "dropLabels":
      return { labeldrop: each.labels };
  }
}
