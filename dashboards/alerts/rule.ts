// What a rule is, in the spelling of Prometheus' rule files and of the PrometheusRule resource.
import type { Settings } from "../../settings/settings";

export type Severity =
  | "critical" // somebody must act now: data is being lost, or soon will be
  | "warning" // somebody must act today
  | "info"; // worth knowing, nothing is broken

export interface AlertingRule {
  alert: string;
  expr: string;
  /** How long the expression must hold before the alert fires. */
  for: string;
  labels: { severity: Severity };
  annotations: { summary: string; description: string; runbook_url: string };
}

export interface RecordingRule {
  record: string;
  expr: string;
}

export interface RuleGroup {
  name: string;
  /** How often the group is evaluated; Prometheus' own interval (30 s) when absent. */
  interval?: string;
  rules: (AlertingRule | RecordingRule)[];
}

/** Loki's ruler gets alerts only. */
export type AlertGroup = Omit<RuleGroup, "rules"> & { rules: AlertingRule[] };

/** What rules depend on. Those about the platform's own parts are confined to its namespace. */
export type Platform = Pick<Settings, "namespace" | "tenants" | "objectives" | "alerts">;

/**
 * A series that a rule of the platform records. Whatever is pushed or scraped under its name, and what a tenant's rule
 * records, has a namespace, which nobody chooses (docs/tenancy.md).
 */
export function asRecorded(series: string, ...matchers: readonly string[]): string {
  return `${series}{${['namespace=""', ...matchers].join(", ")}}`;
}

export interface AlertDefinition {
  severity: Severity;
  expr: string;
  for: string;
  /** One line, for a phone. May use `{{ $labels.x }}` and `{{ $value }}`, as the description. */
  summary: string;
  /** What it means for data or people; what to do is the runbook's. */
  description: string;
}

/** An alert whose runbook is the page of the same name; withRunbooks says where that is published. */
export function alert(
  name: string,
  { severity, expr, for: duration, summary, description }: AlertDefinition,
): AlertingRule {
  return {
    alert: name,
    expr,
    for: duration,
    labels: { severity },
    annotations: { summary, description, runbook_url: `${name}.md` },
  };
}

/** The same groups, each alert with the whole address of its runbook. */
export function withRunbooks<Group extends RuleGroup>(groups: readonly Group[], { alerts }: Platform): Group[] {
  const base = alerts.runbookBaseUrl.replace(/\/+$/, "");
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) =>
      "alert" in rule
        ? { ...rule, annotations: { ...rule.annotations, runbook_url: `${base}/${rule.annotations.runbook_url}` } }
        : rule,
    ),
  }));
}
