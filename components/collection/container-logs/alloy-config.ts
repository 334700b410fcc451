// Configuration of Alloy as the shipper of container logs: the pipeline's description in, Alloy syntax out.
//
// Kubelet's own files are the buffer (alloy-blocks.ts). Positions are saved every ten seconds, so a restart repeats up
// to ten seconds; a kill -9 while Loki is away loses at most the 10 MiB in the queue.
import type { Settings } from "../../../settings/settings";
import { logging, lokiReceiver, pushToLoki, relabelBlock } from "./alloy-blocks";
import { type AlloyBlock, alloyText, Expression } from "./alloy-syntax";
import { nodeJournal } from "./node-journal";
import { containerLogPipeline, limitByLabel, limitedField, lowerCase, notJson, type Stage } from "./pipeline";

export function alloyConfig(settings: Settings): string {
  const { relabelling, stages } = containerLogPipeline(settings);
  return alloyText([
    logging,
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
      blocks: relabelling.map(relabelBlock),
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
      attributes: { forward_to: [new Expression(lokiReceiver)] },
      blocks: stages.map(stage),
    },
    ...(settings.logs.nodeJournal ? nodeJournal(settings) : []),
    pushToLoki(settings),
  ]);
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
    case "limitFields":
      return {
        name: "stage.match",
        attributes: { selector: `{${each.where.label}="${each.where.value}"}` },
        blocks: [
          { name: "stage.template", attributes: { source: limitedField, template: each.template } },
          { name: "stage.labels", attributes: { values: { [each.label]: limitedField } } },
          stage({ do: "limit", label: each.label, perSecond: each.perSecond, burst: each.burst }),
        ],
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
