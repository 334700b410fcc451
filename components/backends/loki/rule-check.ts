// Whether Loki's ruler will take alert rules: groups of each tenant in, faults out. Pure. It matters to everybody,
// since the ruler drops the rules of all tenants for one file that it cannot read, and stays ready.
import type { LRParser } from "@lezer/lr";
import type { TenantLogAlerts } from "./alerts";

/** `require`, because the grammar is declared to TypeScript as an ES module only; as CommonJS it is there. */
const { parser } = require("@grafana/lezer-logql") as { parser: LRParser };

/** Prometheus' spelling of a duration, as `for` and `interval` take it. */
const duration = /^(\d+(ms|[smhdwy]))+$/;
const labelName = /^[A-Za-z_]\w*$/;

/** One line for each fault, with tenant, group and alert; none when the ruler can read everything. */
export function ruleFaults(alerts: TenantLogAlerts): string[] {
  return Object.entries(alerts).flatMap(([tenantId, groups]) => {
    const names = groups.map(({ name }) => name);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    return [
      ...twice.map((name) => `${tenantId}: group ${name} is there twice`),
      ...groups.flatMap(({ name, interval, rules }) => {
        const place = `${tenantId}, group ${name}`;
        return [
          ...(name === "" ? [`${place}: a group needs a name`] : []),
          ...durationFaults(place, "interval", interval),
          ...rules.flatMap((rule) => {
            const at = `${place}, alert ${rule.alert}`;
            const labels = [...Object.keys(rule.labels ?? {}), ...Object.keys(rule.annotations ?? {})];
            return [
              ...(rule.alert === "" ? [`${at}: an alert needs a name`] : []),
              ...expressionFaults(rule.expr).map((fault) => `${at}: ${fault}`),
              ...durationFaults(at, "for", rule.for),
              ...labels.filter((label) => !labelName.test(label)).map((label) => `${at}: ${label} is no label name`),
            ];
          }),
        ];
      }),
    ];
  });
}

function durationFaults(place: string, key: string, value?: string): string[] {
  return value === undefined || duration.test(value) ? [] : [`${place}: ${key} ${value} is no duration such as 5m`];
}

function expressionFaults(expr: string): string[] {
  const faults: string[] = [];
  const tree = parser.parse(expr);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) faults.push(`no LogQL at character ${from + 1}: ${expr}`);
    },
  });
  const lines = tree.topNode.firstChild?.firstChild?.name === "LogExpr";
  return faults.length > 0 ? faults.slice(0, 1) : lines ? [`gives lines, not a number to alert on: ${expr}`] : [];
}
