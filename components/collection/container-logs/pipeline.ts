// How lines of containers become records of Loki: labels, tenant, what is dropped. The one description from which the
// configurations of Alloy and of Promtail are both written, so that either gives the same result.
//
// Everything that depends on a tenant is decided by relabelling, whose result is known for each container (Alloy remembers
// it); what runs for each line does not grow with the number of tenants.

import {
  idAmong,
  logfmtLevel,
  logfmtSigns,
  longestCustomer,
  severityNumberPaths,
  spanIdPaths,
  traceIdPaths,
} from "../../../conventions/line-keys";
import { conventions } from "../../../conventions/names";
import { inText, keyed, keyedValue, mask, secretNames, secretValues, textValues } from "../../../conventions/redaction";
import { severities, severityNumbers, spelled } from "../../../conventions/severity";
import type { Settings, Tenant } from "../../../settings/settings";
import { longestSentBytes, oldestSentHours } from "../../backends/loki/config";
import { beyondShare, firstOf, levelOf, numbersBelow, severityNumber, textsOf } from "./levels";
import { joining } from "./multiline";
import {
  customerLimitLabel,
  customerLimitsOf,
  environmentLabel,
  minimaOf,
  minimumLabel,
  ownership,
  type RelabelRule,
  relabelling,
  shareLabel,
  sharesOf,
} from "./targets";

/** One step for each line. */
export type Stage =
  /** Joins what the container's runtime has cut at 16 KiB, up to so many bytes; the rest of such a line goes. */
  | { do: "cri"; mostBytes: number }
  | { do: "dropOlder"; hours: number; reason: string }
  /** A rate for each value of a label. */
  | { do: "limit"; label: string; perSecond: number; burst: number }
  /** A rate for each value that a template makes of the fields; a line of which it makes none has no limit. */
  | {
      do: "limitFields";
      where: { label: string; value: string };
      template: string;
      label: string;
      perSecond: number;
      burst: number;
    }
  /** What the expression's groups hold becomes `to`, wherever it is found in the line: a secret, or a mark. */
  | { do: "mask" | "mark"; expression: string; to: string }
  | { do: "joinLines"; firstLine: string; waitSeconds: number; maxLines: number }
  /** The line itself, or JSON on the first of several lines alone. */
  | { do: "parseJson" | "parseFirstLine"; fields: Readonly<Record<string, string>> }
  /** Named groups become fields: of a field, or of a line that is no JSON and holds a text. */
  | { do: "extract"; within: string; expression: string }
  | { do: "extractFromText"; holding: string; expression: string }
  /** What the expression's group holds becomes `value`. */
  | { do: "replace"; field: string; expression: string; value: string }
  | { do: "lowerCase"; field: string }
  /** Fields are joined by ";"; one that a line has not is left out. */
  | {
      do: "dropLines";
      where: { label: string; value: string };
      fields: readonly string[];
      expression: string;
      reason: string;
    }
  | { do: "structuredMetadata"; values: Readonly<Record<string, string>> }
  | { do: "tenant"; label: string }
  | { do: "dropLabels"; labels: readonly string[] };

/** Options of a limit by label, which both shippers take in this form alone: dropping, and no fewer labels. */
export const limitByLabel = { drop: true, max_distinct_labels: 10_000 } as const;

/**
 * Selector of lines that are no JSON, and template of a field in lower case: the same for both shippers. Their parsers
 * of selectors are not Loki's: a text in backticks is a syntax error at which neither starts.
 */
export const textHolding = (text: string, among = '{tenant=~".+"}'): string =>
  `${among} |= ${JSON.stringify(text)} !~ "^[[:space:]]*[{]"`;
export const jsonAndMore = `{tenant=~".+"} |= ${JSON.stringify("\n")} |~ "^[[:space:]]*[{]"`;
export const lowerCase = "{{ ToLower .Value }}";

/** Field that holds what a template made for `limitFields`. */
export const limitedField = "limited";

export interface ContainerLogPipeline {
  relabelling: readonly RelabelRule[];
  ownership: readonly RelabelRule[];
  stages: readonly Stage[];
}

/**
 * Labels of the streams in Loki; named as Loki names the same attributes of records that come by OTLP. Few, or streams
 * explode.
 */
export const streamLabels = ["service_name", "k8s_namespace_name", "k8s_container_name", environmentLabel] as const;

/** Reasons under which a shipper counts what it dropped. */
export const dropReasons = {
  severity: "below_minimum_severity",
  share: "beyond_debug_share",
  age: "older_than_loki_takes",
} as const;

/** Label of a customer while its lines are counted, and so the name under which what is above its limit is counted. */
const customerLabel = "customer";

/** Tenants with the same limit share a stage, and their customers may have the same names. */
const customerOfTenant = `{{ if .customer }}{{ .${conventions.tenantAttribute} }}/{{ .customer }}{{ end }}`;

/**
 * Lines that a pod may write at once, or those of a node for a customer: what kubelet keeps of a container (50 MiB) at
 * 256 bytes a line, or what waited in its files while Loki was away would be dropped when it is read.
 */
const burstLines = 200_000;

export function containerLogPipeline({
  tenants,
  environment,
  namespace,
  logs,
  kafka,
}: Pick<Settings, "tenants" | "environment" | "namespace" | "logs" | "kafka">): ContainerLogPipeline {
  return {
    relabelling: relabelling({ environment }),
    ownership: ownership({ tenants, namespace }),
    stages: stagesFor(tenants, logs, oldestSentHours({ kafka })),
  };
}

/** Where JSON may say its severity. */
export const levelFields = { level: levelOf, written_number: firstOf(severityNumberPaths) };

