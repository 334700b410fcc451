// Configuration of Alloy as the shipper of container logs: the pipeline's description in, Alloy syntax out.
//
// loki.write has no write-ahead log here. In Alloy 1.18 it is experimental, which would lower the stability level of
// the whole process, and it deletes segments after an hour whether Loki took them or not. Without it a full queue
// blocks the reader (the default of 1.18), and kubelet's own files are the buffer. Positions are saved every ten
// seconds, so a restart repeats up to ten seconds; a kill -9 while Loki is away loses at most the 10 MiB in the queue.
import type { Settings } from "../../../settings/settings";
import { endpoints } from "../../endpoints";
import { type AlloyBlock, alloyText, Expression } from "./alloy-syntax";
import { nodeJournal } from "./node-journal";
import { containerLogPipeline, limitByLabel, lowerCase, notJson, type Stage } from "./pipeline";
import type { RelabelRule } from "./targets";

export function alloyConfig(settings: Settings): string {
  const { relabelling, stages } = containerLogPipeline(settings);
  return alloyText([
    { name: "logging", attributes: { level: "warn", format: "json" } },
    {
      name: "discovery.kubernetes",
      label: "pods",
      attributes: { role: "pod" },
      blocks: [
        {
          name: "selectors",
          attributes: { role: "pod", field: new Expression('"spec.nodeName=" + sys.env("K8S_NODE_NAME")') },
        },
      ],
    },
    {
      name: "discovery.relabel",
      label: "containers",
      attributes: { targets: new Expression("discovery.kubernetes.pods.targets") },
      blocks: relabelling.map(rule),
    },
    {
      name: "loki.source.file",
      label: "containers",
      attributes: {
        targets: new Expression("discovery.relabel.containers.output"),
        forward_to: [new Expression("loki.process.containers.receiver")],
      },
      blocks: [{ name: "file_match", attributes: { enabled: true, sync_period: "5s" } }],
    },
    {
      name: "loki.process",
      label: "containers",
      attributes: { forward_to: [new Expression("loki.write.loki.receiver")] },
      blocks: stages.map(stage),
    },
    ...(settings.logs.nodeJournal ? nodeJournal(settings, "loki.write.loki.receiver") : []),
    pushToLoki(settings),
  ]);
}

/** The last block: to Loki, of which a full queue makes the reader wait. */
export function pushToLoki(settings: Settings): AlloyBlock {
  return {
    name: "loki.write",
    label: "loki",
    blocks: [{ name: "endpoint", attributes: pushOptions(endpoints(settings).loki.push) }],
  };
}

/** 0 retries without end. Loki's 429 is tried again too; its other refusals are final, and counted. */
function pushOptions(url: string) {
  return {
    url,
    batch_size: "1MiB",
    batch_wait: "1s",
    min_backoff_period: "500ms",
    max_backoff_period: "30s",
    max_backoff_retries: 0,
    remote_timeout: "30s",
  };
}

function rule({ from, separator, regex, to, value }: RelabelRule): AlloyBlock {
  return {
    name: "rule",
    attributes: {
      ...(from ? { source_labels: from } : {}),
      ...(separator === undefined ? {} : { separator }),
      ...(regex === undefined ? {} : { regex }),
      target_label: to,
      ...(value === undefined ? {} : { replacement: value }),
    },
  };
}

function stage(each: Stage): AlloyBlock {
  switch (each.do) {
    case "cri":
      return { name: "stage.cri" };
    case "limit":
      return {
        name: "stage.limit",
        attributes: { rate: each.perSecond, burst: each.burst, by_label_name: each.label, ...limitByLabel },
      };
    case "joinLines":
      return {
        name: "stage.multiline",
        attributes: { firstline: each.firstLine, max_wait_time: `${each.waitSeconds}s`, max_lines: each.maxLines },
      };
    case "mask":
      return { name: "stage.replace", attributes: { expression: each.expression, replace: each.to } };
    case "parseJson":
      return { name: "stage.json", attributes: { expressions: each.fields } };
    case "extract": {
      const expression: AlloyBlock = {
        name: "stage.regex",
        attributes: { expression: each.expression, ...(each.within === undefined ? {} : { source: each.within }) },
      };
      return each.within === undefined
        ? { name: "stage.match", attributes: { selector: notJson }, blocks: [expression] }
        : expression;
    }
    case "replace":
      return {
        name: "stage.replace",
        attributes: { expression: each.expression, source: each.field, replace: each.value },
      };
    case "lowerCase":
      return { name: "stage.template", attributes: { source: each.field, template: lowerCase } };
    case "dropLines":
      return {
        name: "stage.match",
        attributes: { selector: `{${each.where.label}="${each.where.value}"}` },
        blocks: [
          {
            name: "stage.drop",
            attributes: {
              source: each.fields.join(","),
              expression: each.expression,
              drop_counter_reason: each.reason,
            },
          },
        ],
      };
    case "structuredMetadata":
      return { name: "stage.structured_metadata", attributes: { values: each.values } };
    case "tenant":
      return { name: "stage.tenant", attributes: { label: each.label } };
    case "dropLabels":
      return { name: "stage.label_drop", attributes: { values: each.labels } };
  }
}
