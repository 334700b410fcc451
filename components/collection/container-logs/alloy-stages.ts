// The pipeline's stages in Alloy's spelling.

import { jsonAlone } from "../../../conventions/line-keys";
import type { AlloyBlock } from "./alloy-syntax";
import { jsonAndMore, limitByLabel, limitedField, lowerCase, type Stage, textHolding } from "./pipeline";

export function stageBlock(each: Stage): AlloyBlock {
  switch (each.do) {
    case "cri":
      return {
        name: "stage.cri",
        attributes: { max_partial_line_size: each.mostBytes, max_partial_line_size_truncate: true },
      };
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
          stageBlock({ do: "limit", label: each.label, perSecond: each.perSecond, burst: each.burst }),
        ],
      };
    case "joinLines":
      return {
        name: "stage.multiline",
        attributes: { firstline: each.firstLine, max_wait_time: `${each.waitSeconds}s`, max_lines: each.maxLines },
      };
    case "mask":
    case "mark":
      return { name: "stage.replace", attributes: { expression: each.expression, replace: each.to } };
    case "parseJson":
      return { name: "stage.json", attributes: { expressions: each.fields } };
    case "parseFirstLine":
      return {
        name: "stage.match",
        attributes: { selector: jsonAndMore },
        blocks: [
          { name: "stage.regex", attributes: { expression: jsonAlone } },
          { name: "stage.json", attributes: { source: "first_line", expressions: each.fields } },
        ],
      };
    case "extract":
      return { name: "stage.regex", attributes: { expression: each.expression, source: each.within } };
    case "extractFromText":
      return {
        name: "stage.match",
        attributes: { selector: textHolding(each.holding) },
        blocks: [{ name: "stage.regex", attributes: { expression: each.expression } }],
      };
    case "replace":
      return {
        name: "stage.replace",
        attributes: { expression: each.expression, source: each.field, replace: each.value },
      };
    case "lowerCase":
      return { name: "stage.template", attributes: { source: each.field, template: lowerCase } };
    case "dropOlder":
      return {
        name: "stage.drop",
        attributes: { older_than: `${each.hours}h`, drop_counter_reason: each.reason },
      };
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
