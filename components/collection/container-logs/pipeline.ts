// How lines of containers become records of Loki: labels, tenant, what is dropped. The one description from which the
// configurations of Alloy and of Promtail are both written, so that either gives the same result.
//
// Everything that depends on a tenant is decided by relabelling, which runs once for each container when it is
// discovered; what runs for each line does not grow with the number of tenants.

import { conventions } from "../../../conventions/names";
import { assigned, mask, namedValue, secretNames, secretValues } from "../../../conventions/redaction";
import {
  levelPaths,
  logfmtLevel,
  longestCustomer,
  severities,
  severityNumbers,
  spanIdPaths,
  traceIdPaths,
} from "../../../conventions/severity";
import { defaultTenantId } from "../../../settings/rules/tenants";
import type { Settings, Tenant } from "../../../settings/settings";
import { beyondShare, firstOf, hexadecimal, numbersBelow, spelled } from "./levels";
import { firstLine } from "./multiline";

/** A rule of Prometheus relabelling with the action `replace`. Without `from` it sets a constant. */
export interface RelabelRule {
  from?: readonly string[];
  separator?: string;
  /** Anchored on both sides; the whole value when absent. */
  regex?: string;
  to: string;
  /** `$1` and so on are groups of the expression. The first group when absent. */
  value?: string;
}

/** One step for each line. */
export type Stage =
  | { do: "cri" }
  /** A rate for each value of a label. */
  | { do: "limit"; label: string; perSecond: number; burst: number }
  /** The expression's group becomes `to`, wherever it is found in the line. */
  | { do: "mask"; expression: string; to: string }
  | { do: "joinLines"; firstLine: string; waitSeconds: number; maxLines: number }
  | { do: "parseJson"; fields: Readonly<Record<string, string>> }
  /** Named groups become fields. Of a line only where it is no JSON; `within` a field when given. */
  | { do: "extract"; within?: string; expression: string }
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

/** Selector of lines that are no JSON, and template of a field in lower case: the same for both shippers. */
export const notJson = '{tenant=~".+"} !~ `^\\s*[{]`';
export const lowerCase = "{{ ToLower .Value }}";

export interface ContainerLogPipeline {
  relabelling: readonly RelabelRule[];
  stages: readonly Stage[];
}

const environmentLabel = "deployment_environment_name";

/**
 * Labels of the streams in Loki; named as Loki names the same attributes of records that come by OTLP. Few, or streams
 * explode.
 */
export const streamLabels = ["service_name", "k8s_namespace_name", "k8s_container_name", environmentLabel] as const;

/** Reasons under which a shipper counts what it dropped. */
const dropReasons = { severity: "below_minimum_severity", share: "beyond_debug_share" } as const;

/** Labels of a target that only the stages read. */
const minimumLabel = "minimum_severity";
const shareLabel = "debug_share_percent";

/**
 * Lines that a pod may write at once: what kubelet keeps of a container (50 MiB) at 256 bytes a line, or what waited in
 * its files while Loki was away would be dropped when it is read.
 */
const burstLines = 200_000;

export function containerLogPipeline({
  tenants,
  environment,
  logs,
}: Pick<Settings, "tenants" | "environment" | "logs">): ContainerLogPipeline {
  return {
    relabelling: [
      ...identity,
      { to: environmentLabel, value: environment },
      ...file,
      ...tenantRules(tenants),
      ...minimumRules(tenants),
      ...shareRules(tenants),
    ],
    stages: stagesFor(tenants, logs),
  };
}

const pod = (field: string) => `__meta_kubernetes_pod_${field}`;
const podLabel = (label: string) => pod(`label_${label.replace(/[^A-Za-z0-9_]/g, "_")}`);
const copy = (from: string, to: string): RelabelRule => ({ from: [from], to });

const identity: readonly RelabelRule[] = [
  copy("__meta_kubernetes_namespace", "k8s_namespace_name"),
  copy(pod("container_name"), "k8s_container_name"),
  copy(pod("name"), "k8s_pod_name"),
  copy(pod("node_name"), "k8s_node_name"),
  // A Deployment's pods are controlled by a ReplicaSet, whose name ends in a hash of the pod template.
  {
    from: [pod("controller_name")],
    regex: "([0-9a-z-.]+?)(?:-[0-9a-f]{8,10})?",
    to: "__tmp_controller_name",
    value: "$1",
  },
  // The first of these that is not empty.
  {
    from: [podLabel(conventions.serviceLabel), podLabel("app"), "__tmp_controller_name", pod("name")],
    separator: ";",
    regex: ";*([^;]+)(?:;.*)?",
    to: "service_name",
    value: "$1",
  },
];

/** Kubelet's file. A static pod's folder is named after the hash of its manifest, not after its uid. */
const file: readonly RelabelRule[] = [
  {
    from: [pod("uid"), pod("container_name")],
    separator: "/",
    regex: "(.*)",
    to: "__path__",
    value: "/var/log/pods/*$1/*.log",
  },
  {
    from: [
      pod("annotationpresent_kubernetes_io_config_hash"),
      pod("annotation_kubernetes_io_config_hash"),
      pod("container_name"),
    ],
    separator: "/",
    regex: "true/(.*)",
    to: "__path__",
    value: "/var/log/pods/*$1/*.log",
  },
];

