// Who is told of an alert, and which alerts stay quiet beside a worse one: receivers and tenants in, Alertmanager's
// routes and inhibitions out.
//
// An alert belongs to the tenant of its label. It goes to those of the tenant's receivers, its own and its team's, that
// take its severity. What none of them takes, and what has no tenant, goes to the platform's receivers.
import { conventions } from "../../../../conventions/names";
import type { Settings } from "../../../../settings/settings";
import type { HelmValues } from "../../../helm-values";
import { namespaceLabel } from "../tenants";

export type Receiver = Settings["alerts"]["receivers"][number];

/** Receivers of the program itself; a slash keeps them apart from those of the settings. */
export const nobody = "platform/nobody";
export const deadMansSwitch = "platform/dead-mans-switch";

/** How often the dead man's switch is told that alerting works, in seconds. */
export const heartbeatSeconds = 60;

const severities = ["critical", "warning", "info"] as const;
type Severity = (typeof severities)[number];

/**
 * What reaches a receiver of a threshold. Rules of others have words of their own, or none: whatever is not said to be
 * less counts as a warning. `none` is no alert: charts give it to those that exist for other alerts.
 */
const reaching: Readonly<Record<Severity, string>> = {
  critical: 'severity = "critical"',
  warning: 'severity !~ "info|none"',
  info: 'severity != "none"',
};

const { tenantAttribute: tenantLabel } = conventions;

export function routes({ alerts, tenants }: Pick<Settings, "alerts" | "tenants">): HelmValues {
  const platforms = alerts.receivers.filter(({ tenant, team }) => tenant === undefined && team === undefined);
  return {
    receiver: nobody,
    // By severity: what has become worse would be no news to a service that has the group's milder alert open.
    group_by: [tenantLabel, "alertname", "severity"],
    group_wait: "30s",
    group_interval: "5m",
    repeat_interval: "12h",
    routes: [
      alerts.deadMansSwitch === undefined ? { receiver: nobody, matchers: platformsWatchdog } : heartbeat,
      // It exists to silence others.
      { receiver: nobody, matchers: ['alertname = "InfoInhibitor"'] },
      ...tenantRoutes(alerts.receivers, tenants),
      ...platforms.map((receiver) => ({ ...bySeverity(receiver), continue: true })),
    ],
  };
}

/**
 * The platform's own is about no namespace. Rules of another stack carry theirs: its `Watchdog` says nothing about this
 * one, and would keep the dead man's switch quiet.
 */
const platformsWatchdog = ['alertname = "Watchdog"', `${namespaceLabel} = ""`];

/** A group is looked at once an interval; repeating a little earlier than that, none is skipped. */
const heartbeat: HelmValues = {
  receiver: deadMansSwitch,
  matchers: platformsWatchdog,
  group_wait: "0s",
  group_interval: `${heartbeatSeconds}s`,
  repeat_interval: `${heartbeatSeconds - 10}s`,
};

/** One route for all tenants that have the same receivers: with a team of a hundred tenants a hundred times fewer. */
function tenantRoutes(receivers: readonly Receiver[], tenants: Settings["tenants"]): HelmValues[] {
  const owned = new Map<string, { tenantIds: string[]; receivers: Receiver[] }>();
  for (const { id, team } of tenants) {
    const own = receivers.filter(
      (receiver) => receiver.tenant === id || (receiver.team !== undefined && receiver.team === team),
    );
    if (own.length === 0) continue;
    const key = JSON.stringify(own.map(({ name }) => name));
    const entry = owned.get(key) ?? { tenantIds: [], receivers: own };
    entry.tenantIds.push(id);
    owned.set(key, entry);
  }
  return [...owned.values()].map(({ tenantIds, receivers: own }) => ({
    receiver: nobody,
    matchers: [
      tenantIds.length === 1 ? `${tenantLabel} = "${tenantIds[0]}"` : `${tenantLabel} =~ "${tenantIds.join("|")}"`,
      // What none of them takes is left to the platform.
      reaching[own.reduce((least, { severity }) => milder(least, severity), "critical" as Severity)],
    ],
    routes: own.map((receiver) => ({ ...bySeverity(receiver), continue: true })),
  }));
}

function bySeverity({ name, severity }: Receiver): HelmValues {
  return { receiver: name, matchers: [reaching[severity]] };
}

function milder(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) > severities.indexOf(b) ? a : b;
}

/** While the worse alert fires, the milder one of the same thing is not sent. A label that neither has is the same. */
function quieter(worse: string, milderOne: string, ...same: string[]): HelmValues {
  return { source_matchers: [worse], target_matchers: [milderOne], equal: [tenantLabel, namespaceLabel, ...same] };
}

/**
 * What alerts of one name are about beside tenant and namespace: a service, a pod, a node's disk, a claim, a file of rules.
 * A label that is not here tells nothing apart: docs/tenancy.md says so to whoever writes rules.
 */
const things = [
  "alertname",
  "instance",
  "device",
  "persistentvolumeclaim",
  "rule_group",
  "service",
  "job",
  "pod",
  "container",
  "node",
  "deployment",
  "statefulset",
  "daemonset",
  "job_name",
];

/** Alerts on one thing under two names: the milder, the worse, and the labels that say which thing. */
const pairs: readonly [milder: string, worse: string, ...same: string[]][] = [
  ["HttpErrorsBurningSlow", "HttpErrorsBurningFast", "service"],
  ["HttpLatencyBurningSlow", "HttpLatencyBurningFast", "service"],
  ["PlatformObjectiveBurningSlow", "PlatformObjectiveBurningFast", "objective", "signal"],
  ["CollectorQueueFilling", "CollectorQueueFull", "job", "pod", "exporter", "data_type"],
  ["LogConsumerBacklogGrowing", "LogConsumerBehind", "consumergroup", "topic"],
  ["KafkaReplicasMissing", "KafkaBelowMinimumInSync"],
];

export const inhibitions: readonly HelmValues[] = [
  quieter('severity = "critical"', 'severity =~ "warning|info"', ...things),
  quieter('severity = "warning"', 'severity = "info"', ...things),
  ...pairs.map(([milderOne, worse, ...same]) =>
    quieter(`alertname = "${worse}"`, `alertname = "${milderOne}"`, ...same),
  ),
];