const jsonFields = {
  ...levelFields,
  written_trace_ids: textsOf([...traceIdPaths.usual, ...traceIdPaths.rare]),
  written_span_ids: textsOf([...spanIdPaths.usual, ...spanIdPaths.rare]),
  written_customer: firstOf([[conventions.customerKey]]),
};

/** Of what stands in the fields of `levelFields` the number; of a level that is none nothing changes. */
export const readSeverity: readonly Stage[] = [
  { do: "extract", within: "level", expression: spelled(severities, "named_number") },
  ...severities.map(
    (severity): Stage => ({
      do: "replace",
      field: "named_number",
      expression: spelled([severity]),
      value: String(severityNumbers[severity]),
    }),
  ),
  ...["written_number", "named_number"].map((within): Stage => ({ do: "extract", within, expression: severityNumber })),
];

/**
 * Level, trace and span of a line, as the Collectors read them from files. The severity is OpenTelemetry's number, from
 * which Loki makes `detected_level` as it does for OTLP; without one it looks for itself.
 */
const readLine: readonly Stage[] = [
  ...logfmtSigns.map((holding): Stage => ({ do: "extractFromText", holding, expression: logfmtLevel })),
  ...(["parseJson", "parseFirstLine"] as const).map((parse): Stage => ({ do: parse, fields: jsonFields })),
  ...readSeverity,
  { do: "extract", within: "written_trace_ids", expression: idAmong("trace_id", 32) },
  { do: "extract", within: "written_span_ids", expression: idAmong("span_id", 16) },
  { do: "extract", within: "written_customer", expression: `^(?P<customer>.{1,${longestCustomer}})` },
  { do: "lowerCase", field: "trace_id" },
  { do: "lowerCase", field: "span_id" },
];

/** Values in a text, each in a group of its own: of those the expression has found one. */
const inTexts = textValues.map(({ opening, value }) => `${opening}(${value})`).join("|");

/** Named values keep JSON JSON; so they come first, as with the Collectors. */
export const maskLine: readonly Stage[] = [
  ...secretNames.flatMap((name): Stage[] => [
    { do: "mask", expression: `${name}${keyed}(${keyedValue})`, to: `"${mask}"` },
    { do: "mask", expression: `${name}${inText}(?:${inTexts})`, to: mask },
  ]),
  ...secretValues.map((expression): Stage => ({ do: "mask", expression: `(${expression})`, to: mask })),
];

/** Of records that know their severity's number, and by a label the minimum that holds for them. */
export function belowMinimum(tenants: readonly Tenant[]): Stage[] {
  return minimaOf(tenants).flatMap((minimum): Stage[] => {
    const expression = numbersBelow(minimum);
    return expression === undefined
      ? []
      : [
          {
            do: "dropLines",
            where: { label: minimumLabel, value: minimum },
            fields: ["severity_number"],
            expression,
            reason: dropReasons.severity,
          },
        ];
  });
}

function stagesFor(tenants: readonly Tenant[], { podLinesPerSecond }: Settings["logs"], oldestHours: number): Stage[] {
  const metadata = {
    k8s_pod_name: "k8s_pod_name",
    k8s_node_name: "k8s_node_name",
    tenant: conventions.tenantAttribute,
    log_iostream: "stream",
  };
  return [
    // Without a bound one container could hold up the shipper of its node, or take its memory.
    { do: "cri", mostBytes: longestSentBytes },
    // Quiet pods' files hold lines from long before the shipper came. Of one that Loki refuses, it counts the whole batch as
    // lost, and there is an alert for that.
    { do: "dropOlder", hours: oldestHours, reason: dropReasons.age },
    // First, so that a pod that floods costs next to nothing beyond its rate.
    ...(podLinesPerSecond === undefined
      ? []
      : [{ do: "limit", label: "k8s_pod_name", perSecond: podLinesPerSecond, burst: burstLines } as const]),
    { do: "mark", ...joining.marking },
    { do: "mark", ...joining.sparing },
    { do: "joinLines", firstLine: joining.firstLine, waitSeconds: 1, maxLines: 500 },
    { do: "mark", ...joining.unmarking },
    // Before anything is read out of the line, so that no field keeps what the line has lost.
    ...maskLine,
    ...readLine,
    ...belowMinimum(tenants),
    ...sharesOf(tenants)
      .filter((percent) => percent < 100)
      .map(
        (percent): Stage => ({
          do: "dropLines",
          where: { label: shareLabel, value: String(percent) },
          fields: ["severity_number", "trace_id", "time"],
          expression: beyondShare(percent),
          reason: dropReasons.share,
        }),
      ),
    // After what is dropped anyway, which costs a customer nothing.
    ...customerLimitsOf(tenants).map(
      (perSecond): Stage => ({
        do: "limitFields",
        where: { label: customerLimitLabel, value: String(perSecond) },
        template: customerOfTenant,
        label: customerLabel,
        perSecond,
        burst: burstLines,
      }),
    ),
    { do: "tenant", label: conventions.tenantAttribute },
    // What stays is `streamLabels`. After the joining of lines, which tells streams apart by these; before the
    // metadata, which Promtail would otherwise write twice: from the label, and from the copy that every stage can
    // read.
    {
      do: "dropLabels",
      labels: [
        "k8s_pod_name",
        "k8s_node_name",
        conventions.tenantAttribute,
        "stream",
        "filename",
        minimumLabel,
        shareLabel,
        ...(customerLimitsOf(tenants).length === 0 ? [] : [customerLimitLabel, customerLabel]),
      ],
    },
    {
      do: "structuredMetadata",
      values: {
        ...metadata,
        severity_number: "severity_number",
        trace_id: "trace_id",
        span_id: "span_id",
        [conventions.customerKey]: "customer",
      },
    },
  ];
}