function tenantRules(tenants: readonly Tenant[]): RelabelRule[] {
  return [
    { to: conventions.tenantAttribute, value: defaultTenantId },
    ...byNamespace(tenants, conventions.tenantAttribute, ({ id }) => id),
  ];
}

/** Rules only for tenants that differ from the one that owns every other namespace. */
function minimumRules(tenants: readonly Tenant[]): RelabelRule[] {
  const usual = usualMinimum(tenants);
  const groups = severities
    .filter((severity) => severity !== usual)
    .map((severity) => ({
      severity,
      namespaces: tenants
        .filter(({ minimumSeverity }) => minimumSeverity === severity)
        .flatMap(({ namespaces }) => namespaces),
    }));
  return [{ to: minimumLabel, value: usual }, ...byNamespace(groups, minimumLabel, ({ severity }) => severity)];
}

function shareRules(tenants: readonly Tenant[]): RelabelRule[] {
  return sharesOf(tenants).flatMap((percent) => {
    const owners = tenants.filter(({ debugSharePercent }) => debugSharePercent === percent);
    // The tenant of every other namespace lists none: its share comes first, and the others' put it right.
    const usual = owners.some(({ id }) => id === defaultTenantId);
    return usual
      ? [{ to: shareLabel, value: String(percent) }]
      : byNamespace([{ namespaces: owners.flatMap(({ namespaces }) => namespaces) }], shareLabel, () =>
          String(percent),
        );
  });
}

/** Shares in use, that of every other namespace first; empty where everything is kept. */
function sharesOf(tenants: readonly Tenant[]): number[] {
  const shares = new Set(tenants.map(({ debugSharePercent }) => debugSharePercent));
  const usual = tenants.find(({ id }) => id === defaultTenantId)?.debugSharePercent ?? 100;
  return shares.size === 1 && usual === 100 ? [] : [usual, ...[...shares].filter((share) => share !== usual)];
}

const usualMinimum = (tenants: readonly Tenant[]) =>
  tenants.find(({ id }) => id === defaultTenantId)?.minimumSeverity ?? "trace";

function byNamespace<T extends { namespaces: readonly string[] }>(
  owners: readonly T[],
  to: string,
  valueFor: (owner: T) => string,
): RelabelRule[] {
  return owners
    .filter(({ namespaces }) => namespaces.length > 0)
    .map((owner) => ({
      from: ["k8s_namespace_name"],
      regex: owner.namespaces.join("|"),
      to,
      value: valueFor(owner),
    }));
}

/**
 * Level, trace and span of a line, as the Collectors read them from files. The severity is OpenTelemetry's number, from
 * which Loki makes `detected_level` as it does for OTLP; without one it looks for itself.
 */
const readLine: readonly Stage[] = [
  { do: "extract", expression: logfmtLevel },
  {
    do: "parseJson",
    fields: {
      level: firstOf(levelPaths),
      written_trace_id: firstOf(traceIdPaths),
      written_span_id: firstOf(spanIdPaths),
      written_customer: firstOf([[conventions.customerKey]]),
    },
  },
  { do: "extract", within: "level", expression: spelled(severities, "severity_number") },
  ...severities.map(
    (severity): Stage => ({
      do: "replace",
      field: "severity_number",
      expression: spelled([severity]),
      value: String(severityNumbers[severity]),
    }),
  ),
  { do: "extract", within: "written_trace_id", expression: hexadecimal("trace_id", 32) },
  { do: "extract", within: "written_span_id", expression: hexadecimal("span_id", 16) },
  { do: "extract", within: "written_customer", expression: `^(?P<customer>.{1,${longestCustomer}})` },
  { do: "lowerCase", field: "trace_id" },
  { do: "lowerCase", field: "span_id" },
];

/** Named values keep JSON JSON; so they come first, as with the Collectors. */
const maskLine: readonly Stage[] = [
  ...secretNames.map(
    (name): Stage => ({ do: "mask", expression: `${name}${assigned}(${namedValue})`, to: `"${mask}"` }),
  ),
  ...secretValues.map((expression): Stage => ({ do: "mask", expression: `(${expression})`, to: mask })),
];

function stagesFor(tenants: readonly Tenant[], { podLinesPerSecond }: Settings["logs"]): Stage[] {
  const minima = severities.filter((severity) => tenants.some(({ minimumSeverity }) => minimumSeverity === severity));
  const metadata = {
    k8s_pod_name: "k8s_pod_name",
    k8s_node_name: "k8s_node_name",
    tenant: conventions.tenantAttribute,
    log_iostream: "stream",
  };
  return [
    { do: "cri" },
    // First, so that a pod that floods costs next to nothing beyond its rate.
    ...(podLinesPerSecond === undefined
      ? []
      : [{ do: "limit", label: "k8s_pod_name", perSecond: podLinesPerSecond, burst: burstLines } as const]),
    { do: "joinLines", firstLine, waitSeconds: 1, maxLines: 500 },
    // Before anything is read out of the line, so that no field keeps what the line has lost.
    ...maskLine,
    ...readLine,
    ...minima.flatMap((minimum): Stage[] => {
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
    }),
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
